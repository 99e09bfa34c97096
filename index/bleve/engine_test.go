package bleve_test

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/indextest"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"golang.org/x/tools/txtar"
)

var _ index.Engine = (*bleve.Engine)(nil)

// fixture reads the posts of testdata/posts.
func fixture(t testing.TB) []*blog.Post {
	t.Helper()
	names, err := filepath.Glob("testdata/posts/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no posts: %v", err)
	}
	var posts []*blog.Post
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			posts = append(posts, parsePost(t, f.Name, string(f.Data)))
		}
	}
	return posts
}

func parsePost(t testing.TB, name, text string) *blog.Post {
	t.Helper()
	p, err := indextest.ParsePost(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// open makes an engine over posts.
func open(t testing.TB, posts []*blog.Post) *bleve.Engine {
	t.Helper()
	e := empty(t)
	build(t, e, index.Rebuild, posts)
	return e
}

func empty(t testing.TB) *bleve.Engine {
	t.Helper()
	return openIn(t, bleve.Options{Dir: t.TempDir()})
}

// openIn opens an engine until the test ends.
func openIn(t testing.TB, opts bleve.Options) *bleve.Engine {
	t.Helper()
	e, err := bleve.Open(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func build(t testing.TB, e *bleve.Engine, mode index.Mode, posts []*blog.Post) index.Stats {
	t.Helper()
	ctx := context.Background()
	b, err := e.Build(ctx, mode)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, p := range posts {
		if err := b.Put(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	if missed, err := b.Verify(ctx, 300); err != nil || len(missed) > 0 {
		t.Fatal(err)
	}
	stats, err := b.Publish(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return stats
}

func ask(t testing.TB, e *bleve.Engine, q string, more ...func(*index.Request)) *index.Result {
	t.Helper()
	parsed, err := query.Parse(q)
	if err != nil {
		t.Fatalf("parse %q: %v", q, err)
	}
	req := index.Request{Fold: index.FoldNone, Query: parsed, Facets: query.Facets()}
	for _, f := range more {
		f(&req)
	}
	res, err := e.Search(context.Background(), req)
	if err != nil {
		t.Fatalf("search %q: %v", q, err)
	}
	return res
}

// names gives the last part of the addresses of the hits.
func names(res *index.Result) []string {
	var out []string
	for _, h := range res.Hits {
		out = append(out, h.Post.URL[strings.LastIndexByte(h.Post.URL, '/')+1:])
	}
	return out
}

// marked writes spans with marks in brackets.
func marked(spans []index.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Match {
			fmt.Fprintf(&b, "[%s]", s.Text)
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// A short phrase of nearly every post is believed once many texts were read, which all have it; a longer one is read to the end, for
// its pieces may stand apart.
func TestPhrasesOfManyPosts(t *testing.T) {
	var posts []*blog.Post
	for i := range 1200 {
		text := "これは本です。本日は晴れ。"
		if i%3 == 0 {
			text = "これは本です。そうですね。本日は晴、日は晴れ。"
		}
		p := parsePost(t, fmt.Sprint(i), "title: 記録\n\n"+text)
		posts = append(posts, p)
	}
	e := open(t, posts)
	for text, want := range map[string]int{`"です。"`: 1200, `"ですね"`: 400, `"ね。そ"`: 0, `"本日は晴れ"`: 800} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		res, err := e.Search(t.Context(), index.Request{Fold: index.FoldNone, Query: q})
		if err != nil || res.Total != want {
			t.Errorf("%s finds %d posts, want %d, %v", text, res.Total, want, err)
		}
	}
}

// TestCountsUnderTwoFiltersAreThoseOfReadTexts has texts that only reading tells apart; the filters leave most of them unread, and each
// facet still counts what choosing another value in it would give.
func TestCountsUnderTwoFiltersAreThoseOfReadTexts(t *testing.T) {
	var posts []*blog.Post
	for i := range 240 {
		text := "本日は晴れでした。"
		if i%2 == 0 {
			text = "本日は晴、日は晴れでした。"
		}
		posts = append(posts, parsePost(t, fmt.Sprint(i), fmt.Sprintf("title: 記録\ntags: t%d\nauthor: a%d\n\n%s", i%4, i%3, text)))
	}
	e := open(t, posts)
	q, err := query.Parse(`"本日は晴れ" tag:t1 author:a2`)
	if err != nil {
		t.Fatal(err)
	}
	res, err := e.Search(t.Context(), index.Request{Fold: index.FoldNone, Query: q, Facets: []query.Field{query.Tag, query.Author}})
	if err != nil || res.Total != 20 {
		t.Fatalf("%d posts, want 20, %v", res.Total, err)
	}
	for field, want := range map[query.Field]map[string]int{query.Tag: {"t1": 20, "t3": 20}, query.Author: {"a0": 20, "a1": 20, "a2": 20}} {
		got := map[string]int{}
		for _, v := range res.Facets[field] {
			got[v.Value] = v.Count
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s counts %v, want %v", field, got, want)
		}
	}
}
