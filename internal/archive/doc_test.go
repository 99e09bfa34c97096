package archive_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// TestTheWorkedExampleOfThePackageHappens follows the example in doc.go.
func TestTheWorkedExampleOfThePackageHappens(t *testing.T) {
	db, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const site, url = "https://blog.example.com/", "https://blog.example.com/1"
	at := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	page := &blog.Page{URL: url, Site: site, Form: blog.FormHTML, Body: []byte("<p>一"), FetchedAt: at}
	post := &blog.Post{ID: blog.NewID(url), URL: url, Site: site, Title: "一", Blocks: []blog.Block{{Kind: blog.Paragraph, Text: "一"}}}
	put := func(o blog.Outcome, missing int, p *blog.Page) {
		t.Helper()
		v := blog.Visit{URL: url, Site: site, Role: blog.RolePage, Outcome: o, At: at, Missing: missing}
		if err := db.Put(t.Context(), blog.Capture{Visit: v, Page: p}); err != nil {
			t.Fatal(err)
		}
	}
	settle := func() {
		t.Helper()
		if _, err := db.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(since int64, gone bool, born, change int64) {
		t.Helper()
		n := 0
		for k, err := range db.Changes(t.Context(), since) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; k.Gone != gone || k.Born != born || k.Change != change {
				t.Errorf("the post is gone %v, born %d, change %d; want %v, %d, %d", k.Gone, k.Born, k.Change, gone, born, change)
			}
		}
		if n != 1 {
			t.Errorf("%d posts changed since %d", n, since)
		}
	}
	put(blog.Fetched, 0, page)
	if err := db.PutReadings(t.Context(), archive.Reading{Page: page, Version: "1", Posts: []*blog.Post{post}}); err != nil {
		t.Fatal(err)
	}
	settle()
	holds(0, false, 1, 1)
	put(blog.Gone, 1, nil)
	settle()
	holds(0, false, 1, 1)
	put(blog.Gone, 2, nil)
	settle()
	holds(1, true, 1, 2)
	put(blog.Unchanged, 0, nil)
	if again, err := db.Settle(t.Context()); err != nil || !again {
		t.Fatal(again, err)
	}
	if err := db.PutReadings(t.Context(), archive.Reading{Page: page, Version: "1", Posts: []*blog.Post{post}}); err != nil {
		t.Fatal(err)
	}
	settle()
	holds(2, false, 3, 3)
}
