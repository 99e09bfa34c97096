package crawl

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
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
	gave     map[string]giving     // who gave way to whom, by key
	doubts   map[string]int        // how many pages with another path name this key as canonical: a slip of a template gives every page one
	barred   map[string]bool       // keys of pages that ask not to be found or kept
	bodies   map[string]string     // the address at which a page of this hash was captured
	texts    map[string]captured   // the address at which a page of this text was captured in this run
	trouble  trouble
	rules    *fetch.Rules
	sitemaps int
	feeds    int

	idleSitemaps int  // sitemap files in a row that named no page
	silence      int  // requests in a row without any answer
	full         bool // there are too many addresses, and that was told
	stopped      bool // the consumer wants no more

	// What need not be asked for, and what must be; see due.go and whole.go.
	due       map[string]bool   // keys of addresses whose turn it is
	recent    map[string]bool   // of the newest posts
	fronts    []string          // of posts that the front page names first
	needed    map[string]bool   // of list pages that may name further new posts
	leftOut   map[string]bool   // keys of pages that lists name and the owner does not want
	slashed   map[string]bool   // keys of addresses that were first written with a slash at the end
	spellings map[string]string // by key, another way in which an address was written
	skipped   []task            // list pages that wait while a sitemap names the posts
	trying    map[string]bool   // of these, keys of those that are tried
	deadLists []task            // list pages that were not there in an earlier run, and were not asked for
	rested    []task            // list pages that were read from the archive only
	unlisted  int               // articles that no sitemap names
	before    int               // of these, before list pages were tried

	listsNeeded bool // no list page has to wait any more

	started  time.Time
	requests int
	spent    bool // the budget is

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
		knows: map[string]*blog.Post{}, sources: map[string]source{}, gave: map[string]giving{}, doubts: map[string]int{}, barred: map[string]bool{},
		bodies: map[string]string{}, texts: map[string]captured{}, due: map[string]bool{}, recent: map[string]bool{}, needed: map[string]bool{},
		leftOut: map[string]bool{}, slashed: map[string]bool{}, spellings: map[string]string{}, trying: map[string]bool{}, sitemapsOK: true, listsOK: true, started: k.Now(),
	}
	r.Budget = r.Budget.orDefault()
	if c.Memory == nil {
		return r, nil
	}
	for v, err := range c.Memory.Visits(ctx, site) {
		if err != nil {
			return nil, fmt.Errorf("read the earlier visits of %s: %w", site, err)
		}
		r.remember(v)
	}
	r.planTurns()
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

// all goes through the blog: the front page and the listings with what both lead to, list pages that had to wait, what earlier runs
// knew and nothing named, and at last the pages that gave way to one that turned out to be none.
func (r *run) all(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	front, err := r.start(ctx)
	if err != nil || r.stopped {
		return err
	}
	pool := r.newPool(ctx)
	defer pool.close()
	begin := func() {
		r.discover(front.html)
		r.followFront(front)
	}
	for _, queue := range []func(){begin, r.try, r.reconsider, r.revive, r.confirm, r.recall} {
		queue()
		if err := r.drain(ctx, pool); err != nil || r.stopped {
			return err
		}
		if r.spent {
			break
		}
	}
	for r.settle() {
		if err := r.drain(ctx, pool); err != nil || r.stopped {
			return err
		}
	}
	r.tell()
	return nil
}

// drain works until nothing is left to ask for.
func (r *run) drain(ctx context.Context, p *pool) error {
	defer p.empty()
	for !r.stopped {
		for p.free() && !r.stopped && (!r.isSpent() || r.spent) {
			t, ok := r.front.next(p.listings > 0)
			if !ok {
				break
			}
			t = r.complete(t)
			if _, gave := r.gave[t.key]; gave && !t.alone {
				continue // a further page of a post, which came with it
			}
			if r.isVariant(t.key) && !t.variant && !t.listed {
				t.variant = true // asked for last, for most show what the address without parameters does
				r.front.push(t)
				continue
			}
			if !r.skip(&t) {
				p.do(job{t, r.memory[t.key]})
				if !t.stored {
					r.requests++
				}
			}
		}
		if p.busy == 0 && r.isSpent() && !r.spent {
			r.leave()
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
	t.listed = t.listed || r.knows[t.key] != nil
	t.needed = t.needed || r.needed[t.key]
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

// spell keeps another way in which an address was written, for the case that the first one leads nowhere.
func (r *run) spell(t task) {
	if _, ok := r.spellings[t.key]; !ok && endsInSlash(t.url) != r.slashed[t.key] {
		r.spellings[t.key] = t.url
	}
}

func endsInSlash(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return strings.HasSuffix(path, "/")
}

// send hands a capture to the consumer.
func (r *run) send(k blog.Capture) {
	if r.stopped {
		return
	}
	if k.Note == "" {
		k.Visit.Site = r.site
	}
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
	if s := r.front.states[t.key]; s == waiting || s == bad {
		r.spell(t)
	}
	if r.spent {
		return false
	}
	t.known = isKept(r.memory[t.key])
	if len(r.front.states) >= maxAddresses && r.front.states[t.key] == 0 {
		if !r.full {
			r.full = true
			r.listsOK, r.sitemapsOK = false, false
			r.send(blog.Capture{Visit: blog.Visit{URL: t.url, Role: t.role, Outcome: blog.Passed, At: r.Now(), Found: t.found,
				Reason: fmt.Sprintf("the blog has more than %d addresses; this and further ones are left out", maxAddresses)}})
		}
		return false
	}
	if !r.front.add(t) {
		return false
	}
	if endsInSlash(t.url) {
		r.slashed[t.key] = true
	}
	return true
}
