package archive_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

const site = "https://blog.example.com/"

var day = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func open(t *testing.T) *archive.DB {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "archive.db"))
}

func openAt(t *testing.T, path string) *archive.DB {
	t.Helper()
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// fetched is the capture of a page that may be a post.
func fetched(url, body string, at time.Time) blog.Capture {
	return blog.Capture{
		Page:  &blog.Page{URL: url, Site: site, Form: blog.FormHTML, Body: []byte(body), FetchedAt: at},
		Visit: blog.Visit{URL: url, Site: site, Role: blog.RolePage, Outcome: blog.Fetched, Status: 200, At: at, ETag: `"1"`, Hash: "h", Found: "start"},
	}
}

func put(t *testing.T, db *archive.DB, captures ...blog.Capture) {
	t.Helper()
	if err := db.Put(t.Context(), captures...); err != nil {
		t.Fatal(err)
	}
}

func collect[T any](t *testing.T, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var list []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func TestAPageComesBackAsItWasPut(t *testing.T) {
	db := open(t)
	jst := time.FixedZone("", 9*60*60)
	c := fetched(site+"entry/猫", "<p>\x00吾輩は猫である "+strings.Repeat("名前はまだ無い。", 10_000), day)
	c.Page.Known = blog.Post{Title: "猫", Author: "夏目", Published: day.In(jst), Tags: []string{"猫", "cat"},
		Blocks: []blog.Block{{Kind: blog.Code, Text: "x", Lang: "go"}}}
	put(t, db, c)
	p, err := db.Page(t.Context(), c.Page.URL)
	if err != nil {
		t.Fatal(err)
	}
	if !p.Known.Published.Equal(day) || p.Known.Published.Format(time.RFC3339) != "2026-11-24T19:00:00+09:00" {
		t.Errorf("published is %v", p.Known.Published)
	}
	p.Known.Published = c.Page.Known.Published
	if !reflect.DeepEqual(p, c.Page) {
		t.Errorf("got %+v", p)
	}
	v, ok, err := db.Visit(t.Context(), c.Visit.URL)
	c.Visit.Since = c.Visit.At
	if err != nil || !ok || v != c.Visit {
		t.Errorf("got visit %+v, %v, %v", v, ok, err)
	}
	if _, err := db.Page(t.Context(), site); !errors.Is(err, blog.ErrNotFound) {
		t.Error(err)
	}
	if _, ok, err := db.Visit(t.Context(), site); ok || err != nil {
		t.Errorf("a visit that was not made: %v, %v", ok, err)
	}
}

func TestAPageIsFoundByTheAddressThatLedToIt(t *testing.T) {
	db := open(t)
	c := fetched(site+"new", "body", day)
	c.Visit.URL, c.Visit.Final = site+"old", site+"new"
	put(t, db, c)
	if p, err := db.Page(t.Context(), site+"old"); err != nil || p.URL != site+"new" {
		t.Errorf("got %+v, %v", p, err)
	}
}

func TestAVisitTellsSinceWhenItsResultIsTheSame(t *testing.T) {
	db := open(t)
	first := fetched(site+"a", "body", day)
	for i, step := range []struct {
		outcome  blog.Outcome
		excluded bool
		since    int // the step that began it
	}{
		{blog.Fetched, false, 0}, {blog.Unchanged, false, 0}, {blog.Unchanged, false, 0}, {blog.Fetched, false, 3}, {blog.Unchanged, false, 3},
		{blog.Passed, true, 5}, {blog.Passed, true, 5}, {blog.Passed, false, 7}, {blog.Gone, false, 8}, {blog.Gone, false, 8}, {blog.Unchanged, false, 10},
	} {
		c := first
		c.Visit.Outcome, c.Visit.Excluded, c.Visit.At = step.outcome, step.excluded, day.AddDate(0, 0, i)
		put(t, db, c)
		v, _, err := db.Visit(t.Context(), c.Visit.URL)
		if want := day.AddDate(0, 0, step.since); err != nil || !v.Since.Equal(want) {
			t.Errorf("step %d, %s: since %v, want %v (%v)", i, step.outcome, v.Since, want, err)
		}
	}
}

func TestALaterVisitKeepsWhatItDoesNotSay(t *testing.T) {
	db := open(t)
	c := fetched(site+"a", "body", day)
	put(t, db, c)
	visit := func(v blog.Visit) blog.Visit {
		v.URL, v.Site, v.Role = c.Visit.URL, site, blog.RolePage
		put(t, db, blog.Capture{Visit: v})
		got, _, err := db.Visit(t.Context(), v.URL)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if v := visit(blog.Visit{Outcome: blog.Passed, Reason: "time-out"}); v.ETag != `"1"` || v.Hash != "h" || v.Found != "start" || v.Reason != "time-out" {
		t.Errorf("after a time-out: %+v", v)
	}
	if v := visit(blog.Visit{Outcome: blog.Gone, Status: 404}); v.Missing != 1 {
		t.Errorf("after the first 404: %+v", v)
	}
	if v := visit(blog.Visit{Outcome: blog.Gone, Status: 404}); v.Missing != 2 {
		t.Errorf("after the second 404: %+v", v)
	}
	if v := visit(blog.Visit{Outcome: blog.Gone, Missing: 7}); v.Missing != 7 {
		t.Errorf("where the crawler counts itself: %+v", v)
	}
	if v := visit(blog.Visit{Outcome: blog.Fetched, ETag: `"2"`}); v.Missing != 0 || v.ETag != `"2"` || v.Hash != "" {
		t.Errorf("after it is back: %+v", v)
	}
}

func TestStreamsGiveEverythingOnceInOrder(t *testing.T) {
	db := open(t)
	var captures []blog.Capture
	var want []string
	for i := range 700 {
		c := fetched(fmt.Sprintf("%sentry/%04d", site, i), fmt.Sprint("body ", i), day)
		if i%7 == 0 {
			c.Visit.Role = blog.RoleList
		} else {
			want = append(want, c.Page.URL)
		}
		captures = append(captures, c)
	}
	put(t, db, captures...)
	put(t, db, blog.Capture{
		Page:  &blog.Page{URL: "https://other.example.com/", Site: "https://other.example.com/", Form: blog.FormHTML},
		Visit: blog.Visit{URL: "https://other.example.com/", Site: "https://other.example.com/", Role: blog.RolePage, Outcome: blog.Fetched},
	})
	var got []string
	for p, err := range db.Pages(t.Context(), site, blog.RolePage) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.URL)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %d pages, want %d", len(got), len(want))
	}
	if v := collect(t, db.Visits(t.Context(), site)); len(v) != 700 || v[0].URL != captures[0].Visit.URL || v[699].URL != captures[699].Visit.URL {
		t.Errorf("got %d visits", len(v))
	}
	if p := collect(t, db.Unread(t.Context(), "1")); len(p) != 601 {
		t.Errorf("got %d unread pages", len(p))
	}
	for range db.Pages(t.Context(), site, blog.RolePage) {
		break // a stream may be left early
	}
}

func TestSettingsSitesAndRuns(t *testing.T) {
	db, ctx := open(t), t.Context()
	if v, err := db.Setting(ctx, "theme"); err != nil || v != "" {
		t.Errorf("%q, %v", v, err)
	}
	for _, want := range []string{"light", "dark"} {
		if err := db.SetSetting(ctx, "theme", want); err != nil {
			t.Fatal(err)
		}
		if v, err := db.Setting(ctx, "theme"); err != nil || v != want {
			t.Errorf("%q, %v", v, err)
		}
	}
	if err := db.SetSetting(ctx, "change", "7"); err == nil {
		t.Error("the count of changes can be set")
	}
	for i, url := range []string{site, "https://a.example.com/", site} {
		if err := db.AddSite(ctx, url, day.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, db, fetched(site+"a", "a", day))
	sites, err := db.Sites(ctx)
	want := []archive.Site{{URL: site, Added: day, Asked: day, Pages: 1}, {URL: "https://a.example.com/", Added: day.Add(time.Hour)}}
	if err != nil || !slices.Equal(sites, want) {
		t.Errorf("got %+v, %v", sites, err)
	}
	for i := range 60 {
		if err := db.PutRun(ctx, archive.Run{At: day, Report: fmt.Appendf(nil, `{"n":%d}`, i)}); err != nil {
			t.Fatal(err)
		}
	}
	runs, err := db.Runs(ctx)
	if err != nil || len(runs) != 50 || string(runs[0].Report) != `{"n":59}` {
		t.Errorf("got %d runs, %v", len(runs), err)
	}
}

func TestWritersQueueAndReadersDoNotWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a, b := openAt(t, path), openAt(t, path)
	r, err := archive.OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	errs := make(chan error)
	for i, db := range []*archive.DB{a, b, a, b} {
		go func() {
			var err error
			for n := range 25 {
				err = errors.Join(err, db.Put(context.WithoutCancel(t.Context()), fetched(fmt.Sprintf("%s%d/%d", site, i, n), "x", day)))
			}
			errs <- err
		}()
	}
	for range 4 {
		if _, err := r.Sites(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got := collect(t, r.Pages(t.Context(), site, blog.RolePage)); len(got) != 100 {
		t.Errorf("the reader sees %d pages", len(got))
	}
}

func TestFieldsAreTallied(t *testing.T) {
	db := open(t)
	put(t, db, fetched(site+"a", "a", day), fetched(site+"b", "b", day))
	full := blog.Post{Title: "t", Author: "a", Published: day, Tags: []string{"x"}, Blocks: []blog.Block{{Text: "b"}}}
	read(t, db, map[string][]blog.Post{site + "a": {with(full, site+"a")}, site + "b": {with(blog.Post{Title: "only"}, site+"b")}})
	got, err := db.Tallies(t.Context(), 0)
	want := map[string]archive.Tally{site: {Posts: 2, Title: 2, Author: 1, Published: 1, Tags: 1, Body: 1, New: 2}}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if urls, err := db.Lacking(t.Context(), site, archive.Tags, 3); err != nil || !slices.Equal(urls, []string{site + "b"}) {
		t.Errorf("lacking tags: %v, %v", urls, err)
	}
	if urls, err := db.Lacking(t.Context(), site, archive.Title, 3); err != nil || len(urls) != 0 {
		t.Errorf("lacking a title: %v, %v", urls, err)
	}
}
