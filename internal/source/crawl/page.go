package crawl

import (
	"net/url"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// takePage handles what came for an address that may be a post or a list.
func (r *run) takePage(res result) {
	if _, gave := r.gave[res.key]; gave && !res.alone {
		return // it was on its way when the post came of which it is a further page
	}
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
	if v.Outcome == blog.Passed && isClosed(v.Status) {
		r.trouble.closed++
	}
	if v.Outcome == blog.Gone {
		if r.respell(res.task) {
			return
		}
		r.trouble.gone++
		r.trouble.missing = res.url
	}
	if !res.listed && (v.Outcome == blog.Gone || v.Excluded) {
		r.barren(res.task, false)
	}
	r.send(blog.Capture{Visit: v})
}

// barren notes whether a page that a link led to is an article. Where none of its kind is, the links lead nowhere.
func (r *run) barren(t task, article bool) {
	if r.front.saw(t, article) {
		r.note("pages like %s show no articles; the rest of their kind is left alone", t.url)
	}
}

// respell queues the other spelling of an address that is not there, with a slash at its end or without, where one was met.
func (r *run) respell(t task) bool {
	other, ok := r.spellings[t.key]
	if !ok || other == t.url {
		return false
	}
	delete(r.spellings, t.key)
	t.url = other
	r.front.states[t.key] = waiting
	r.front.push(t)
	return true
}

// keep ends an address that gives a page, a new one or the one that is kept.
func (r *run) keep(res result, v blog.Visit) {
	r.front.states[res.key] = good
	r.bodies[v.Hash] = res.url
	if res.text.sum != "" {
		r.texts[res.text.sum] = captured{res.task, v}
		r.front.showed(res.task)
	}
	r.trouble.saw(res)
	r.send(r.capture(v, res))
}

// bar keeps the other addresses of a page that asks not to be found from standing in for it.
func (r *run) bar(res result, v blog.Visit, reason string) {
	r.barred[res.key] = true
	r.trouble.barred++
	r.lost(res, excluded(v, reason))
}

// What a page asks of robots, as reasons.
const (
	noIndex   = "the page asks not to be found by search (noindex)"
	noArchive = "the page asks that no copy is kept (noarchive)"
)

// takeHTML follows the links of a page and settles what it is.
func (r *run) takeHTML(res result, v blog.Visit) {
	final, ok := r.place.resolve(r.place.front, res.resp.URL)
	if !ok || !r.place.below(final) {
		r.lost(res, excluded(v, "it leads out of the blog, to "+res.resp.URL))
		return
	}
	if r.place.isExcluded(final) {
		r.lost(res, excluded(v, leftOut))
		return
	}
	if r.place.isFront(final) && key(final.String()) != res.key {
		r.lost(res, replaced(v, res.kept, "it leads to the front page"))
		return
	}
	fresh := 0
	other, again := r.seen(res)
	if !again {
		fresh = r.follow(res) // what was seen at another address leads to the same pages, perhaps in new spellings without end
	}
	v.Role = roleOf(res.html, res.task, r.knows[res.key] != nil)
	if again && other.visit.Role == blog.RoleList {
		v.Role = blog.RoleList // it shows what a list does
	}
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
	if article := res.html.IsArticle(); !res.listed {
		r.barren(res.task, article)
	} else if article {
		r.front.articles = true
	}
	finalKey := key(final.String())
	directives := directivesOf(res.html).Or(res.resp.Robots)
	switch {
	case !r.place.isIncluded(final):
		r.lost(res, excluded(v, leftOut))
	case r.barred[res.canonical.key]:
		r.lost(res, excluded(v, secondOf+res.canonical.url))
	case directives.NoIndex:
		r.bar(res, v, noIndex)
	case directives.NoArchive:
		r.bar(res, v, noArchive)
	case finalKey != res.key && r.front.states[finalKey] != 0 && !res.alone:
		r.giveWay(res.task, excluded(v, secondOf+final.String()), final.String())
	case v.Outcome == blog.Fetched && r.claimed(res, v): // what did not change was judged before
	case r.outdo(res, v):
	case r.twin(res, v) != "":
		r.repeated(res.task)
		r.giveWay(res.task, replaced(v, res.kept, sameAs+r.twin(res, v)), r.twin(res, v))
	default:
		r.countUnlisted(res)
		r.takeParts(res)
		r.front.states[finalKey] = good
		r.keep(res, v)
	}
}

// takeList ends a list page; its body is kept so that its links are there when it does not change.
func (r *run) takeList(res result, v blog.Visit, fresh int) {
	r.front.states[res.key] = bad
	r.trouble.sawList(res)
	if _, again := r.seen(res); again {
		r.repeated(res.task)
	} else if res.text.sum != "" {
		r.texts[res.text.sum] = captured{res.task, v}
		r.front.showed(res.task)
	}
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
	fresh, news := 0, false
	for _, t := range res.links {
		if t.role != blog.RolePage {
			r.add(t)
		} else if r.add(t) {
			fresh++
			news = news || r.memory[t.key].URL == ""
		}
	}
	for _, k := range res.leftOut { // a list that goes on is no idle one, though nothing of it is wanted
		if !r.leftOut[k] && len(r.leftOut) < maxAddresses {
			r.leftOut[k] = true
			fresh++
		}
	}
	if news {
		r.goOn(res)
	}
	if res.html.Cut {
		r.listsOK = false
		r.Log.Warn("a page has more links than are followed", "url", res.url, "links", page.MaxLinks)
	}
	return fresh
}

// goOn has the next list page asked for where this one names posts that no earlier run knew: there may be more of them.
func (r *run) goOn(res result) {
	number := numberOf(res.url)
	for _, t := range res.links {
		if t.role == blog.RoleList && (t.pager || numberOf(t.url) == number+1) && sameList(res.url, t.url) {
			r.needed[t.key] = true
		}
	}
}
