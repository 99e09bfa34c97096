package crawl

import (
	"net/url"
	"slices"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// way is how a page leads to another.
type way int

const (
	plain  way = iota
	pager      // as the next or previous one
	hinted     // with rel=nofollow, which is a hint not to think much of it: lists are left out, posts are not lost
)

// links makes tasks of where a page leads within the blog. A worker does it, for it is most of the work on a page.
func (p *place) links(m *page.Markup, from string) []task {
	var tasks []task
	seen := map[string]bool{}
	take := func(reference string, way way) {
		if seen[reference] {
			return
		}
		seen[reference] = true
		u, ok := p.resolve(m.Base, reference)
		if !ok || !p.below(u) || p.isFront(u) {
			return
		}
		t, ok := p.task(u, from)
		if !ok || way == hinted && t.role == blog.RoleList {
			return
		}
		if t.pager = way == pager; t.pager && m.Sign() == page.SignList {
			t.role, t.like = blog.RoleList, page.LikeList
		}
		tasks = append(tasks, t)
	}
	for _, l := range m.Pagers {
		take(l, pager)
	}
	for _, l := range m.Links {
		take(l, plain)
	}
	for _, l := range m.Hinted {
		take(l, hinted)
	}
	return tasks
}

// leftOut gives the keys of the pages to which a page leads and which the owner does not want asked for.
func (p *place) leftOut(m *page.Markup) []string {
	if len(p.include)+len(p.exclude) == 0 {
		return nil
	}
	var keys []string
	for _, l := range m.Links {
		u, ok := p.resolve(m.Base, l)
		if ok && p.below(u) && (p.isExcluded(u) || !p.isIncluded(u)) && page.LikenessOf(u, p.prefix) == page.LikePage {
			keys = append(keys, key(u.String()))
		}
	}
	return keys
}

// beyond gives where a page leads on the hosts of the blog that is not below its address.
func (p *place) beyond(m *page.Markup) []string {
	var out []string
	for _, l := range m.Links {
		if u, ok := p.resolve(m.Base, l); ok && !p.below(u) && page.LikenessOf(u, "/") == page.LikePage && !slices.Contains(out, u.String()) {
			out = append(out, u.String())
		}
	}
	return out
}

// task makes a task of an address that a page leads to, unless there is nothing to ask for.
func (p *place) task(u *url.URL, from string) (task, bool) {
	if p.isExcluded(u) {
		return task{}, false
	}
	like := page.LikenessOf(u, p.prefix)
	if like == page.LikeOther || like == page.LikeFile {
		return task{}, false
	}
	t := task{url: u.String(), role: blog.RolePage, like: like, found: from, family: page.Family(u, p.prefix)}
	switch {
	case like.IsList():
		t.role = blog.RoleList
	case !p.isIncluded(u):
		// It is no post, but where the front page leads there it may be a list of posts.
		if from != "start" && key(from) != key(p.front.String()) {
			return task{}, false
		}
		t.role, t.like = blog.RoleList, page.LikeList
	}
	t.key = key(t.url)
	return t, true
}

// canonical is the address that a page names as its own, or leads to by itself.
type canonical struct {
	task
	sameOf bool // it differs from the page's address in the query alone: no reason for doubt
}

// canonicalOf reads it, where it may be believed: another page of this blog, neither its front page nor a list.
func (p *place) canonicalOf(m *page.Markup, address *url.URL) canonical {
	reference := m.Canonical
	if m.Refresh != "" {
		reference = m.Refresh
	}
	u, ok := p.resolve(m.Base, reference)
	if !ok || !p.below(u) || p.isFront(u) || key(u.String()) == key(address.String()) {
		return canonical{}
	}
	t, ok := p.task(u, address.String())
	if !ok || t.role != blog.RolePage {
		return canonical{}
	}
	return canonical{t, u.Host == address.Host && u.Path == address.Path}
}
