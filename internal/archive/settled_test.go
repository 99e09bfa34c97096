package archive_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// TestWhatWasTouchedSettlesAsAll runs the same histories in two archives. One looks at all posts each time, because something else is
// written before; the other looks at those of the pages that were touched.
func TestWhatWasTouchedSettlesAsAll(t *testing.T) {
	for seed := range uint64(25) {
		var dbs [2]*archive.DB
		paths := []string{filepath.Join(t.TempDir(), "archive.db"), filepath.Join(t.TempDir(), "archive.db")}
		for i := range dbs {
			db, err := archive.Open(t.Context(), paths[i])
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			dbs[i] = db
		}
		held := map[string][]blog.Post{} // by page
		defer countsAreRight(t, paths)
		r := rand.New(rand.NewPCG(seed, 1))
		for step := range 25 {
			var captures []blog.Capture
			for range 1 + r.IntN(3) {
				captures = append(captures, anyCapture(r, held, day.Add(time.Duration(step)*time.Hour)))
			}
			var kept [2][]string
			for i, db := range dbs {
				if err := db.Put(t.Context(), captures...); err != nil {
					t.Fatal(err)
				}
				if i == 1 {
					if err := db.Renew(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				read(t, db, held)
				for k, err := range db.Changes(t.Context(), 0) {
					if err != nil {
						t.Fatal(err)
					}
					kept[i] = append(kept[i], fmt.Sprint(k.ID, k.Page, k.Gone, k.Post.Title))
				}
				slices.Sort(kept[i])
			}
			named := map[string]bool{blog.Key(fmt.Sprintf("%spage%d", site, r.IntN(5))): true}
			all, err := dbs[0].Unnamed(t.Context(), site, named)
			few, e := dbs[0].UnnamedPosts(t.Context(), site, named)
			if err != nil || e != nil || few != all.Posts {
				t.Fatalf("history %d, step %d: %d posts were not named, %v, want %d, %v", seed, step, few, e, all.Posts, err)
			}
			if !slices.Equal(kept[0], kept[1]) {
				t.Fatalf("history %d, step %d:\n%q\n%q", seed, step, kept[0], kept[1])
			}
		}
	}
}

// countsAreRight compares what archives have counted as they were written with what is in them.
func countsAreRight(t *testing.T, paths []string) {
	t.Helper()
	for _, path := range paths {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		for kept, counted := range map[string]string{
			"post_counts": "SELECT site, gone, fields, count(*) FROM posts GROUP BY 1, 2, 3",
			"page_counts": "SELECT site, role, coalesce(reader, ''), count(*) FROM pages GROUP BY 1, 2, 3",
		} {
			var rows, wrong int
			q := fmt.Sprintf(`SELECT (SELECT count(*) FROM %[1]s), (SELECT count(*) FROM (SELECT * FROM %[1]s EXCEPT %[2]s)) +
				(SELECT count(*) FROM (SELECT * FROM (%[2]s) EXCEPT SELECT * FROM %[1]s))`, kept, counted)
			if err := db.QueryRow(q).Scan(&rows, &wrong); err != nil || rows == 0 || wrong > 0 {
				t.Errorf("%s has %d rows, %d of them wrong or missing, %v", kept, rows, wrong, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// anyCapture has one of some pages hold other posts, or be gone, forbidden or led to from elsewhere.
func anyCapture(r *rand.Rand, held map[string][]blog.Post, at time.Time) blog.Capture {
	url := fmt.Sprintf("%spage%d", site, r.IntN(4))
	v := blog.Visit{URL: url, Site: site, Role: blog.RolePage, At: at}
	switch r.IntN(5) {
	case 0:
		v.Outcome, v.Missing = blog.Gone, 2
		return blog.Capture{Visit: v}
	case 1:
		v.Outcome, v.Excluded = blog.Passed, true
		return blog.Capture{Visit: v}
	}
	held[url] = nil
	for n := range 3 {
		if r.IntN(2) == 0 {
			address := fmt.Sprintf("%spost%d", site, n)
			held[url] = append(held[url], blog.Post{ID: blog.NewID(address), Site: site, URL: address, Title: fmt.Sprint(r.IntN(2))})
		}
	}
	c := fetched(url, fmt.Sprint(at, held[url]), at)
	if r.IntN(3) == 0 {
		c.Visit.URL = fmt.Sprintf("%spage%d", site, r.IntN(4)) // it led here
	}
	return c
}
