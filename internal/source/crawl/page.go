package crawl

import (
	"net/url"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// takePage handles what came for an address that may be a post or a list.
func (r *run) takePage(res result) {
	v := r.visit(res)
	switch {
	case v.Outcome == blog.Passed || v.Outcome == blog.Gone:
		r.lost(res, v)
	case res.absent:
		r.lost(res, gone(v, res.kept, "no sitemap, feed or list names it any more"))
	case res.html == nil && res.resp.NotModified:
		r.keep(res, v)
	case res.html == nil || !res.html.IsHTML:
		r.lost(res, excluded(v, "it is not an HTML page"))
	default:
		r.takeHTML(res, v)
	}
}

// lost ends an address that gives no page, and lets those stand for themselves that named it as theirs.
func (r *run) lost(res result, v blog.Visit) {
	r.front.states[res.key] = bad
	if res.guess {
		return
	}
	if res.role == blog.RoleList && v.Outcome == blog.Passed && !v.Excluded {
		r.listsOK = false
	}
	if c := r.claims[res.key]; c != nil {
		r.release(c, "")
	}
	if !res.listed && (v.Outcome == blog.Gone || v.Excluded) {
		r.barren(res.task, false)
	}
	r.send(blog.Capture{Visit: v})
}

// barren notes whether a page that a link led to is an article. Where none of its kind is, the links lead nowhere.
func (r *run) barren(t task, article bool) {
	if r.front.saw(t, article) {
		r.Log.Info("pages of this kind show no articles; the rest is left alone", "kind", t.family, "pages", maxBarren)
	}
}

// keep ends an address that gives a page, a new one or the one that is kept.
func (r *run) keep(res result, v blog.Visit) {
	r.front.states[res.key] = good
	r.bodies[v.Hash] = res.url
	r.send(r.capture(v, res))
}

// takeHTML follows the links of a page and settles what it is.
func (r *run) takeHTML(res result, v blog.Visit) {
	final, ok := r.place.resolve(r.place.front, res.resp.URL)
	if !ok || !r.place.below(final) {
		r.lost(res, excluded(v, "it leads out of the blog, to "+res.resp.URL))
		return
	}
	if r.place.isFront(final) && key(final.String()) != res.key {
		r.lost(res, replaced(v, res.kept, "it leads to the front page"))
		return
	}
	fresh := r.follow(res)
	v.Role = roleOf(res.html, res.task, r.knows[res.key] != nil)
	if v.Outcome == blog.Unchanged && v.Role != res.kept.Role {
		v.Outcome, v.Final = blog.Fetched, finalOf(v, res) // a feed names it now, say: the archive has to have it as what it is
	}
	if v.Role == blog.RoleList {
		r.takeList(res, v, fresh)
		return
	}
	r.takePost(res, v, final)
}

// takePost captures what may be a post, unless the page asks not to be, or another address has it.
func (r *run) takePost(res result, v blog.Visit, final *url.URL) {
	if !res.listed {
		r.barren(res.task, res.html.IsArticle())
	}
	finalKey := key(final.String())
	directives := directivesOf(res.html).Or(res.resp.Robots)
	switch {
	case r.barred[res.canonical.key]:
		r.lost(res, excluded(v, "it is a second address of "+res.canonical.url))
	case directives.NoIndex:
		r.bar(res.key)
		r.lost(res, excluded(v, "the page asks not to be found by search (noindex)"))
	case directives.NoArchive:
		r.bar(res.key)
		r.lost(res, excluded(v, "the page asks that no copy is kept (noarchive)"))
	case finalKey != res.key && r.front.states[finalKey] != 0:
		r.lost(res, excluded(v, "it is a second address of "+final.String()))
	case v.Outcome == blog.Fetched && r.claimed(res, v): // what did not change was judged before
	case r.twin(res, v) != "":
		r.lost(res, replaced(v, res.kept, "it has the same content as "+r.twin(res, v)))
	default:
		r.front.states[finalKey] = good
		r.keep(res, v)
	}
}

// takeList ends a list page; its body is kept so that its links are there when it does not change.
func (r *run) takeList(res result, v blog.Visit, fresh int) {
	r.front.states[res.key] = bad
	if r.front.brought(res.task, fresh) {
		r.listsOK = false
		r.Log.Info("list pages of this kind bring nothing new; the rest is left alone", "kind", res.family, "pages", maxIdle)
	}
	r.send(r.capture(v, res))
}

// follow queues the links of a page and counts the new ones that may be posts.
func (r *run) follow(res result) int {
	if directivesOf(res.html).Or(res.resp.Robots).NoFollow {
		return 0
	}
	fresh := 0
	for _, t := range res.links {
		if r.isVariant(t.key) {
			continue
		}
		if r.add(t) && t.role == blog.RolePage {
			fresh++
		}
	}
	if res.html.Cut {
		r.listsOK = false
		r.Log.Warn("a page has more links than are followed", "url", res.url, "links", page.MaxLinks)
	}
	return fresh
}
