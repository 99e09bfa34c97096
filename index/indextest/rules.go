package indextest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// shownAs is names of tags and authors: by another name, the one that is shown.
type shownAs struct{ to map[string]string }

func (s *shownAs) Shown(_ query.Field, value string) string {
	if to := s.to[value]; to != "" {
		return to
	}
	return value
}

// writings is synonyms: by terms, the other ways to write them.
type writings map[string][]string

func (w writings) Ways(terms string) []string { return w[terms] }

// runRules checks that an engine follows an owner's rules. The posts are numbered; the lower the number, the newer a post is.
func runRules(t *testing.T, open Open) {
	post := func(n int, author, tags, text string) *blog.Post {
		url := fmt.Sprintf("https://blog.example.com/%d", n)
		return &blog.Post{ID: blog.NewID(url), URL: url, Site: "https://blog.example.com/", Title: fmt.Sprintf("記事 %d", n), Author: author, Lang: "ja",
			Tags: strings.Fields(tags), Published: time.Date(2020-n, 5, 1, 9, 0, 0, 0, time.UTC), Blocks: []blog.Block{{Kind: blog.Paragraph, Text: text}}}
	}
	e := filled(t, open, []*blog.Post{
		post(1, "佐藤花子", "Go", "並行処理の入門です。並行処理は楽しい。"),
		post(2, "hanako", "golang Go", "並行処理を調べました。"),
		post(3, "taro", "golang 日記", "並行処理の落とし穴について。"),
		post(4, "taro", "お知らせ", "社内勉強会で並行処理を話します。"),
		post(5, "jiro", "下書き", "採用のお知らせです。募集要項はこちら。"),
		post(6, "jiro", "Rust", "所有権の話をします。"),
	})
	names := &shownAs{map[string]string{"golang": "Go", "hanako": "佐藤花子"}}
	id := func(n int) blog.ID { return blog.NewID(fmt.Sprintf("https://blog.example.com/%d", n)) }
	search := func(t *testing.T, text string, r *index.Rules, more ...func(*index.Request)) *index.Result {
		t.Helper()
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if r != nil {
			r.Key = t.Name()
		}
		req := index.Request{Query: q, Rules: r, Facets: query.Facets()}
		for _, f := range more {
			f(&req)
		}
		res, err := e.Search(context.Background(), req)
		if err != nil {
			t.Fatalf("search %q: %v", text, err)
		}
		return res
	}
	found := func(res *index.Result) (out string) {
		for _, h := range res.Hits {
			out += h.Post.URL[len(h.Post.URL)-1:]
		}
		return out
	}
	want := func(t *testing.T, res *index.Result, hits string) {
		t.Helper()
		if got := found(res); got != hits || res.Total != len(hits) {
			t.Errorf("found %q, %d in all; want %q", got, res.Total, hits)
		}
	}
	facet := func(res *index.Result, f query.Field) (out []string) {
		for _, v := range res.Facets[f] {
			mark := ""
			if v.Selected {
				mark = "*"
			}
			out = append(out, fmt.Sprintf("%s%s %d", mark, v.Value, v.Count))
		}
		return out
	}
	t.Run("values of one name are one value of a facet", func(t *testing.T) {
		res := search(t, "", &index.Rules{Names: names})
		if got := facet(res, query.Tag); got[0] != "Go 3" || slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "golang") }) {
			t.Errorf("tags %q", got)
		}
		if got := facet(res, query.Author); !slices.Contains(got, "佐藤花子 2") || slices.Contains(got, "hanako 1") {
			t.Errorf("authors %q", got)
		}
		res = search(t, "", &index.Rules{Names: names}, func(r *index.Request) { r.FacetSize = 1 })
		if got := facet(res, query.Tag); len(got) != 1 || got[0] != "Go 3" {
			t.Errorf("the first tag is %q", got)
		}
	})
	t.Run("each name of a value finds all of them", func(t *testing.T) {
		for _, text := range []string{"tag:Go", "tag:golang", "tag:GoLang"} {
			res := search(t, text, &index.Rules{Names: names})
			want(t, res, "123")
			if got := facet(res, query.Tag); got[0] != "*Go 3" {
				t.Errorf("%s: tags %q", text, got)
			}
		}
		want(t, search(t, "並行処理 -tag:golang", &index.Rules{Names: names}), "4")
		want(t, search(t, "author:hanako", &index.Rules{Names: names}), "12")
		want(t, search(t, "author:hanako", nil), "2")
	})
	t.Run("hidden and excluded posts are no hits and are not counted", func(t *testing.T) {
		want(t, search(t, "採用", nil), "5")
		want(t, search(t, "採用", &index.Rules{Hidden: []blog.ID{id(5)}}, func(r *index.Request) { r.Verbatim = true }), "")
		res := search(t, "", &index.Rules{Names: names, Excluded: &index.Excluded{IDs: []blog.ID{id(6), "gone"}, Tags: []string{"Go", "下書き"}}})
		want(t, res, "4")
		if got := facet(res, query.Tag); len(got) != 1 || got[0] != "お知らせ 1" {
			t.Errorf("tags %q", got)
		}
	})
	t.Run("pinned posts come first, in their order, over all pages", func(t *testing.T) {
		plain := found(search(t, "並行処理", nil))
		if plain[:1] != "1" {
			t.Fatalf("without pins %q comes first", plain)
		}
		pins := []blog.ID{id(6), id(4), "gone"}
		rest := strings.ReplaceAll(plain, "4", "")
		res := search(t, "並行処理", &index.Rules{Pinned: pins})
		want(t, res, "64"+rest)
		if got := facet(res, query.Tag); !slices.Contains(got, "Rust 1") {
			t.Errorf("the facets lack what is pinned: %q", got)
		}
		pages := ""
		for page := 1; page <= 3; page++ {
			res := search(t, "並行処理", &index.Rules{Pinned: pins}, func(r *index.Request) { r.Page, r.Size = page, 2 })
			pages += found(res)
			if res.Total != 5 {
				t.Errorf("page %d: %d in all", page, res.Total)
			}
		}
		if pages != "64"+rest {
			t.Errorf("the pages have %q", pages)
		}
		want(t, search(t, "並行処理 tag:お知らせ", &index.Rules{Pinned: pins}), "4")
		want(t, search(t, "並行処理", &index.Rules{Pinned: pins, Hidden: []blog.ID{id(6)}}), "4"+rest)
		if got := found(search(t, "並行処理", &index.Rules{Pinned: pins}, func(r *index.Request) { r.Sort = index.Oldest })); got != "4321" {
			t.Errorf("by date, pins come as %q", got)
		}
		res = search(t, "並行処理 所有権 見つからない語", &index.Rules{Pinned: []blog.ID{id(5)}})
		if got := found(res); got[:1] != "5" || res.Total < 2 {
			t.Errorf("where not all words can be required, %q comes", got)
		}
	})
	t.Run("factors lift and lower what they are of", func(t *testing.T) {
		by := func(f query.Field, value string, by float64) *index.Rules {
			return &index.Rules{Names: names, Boost: index.Boost{Of: []index.Factor{{Field: f, Value: value, By: by}}}}
		}
		if got := found(search(t, "並行処理", by(query.Tag, "お知らせ", 5))); got[:1] != "4" {
			t.Errorf("lifted: %q", got)
		}
		if got := found(search(t, "並行処理", by(query.Tag, "Go", .1))); got[:1] != "4" || strings.Contains(got[:1], "1") {
			t.Errorf("lowered: %q", got)
		}
		old := 0.0
		res, aged := search(t, "並行処理", nil), search(t, "並行処理", &index.Rules{Boost: index.Boost{Fresh: &old}})
		if got, was := aged.Hits[0].Score, res.Hits[0].Score; got >= was {
			t.Errorf("without its age the newest post scores %v, with it %v", got, was)
		}
	})
	t.Run("synonyms of the rules find what they stand for", func(t *testing.T) {
		verbatim := func(r *index.Request) { r.Verbatim = true }
		want(t, search(t, "zqxborrow", nil, verbatim), "")
		want(t, search(t, "zqxborrow", &index.Rules{Synonyms: writings{"zqxborrow": {"所有 権", "所有権"}}}, verbatim), "6")
	})
}
