package crawl

import (
	"bytes"
	"net/url"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/page"
)

// discover queues the listings of the blog: those that robots.txt and the front page name, and for the case that they name no
// post, those at the addresses that platforms use.
func (r *run) discover(front *page.Markup) {
	robots := *r.place.front
	robots.Path, robots.RawPath, robots.RawQuery = "/robots.txt", "", ""
	for _, s := range r.rules.Sitemaps {
		r.addListing(r.place.front, s, task{role: blog.RoleSitemap, found: robots.String()})
	}
	for _, f := range front.Feeds {
		r.addListing(front.Base, f, task{role: blog.RoleFeed, found: "start"})
	}
	if front.API != "" {
		r.addListing(front.Base, wordPressList(front.API), task{role: blog.RoleFeed, found: "start", guess: true})
	}
	if front.Generator == "blogger" {
		r.addListing(front.Base, bloggerList, task{role: blog.RoleFeed, found: "start", guess: true})
	}
	for _, name := range []string{"sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "sitemap-index.xml", "sitemap.txt"} {
		r.addListing(r.place.front, r.place.prefix+name, task{role: blog.RoleSitemap, found: "start", guess: true, spare: true})
	}
	for _, name := range front.FeedPaths() {
		r.addListing(r.place.front, r.place.prefix+name, task{role: blog.RoleFeed, found: "start", guess: true, spare: true})
	}
	r.discoverArchive(front)
}

// discoverArchive queues the archive of a Hatena blog: its sitemaps lag behind, and the front page need not link to it.
func (r *run) discoverArchive(front *page.Markup) {
	if front.DataPage == "" {
		return
	}
	u, ok := r.place.resolve(r.place.front, r.place.prefix+"archive")
	if !ok {
		return
	}
	if t, ok := r.place.task(u, "start"); ok {
		t.guess, t.needed = true, true
		r.add(t)
	}
}

// addListing queues a sitemap or feed, which may lie anywhere on the hosts of the blog.
func (r *run) addListing(base *url.URL, reference string, t task) bool {
	u, ok := r.place.resolve(base, reference)
	if !ok {
		return false
	}
	count, limit := &r.sitemaps, maxSitemaps
	if t.role == blog.RoleFeed {
		count, limit = &r.feeds, maxFeeds
	}
	if *count >= limit {
		r.sitemapsOK = false
		return false
	}
	t.url = u.String()
	if !r.add(t) {
		return false
	}
	*count++
	return true
}

// maxSitemapDepth is how many indexes may lie one in the other; the protocol allows one, some platforms use two.
const maxSitemapDepth = 3

// maxIdleSitemaps is how many sitemap files in a row may name no page before indexes are no longer followed: Hatena has one for each
// month, also for those without a post; an index that names further indexes without end has none at all.
const maxIdleSitemaps = 100

func (r *run) takeSitemap(res result) {
	r.listing(res)
	if res.sitemap == nil {
		r.sitemapsOK = r.sitemapsOK && (res.guess || isGone(res.resp))
		return
	}
	if res.broken != nil {
		r.sitemapsOK = false
	}
	base, _ := url.Parse(res.resp.URL)
	for _, s := range res.sitemap.sitemaps {
		if res.depth < maxSitemapDepth {
			r.addListing(base, s, task{role: blog.RoleSitemap, found: res.url, depth: res.depth + 1})
		}
	}
	before := r.named
	for _, l := range res.sitemap.pages {
		r.named += r.addNamed(base, l.address, res.url, l)
	}
	if r.idleSitemaps++; r.named > before {
		r.idleSitemaps = 0
	}
	if res.feed != nil {
		r.takePosts(base, res)
	}
}

func (r *run) takeFeed(res result) {
	r.listing(res)
	if res.feed == nil {
		return
	}
	base, _ := url.Parse(res.resp.URL)
	fresh := r.takePosts(base, res)
	if res.pager && fresh == 0 {
		return // a mirror gives the same file under every start-index, and without end
	}
	for _, next := range r.further(res) {
		r.addListing(base, next, task{role: blog.RoleFeed, found: res.url, guess: true, pager: true})
	}
}

// newest is how many posts of a feed, or of the front page of a blog without one, are asked for first, and on every run.
const newest = 12

// followFront queues the links of the front page; where no feed names the newest posts, they are among these.
func (r *run) followFront(front result) {
	posts := 0
	for i := range front.links {
		if t := &front.links[i]; t.role == blog.RolePage {
			t.first = true
			if posts++; posts <= newest {
				t.recent = true
				r.fronts = append(r.fronts, t.key)
			}
		}
	}
	r.follow(front)
}

