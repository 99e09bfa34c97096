package crawl

import (
	"net/url"

	"github.com/fumikura/fumikura/internal/blog"
)

// links makes tasks of where a page leads within the blog. A worker does it, for it is most of the work on a page.
func (p *place) links(m *markup, from string) []task {
	var tasks []task
	seen := map[string]bool{}
	take := func(reference string, pager bool) {
		if seen[reference] {
			return
		}
		seen[reference] = true
		u, ok := p.resolve(m.base, reference)
		if !ok || !p.below(u) || p.isFront(u) {
			return
		}
		if t, ok := p.task(u, from); ok {
			if pager && m.sign() == signList {
				t.role, t.like = blog.RoleList, likeList
			}
			tasks = append(tasks, t)
		}
	}
	for _, l := range m.pagers {
		take(l, true)
	}
	for _, l := range m.links {
		take(l, false)
	}
	return tasks
}

// task makes a task of an address that a page leads to, unless there is nothing to ask for.
func (p *place) task(u *url.URL, from string) (task, bool) {
	like := guess(u, p.prefix)
	if like == likeOther {
		return task{}, false
	}
	t := task{url: u.String(), role: blog.RolePage, like: like, found: from, family: family(u, p.prefix)}
	if like == likeList {
		t.role = blog.RoleList
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
func (p *place) canonicalOf(m *markup, address *url.URL) canonical {
	reference := m.canonical
	if m.refresh != "" {
		reference = m.refresh
	}
	u, ok := p.resolve(m.base, reference)
	if !ok || !p.below(u) || p.isFront(u) || key(u.String()) == key(address.String()) {
		return canonical{}
	}
	t, ok := p.task(u, address.String())
	if !ok || t.role != blog.RolePage {
		return canonical{}
	}
	return canonical{t, u.Host == address.Host && u.Path == address.Path}
}
