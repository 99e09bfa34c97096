package crawl

import (
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
	if res.role == blog.RoleList && v.Outcome == blog.Passed && !v.Excluded {
		r.listsOK = false
	}
	for _, t := range r.claims[res.key] {
		t.alone = true
		r.front.push(t)
	}
	delete(r.claims, res.key)
	r.send(blog.Capture{Visit: v})
}

// keep ends an address whose kept page is still right.
func (r *run) keep(res result, v blog.Visit) {
	r.front.states[res.key] = good
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
		v.Outcome, v.Missing, v.Reason = blog.Gone, res.kept.Missing+1, "it leads to the front page"
		r.lost(res, v)
		return
	}
	fresh := r.follow(res)
	v.Role = res.html.role(res.like, r.knows[res.key] != nil)
	if v.Role == blog.RoleList {
		r.takeList(res, v, fresh)
		return
	}
	if !res.listed && r.front.saw(res.task, res.html.isArticle()) {
		r.Log.Info("pages of this kind show no articles; the rest is left alone", "kind", res.family, "pages", maxBarren)
	}
	directives := res.html.robots.Or(res.resp.Robots)
	switch {
	case directives.NoIndex:
		r.lost(res, excluded(v, "the page asks not to be found by search (noindex)"))
	case directives.NoArchive:
		r.lost(res, excluded(v, "the page asks that no copy is kept (noarchive)"))
	case finalKey != res.key && r.front.states[finalKey] != 0:
		r.lost(res, excluded(v, "it is a second address of "+final.String()))
	case r.claimed(res, v):
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

// claimed gives way to the address that a page names as canonical, and says whether it did. The canonical one is asked for; if
// it gives no page, this one comes again and stands for itself.
func (r *run) claimed(res result, v blog.Visit) bool {
	c := res.canonical
	if c.url == "" || res.alone || res.canon || r.front.states[c.key] == bad {
		return false
	}
	if !c.sameOf {
		r.claims[c.key] = append(r.claims[c.key], res.task)
	}
	if len(r.claims[c.key]) > maxTrust {
		return r.distrust(c.task, res)
	}
	c.found, c.listed = res.url, true
	c.canon = true
	if r.front.states[c.key] == 0 && !r.add(c.task) {
		return false
	}
	r.send(blog.Capture{Visit: excluded(v, "it is a second address of "+c.url)})
	return true
}

// distrust takes pages that gave way to one canonical address back in: so many are no duplicates, but an error of the template.
func (r *run) distrust(c task, res result) bool {
	r.Log.Warn("many pages name one canonical address; it is ignored", "url", c.url)
	for _, t := range r.claims[c.key] {
		if t.key != res.key {
			t.alone = true
			r.front.push(t)
		}
	}
	r.claims[c.key] = r.claims[c.key][:0]
	return false
}

// skip ends a task without a request where what is known suffices. It never does on this machine, where asking is cheap.
func (r *run) skip(t task) bool {
	kept := r.memory[t.key]
	if r.Full || kept.Hash == "" || kept.Missing > 0 || r.Client.Delay(r.place.front.Host) == 0 {
		return false
	}
	whole := r.named > 0 && r.sitemapsOK
	switch {
	case t.role == blog.RoleList && kept.Role == blog.RoleList && whole:
		// The sitemap names the posts; old list pages would only say so again.
		r.listsOK = false
		return true
	case t.role == blog.RolePage && kept.Role == blog.RolePage && !t.changed.IsZero() && kept.At.After(t.changed) && r.Now().Sub(kept.At) < recheck:
		r.front.states[t.key] = good
		kept.Outcome, kept.Reason, kept.Found = blog.Unchanged, "", t.found
		r.send(blog.Capture{Visit: kept})
		return true
	}
	return false
}

// kept is what an earlier run left of a task.
func (r *run) kept(t task) blog.Visit { return r.memory[t.key] }

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
