package ingest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// many gives n posts, the i-th with the body that f makes.
func many(n int, f func(i int) string) map[string]string {
	posts := map[string]string{}
	for i := range n {
		posts[fmt.Sprintf("p%03d", i)] = f(i)
	}
	return posts
}

func plain(i int) string { return fmt.Sprintf("post %03d|mika|go,猫", i) }

func TestARunBringsInWhatIsNewAndNothingElse(t *testing.T) {
	b := newBlog(many(10, plain))
	d := newDesk(t, fakeSource{site: b})
	r := d.reindex(nil)
	if !r.Published || r.UpToDate || r.Posts != 10 || r.New != 10 || r.Fetched != 10 || r.Generation != "g1" || len(d.index.posts) != 10 {
		t.Errorf("the first run: %+v", r)
	}
	if want := (ingest.Yields{Title: 1, Author: 1, Tags: 1, Body: 1}); r.Yields != want {
		t.Errorf("yields are %+v", r.Yields)
	}
	r = d.reindex(nil)
	if r.Published || !r.UpToDate || r.Unchanged != 10 || r.New+r.Changed+r.Gone != 0 || r.Generation != "g1" {
		t.Errorf("a run with nothing new: %+v", r)
	}
	b.posts["p003"], b.posts["p999"] = "post three|mika|go", "a new one|ken|go"
	r = d.reindex(nil)
	slices.Sort(d.index.ops)
	if r.New != 1 || r.Changed != 1 || r.Posts != 11 || !slices.Equal(d.index.ops, []string{"put a new one", "put post three"}) {
		t.Errorf("a run with two changes: %+v, %v", r, d.index.ops)
	}
	d.Rebuild, d.Source = true, nil
	if r = d.reindex(nil); len(d.index.ops) != 11 || !r.Published {
		t.Errorf("a rebuild: %+v, %v", r, d.index.ops)
	}
}

func TestAPostIsGoneWhenMissedTwice(t *testing.T) {
	b := newBlog(many(10, plain))
	d := newDesk(t, fakeSource{site: b})
	d.reindex(nil)
	delete(b.posts, "p003")
	if r := d.reindex(nil); r.Gone != 0 || !r.UpToDate {
		t.Errorf("missed once: %+v", r)
	}
	if r := d.reindex(nil); r.Gone != 1 || r.Posts != 9 || !slices.Equal(d.index.ops, []string{"remove post 003"}) {
		t.Errorf("missed twice: %+v, %v", r, d.index.ops)
	}
	k, err := d.Archive.Post(t.Context(), blog.NewID(site+"p003"))
	if err != nil || !k.Gone || k.Post.Title != "post 003" {
		t.Errorf("the archive has %+v, %v", k, err)
	}
	b.posts["p003"] = plain(3)
	if r := d.reindex(nil); r.New != 1 || r.Posts != 10 {
		t.Errorf("back again: %+v", r)
	}
}

func TestBlogsAreRemembered(t *testing.T) {
	other := "https://other.example.com/"
	d := newDesk(t, fakeSource{site: newBlog(many(3, plain)), other: newBlog(many(2, plain))})
	d.Sites = nil
	d.reindex(blog.ErrUsage)
	d.Sites = []string{"https://Blog.example.com", other, "https://typo.example.com/"}
	if r := d.reindex(nil); len(r.Passed) != 1 || r.Passed[0].URL != "https://typo.example.com/" || r.Posts != 5 || !r.Published {
		t.Errorf("with one blog that does not answer: %+v", r)
	}
	d.Sites = nil
	if r := d.reindex(nil); len(r.Sites) != 2 || r.Unchanged != 5 || len(r.Passed) != 0 {
		t.Errorf("with no blog named: %+v", r)
	}
}

