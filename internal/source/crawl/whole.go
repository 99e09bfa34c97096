package crawl

// Where a sitemap names every post, list pages only say it again: a blog of 5,000 posts may have 1,000 pages of tags. So they wait
// until all is read that the sitemap names, a few of each kind are tried, and the rest is asked for only if these, or the posts
// themselves, lead to posts that the sitemap does not name.

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// probes is how many list pages are tried, of all kinds together.
	probes = 12
	// strays is how many articles may be missing from a sitemap that names every post: pages about the author are articles too.
	strays = 5
)

// postpone has a list page wait while a sitemap names the posts, and says whether it does.
func (r *run) postpone(t task) bool {
	if r.named == 0 || !r.sitemapsOK || t.needed || r.Full || r.listsNeeded || r.trying[t.key] {
		return false
	}
	r.skipped = append(r.skipped, t)
	return true
}

// countUnlisted notes an article that no sitemap names.
func (r *run) countUnlisted(res result) {
	if _, named := r.sources[res.key]; !named && res.html.IsArticle() && !res.variant {
		r.unlisted++
	}
}

// isWhole says whether the sitemaps seem to name every post.
func (r *run) isWhole() bool {
	return r.unlisted < max(strays, r.named/50) && !r.lacks(blog.RoleSitemap) && !r.lacks(blog.RoleList)
}

// lacks says whether a page was not met in this run that in an earlier one was found by a sitemap, which may name the newest posts
// only, or by a list page other than the front page.
func (r *run) lacks(found blog.Role) bool {
	return slices.ContainsFunc(r.forgotten(), func(k string) bool {
		by := r.memory[k].Found
		return r.memory[key(by)].Role == found && key(by) != key(r.place.front.String())
	})
}

// try queues a few of the list pages that wait: the first and the last of each kind, where the newest and the oldest posts are.
func (r *run) try() {
	if len(r.skipped) == 0 || !r.isWhole() {
		return
	}
	r.before = r.unlisted
	kinds := map[string][]task{}
	for _, t := range r.skipped {
		if v, ok := r.memory[t.key]; !ok || r.due[t.key] || !isKept(v) && !isDead(v) {
			kinds[t.family] = append(kinds[t.family], t)
		}
	}
	var picked []task
	for _, family := range slices.Sorted(maps.Keys(kinds)) {
		tasks := kinds[family]
		slices.SortStableFunc(tasks, func(a, b task) int { return numberOf(a.url) - numberOf(b.url) })
		picked = append(picked, tasks[len(tasks)-1])
		if len(tasks) > 1 {
			picked = append(picked, tasks[0])
		}
	}
	for i := range min(probes, len(picked)) {
		t := picked[i*len(picked)/min(probes, len(picked))]
		r.trying[t.key] = true
		r.front.push(t)
	}
}

// reconsider asks for the list pages after all that wait, where the sitemap turned out not to name every post.
func (r *run) reconsider() {
	if len(r.skipped) == 0 || r.isWhole() && r.unlisted == r.before {
		return
	}
	lost := r.lacks(blog.RoleSitemap) // whether it is gone, list pages have to say today
	for _, t := range r.skipped {
		if !r.trying[t.key] {
			t.needed = lost
			r.front.push(t)
		}
	}
	r.skipped, r.listsNeeded = nil, true
}

// numberOf is which page of a list an address is: 3 of /tags/go/page/3/ and of /?page=3, 1 where it does not say.
func numberOf(address string) int {
	_, n := paged(address)
	return n
}

// sameList says whether two addresses are pages of one list.
func sameList(a, b string) bool {
	x, _ := paged(a)
	y, _ := paged(b)
	return x == y
}

// paged takes the number of the page out of the address of a list.
func paged(address string) (list string, number int) {
	u, err := url.Parse(address)
	if err != nil {
		return address, 1
	}
	q := u.Query()
	for _, name := range []string{"page", "paged", "p"} {
		if n, err := strconv.Atoi(q.Get(name)); err == nil {
			q.Del(name)
			u.RawQuery = q.Encode()
			return key(u.String()), n
		}
	}
	path := strings.TrimSuffix(u.Path, "/")
	cut := strings.LastIndexByte(path, '/') + 1
	last := strings.TrimPrefix(strings.TrimPrefix(path[cut:], "page"), "-")
	if n, err := strconv.Atoi(last); err == nil && (last != path[cut:] || strings.HasSuffix(path[:cut], "/page/")) {
		u.Path, u.RawPath = strings.TrimSuffix(path[:cut], "page/"), ""
		return key(u.String()), n
	}
	return key(address), 1
}
