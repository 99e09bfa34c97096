// Package corpus gives texts to search in, for tests only: posts of our own writing, which a lone clone has too (Own), and the shared
// corpora that lie beside the checkout, which are others' work and no part of the project. It reads and serves them; what must come
// out is for the tests.
package corpus

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Path gives the place of a file or folder of the shared corpora. Where they are missing the test is skipped,
// as in a lone clone; with FUMIKURA_CORPORA=required it fails.
func Path(t testing.TB, parts ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{root(t), "..", "shared"}, parts...)...)
	if _, err := os.Stat(p); err != nil {
		if os.Getenv("FUMIKURA_CORPORA") == "required" {
			t.Fatalf("the shared corpora are missing: %v", err)
		}
		t.Skipf("the shared corpora are not here: %v", err)
	}
	return p
}

// root is the folder of the checkout.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// Post is one line of a posts.jsonl.gz.
type Post struct {
	ID        string    `json:"id"`
	Path      string    `json:"url_path"`
	Title     string    `json:"title"`
	Date      string    `json:"date"`
	Published time.Time `json:"published_time"` // of jpazpaas only
	Authors   []string  `json:"authors"`
	Tags      []string  `json:"tags"`
	Lang      string    `json:"lang"`
	Markdown  string    `json:"body_markdown"`
}

// Posts reads the posts of one of the corpora.
func Posts(t testing.TB, name string) []Post {
	t.Helper()
	var posts []Post
	eachLine(t, Path(t, "corpora", name, "posts.jsonl.gz"), func(line []byte) error {
		var p Post
		err := json.Unmarshal(line, &p)
		posts = append(posts, p)
		return err
	})
	return posts
}

// HatenaPost is what expected.json says of one page of the Hatena fixture.
type HatenaPost struct {
	File       string    `json:"file"`
	URL        string    `json:"url"` // on blog.hde.example
	Title      string    `json:"title"`
	Author     string    `json:"author"`
	Published  time.Time `json:"published"`
	Edited     time.Time `json:"edited"`
	Categories []string  `json:"categories"`
	FirstText  string    `json:"first_text"`
}

// Path is the path of the post on its blog.
func (p HatenaPost) Path() string { return strings.TrimPrefix(p.URL, "http://blog.hde.example") }

// HatenaPosts reads expected.json of the Hatena fixture.
func HatenaPosts(t testing.TB) []HatenaPost {
	t.Helper()
	body, err := os.ReadFile(Path(t, "fixtures", "hatena", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var posts []HatenaPost
	if err := json.Unmarshal(body, &posts); err != nil {
		t.Fatal(err)
	}
	return posts
}

// eachLine calls f for each line of a file, gzipped where its name says so.
func eachLine(t testing.TB, path string, f func([]byte) error) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			t.Fatalf("read %s: %v", path, err)
		}
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if err := f(lines.Bytes()); err != nil {
			t.Fatalf("read %s: %v", path, err)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("read %s: %v", path, err)
	}
}