func TestNothingIsPublishedWhereNoBlogAnswers(t *testing.T) {
	d := newDesk(t, fakeSource{})
	r, err := ingest.Reindex(t.Context(), d.Options)
	if err == nil || !strings.Contains(err.Error(), "no answer") || r.Published || len(r.Passed) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestABlogThatEndsEarlyKeepsItsPosts(t *testing.T) {
	b, other := newBlog(many(10, plain)), "https://other.example.com/"
	d := newDesk(t, fakeSource{site: b, other: newBlog(many(2, plain))})
	d.Sites = append(d.Sites, other)
	d.reindex(nil)
	b.posts, b.seen, b.err = map[string]string{}, map[string]string{}, errBroken
	if r := d.reindex(nil); r.Posts != 12 || len(r.Passed) != 1 || !r.UpToDate {
		t.Errorf("%+v", r)
	}
}

func TestABadPageNeverStopsARun(t *testing.T) {
	posts := many(10, plain)
	posts["bad1"], posts["bad2"], posts["tag"] = "!panic", "!error", "!list"
	b := newBlog(posts)
	b.list = []blog.Capture{
		{Visit: blog.Visit{URL: site + "secret", Site: site, Role: blog.RolePage, Outcome: blog.Passed, Excluded: true, Reason: "noindex"}},
		{Visit: blog.Visit{URL: site + "slow", Site: site, Role: blog.RolePage, Outcome: blog.Passed, Reason: "time-out"}},
		{Visit: blog.Visit{Site: site, Role: blog.RolePage, Outcome: blog.Passed, Reason: "no date", Found: "export.txt:12"}},
		{Visit: blog.Visit{URL: site + "sitemap.xml", Site: site, Role: blog.RoleSitemap, Outcome: blog.Unchanged}},
	}
	d := newDesk(t, fakeSource{site: b})
	r := d.reindex(nil)
	if !r.Published || r.Posts != 10 || r.Skipped != 2 || r.Lists != 1 {
		t.Errorf("%+v", r)
	}
	var passed []string
	for _, p := range r.Passed {
		passed = append(passed, strings.TrimPrefix(p.URL, site)+": "+p.Reason)
	}
	slices.Sort(passed)
	want := []string{"bad1: extract " + site + "bad1: the program failed on this page: the recipe is wrong", "bad2: broken", "export.txt:12: no date", "slow: time-out"}
	if !slices.Equal(passed, want) {
		t.Errorf("passed over:\n%s", strings.Join(passed, "\n"))
	}
}

func TestAFailedBuildLosesNoChange(t *testing.T) {
	b := newBlog(many(10, plain))
	d := newDesk(t, fakeSource{site: b})
	d.reindex(nil)
	for i, step := range []string{"put", "verify", "publish"} {
		b.posts[fmt.Sprint("new", i)] = fmt.Sprint("new ", i, "|mika|go")
		d.index.fail = step
		if r := d.reindex(errBroken); r.Published || r.Generation != "g1" || len(d.index.posts) != 10 {
			t.Errorf("%s: %+v", step, r)
		}
	}
	d.index.fail = ""
	if r := d.reindex(nil); r.New != 3 || len(d.index.posts) != 13 || len(d.index.ops) != 3 {
		t.Errorf("after the failures: %+v, %v", r, d.index.ops)
	}
}

func TestADryRunChangesNothing(t *testing.T) {
	b := newBlog(many(10, plain))
	d := newDesk(t, fakeSource{site: b})
	d.reindex(nil)
	before, err := d.Archive.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.posts["p003"], b.posts["new"] = "changed|mika|go", "new|mika|go"
	d.DryRun = true
	r := d.reindex(nil)
	if !r.DryRun || r.Published || r.New != 1 || r.Changed != 1 || len(d.index.posts) != 10 {
		t.Errorf("the dry run: %+v", r)
	}
	if p, err := d.Archive.Page(t.Context(), site+"new"); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("the dry run kept a page: %+v, %v", p, err)
	}
	after, err := d.Archive.State(t.Context())
	if runs, e := d.Archive.Runs(t.Context()); err != nil || e != nil || after != before || len(runs) != 1 {
		t.Errorf("the dry run changed the archive: %+v, %d runs, %v, %v", after, len(runs), err, e)
	}
	d.DryRun, b.seen = false, map[string]string{}
	if r := d.reindex(nil); r.New != 1 || r.Changed != 1 || !r.Published {
		t.Errorf("the run after it: %+v", r)
	}
}

func TestAStaleIndexIsBuiltAgain(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(many(3, plain))})
	d.reindex(nil)
	d.index.live.Stale = true
	if r := d.reindex(nil); !r.Published || r.Generation != "g2" {
		t.Errorf("%+v", r)
	}
	d.index.from = "g1"
	d.index.live.Stale = true
	if r := d.reindex(nil); !r.Published || len(d.index.ops) != 3 {
		t.Errorf("where the builder continues another generation: %+v, %v", r, d.index.ops)
	}
}

func TestANewExtractionReadsKeptPages(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(many(5, plain))})
	d.reindex(nil)
	d.Extract.Version = "2"
	posts := d.Extract.Posts
	d.Extract.Posts = func(p *blog.Page) ([]*blog.Post, error) {
		list, err := posts(p)
		if list[0].Title == "post 003" {
			list[0].Title = "better"
		}
		return list, err
	}
	if r := d.reindex(nil); r.Changed != 1 || !slices.Equal(d.index.ops, []string{"put better"}) {
		t.Errorf("%+v, %v", r, d.index.ops)
	}
}

