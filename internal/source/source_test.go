package source_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source"
)

// open writes the file and reads it as an export.
func open(t *testing.T, name string, content []byte, o source.Options) ([]blog.Capture, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return collect(t, path, o)
}

func collect(t *testing.T, path string, o source.Options) (all []blog.Capture, err error) {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	}
	for c, e := range source.Open(t.Context(), path, o) {
		if e != nil {
			err = e
			continue
		}
		if c.Note != "" {
			continue
		}
		if c.Note != "" {
			continue
		}
		if c.Page != nil && c.Page.Form != blog.FormHTML && c.Page.Form != blog.FormText && c.Page.Form != blog.FormNone {
			t.Errorf("%s leaves as %s", c.Page.URL, c.Page.Form)
		}
		all = append(all, c)
	}
	return all, err
}

const line = `{"url":"https://blog.example/a","title":"題","markdown":"**太字**"}` + "\n"

func packed(t *testing.T, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarred(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		h := &tar.Header{Name: files[i], Mode: 0o600, Size: int64(len(files[i+1])), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPackingDoesNotMatter(t *testing.T) {
	const post = "---\ntitle: t\ndate: 2020-01-01\n---\ntext"
	site := source.Options{Site: "https://blog.example/"}
	for name, c := range map[string]struct {
		content []byte
		url     string
	}{
		"posts.jsonl":     {[]byte(line), "https://blog.example/a"},
		"posts.jsonl.gz":  {packed(t, []byte(line)), "https://blog.example/a"},
		"posts.bin":       {packed(t, []byte(line)), "https://blog.example/a"},
		"posts.zip":       {zipped(t, "x/posts.jsonl", line, "x/note.txt", "no export"), "https://blog.example/a"},
		"posts.tar.gz":    {packed(t, tarred(t, "posts.jsonl", line)), "https://blog.example/a"},
		"post.md":         {[]byte(post), "https://blog.example/post/"},
		"blog.zip":        {zipped(t, "main/notes/post.md", post), "https://blog.example/notes/post/"},
		"blog.tar":        {tarred(t, "wrap/x/post.md", post), "https://blog.example/x/post/"},
		"hugo.tgz":        {packed(t, tarred(t, "hugo.toml", `baseURL = "https://blog.example/"`, "content/p/post.md", post)), "https://blog.example/p/post/"},
		"windows.zip":     {zipped(t, "_posts/2020-01-01-a.md", post), "https://blog.example/2020/01/01/a.html"},
		"escaping.tar.gz": {packed(t, tarred(t, "../../evil.md", post, "/etc/evil.md", post, "ok/2020/x.md", post)), "https://blog.example/2020/x/"},
	} {
		got, err := open(t, name, c.content, site)
		if err != nil || len(got) != 1 || got[0].Page == nil || got[0].Page.URL != c.url {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
}

func TestAFolderOfASourceTreeKnowsTheWhole(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"hugo.toml": "baseURL = \"https://blog.example/\"\n[permalinks]\nposts = \"/:year/:slug/\"\n", "content/posts/a.md": "---\ntitle: あ\nslug: a\ndate: 2024-01-02\n---\ntext", "content/notes/b.md": "---\ntitle: b\ndate: 2024-01-02\n---\ntext",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for part, n := range map[string]int{"content": 2, "content/posts": 1, ".": 2} {
		got, err := collect(t, filepath.Join(dir, part), source.Options{})
		if err != nil || len(got) != n || got[n-1].Page == nil || got[n-1].Page.URL != "https://blog.example/2024/a/" {
			t.Errorf("%s: %v, %+v", part, err, got)
		}
	}
}

func TestTheKindIsGuessed(t *testing.T) {
	o := source.Options{Site: "https://blog.example/", Zone: time.UTC}
	for _, pattern := range []string{"jsonl/testdata/*.jsonl", "mt/testdata/*.txt", "wxr/testdata/*.xml", "blogger/testdata/export.xml", "blogger/testdata/*.atom", "ghost/testdata/ghost.json", "ghost/testdata/bare.json", "jsonfeed/testdata/feed.json", "rss/testdata/*.xml", "tumblr/testdata/*.js", "tumblr/testdata/*.json", "warc/testdata/*.warc"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, name := range names {
			o.Kind = ""
			guessed, err1 := collect(t, name, o)
			o.Kind = source.Kind(strings.Split(pattern, "/")[0])
			told, err2 := collect(t, name, o)
			if fmt.Sprint(err1) != fmt.Sprint(err2) || len(guessed) == 0 || len(guessed) != len(told) {
				t.Errorf("%s: guessed, it gives %d captures and %v; told %s, %d and %v", name, len(guessed), err1, o.Kind, len(told), err2)
			}
		}
	}
}

func TestAZipOfMediumIsKnown(t *testing.T) {
	const post = `<article class="h-entry"><h1 class="p-name">t</h1><section class="e-content"><p>x</p></section><a class="p-canonical" href="https://medium.com/@mori/t">x</a></article>`
	got, err := open(t, "medium-export.zip", zipped(t, "README.html", "<p>x</p>", "posts/2020-01-01_t.html", post), source.Options{})
	if err != nil || len(got) != 1 || got[0].Page == nil || got[0].Page.Known.Title != "t" {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestMarkdownIsRendered(t *testing.T) {
	got, err := open(t, "a.jsonl", []byte(line), source.Options{})
	if err != nil || len(got) != 1 || string(got[0].Page.Body) != "<p><strong>太字</strong></p>\n" {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestAWholeDocumentInAnExportIsOnlyABody(t *testing.T) {
	got, err := open(t, "a.jsonl", []byte(`{"url":"https://blog.example/a","title":"t","html":"<html><head><title>other</title></head><body class=x><p>text</p></body></html>"}`), source.Options{})
	if err != nil || string(got[0].Page.Body) != "<p>text</p>" {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestOldCharsetsAreRead(t *testing.T) {
	text, err := japanese.EUCJP.NewEncoder().String("---\ntitle: 文字コードの話\n---\nこの記事はEUC-JPで書かれています。古い日記にはよくあることです。\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := open(t, "a.md", []byte(text), source.Options{Site: "https://blog.example/", Text: fetch.UTF8})
	if err != nil || len(got) != 1 || got[0].Page == nil || got[0].Page.Known.Title != "文字コードの話" {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestBombsAreRefused(t *testing.T) {
	zeros := make([]byte, 17<<20)
	for name, content := range map[string][]byte{
		"bomb.jsonl.gz": packed(t, zeros), "bomb.tar.gz": packed(t, tarred(t, "a.jsonl", string(zeros))), "bomb.zip": zipped(t, "a.jsonl", string(zeros)),
	} {
		if _, err := open(t, name, content, source.Options{}); err == nil || !strings.Contains(err.Error(), "times its size") || !strings.Contains(err.Error(), "bomb") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatCannotBeReadSaysSo(t *testing.T) {
	if _, err := collect(t, filepath.Join(t.TempDir(), "missing.jsonl"), source.Options{}); !errors.Is(err, blog.ErrNotFound) || !strings.Contains(err.Error(), "missing.jsonl") {
		t.Error(err)
	}
	for name, content := range map[string]string{"photo.png": "\x89PNG", "empty": "", "note.txt": "hello", "old.arc": "filedesc://old.arc 0.0.0.0 20200101 text/plain 76\n", "nothing.zip": string(zipped(t, "a.txt", "x"))} {
		if _, err := open(t, name, []byte(content), source.Options{}); !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := open(t, "a.jsonl", []byte(line), source.Options{Kind: "atari"}); !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), "jsonl") {
		t.Error(err)
	}
	for name, content := range map[string]string{"cut.jsonl.gz": string(packed(t, []byte(line)))[:20], "cut.zip": "PK\x03\x04 and no more"} {
		if _, err := open(t, name, []byte(content), source.Options{}); err == nil || !strings.Contains(err.Error(), "cut.") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStoppingEarlyIsNoError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(path, []byte(line+line), 0o600); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range source.Open(t.Context(), path, source.Options{}) {
		if err != nil {
			t.Error(err)
		}
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d captures", n)
	}
}
