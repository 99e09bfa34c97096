package extract_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// page reads a case: HTML whose first line is a comment with the address, and the word known where an export knew the fields.
func page(t testing.TB, path string) *blog.Page {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first, body, _ := bytes.Cut(data, []byte("\n"))
	words := strings.Fields(string(first))
	if len(words) < 3 || words[0] != "<!--" {
		t.Fatalf("%s does not begin with its address", path)
	}
	address := words[1]
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	p := &blog.Page{URL: address, Site: scheme + "://" + host + "/", Form: blog.FormHTML, Body: body}
	if words[2] == "known" {
		p.Known = blog.Post{Title: "書き出した題", Author: "司書", Tags: []string{"移行"}, Published: time.Date(2010, 1, 2, 3, 4, 5, 0, time.FixedZone("", 9*3600))}
	}
	return p
}

func cases(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases match %s (%v)", pattern, err)
	}
	return paths
}

func TestPostPages(t *testing.T) {
	for _, path := range cases(t, "testdata/post/*.html") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".html"), func(t *testing.T) {
			post, trace, err := extract.Explain(page(t, path))
			if err != nil {
				t.Fatal(err)
			}
			sources := map[string]string{}
			for _, f := range trace.Fields {
				sources[f.Name] = f.Source
			}
			golden(t, strings.TrimSuffix(path, ".html")+".json", map[string]any{"post": post, "recipe": trace.Recipe, "sources": sources})
		})
	}
}

func golden(t *testing.T, path string, v any) {
	t.Helper()
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("got\n%s\nwant\n%s", got.Bytes(), want)
	}
}

func TestListPages(t *testing.T) {
	for _, path := range cases(t, "testdata/list/*.html") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".html"), func(t *testing.T) {
			post, trace, err := extract.Explain(page(t, path))
			if !errors.Is(err, extract.ErrNotPost) || post != nil {
				t.Errorf("got %+v, %v", post, err)
			}
			if trace.Reason == "" {
				t.Error("the trace gives no reason")
			}
		})
	}
}

func TestPagesThatArePostsOnlyWhereNoneHasADate(t *testing.T) {
	for _, path := range cases(t, "testdata/undated/*.html") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".html"), func(t *testing.T) {
			post, _, err := extract.Explain(page(t, path))
			if !errors.Is(err, extract.ErrUndated) || !errors.Is(err, extract.ErrNotPost) {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(path, ".html")+".json", post)
		})
	}
}

func TestDiaryDays(t *testing.T) {
	for _, path := range cases(t, "testdata/diary/*.html") {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".html"), func(t *testing.T) {
			p := page(t, path)
			posts, err := extract.Posts(p)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(path, ".html")+".json", posts)
			if post, err := extract.Post(p); err != nil || post.URL != p.URL {
				t.Errorf("the address names the second section, got %v, %v", post, err)
			}
		})
	}
}

func TestPagesThatAreNotHTML(t *testing.T) {
	known := blog.Post{Title: "題", Author: "司書", Blocks: []blog.Block{{Kind: blog.Paragraph, Text: "本文です"}}}
	post, err := extract.Post(&blog.Page{URL: "https://a.example/1", Form: blog.FormNone, Known: known})
	if err != nil || post.Title != "題" || post.Author != "司書" || post.Lang != "ja" || post.ID != blog.NewID("https://a.example/1") || len(post.Blocks) != 1 {
		t.Errorf("known only: got %+v, %v", post, err)
	}
	text := "最初の行は題です\r\n\r\n二行に\r\n分かれた段落。\r\n\r\n\r\n終わり。"
	post, err = extract.Post(&blog.Page{URL: "https://a.example/2", Form: blog.FormText, Body: []byte(text)})
	if err != nil || post.Title != "最初の行は題です" || post.Text() != "二行に分かれた段落。\n終わり。" {
		t.Errorf("text: got %+v, %v", post, err)
	}
	if _, err := extract.Post(&blog.Page{URL: "https://a.example/3", Form: blog.FormText}); !errors.Is(err, extract.ErrNotPost) {
		t.Errorf("empty text: %v", err)
	}
	if _, err := extract.Post(&blog.Page{URL: "https://a.example/4", Form: blog.FormMarkdown, Body: []byte("# x")}); err == nil || errors.Is(err, extract.ErrNotPost) {
		t.Errorf("Markdown that its source has not rendered: %v", err)
	}
}

func BenchmarkPost(b *testing.B) {
	var pages []*blog.Page
	for _, path := range cases(b, "testdata/post/*.html") {
		pages = append(pages, page(b, path))
	}
	for b.Loop() {
		for _, p := range pages {
			if _, err := extract.Post(p); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(pages)), "pages/op")
}
