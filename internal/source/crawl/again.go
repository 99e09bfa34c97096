package crawl

// A later run asks for little: what a sitemap says did not change is believed, where asking takes time; the rest is asked for with
// the tag of the copy that is kept. And it notices what is gone.

import (
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// skip ends a task without a request where what is known suffices. It may also have the task read from the archive.
func (r *run) skip(t *task) bool {
	v, met := r.memory[t.key]
	switch {
	case t.role == blog.RoleSitemap:
		return r.skipSitemap(t, v)
	case t.role == blog.RoleFeed:
		return t.spare && len(r.knows) > 0 || r.isGoneYet(t, v)
	case t.role == blog.RoleList && r.postpone(*t):
		return true
	case !met || v.Outcome == blog.Waiting:
		return false
	case v.Excluded && strings.HasPrefix(v.Reason, partOf):
		return !t.alone && r.rest(*t, v) // it comes with its post
	case isDead(v):
		return r.mayRest(*t, v) && !r.diedLately(v) && !t.changed.After(v.At) && r.rest(*t, v)
	case !isKept(v) || v.Outcome == blog.Passed || v.Role != t.role:
		return false
	case t.role == blog.RoleList:
		if t.stored = r.mayRest(*t, v); t.stored {
			r.rested = append(r.rested, *t)
		}
		return false
	}
	return r.skipPage(*t, v)
}

// skipSitemap leaves a sitemap alone that is a guess where others name posts already, or that is one of many of which the last named nothing
// new.
func (r *run) skipSitemap(t *task, v blog.Visit) bool {
	if t.spare && r.named > 0 {
		return true
	}
	if t.depth > 0 && r.idleSitemaps >= maxIdleSitemaps {
		r.sitemapsOK = false
		return true
	}
	return r.isGoneYet(t, v)
}

// isGoneYet says whether an address that was guessed was not there a short while ago, or waits for its turn; the visit is the zero one
// where it was never asked for.
func (r *run) isGoneYet(t *task, v blog.Visit) bool {
	return t.guess && v.Outcome == blog.Gone && r.mayRest(*t, v)
}

// rest ends an address that gave no page before.
func (r *run) rest(t task, v blog.Visit) bool {
	r.front.states[t.key] = bad
	if t.role == blog.RoleList {
		r.deadLists = append(r.deadLists, t)
	}
	if v.Reason == noIndex || v.Reason == noArchive {
		r.barred[t.key] = true
		r.trouble.barred++
	} else if v.Excluded && v.Final != "" {
		r.gave[t.key] = giving{t, key(v.Final)}
	}
	return true
}

// skipPage leaves a page alone that is not due: a sitemap says that it has not changed, or nobody says anything and it has not
// for long.
func (r *run) skipPage(t task, v blog.Visit) bool {
	unchanged := !t.changed.IsZero() && v.At.After(t.changed)
	asked := r.Full || t.needed || t.absent || t.alone || t.canon || r.isRecent(t.key) || t.changed.After(v.At) || r.age(v) < 0
	if asked || unchanged && r.age(v) >= recheck && r.due[t.key] || !unchanged && !r.mayRest(t, v) {
		return false
	}
	r.front.states[t.key] = good
	r.trouble.kept++
	v.Outcome, v.Reason, v.Found = blog.Unchanged, "", t.found
	r.send(blog.Capture{Visit: v})
	return true
}

// isRecent says whether a page is one of the newest posts.
func (r *run) isRecent(k string) bool {
	return r.recent[k] || len(r.knows) == 0 && slices.Contains(r.fronts, k)
}

// listsAge is how long what list pages said is believed where it is not what others say now.
const listsAge = 7 * 24 * time.Hour

// revive asks for the list pages that were not there, where no list page names a post any more that one did: the list may have
// grown by a page.
func (r *run) revive() {
	if len(r.deadLists) == 0 || !r.lacks(blog.RoleList) {
		return
	}
	for _, t := range r.deadLists {
		t.needed = true
		r.front.push(t)
	}
	r.deadLists = nil
}

// confirm asks for the list pages that were only read from the archive, where none names a post any more that one did: with every
// new post the older ones move from page to page, so that old and new pages of one list together say nothing about what is gone.
func (r *run) confirm() {
	if len(r.rested) == 0 || !r.lacks(blog.RoleList) {
		return
	}
	if !slices.ContainsFunc(r.rested, func(t task) bool { return r.age(r.memory[t.key]) >= listsAge }) {
		return
	}
	for _, t := range r.rested {
		t.needed, t.stored = true, false
		r.front.push(t)
	}
	r.rested = nil
}

// recall queues the pages that earlier runs knew and nothing named this time: they are gone, or the listing is not whole. What
// waited for this run is queued too.
func (r *run) recall() {
	for _, k := range r.forgotten() {
		v := r.memory[k]
		u, ok := r.place.resolve(r.place.front, v.URL)
		if !ok || !r.place.below(u) {
			continue
		}
		if r.place.isExcluded(u) || v.Role == blog.RolePage && !r.place.isIncluded(u) {
			r.leaveOut(v)
			continue
		}
		r.add(task{url: v.URL, role: v.Role, found: v.Found, listed: true, absent: r.isAbsent(v), like: page.LikenessOf(u, r.place.prefix),
			family: page.Family(u, r.place.prefix)})
	}
}

// leaveOut ends an address that the owner no longer wants.
func (r *run) leaveOut(v blog.Visit) {
	v.At = r.Now()
	r.front.states[key(v.URL)] = bad
	r.send(blog.Capture{Visit: excluded(v, leftOut)})
}

// leftOut is the reason of what the owner does not want.
const leftOut = "the configuration leaves it out"

// isAbsent says whether a page that nothing names any more counts as gone even where the server still has it: a listing named
// it before, and this run read all of them to their end.
func (r *run) isAbsent(v blog.Visit) bool {
	if !r.sitemapsOK || !r.listsOK || len(r.skipped)+len(r.rested) > 0 {
		return false
	}
	role := r.memory[key(v.Found)].Role
	return role == blog.RoleSitemap && r.named > 0 || role == blog.RoleList
}

// forgotten lists the keys of pages that earlier runs captured and this one did not meet.
func (r *run) forgotten() []string {
	var keys []string
	for k, v := range r.memory {
		waits := v.Outcome == blog.Waiting && v.Role == blog.RoleList
		if v.Role != blog.RolePage && !waits || v.Excluded || v.Outcome == blog.Gone && v.Missing > 1 || r.front.states[k] != 0 {
			continue
		}
		if v.Final == "" || r.front.states[key(v.Final)] == 0 {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}
