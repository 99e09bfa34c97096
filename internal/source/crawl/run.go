package crawl

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
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
	sources  map[string]source     // what sitemaps say, by key
	claims   map[string]*claim     // by the key of the canonical address
	barred   map[string]bool       // keys of pages that ask not to be found or kept
	bodies   map[string]string     // the address at which a page of this hash was captured
	rules    *fetch.Rules
	sitemaps int
	feeds    int
	silence  int    // requests in a row without any answer
	full     bool   // there are too many addresses, and that was told
	stopped  bool   // the consumer wants no more
	skipped  []task // known list pages that were not asked for

	// The listings are whole as long as these hold; only then may what they do not name be taken for gone.
	named      int  // addresses that sitemaps name
	sitemapsOK bool // every sitemap was read to its end
	listsOK    bool // every list page was read, and no family of them was left alone
}

// source is what a sitemap says of an address.
type source struct {
	found   string
	changed time.Time
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
	if k.Workers < 1 {
		k.Workers = defaultWorkers
	}
	if k.Log == nil {
		k.Log = slog.New(slog.DiscardHandler)
	}
	r := &run{
		Crawler: &k, site: site, place: newPlace(scope, u, u), front: newFrontier(), memory: map[string]blog.Visit{},
		knows: map[string]*blog.Post{}, sources: map[string]source{}, claims: map[string]*claim{}, barred: map[string]bool{}, bodies: map[string]string{},
		sitemapsOK: true, listsOK: true,
	}
	if c.Memory == nil {
		return r, nil
	}
	for v, err := range c.Memory.Visits(ctx, site) {
		if err != nil {
			return nil, fmt.Errorf("read the earlier visits of %s: %w", site, err)
		}
		r.remember(v)
	}
	return r, nil
}

// remember takes in what an earlier run left. Of two schemes of one address the later visit counts.
func (r *run) remember(v blog.Visit) {
	k := key(v.URL)
	if old, ok := r.memory[k]; ok && old.At.After(v.At) {
		return
	}
	r.memory[k] = v
	if v.Role == blog.RolePage && isKept(v) {
		r.bodies[v.Hash] = v.URL
	}
}

// isKept says whether the archive has a page from the visit that counts: not one that was forbidden, or gone, since.
func isKept(v blog.Visit) bool {
	return v.Hash != "" && v.Missing == 0 && !v.Excluded && v.Outcome != blog.Gone
}

// all goes through the blog: the front page, the listings, then what both lead to, at last what earlier runs knew and nothing
// named.
func (r *run) all(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	front, err := r.start(ctx)
	if err != nil || r.stopped {
		return err
	}
	pool := r.newPool(ctx)
	defer pool.close()
	for _, queue := range []func(){func() { r.discover(front.html) }, func() { r.follow(front) }, r.reconsider, r.recall} {
		queue()
		if err := r.drain(ctx, pool); err != nil || r.stopped {
			return err
		}
	}
	return nil
}

// drain works until nothing is left to ask for.
func (r *run) drain(ctx context.Context, p *pool) error {
	defer p.empty()
	for !r.stopped {
		for p.free() && !r.stopped {
			t, ok := r.front.next(p.listings > 0)
			if !ok {
				break
			}
			if t = r.complete(t); !r.skip(t) {
				p.do(job{t, r.memory[t.key]})
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

// complete adds to a task what was learned after it was queued.
func (r *run) complete(t task) task {
	if s, ok := r.sources[t.key]; ok {
		t.found, t.changed, t.listed = s.found, s.changed, true
	}
	if r.memory[t.key].Role == blog.RoleList && t.role == blog.RolePage {
		t.role = blog.RoleList // its markup said so; if it does not change, its links are wanted from the archive
	}
	return t
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

// heard ends the run when the host has fallen silent, or says again and again that it has no time: every further request would
// wait in vain, and make it worse.
func (r *run) heard(res result) error {
	err := res.err
	switch fetch.KindOf(err) {
	case fetch.DNS, fetch.Refused, fetch.TLS, fetch.Timeout, fetch.TooSlow, fetch.Broken:
	default:
		if err != nil || res.resp.Status != http.StatusTooManyRequests && res.resp.Status != http.StatusServiceUnavailable {
			r.silence = 0
			return nil
		}
		err = &fetch.Error{Kind: fetch.Status, URL: res.url, Code: res.resp.Status}
	}
	if r.silence++; r.silence < maxSilence {
		return nil
	}
	return fmt.Errorf("crawl %s: %d requests in a row found no answer, the last one: %w", r.site, r.silence, err)
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
