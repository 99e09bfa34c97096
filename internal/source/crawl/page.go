package crawl

import (
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// takePage handles what came for an address that may be a post or a list.
func (r *run) takePage(res result) {
	v := r.visit(res)
	switch {
	case v.Outcome == blog.Passed || v.Outcome == blog.Gone:
		r.lost(res, v)
	case res.html == nil && res.resp.NotModified:
		r.keep(res, v)
	case res.html == nil || !res.html.isHTML:
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

// keep ends an address whose kept page is still right.
func (r *run) keep(res result, v blog.Visit) {
	r.front.states[res.key] = good
	r.bodies[v.Hash] = res.url
	if res.absent {
		v.Outcome, v.Missing, v.Reason = blog.Gone, res.kept.Missing+1, "no sitemap, feed or list names it any more"
	}
	r.send(r.capture(v, res))
}

func (r *run) takeHTML(res result, v blog.Visit) {
	final, ok := r.place.resolve(r.place.front, res.resp.URL)
	if !ok || !r.place.below(final) {
		r.lost(res, excluded(v, "it leads out of the blog, to "+res.resp.URL))
		return
	}
	finalKey := key(final.String())
	if r.place.isFront(final) && finalKey != res.key {
		r.lost(res, homeward(v, res.kept))
		return
	}
	fresh := r.follow(res)
	v.Role = res.html.role(res.task, r.knows[res.key] != nil)
	if v.Role == blog.RoleList {
		r.takeList(res, v, fresh)
		return
	}
	if !res.listed {
		r.barren(res.task, res.html.isArticle())
	}
	directives := res.html.robots.Or(res.resp.Robots)
	switch {
	case directives.NoIndex:
		r.lost(res, excluded(v, "the page asks not to be found by search (noindex)"))
	case directives.NoArchive:
		r.lost(res, excluded(v, "the page asks that no copy is kept (noarchive)"))
	case finalKey != res.key && r.front.states[finalKey] != 0:
		r.lost(res, excluded(v, "it is a second address of "+final.String()))
	case v.Outcome == blog.Fetched && r.claimed(res, v): // what did not change was judged before
	case r.twin(res, v) != "":
		r.lost(res, excluded(v, "it has the same content as "+r.twin(res, v)))
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
	if res.html.robots.Or(res.resp.Robots).NoFollow {
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
	if res.html.cut {
		r.listsOK = false
		r.Log.Warn("a page has more links than are followed", "url", res.url, "links", maxLinks)
	}
	return fresh
}

// twin gives the other address that has, or had in an earlier run, the very same page.
func (r *run) twin(res result, v blog.Visit) string {
	other := r.bodies[v.Hash]
	if other == res.url || r.front.states[key(other)] == bad {
		return ""
	}
	return other
}

// homeward is the visit of a page that leads to the front page: many blogs do so with what they no longer have.
func homeward(v, kept blog.Visit) blog.Visit {
	const reason = "it leads to the front page"
	if kept.Hash == "" {
		return excluded(v, reason)
	}
	v.Outcome, v.Missing, v.Reason = blog.Gone, kept.Missing+1, reason
	return v
}

// claim is who names one address as canonical.
type claim struct {
	tasks  []task
	doubts int // of these, with another path: a slip of a template gives every page one canonical address
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

// skip ends a task without a request where what is known suffices.
func (r *run) skip(t task) bool {
	switch {
	case t.spare:
		return t.role == blog.RoleSitemap && r.named > 0 || t.role == blog.RoleFeed && len(r.knows) > 0
	case r.Full || r.Client.Delay(r.place.front.Host) == 0:
		return false // on this machine, asking is cheap
	}
	kept := r.memory[t.key]
	if !isKept(kept) || kept.Role != t.role {
		return false
	}
	switch t.role {
	case blog.RoleList:
		return r.skipList()
	case blog.RolePage:
		return r.skipPage(t, kept)
	}
	return false
}

// skipList leaves known list pages alone where a sitemap names the posts: they would only say so again.
func (r *run) skipList() bool {
	if r.named == 0 || !r.sitemapsOK {
		return false
	}
	r.listsOK = false
	return true
}

// skipPage believes a sitemap that a page did not change since it was asked for, but not for ever.
func (r *run) skipPage(t task, kept blog.Visit) bool {
	if t.changed.IsZero() || !kept.At.After(t.changed) || r.Now().Sub(kept.At) >= recheck {
		return false
	}
	r.front.states[t.key] = good
	kept.Outcome, kept.Reason, kept.Found = blog.Unchanged, "", t.found
	r.send(blog.Capture{Visit: kept})
	return true
}

// recall queues the pages that earlier runs knew and nothing named this time: they are gone, or the listing is not whole.
func (r *run) recall() {
	for _, k := range r.forgotten() {
		v := r.memory[k]
		u, ok := r.place.resolve(r.place.front, v.URL)
		if !ok || !r.place.below(u) {
			continue
		}
		r.add(task{url: v.URL, role: blog.RolePage, found: v.Found, listed: true, absent: r.isAbsent(v), like: guess(u, r.place.prefix)})
	}
}

// isAbsent says whether a page that nothing names any more counts as gone even where the server still has it: it was named by a
// listing before, and this run read that kind of listing to its end.
func (r *run) isAbsent(v blog.Visit) bool {
	switch r.memory[key(v.Found)].Role {
	case blog.RoleSitemap:
		return r.sitemapsOK && r.named > 0
	case blog.RoleList:
		return r.sitemapsOK && r.listsOK
	}
	return false
}