// takePosts queues the posts of a feed and keeps what it knows of them. It gives how many no other feed told of.
func (r *run) takePosts(base *url.URL, res result) (fresh int) {
	for i, p := range res.feed.posts {
		u, ok := r.place.resolve(base, p.URL)
		if !ok || !r.place.below(u) || r.place.isFront(u) || r.place.isExcluded(u) || !r.place.isIncluded(u) {
			continue
		}
		t := task{url: u.String(), key: key(u.String()), role: blog.RolePage, found: res.url, listed: true, first: true, recent: i < newest}
		if r.knows[t.key] == nil {
			fresh++
		}
		r.learn(t.key, p)
		r.inherit(t.key, r.memory[t.key].Final)
		r.recent[t.key] = r.recent[t.key] || t.recent
		r.add(t)
	}
	return fresh
}

// learn keeps what a feed knows of a post; several feeds of a blog know different things of it.
func (r *run) learn(k string, p blog.Post) {
	old := r.knows[k]
	if old == nil {
		if len(r.knows) < maxAddresses {
			p.URL = "" // the page says better where it is
			r.knows[k] = &p
		}
		return
	}
	if old.Title == "" {
		old.Title = p.Title
	}
	if old.Author == "" {
		old.Author = p.Author
	}
	if old.Published.IsZero() {
		old.Published = p.Published
	}
	if old.Updated.IsZero() {
		old.Updated = p.Updated
	}
	if len(old.Tags) == 0 {
		old.Tags = p.Tags
	}
}

// addNamed queues an address of a sitemap: whatever it looks like, somebody meant it to be found.
func (r *run) addNamed(base *url.URL, address, found string, l location) int {
	u, ok := r.place.resolve(base, address)
	if !ok || !r.place.below(u) || r.place.isFront(u) || r.place.isExcluded(u) {
		return 0
	}
	like := page.LikenessOf(u, r.place.prefix)
	if like == page.LikeFile {
		return 0
	}
	t := task{url: u.String(), role: blog.RolePage, found: found, listed: true, like: like, family: page.Family(u, r.place.prefix)}
	if like.IsList() {
		t.role = blog.RoleList
	} else if !r.place.isIncluded(u) {
		return 0
	}
	if len(r.sources) < maxAddresses {
		r.sources[key(t.url)] = source{found, l.changed}
	}
	r.add(t)
	return 1
}

// listing hands over the visit of a sitemap or feed.
func (r *run) listing(res result) {
	v := r.visit(res)
	switch {
	case v.Outcome == blog.Fetched && res.broken != nil && (res.guess || res.sitemap == nil || len(res.sitemap.pages) == 0):
		if res.guess { // a page for people where a sitemap might have been
			v = gone(v, res.kept, res.broken.Error())
			v.ETag, v.LastModified, v.Hash = "", "", ""
			r.send(blog.Capture{Visit: v})
			return
		}
		v.Outcome, v.Reason, v.Hash, v.ETag, v.LastModified = blog.Passed, res.broken.Error(), "", "", ""
		v.Excluded = v.Role == blog.RoleFeed && (isData(res.body) || isPage(res.resp.ContentType) && res.resp.ContentType != "")
	case res.guess && v.Outcome != blog.Fetched && v.Outcome != blog.Unchanged:
		if v.Outcome == blog.Gone {
			r.send(blog.Capture{Visit: v}) // so that the next run does not ask at once again
		}
		return
	case res.broken != nil:
		r.Log.Warn("a listing can be read in part only", "url", res.url, "error", res.broken)
	}
	r.send(r.capture(v, res))
}

// isData says whether a file is JSON, which themes offer as an alternate of a page though it is no feed: an index for the search in
// the browser, an interface for programs.
func isData(body []byte) bool {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\uFEFF")))
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

func isGone(resp *fetch.Response) bool {
	return resp != nil && (resp.Status == 404 || resp.Status == 410)
}

// further gives the next pages of a feed, as its platform numbers them.
func (r *run) further(res result) []string {
	var next []string
	if res.feed.next != "" {
		next = append(next, res.feed.next)
	}
	if n := nextBlogger(res.url, len(res.feed.posts)); n != "" {
		next = append(next, n)
	}
	if n := nextWordPress(res); n != "" {
		next = append(next, n)
	}
	return next
}
