package main

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/sample"
)

func TestFaultsAClockThatJumpsIsNoReasonToStop(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, base := h.serve()
	future := h.fromTheFuture()
	h.taken(base)
	h.must(0, "check")
	h.must(0, "import", h.posts("second", 20))
	if got := lastGeneration(t, h.data); got <= future {
		t.Errorf("generation %s comes after %s", got, future)
	}
	h.taken(base)
	h.wantPosts(base, "second", 20)
	for _, at := range []time.Time{time.Unix(0, 0), time.Now().AddDate(30, 0, 0)} {
		err := filepath.Walk(h.data, func(path string, _ os.FileInfo, err error) error {
			if err != nil {
				return err
			}
			return os.Chtimes(path, at, at)
		})
		if err != nil {
			t.Fatal(err)
		}
		h.must(0, "check")
		h.must(0, "reindex", "--rebuild")
		h.taken(base)
		h.wantPosts(base, "first", 200)
	}
	h.must(0, "rollback")
	h.taken(base)
	stopInOrder(t, p)
}

// fromTheFuture makes a generation live that was built in the year 2059, by a clock that was put right afterwards.
func (h *house) fromTheFuture() string {
	h.t.Helper()
	const id = "20590401-120000-0000"
	live := lastGeneration(h.t, h.data)
	m, err := generation.Open(h.data).Manifest(live)
	if err != nil {
		h.t.Fatal(err)
	}
	m.ID, m.Created, m.From = id, time.Date(2059, 4, 1, 12, 0, 0, 0, time.UTC), ""
	dir := filepath.Join(h.data, "gen", id)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(h.data, "gen", live))); err != nil {
		h.t.Fatal(err)
	}
	for path, b := range map[string][]byte{filepath.Join(dir, "manifest.json"): manifestText(h.t, m), filepath.Join(h.data, "CURRENT"): []byte(id + "\n")} {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			h.t.Fatal(err)
		}
	}
	return id
}

// TestFaultsWhatAClockThatWasWrongHasWrittenIsNotBelieved has everything in the archive captured a year ahead, as by a machine whose
// clock was put right afterwards, or long ago; what changes on the blog has to be seen all the same.
func TestFaultsWhatAClockThatWasWrongHasWrittenIsNotBelieved(t *testing.T) {
	t.Parallel()
	posts := sample.Posts("")
	for _, years := range []int{1, -40} {
		g, address := growingBlog(t)
		gone, late := pathOf(t, posts[0].URL), pathOf(t, posts[1].URL)
		g.lost.Store(late, true)
		h := newHouse(t)
		h.must(0, "reindex", address)
		p, base := h.serve()
		total := mustAsk(t, base, "").Total
		h.captured(address, years)
		h.fromTheFuture()
		g.lost.Delete(late)
		g.lost.Store(gone, true)
		h.must(0, "reindex")
		h.taken(base)
		if got := mustAsk(t, base, "").Total; got != total+1 {
			t.Errorf("%d years: a new post makes it %d of %d", years, got, total)
		}
		h.must(0, "reindex", "--full") // gone for two runs, it is gone
		h.taken(base)
		if got := mustAsk(t, base, "").Total; got != total {
			t.Errorf("%d years: a post that is gone leaves %d of %d", years, got, total)
		}
		h.must(0, "check", "--deep")
		h.must(0, "status")
		stopInOrder(t, p)
	}
}

func pathOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

// captured moves the time at which everything of a blog was captured.
func (h *house) captured(site string, years int) {
	h.t.Helper()
	db, err := archive.Open(h.t.Context(), filepath.Join(h.data, "archive.db"))
	if err != nil {
		h.t.Fatal(err)
	}
	var captures []blog.Capture
	for v, e := range db.Visits(h.t.Context(), site) {
		err = errors.Join(err, e)
		v.At = v.At.AddDate(years, 0, 0)
		c := blog.Capture{Visit: v}
		if page, e := db.Page(h.t.Context(), v.URL); e == nil {
			page.FetchedAt = page.FetchedAt.AddDate(years, 0, 0)
			c.Page = page
		}
		captures = append(captures, c)
	}
	if err = errors.Join(err, db.Put(h.t.Context(), captures...), db.Close()); err != nil || len(captures) == 0 {
		h.t.Fatalf("%d captures: %v", len(captures), err)
	}
}
