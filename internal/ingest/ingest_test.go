package ingest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

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

func TestABlogThatDatesNoPostIsReadWithoutDates(t *testing.T) {
	posts := many(4, func(i int) string { return fmt.Sprintf("post %d|undated|", i) })
	posts["tag"] = "!list"
	b := newBlog(posts)
	d := newDesk(t, fakeSource{site: b})
	if r := d.reindex(nil); r.Posts != 4 || r.Skipped != 1 || !r.Published {
		t.Errorf("the first run: %+v", r.Counts)
	}
	b.posts["p001"] = "post one|undated|"
	if r := d.reindex(nil); r.Changed != 1 || r.New+r.Gone != 0 {
		t.Errorf("a post is changed: %+v", r.Counts)
	}
	b.posts["new"] = "the first with a date|dated|"
	if r := d.reindex(nil); r.New != 1 || r.Posts != 5 {
		t.Errorf("a post has a date: %+v", r.Counts)
	}
	d.Extract.Version = "2"
	if r := d.reindex(nil); r.Posts != 5 || r.Gone != 0 {
		t.Errorf("all are read again: %+v", r.Counts)
	}
}

func TestAPageWithoutADateIsNoPostWhereOthersHaveOne(t *testing.T) {
	posts := many(4, func(i int) string { return fmt.Sprintf("post %d|dated|", i) })
	posts["company"] = "what we make|undated|"
	d := newDesk(t, fakeSource{site: newBlog(posts)})
	if r := d.reindex(nil); r.Posts != 4 || r.Skipped != 1 {
		t.Errorf("%+v", r.Counts)
	}
}

func TestAPostIsGoneWhenMissedTwice(t *testing.T) {
	b := newBlog(many(10, plain))
	d := newDesk(t, fakeSource{site: b})
	d.reindex(nil)
	delete(b.posts, "p003")
	if r := d.reindex(nil); r.Gone != 0 || r.Missing != 1 || !r.UpToDate {
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

func TestTheReportIsJSON(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(many(2, plain))})
	b, err := json.Marshal(d.reindex(nil))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"started":"2027-01-15T08:00:00Z","took":0,"phases":[{"name":"collect","seconds":0},{"name":"read","seconds":0},{"name":"build","seconds":0},{"name":"verify","seconds":0},{"name":"publish","seconds":0}],"generation":"g1","published":true,"up_to_date":false,"dry_run":false,` +
		`"sites":[{"site":"https://blog.example.com/","discovered":2,"fetched":2,"unchanged":0,"missing":0,"lists":0,"skipped":0,"new":2,"changed":0,"gone":0,` +
		`"posts":2,"yields":{"title":1,"author":1,"published":0,"tags":1,"body":1},"passed":[]}],` +
		`"discovered":2,"fetched":2,"unchanged":0,"missing":0,"lists":0,"skipped":0,"new":2,"changed":0,"gone":0,` +
		`"posts":2,"yields":{"title":1,"author":1,"published":0,"tags":1,"body":1},"passed":[]}`
	if string(b) != want {
		t.Errorf("got %s", b)
	}
}
