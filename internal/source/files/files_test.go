package files_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/internal/source/files"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func folder(t *testing.T, name string) fs.FS {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fsys, err := txtar.FS(a)
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

func TestFoldersGiveTheirPosts(t *testing.T) {
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			x := sourcetest.Export(name)
			if filepath.Base(name) != "plain.txtar" {
				x.Site = "" // the configuration knows it
			}
			if filepath.Base(name) == "zenn.txtar" {
				x.Site = "https://zenn.example/minatori"
			}
			sourcetest.Golden(t, name+".golden", files.Read(t.Context(), files.Folder{FS: folder(t, name)}, x))
		})
	}
}

func TestOneFileIsReadAlone(t *testing.T) {
	n := 0
	for c, err := range files.Read(t.Context(), files.Folder{FS: folder(t, "testdata/plain.txtar"), Only: "notes/2021-02-03-dated.md"}, sourcetest.Export("x")) {
		if err != nil || c.Page == nil || c.Page.URL != "https://blog.example/notes/2021-02-03-dated/" {
			t.Errorf("%+v, %v", c, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d captures", n)
	}
}

func TestWithoutAnAddressNothingIsLostSilently(t *testing.T) {
	x := sourcetest.Export("x")
	x.Site = ""
	for c := range files.Read(t.Context(), files.Folder{FS: fstest.MapFS{"a.md": {Data: []byte("text")}}}, x) {
		if c.Page != nil || !strings.Contains(c.Visit.Reason, "--blog") || c.Visit.Found != "a.md" {
			t.Errorf("%+v", c)
		}
	}
}

func TestAPageCanKnowItsOwnAddress(t *testing.T) {
	x := sourcetest.Export("x")
	x.Site = ""
	const page = `<html><head><link rel="canonical" href="https://saved.example/post"/></head><body><p>x</p></body></html>`
	for c := range files.Read(t.Context(), files.Folder{FS: fstest.MapFS{"saved.html": {Data: []byte(page)}}}, x) {
		if c.Page == nil || c.Page.URL != "https://saved.example/post" {
			t.Errorf("%+v", c.Visit)
		}
	}
}

func TestTheFolderOfPostsAloneIsEnough(t *testing.T) {
	post := &fstest.MapFile{Data: []byte("---\ntitle: t\ndate: 2020-01-02\n---\ntext")}
	for _, c := range []struct{ folder, file, want string }{
		{"_posts", "2020-01-02-a.md", "https://blog.example/2020/01/02/a.html"},
		{"_posts", "a.md", "https://blog.example/2020/01/02/a/"},
		{"content", "posts/2020-01-02-a.md", "https://blog.example/posts/2020-01-02-a/"},
		{"blog", "posts/a.md", "https://blog.example/posts/a/"},
	} {
		for got := range files.Read(t.Context(), files.Folder{FS: fstest.MapFS{c.file: post}}, sourcetest.Export(c.folder)) {
			if got.Note == "" && (got.Page == nil || got.Page.URL != c.want) {
				t.Errorf("%s/%s: %+v, want %s", c.folder, c.file, got.Visit, c.want)
			}
		}
	}
}

func TestAMissingFolderIsAnError(t *testing.T) {
	for _, err := range files.Read(t.Context(), files.Folder{FS: fstest.MapFS{}, Only: "nothing"}, sourcetest.Export("x")) {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range files.Read(ctx, files.Folder{FS: fstest.MapFS{"a.md": {}}}, sourcetest.Export("x")) {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

func TestATooLargeFileIsPassedOver(t *testing.T) {
	for c := range files.Read(t.Context(), files.Folder{FS: fstest.MapFS{"a.md": {Data: make([]byte, 6<<20)}}}, sourcetest.Export("x")) {
		if c.Page != nil || !strings.Contains(c.Visit.Reason, "larger than 5 MiB") {
			t.Errorf("%+v", c.Visit)
		}
	}
}

func FuzzRead(f *testing.F) {
	names, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, m := range a.Files {
			f.Add(m.Name, m.Data)
		}
	}
	f.Fuzz(func(t *testing.T, name string, in []byte) {
		if !fs.ValidPath(name) || name == "." {
			return
		}
		for c, err := range files.Read(t.Context(), files.Folder{FS: fstest.MapFS{name: {Data: in}}}, sourcetest.Export("x")) {
			sourcetest.Check(t, c, err)
		}
	})
}
