package crawl

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/page"
)

// pool is the workers of one run. They ask and parse, which is all of the slow work; what it means is for the run.
type pool struct {
	jobs     chan job
	results  chan result
	workers  int
	busy     int
	listings int // of the busy ones
	wg       sync.WaitGroup
	cancel   context.CancelFunc
}

// job is a task with the visit that an earlier run left, if any.
type job struct {
	task
	kept blog.Visit
}

// result is what a worker found.
type result struct {
	job
	resp      *fetch.Response // nil when err is not
	err       error           // of asking
	memory    error           // the archive failed us; the run ends
	body      []byte          // of the answer, or the kept one where that is still right
	html      *page.Markup
	text      text
	parts     []string // the further pages of the post, whose texts were put into its own
	rival     string   // the address of a kept page that shows the same
	links     []task
	leftOut   []string // keys of pages that it leads to and that the owner does not want
	canonical canonical
	sitemap   *sitemap
	feed      *feed
	broken    error // of reading a sitemap or feed
}

// newPool starts the workers: one where a delay is kept between requests, several where none is.
func (r *run) newPool(ctx context.Context) *pool {
	p := &pool{jobs: make(chan job), results: make(chan result), workers: r.Workers}
	if r.Client.Delay(r.place.front.Host) > 0 {
		p.workers = 1
	}
	ctx, p.cancel = context.WithCancel(ctx)
	w := &worker{client: r.Client, memory: r.Memory, place: r.place, full: r.Full}
	for range p.workers {
		p.wg.Go(func() {
			for j := range p.jobs {
				p.results <- w.do(ctx, j)
			}
		})
	}
	return p
}

func (p *pool) free() bool { return p.busy < p.workers }

func isListing(t task) bool { return t.role == blog.RoleSitemap || t.role == blog.RoleFeed }

func (p *pool) do(j job) {
	p.busy++
	if isListing(j.task) {
		p.listings++
	}
	p.jobs <- j
}

func (p *pool) wait() result {
	res := <-p.results
	p.busy--
	if isListing(res.task) {
		p.listings--
	}
	return res
}

// empty waits for what is on its way; it is dropped when a run ends early.
func (p *pool) empty() {
	if p.busy > 0 {
		p.cancel()
	}
	for p.busy > 0 {
		p.wait()
	}
}

func (p *pool) close() {
	p.cancel()
	close(p.jobs)
	p.wg.Wait()
}

// worker does jobs; all of them share one.
type worker struct {
	client *fetch.Client
	memory Memory
	place  *place
	full   bool
}

func (w *worker) do(ctx context.Context, j job) result {
	if j.stored {
		if res, ok := w.recall(ctx, j); ok {
			return res
		}
		j.stored = false
	}
	res := w.ask(ctx, j, true)
	if res.err == nil && res.resp.NotModified && j.role != blog.RolePage {
		// A list that did not change is read again from the archive: its links are still wanted.
		page, err := w.memory.Page(ctx, kept(j.kept))
		switch {
		case err == nil:
			res.body = page.Body
		case errors.Is(err, blog.ErrNotFound):
			res = w.ask(ctx, j, false)
		default:
			res.memory = err
		}
	}
	w.understand(&res)
	if res.html != nil && !res.resp.NotModified && !j.alone {
		w.join(ctx, &res)
	}
	if res.body != nil && j.role == blog.RolePage && w.memory != nil {
		w.compare(ctx, &res)
	}
	return res
}

// compare holds a page against the kept one that it most likely repeats: the one to which it gave way before, or the one at its
// address without parameters. That one may not come with its text in this run, for it has not changed.
func (w *worker) compare(ctx context.Context, res *result) {
	rival, _, ok := strings.Cut(res.url, "?")
	if res.kept.Excluded && res.kept.Final != "" {
		rival, ok = res.kept.Final, true
	}
	if !ok || key(rival) == res.key {
		return
	}
	page, err := w.memory.Page(ctx, rival)
	switch {
	case errors.Is(err, blog.ErrNotFound):
	case err != nil:
		res.memory = err
	case page.URL == rival && readText(page.Body).sum == res.text.sum:
		res.rival = rival
	}
}

// recall reads a page again that the archive has, without a request. It is no answer where the archive lacks it.
func (w *worker) recall(ctx context.Context, j job) (result, bool) {
	page, err := w.memory.Page(ctx, kept(j.kept))
	if errors.Is(err, blog.ErrNotFound) {
		return result{}, false
	}
	res := result{job: j, memory: err}
	if err == nil {
		res.resp, res.body = &fetch.Response{URL: page.URL, NotModified: true}, page.Body
		w.understand(&res)
	}
	return res, true
}

// understand parses what came, and finds where it leads.
func (w *worker) understand(res *result) {
	if res.body != nil {
		res.read()
	}
	if res.html != nil {
		address := res.html.Base
		if u, err := url.Parse(res.resp.URL); err == nil {
			address = u
		}
		res.links, res.leftOut = w.place.links(res.html, res.url), w.place.leftOut(res.html)
		res.canonical = w.place.canonicalOf(res.html, address)
		res.text = readText(res.body)
	}
}

// kept is the address under which the archive has the page of a visit.
func kept(v blog.Visit) string {
	if v.Final != "" {
		return v.Final
	}
	return v.URL
}

func (w *worker) ask(ctx context.Context, j job, conditionally bool) result {
	q := fetch.Request{URL: j.url, Scope: w.place.scope}
	if conditionally && !w.full && isKept(j.kept) {
		q.ETag, q.LastModified = j.kept.ETag, j.kept.LastModified
	}
	switch j.role {
	case blog.RoleSitemap:
		q.MaxBytes = maxSitemapBytes
	case blog.RoleFeed:
		q.MaxBytes = maxFeedBytes
	}
	resp, err := w.client.Get(ctx, q)
	res := result{job: j, resp: resp, err: err}
	if err == nil && q.ETag+q.LastModified == "" {
		resp.NotModified = false // nobody asked for that
	}
	if err == nil && resp.Status/100 == 2 {
		if res.body = resp.Body; res.body == nil {
			res.body = []byte{}
		}
	}
	return res
}

// read parses the body as what it was asked for.
func (r *result) read() {
	address, err := url.Parse(r.resp.URL)
	if err != nil {
		return // cannot be: it was asked for
	}
	switch r.role {
	case blog.RoleSitemap:
		r.sitemap, r.broken = readSitemap(r.body)
		if r.sitemap.isFeed {
			r.feed, r.broken = readFeed(r.body)
		}
	case blog.RoleFeed:
		r.feed, r.broken = readListing(r.resp, r.body)
	default:
		if r.resp.NotModified || isPage(r.resp.ContentType) {
			r.html = page.Read(r.body, address)
		}
	}
}
