package crawl

// A later run asks for little: what a sitemap says did not change is believed, where asking takes time; the rest is asked for with
// the tag of the copy that is kept. And it notices what is gone.

import (
	"slices"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

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
		return r.skipList(t)
	case blog.RolePage:
		return r.skipPage(t, kept)
	}
	return false
}

// skipList leaves known list pages alone where a sitemap names the posts: they would only say so again.
func (r *run) skipList(t task) bool {
	if r.named == 0 || !r.sitemapsOK || t.needed {
		return false
	}
	r.skipped = append(r.skipped, t)
	return true
}

// skipPage believes a sitemap that a page did not change since it was asked for, but not for ever.
func (r *run) skipPage(t task, kept blog.Visit) bool {
	age := r.Now().Sub(kept.At) // less than nothing where the clock was put back, and the visit proves nothing
	if t.changed.IsZero() || !kept.At.After(t.changed) || age < 0 || age >= recheck {
		return false
	}
	r.front.states[t.key] = good
	kept.Outcome, kept.Reason, kept.Found = blog.Unchanged, "", t.found
	r.send(blog.Capture{Visit: kept})
	return true
}

// reconsider asks for the list pages after all that were left alone, where a sitemap no longer names what it named: it may
// name the newest posts only.
func (r *run) reconsider() {
	if len(r.forgotten()) == 0 {
		return
	}
	for _, t := range r.skipped {
		t.needed = true
		r.front.push(t)
	}
	r.skipped = nil
}

// recall queues the pages that earlier runs knew and nothing named this time: they are gone, or the listing is not whole.
func (r *run) recall() {
	for _, k := range r.forgotten() {
		v := r.memory[k]
		u, ok := r.place.resolve(r.place.front, v.URL)
		if !ok || !r.place.below(u) {
			continue
		}
		r.add(task{url: v.URL, role: blog.RolePage, found: v.Found, listed: true, absent: r.isAbsent(v), like: page.LikenessOf(u, r.place.prefix)})
	}
}

// isAbsent says whether a page that nothing names any more counts as gone even where the server still has it: a listing named
// it before, and this run read all of them to their end.
func (r *run) isAbsent(v blog.Visit) bool {
	if !r.sitemapsOK || !r.listsOK || len(r.skipped) > 0 {
		return false
	}
	role := r.memory[key(v.Found)].Role
	return role == blog.RoleSitemap && r.named > 0 || role == blog.RoleList
}

// forgotten lists the keys of pages that earlier runs captured and this one did not meet.
func (r *run) forgotten() []string {
	var keys []string
	for k, v := range r.memory {
		if v.Role != blog.RolePage || v.Excluded || v.Outcome == blog.Gone && v.Missing > 1 || r.front.states[k] != 0 {
			continue
		}
		if v.Final == "" || r.front.states[key(v.Final)] == 0 {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}