func TestAnArchiveFromABackupIsBuiltWhole(t *testing.T) {
	b := newBlog(many(10, plain))
	d := newDesk(t, fakeSource{site: b})
	d.reindex(nil)
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := d.Archive.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	b.posts["lost"] = "lost with the old archive|mika|go"
	d.reindex(nil)
	old, err := archive.Open(t.Context(), backup)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	d.Archive = old
	delete(b.posts, "lost")
	delete(b.seen, "lost")
	b.posts["other"] = "another one|mika|go"
	d.index.fail = "publish"
	d.reindex(errBroken) // also when the first run after it fails and counts on
	d.index.fail = ""
	if r := d.reindex(nil); !r.Published || len(d.index.posts) != 11 || slices.Contains(d.titles(), "lost with the old archive") {
		t.Errorf("%+v, %v", r, d.titles())
	}
}

func TestACancelledRunKeepsWhatItHasCollected(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := newBlog(many(30, plain))
	d := newDesk(t, cancelAfter{fakeSource{site: b}, 20, cancel})
	r, err := ingest.Reindex(ctx, d.Options)
	if !errors.Is(err, context.Canceled) || r.Published {
		t.Fatalf("%+v, %v", r, err)
	}
	kept := 0
	for _, err := range d.Archive.Pages(t.Context(), site, blog.RolePage) {
		if err != nil {
			t.Fatal(err)
		}
		kept++
	}
	if kept == 0 {
		t.Error("nothing was kept")
	}
	if runs, err := d.Archive.Runs(t.Context()); err != nil || len(runs) != 1 {
		t.Errorf("%d reports, %v", len(runs), err)
	}
}

// cancelAfter cancels the run after n captures and then waits for the end, as a slow blog does.
type cancelAfter struct {
	ingest.Source
	n      int
	cancel func()
}

func (c cancelAfter) Capture(ctx context.Context, site string) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		n := 0
		for k, err := range c.Source.Capture(ctx, site) {
			if n++; n == c.n {
				c.cancel()
				<-ctx.Done()
			}
			if !yield(k, err) {
				return
			}
		}
	}
}

func TestTheReportIsJSON(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(many(2, plain))})
	b, err := json.Marshal(d.reindex(nil))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"started":"2027-01-15T08:00:00Z","took":0,"generation":"g1","published":true,"up_to_date":false,"dry_run":false,` +
		`"sites":[{"site":"https://blog.example.com/","discovered":2,"fetched":2,"unchanged":0,"lists":0,"skipped":0,"new":2,"changed":0,"gone":0,` +
		`"posts":2,"yields":{"title":1,"author":1,"published":0,"tags":1,"body":1},"passed":[]}],` +
		`"discovered":2,"fetched":2,"unchanged":0,"lists":0,"skipped":0,"new":2,"changed":0,"gone":0,` +
		`"posts":2,"yields":{"title":1,"author":1,"published":0,"tags":1,"body":1},"passed":[]}`
	if string(b) != want {
		t.Errorf("got %s", b)
	}
}

// TestTheIndexFollowsTheBlogs lets blogs change at random and runs fail at random steps. Whenever a run succeeds, the index
// holds what the archive says, which is what the blog shows but for what was missed only once.
func TestTheIndexFollowsTheBlogs(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 2))
		b := newBlog(many(8, plain))
		d := newDesk(t, fakeSource{site: b})
		d.Force = true
		for range 30 {
			for range r.IntN(3) {
				path := fmt.Sprintf("p%03d", r.IntN(10))
				if r.IntN(3) == 0 {
					delete(b.posts, path)
				} else {
					b.posts[path] = fmt.Sprint("title ", r.IntN(1000), "|mika|go")
				}
			}
			d.index.fail = []string{"", "", "put", "remove", "verify", "publish"}[r.IntN(6)]
			d.Rebuild = r.IntN(8) == 0
			if _, err := ingest.Reindex(t.Context(), d.Options); err != nil {
				if !errors.Is(err, errBroken) {
					t.Fatal(err)
				}
				continue
			}
			kept := map[blog.ID]string{}
			for k, err := range d.Archive.Posts(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				kept[k.ID] = k.Post.Title
			}
			if !maps.Equal(kept, d.index.posts) {
				t.Fatalf("seed %d: the archive has %v, the index %v", seed, kept, d.index.posts)
			}
			for path, body := range b.posts {
				if title, _, _ := strings.Cut(body, "|"); kept[blog.NewID(site+path)] != title {
					t.Fatalf("seed %d: %s is %q and not %q", seed, path, kept[blog.NewID(site+path)], title)
				}
			}
		}
	}
}
