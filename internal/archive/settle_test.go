package archive_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

func with(p blog.Post, url string) blog.Post {
	p.URL, p.Site, p.ID = url, site, blog.NewID(url)
	return p
}

// read plays the ingest: it reads all unread pages, each giving the posts named for it, and settles until nothing moves.
func read(t *testing.T, db *archive.DB, posts map[string][]blog.Post) {
	t.Helper()
	for again := true; again; {
		for p, err := range db.Unread(t.Context(), "1") {
			if err != nil {
				t.Fatal(err)
			}
			r := archive.Reading{Page: p, Version: "1"}
			for _, post := range posts[p.URL] {
				r.Posts = append(r.Posts, &post)
			}
			if err := db.PutReadings(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if again, err = db.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// A world is what the posts should be, by the rules said in words, against which the archive is tested.
type world map[string]*worldPage

type worldPage struct {
	version int    // of the content, 0 for never captured
	post    string // the address of the post it holds, or empty
	at      time.Time
	missing int
	banned  bool
}

// live gives the posts that should be in the index, as "address page version".
func (w world) live() []string {
	best := map[string]string{}
	for url, p := range w {
		if p.version == 0 || p.post == "" || p.missing >= 2 || p.banned {
			continue
		}
		if other, ok := best[p.post]; !ok || p.at.After(w[other].at) {
			best[p.post] = url
		}
	}
	var list []string
	for post, url := range best {
		list = append(list, fmt.Sprint(post, " ", url, " ", w[url].version))
	}
	slices.Sort(list)
	return list
}

// readPages reads pages whose body is "post version", as step writes them.
func (w world) read(t *testing.T, db *archive.DB) {
	posts := map[string][]blog.Post{}
	for url, p := range w {
		if p.post != "" {
			posts[url] = []blog.Post{with(blog.Post{Title: fmt.Sprint(p.post, " ", url, " ", p.version)}, p.post)}
		}
	}
	read(t, db, posts)
}

// step lets one thing happen on the blog and tells the archive.
func (w world) step(t *testing.T, db *archive.DB, r *rand.Rand, now time.Time) {
	url := fmt.Sprint(site, "p", r.IntN(6))
	p := w[url]
	v := blog.Visit{URL: url, Site: site, Role: blog.RolePage, At: now}
	c := blog.Capture{Visit: v}
	switch n := r.IntN(10); {
	case p.version == 0 || n < 4:
		p.version, p.at, p.missing, p.banned = p.version+1, now, 0, false
		p.post = cmp.Or([]string{"", site + "x", site + "y", url}[r.IntN(4)], "")
		c = fetched(url, fmt.Sprint(p.post, " ", p.version), now)
	case n < 7:
		p.missing++
		c.Visit.Outcome = blog.Gone
	case n < 8:
		c.Visit.Outcome = blog.Passed
	case n < 9:
		p.banned, p.missing = true, 0
		c.Visit.Outcome, c.Visit.Excluded = blog.Passed, true
	default:
		p.banned, p.missing = false, 0
		c.Visit.Outcome = blog.Unchanged
	}
	put(t, db, c)
}

// TestPostsFollowTheirPages lets blogs change at random. After every step the posts are those of the rules, and whoever
// followed the changes from any earlier moment has the same posts.
func TestPostsFollowTheirPages(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		db := open(t)
		w := world{}
		for i := range 6 {
			w[fmt.Sprint(site, "p", i)] = &worldPage{}
		}
		index, since := map[blog.ID]string{}, int64(0)
		for n := range 120 {
			w.step(t, db, r, day.Add(time.Duration(n)*time.Minute))
			w.read(t, db)
			var got []string
			for k, err := range db.Posts(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, k.Post.Title)
			}
			slices.Sort(got)
			if want := w.live(); !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: the posts are\n%s\nand not\n%s", seed, n, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if r.IntN(3) == 0 {
				since = follow(t, db, index, since, got)
			}
		}
	}
}

// follow applies the changes to the index as an increment does, and compares it and the tallies with the posts.
func follow(t *testing.T, db *archive.DB, index map[blog.ID]string, since int64, want []string) int64 {
	t.Helper()
	tallies, err := db.Tallies(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	before := len(index)
	state, err := db.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for k, err := range db.Changes(t.Context(), since) {
		if err != nil {
			t.Fatal(err)
		}
		if k.Gone {
			delete(index, k.ID)
		} else {
			index[k.ID] = k.Post.Title
		}
	}
	var got []string
	for _, title := range index {
		got = append(got, title)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("since %d: following gives\n%s\nand not\n%s", since, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := tallies[site]; n.Posts != len(want) || n.Posts > before+n.New {
		t.Errorf("since %d: tallied %+v of %d posts, before %d", since, n, len(want), before)
	}
	return state.Change
}

func TestAnUnchangedPageIsNotReadAgain(t *testing.T) {
	db := open(t)
	put(t, db, fetched(site+"a", "same", day))
	read(t, db, map[string][]blog.Post{site + "a": {with(blog.Post{Title: "A"}, site+"a")}})
	before, err := db.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, fetched(site+"a", "same", day.Add(time.Hour)))
	if p := collect(t, db.Unread(t.Context(), "1")); len(p) != 0 {
		t.Errorf("%d pages are read again", len(p))
	}
	if p := collect(t, db.Unread(t.Context(), "2")); len(p) != 1 {
		t.Errorf("a new extraction reads %d pages", len(p))
	}
	read(t, db, map[string][]blog.Post{site + "a": {with(blog.Post{Title: "A"}, site+"a")}})
	if after, err := db.State(t.Context()); err != nil || after != before {
		t.Errorf("reading the same counts as a change: %+v, %+v, %v", before, after, err)
	}
}

func TestAPageThatCannotBeReadKeepsItsPost(t *testing.T) {
	db := open(t)
	put(t, db, fetched(site+"a", "1", day))
	read(t, db, map[string][]blog.Post{site + "a": {with(blog.Post{Title: "A"}, site+"a")}})
	put(t, db, fetched(site+"a", "2", day))
	for p := range db.Unread(t.Context(), "1") {
		r := archive.Reading{Page: p, Version: "1", Problem: "panic", Lost: true}
		if err := db.PutReadings(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if again, err := db.Settle(t.Context()); err != nil || again {
		t.Errorf("again %v, %v", again, err)
	}
	if k, err := db.Post(t.Context(), blog.NewID(site+"a")); err != nil || k.Gone || k.Post.Title != "A" {
		t.Errorf("the post is %+v, %v", k, err)
	}
	if lost, err := db.Lost(t.Context()); err != nil || !slices.Equal(lost, []archive.Lost{{URL: site + "a", Site: site, Problem: "panic"}}) {
		t.Errorf("lost: %+v, %v", lost, err)
	}
	if ids, problem, err := db.PostsOf(t.Context(), site+"a"); err != nil || len(ids) != 1 || problem != "panic" {
		t.Errorf("%v, %q, %v", ids, problem, err)
	}
}

func TestOnePageMayHoldSeveralPosts(t *testing.T) {
	db := open(t)
	put(t, db, fetched(site+"20110313", "day", day))
	a, b := with(blog.Post{Title: "A"}, site+"20110313/1"), with(blog.Post{Title: "B"}, site+"20110313/2")
	read(t, db, map[string][]blog.Post{site + "20110313": {a, b}})
	if got := collect(t, db.Posts(t.Context())); len(got) != 2 {
		t.Errorf("got %d posts", len(got))
	}
	put(t, db, fetched(site+"20110313", "day, one removed", day.Add(time.Hour)))
	read(t, db, map[string][]blog.Post{site + "20110313": {b}})
	if k, err := db.Post(t.Context(), a.ID); err != nil || !k.Gone || k.Post.Title != "A" {
		t.Errorf("the removed post is %+v, %v", k, err)
	}
	if got := collect(t, db.Posts(t.Context())); len(got) != 1 || got[0].ID != b.ID {
		t.Errorf("got %+v", got)
	}
}
