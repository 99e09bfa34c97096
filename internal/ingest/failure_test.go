package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

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

func TestWhatNoArchiveCanHoldIsPassedOver(t *testing.T) {
	b := newBlog(many(3, plain))
	never := time.Date(12_000, 1, 1, 0, 0, 0, 0, time.UTC)
	b.list = []blog.Capture{{
		Page:  &blog.Page{URL: site + "late", Site: site, Body: []byte("late|mika|go"), Known: blog.Post{Published: never, Updated: never}},
		Visit: blog.Visit{URL: site + "late", Site: site, Role: blog.RolePage, Outcome: blog.Fetched},
	}, {
		Page:  &blog.Page{URL: site + "huge", Site: site, Body: make([]byte, 65<<20)},
		Visit: blog.Visit{URL: site + "huge", Site: site, Role: blog.RolePage, Outcome: blog.Fetched},
	}}
	d := newDesk(t, fakeSource{site: b})
	posts := d.Extract.Posts
	d.Extract.Posts = func(p *blog.Page) ([]*blog.Post, error) {
		list, err := posts(p)
		list[0].Published = never
		return list, err
	}
	r := d.reindex(nil)
	if r.Posts != 4 || len(r.Passed) != 1 || r.Passed[0].URL != site+"huge" {
		t.Errorf("%+v", r.Counts)
	}
}

func TestAPostThatTheIndexWouldNotFindIsNamedAndTheOthersArePublished(t *testing.T) {
	b := newBlog(many(10, plain))
	b.posts["hard"] = "hard"
	d := newDesk(t, fakeSource{site: b})
	d.index.hard = "hard"
	named := func(when string, r *ingest.Report, posts int) {
		t.Helper()
		if r.Posts != posts || len(r.Passed) != 1 || r.Passed[0] != (ingest.Passed{URL: site + "hard", Reason: "left out of the index: nothing finds it"}) {
			t.Errorf("%s: %d posts, passed over %v", when, r.Posts, r.Passed)
		}
		if slices.Contains(d.titles(), "hard") || len(d.titles()) != posts {
			t.Errorf("%s: the index has %q", when, d.titles())
		}
	}
	r := d.reindex(nil)
	if !r.Published {
		t.Error("the others were not published")
	}
	named("at first", r, 10)
	named("as long as nothing changes", d.reindex(nil), 10)
	b.posts["another"] = "another|someone|tag"
	named("when others change", d.reindex(nil), 11)
	d.index.hard = ""
	d.Rebuild = true
	if r := d.reindex(nil); r.Posts != 12 || len(r.Passed) != 0 {
		t.Errorf("found after a rebuild: %d posts, passed over %v", r.Posts, r.Passed)
	}
}
