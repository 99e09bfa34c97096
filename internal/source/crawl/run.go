package crawl

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

// run is one crawl of one blog. Everything in it belongs to the goroutine that consumes the captures; the workers get tasks
// and give results, and touch nothing else.
type run struct {
	*Crawler
	site  string
	place *place
	yield func(blog.Capture) bool

	front    *frontier
	memory   map[string]blog.Visit // what earlier runs left, by key
	knows    map[string]*blog.Post // what feeds know, by key
	claims   map[string][]task     // pages that named a canonical address, by its key
	rules    *fetch.Rules
	offered  *markup // what the front page says
	sitemaps int
	feeds    int
	silence  int  // requests in a row without any answer
	full     bool // there are too many addresses, and that was told
	stopped  bool // the consumer wants no more

	// The listings are whole as long as these hold; only then may what they do not name be taken for gone.
	named      int  // addresses that sitemaps name
	sitemapsOK bool // every sitemap was read to its end
	listsOK    bool // every list page was read, and no family of them was left alone
}

// newRun reads what earlier runs left.
func (c *Crawler) newRun(ctx context.Context, site string) (*run, error) {
	scope, err := fetch.NewScope(site)
	if err != nil {
		return nil, err
	}
	u, err := fetch.Address(site)
	if err != nil {
		return nil, err
	}
	k := *c
	if k.Now == nil {
		k.Now = time.Now
	}
	if k.Log == nil {
		k.Log = slog.New(slog.DiscardHandler)
	}
	r := &run{
		Crawler: &k, site: site, place: newPlace(scope, u, u), front: newFrontier(), memory: map[string]blog.Visit{},
		knows: map[string]*blog.Post{}, claims: map[string][]task{}, sitemapsOK: true, listsOK: true,
	}
	if c.Memory == nil {
		return r, nil
	}
	for v, err := range c.Memory.Visits(ctx, site) {
		if err != nil {
			return nil, fmt.Errorf("read the earlier visits of %s: %w", site, err)
		}
		r.memory[key(v.URL)] = v
	}
	return r, nil
}

// all goes through the blog: the front page, then what it leads to, at last what earlier runs knew and nothing named.
func (r *run) all(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := r.start(ctx); err != nil || r.stopped {
		return err
	}
	pool := r.newPool(ctx)
	defer pool.close()
	r.discover()
	if err := r.drain(ctx, pool); err != nil || r.stopped {
		return err
	}
	r.recall()
	return r.drain(ctx, pool)
}

// drain works until nothing is left to ask for.
func (r *run) drain(ctx context.Context, p *pool) error {
	defer p.empty()
	for !r.stopped {
		for p.free() {
			t, ok := r.front.next(p.listings > 0)
			if !ok {
				break
			}
			if !r.skip(t) {
				p.do(job{t, r.kept(t)})
			}
		}
		if p.busy == 0 {
			return ctx.Err()
		}
		res := p.wait()
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.take(res); err != nil {
			return err
		}
	}
	return nil
}

// take handles what a worker brings.
func (r *run) take(res result) error {
	if res.memory != nil {
		return res.memory
	}
	if err := r.heard(res); err != nil {
		return err
	}
	switch res.role {
	case blog.RoleSitemap:
		r.takeSitemap(res)
	case blog.RoleFeed:
		r.takeFeed(res)
	default:
		r.takePage(res)
	}
	return nil
}

// heard ends the run when the host has fallen silent: every further request would wait for its time-out.
func (r *run) heard(res result) error {
	switch fetch.KindOf(res.err) {
	case fetch.DNS, fetch.Refused, fetch.TLS, fetch.Timeout, fetch.TooSlow, fetch.Broken:
		r.silence++
	default:
		r.silence = 0
	}
	if r.silence < maxSilence {
		return nil
	}
	return fmt.Errorf("crawl %s: %d requests in a row found no answer, the last one: %w", r.site, r.silence, res.err)
}

// send hands a capture to the consumer.
func (r *run) send(k blog.Capture) {
	if r.stopped {
		return
	}
	k.Visit.Site = r.site
	if k.Page != nil {
		k.Page.Site, k.Page.FetchedAt = r.site, k.Visit.At
	}
	if !r.yield(k) {
		r.stopped = true
	}
}

// add queues an address, unless there are too many already.
func (r *run) add(t task) bool {
	t.key = key(t.url)
	if len(r.front.states) >= maxAddresses && r.front.states[t.key] == 0 {
		if !r.full {
			r.full = true
			r.listsOK, r.sitemapsOK = false, false
			r.send(blog.Capture{Visit: blog.Visit{URL: t.url, Role: t.role, Outcome: blog.Passed, At: r.Now(), Found: t.found,
				Reason: fmt.Sprintf("the blog has more than %d addresses; this and further ones are left out", maxAddresses)}})
		}
		return false
	}
	return r.front.add(t)
}
