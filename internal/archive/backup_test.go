package archive_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

var update = flag.Bool("update", false, "write a filled archive of this program's schema, where testdata has none")

// filled makes an archive with some pages and posts and gives its path.
func filled(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "archive.db")
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	posts := map[string][]blog.Post{}
	for i := range 30 {
		url := fmt.Sprint(site, "entry/", i)
		put(t, db, fetched(url, strings.Repeat(url, 40), day))
		text := url + "\xe7\x8c" // cut in the middle of a character
		posts[url] = []blog.Post{with(blog.Post{Title: fmt.Sprint("post ", i), Blocks: []blog.Block{{Text: text}}}, url)}
	}
	read(t, db, posts)
	if err := errors.Join(db.AddSite(t.Context(), site, day), db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBackups(t *testing.T) {
	dir := t.TempDir()
	path := filled(t, dir)
	db := openAt(t, path)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { // somebody writes meanwhile
		defer close(done)
		for i := 0; ctx.Err() == nil; i++ {
			if err := db.Put(ctx, fetched(fmt.Sprint(site, "later/", i), "x", day)); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
	}()
	ro, err := archive.OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ro.Close() }()
	for name, from := range map[string]*archive.DB{"a": db, "b": ro} {
		backup := filepath.Join(dir, name)
		if err := from.Backup(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		if err := from.Backup(t.Context(), backup); !errors.Is(err, blog.ErrUsage) {
			t.Errorf("a backup was overwritten: %v", err)
		}
		b := openAt(t, backup)
		if found, err := b.Check(t.Context(), true); err != nil || len(found) > 0 {
			t.Errorf("%v, %v", found, err)
		}
		if got := collect(t, b.Posts(t.Context())); len(got) != 30 {
			t.Errorf("the backup has %d posts", len(got))
		}
	}
	stop()
	<-done
}

func TestOlderArchivesAreMigrated(t *testing.T) {
	const current = "testdata/schema-8.db" // the newest; a new schema adds a file and a line here
	if _, err := os.Stat(current); *update && errors.Is(err, os.ErrNotExist) {
		if err := os.Rename(filled(t, t.TempDir()), current); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob("testdata/schema-*.db")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives to read: %v", err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "archive.db")
			if err := os.WriteFile(path, b, 0o644); err != nil {
				t.Fatal(err)
			}
			db := openAt(t, path)
			if found, err := db.Check(t.Context(), true); err != nil || len(found) > 0 {
				t.Errorf("%v, %v", found, err)
			}
			if got := collect(t, db.Posts(t.Context())); len(got) != 30 || got[7].Post.Title != "post 7" {
				t.Errorf("got %d posts", len(got))
			}
			if sites, err := db.Sites(t.Context()); err != nil || len(sites) != 1 || sites[0].URL != site {
				t.Errorf("got %v, %v", sites, err)
			}
		})
	}
}
