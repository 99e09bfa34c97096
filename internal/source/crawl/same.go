package crawl

// Several addresses may lead to one page: a canonical link says so, or a redirect of the page itself, or the page is the same to
// the last byte, or an address is a known one with parameters added. One of them is captured. The others are passed over without
// loss, and none is given up for one that does not answer.

import (
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// claim is who names one address as canonical.
type claim struct {
	tasks  []task
	doubts int // of these, with another path: a slip of a template gives every page one canonical address
}

// claimed gives way to the address that a page names as canonical, and says whether it did. The canonical one is asked for; if
// it gives no page, this one comes again and stands for itself.
func (r *run) claimed(res result, v blog.Visit) bool {
	to := res.canonical
	if to.url == "" || res.alone || res.canon || r.front.states[to.key] == bad {
		return false
	}
	c := r.claims[to.key]
	if c == nil {
		c = &claim{}
		r.claims[to.key] = c
	}
	if !to.sameOf {
		c.doubts++
	}
	if c.doubts > maxTrust {
		r.Log.Warn("many pages name one canonical address; it is ignored", "url", to.url)
		r.release(c, res.key)
		return false
	}
	to.found, to.listed, to.canon = res.url, true, true
	if r.front.states[to.key] == 0 && !r.add(to.task) {
		return false
	}
	c.tasks = append(c.tasks, res.task)
	r.send(blog.Capture{Visit: excluded(v, "it is a second address of "+to.url)})
	return true
}

// bar keeps the other addresses of a page that asks not to be found from standing in for it.
func (r *run) bar(k string) {
	r.barred[k] = true
	if c := r.claims[k]; c != nil {
		c.tasks = nil
	}
}

// release takes the pages back in that gave way to a canonical address, but for one.
func (r *run) release(c *claim, but string) {
	for _, t := range c.tasks {
		if t.key != but {
			t.alone = true
			r.front.push(t)
		}
	}
	c.tasks = nil
}

// twin gives the other address that has, or had in an earlier run, the very same page.
func (r *run) twin(res result, v blog.Visit) string {
	other := r.bodies[v.Hash]
	if k := key(other); k == res.key || r.front.states[k] == bad {
		return ""
	}
	return other
}

// isVariant says whether a link leads to a page of a sitemap or feed, with parameters added: where the reader came from, say.
func (r *run) isVariant(k string) bool {
	path, _, ok := strings.Cut(k, "?")
	if !ok {
		return false
	}
	_, inSitemap := r.sources[path]
	return inSitemap || r.knows[path] != nil
}
