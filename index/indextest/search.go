package indextest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/width"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// searches are queries with many hits over the posts of all cases, for what must hold of any answer.
var searches = []string{"", "した", "話", "の話を", "container OR 検索 OR 旅", "-猫", "tag:検索", "year:2020", `"した。"`, "lang:en"}

// parsed reads a query that is known to be one.
func parsed(t *testing.T, text string) query.Query {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%q is refused: %v", text, err)
	}
	return q
}

// search gives the answer to a request that must have one.
func search(t *testing.T, e index.Engine, req index.Request) *index.Result {
	t.Helper()
	res, err := e.Search(context.Background(), req)
	if err != nil {
		t.Fatalf("searching %q fails: %v", req.Query, err)
	}
	return res
}

// allHits pages through everything that a request finds.
func allHits(t *testing.T, e index.Engine, req index.Request) []index.Hit {
	t.Helper()
	var hits []index.Hit
	for req.Page = 1; ; req.Page++ {
		res := search(t, e, req)
		hits = append(hits, res.Hits...)
		if len(res.Hits) < req.Size {
			return hits
		}
	}
}

func ids(hits []index.Hit) []blog.ID {
	var out []blog.ID
	for _, h := range hits {
		out = append(out, h.Post.ID)
	}
	return out
}

func checkPaging(t *testing.T, e index.Engine, all []*blog.Post) {
	for _, text := range searches {
		req := index.Request{Fold: index.FoldNone, Query: parsed(t, text), Size: 100}
		want := ids(allHits(t, e, req))
		if total := search(t, e, req).Total; total != len(want) {
			t.Errorf("searching %q says %d hits, but the pages hold %d", text, total, len(want))
		}
		seen := map[blog.ID]bool{}
		for _, id := range want {
			seen[id] = true
		}
		if len(seen) != len(want) {
			t.Errorf("searching %q gives a post twice", text)
		}
		if text == "" && len(want) != len(all) {
			t.Errorf("nothing asked gives %d posts of %d", len(want), len(all))
		}
		for _, size := range []int{7, 33} {
			req.Size = size
			if got := ids(allHits(t, e, req)); !slices.Equal(got, want) {
				t.Errorf("searching %q gives another order in pages of %d", text, size)
			}
		}
	}
}

func checkSort(t *testing.T, e index.Engine, _ []*blog.Post) {
	for _, text := range searches {
		for order, sign := range map[index.Sort]int{index.Newest: 1, index.Oldest: -1} {
			hits := allHits(t, e, index.Request{Fold: index.FoldNone, Query: parsed(t, text), Size: 20, Sort: order})
			for i := 1; i < len(hits); i++ {
				if hits[i].Post.Published.Compare(hits[i-1].Post.Published)*sign > 0 {
					t.Errorf("searching %q, %s: hit %d is out of order", text, order, i)
				}
			}
		}
	}
}

func checkFacets(t *testing.T, e index.Engine, _ []*blog.Post) {
	for _, text := range []string{"", "の", "tag:検索", "tag:検索 tag:Go year:2016", "話 lang:ja author:鈴木", "-tag:検索"} {
		q := parsed(t, text)
		res := search(t, e, index.Request{Fold: index.FoldNone, Query: q, Facets: query.Facets()})
		for _, f := range []query.Field{query.Tag, query.Author, query.Year, query.Lang, query.Blog} {
			others := q
			for _, v := range q.Values(f) {
				others = others.Without(f, v)
			}
			for _, v := range res.Facets[f] {
				if n := search(t, e, index.Request{Fold: index.FoldNone, Query: others.With(f, v.Value)}).Total; n != v.Count {
					t.Errorf("searching %q counts %d of %s:%s, but choosing it gives %d", text, v.Count, f, v.Value, n)
				}
			}
		}
	}
}

// checkFacetFind takes each value's own letters, in another case and width, and looks for it among all values of its facet.
func checkFacetFind(t *testing.T, e index.Engine, _ []*blog.Post) {
	fields := []query.Field{query.Tag, query.Author}
	all := search(t, e, index.Request{Fold: index.FoldNone, Facets: fields})
	for _, f := range fields {
		if len(all.Facets[f]) == 0 {
			t.Fatalf("no values of %s to look for", f)
		}
		for _, want := range all.Facets[f][:min(len(all.Facets[f]), 5)] {
			for _, find := range []string{want.Value, strings.ToUpper(want.Value), width.Widen.String(want.Value)} {
				got := search(t, e, index.Request{Fold: index.FoldNone, Facets: fields, FacetFind: find}).Facets[f]
				if !slices.Contains(got, want) || len(got) > len(all.Facets[f]) {
					t.Errorf("%s: looking for %q lists %v without %v", f, find, got, want)
				}
				if one := search(t, e, index.Request{Fold: index.FoldNone, Facets: fields, FacetFind: find, FacetSize: 1}).Facets[f]; len(one) != 1 {
					t.Errorf("%s: looking for one value with %q lists %v", f, find, one)
				}
			}
		}
		if got := search(t, e, index.Request{Fold: index.FoldNone, Facets: fields, FacetFind: "no value has this"}).Facets[f]; len(got) != 0 {
			t.Errorf("%s: values that contain nothing of what is looked for: %v", f, got)
		}
	}
	chosen := parsed(t, "tag:検索")
	if got := search(t, e, index.Request{Fold: index.FoldNone, Query: chosen, Facets: fields, FacetFind: "no value has this"}).Facets[query.Tag]; len(got) != 0 {
		t.Errorf("a chosen value that is not looked for is listed: %v", got)
	}
}

func checkFound(t *testing.T, e index.Engine, _ []*blog.Post) {
	var queries []query.Query
	var want []int
	for _, text := range searches {
		if q := parsed(t, text); !q.IsEmpty() {
			queries = append(queries, q)
			want = append(want, search(t, e, index.Request{Query: q, Verbatim: true, Fold: index.FoldNone}).Strict)
		}
	}
	got, err := e.Found(context.Background(), queries)
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d queries are counted as %v: %v", len(queries), got, err)
	}
	for i, n := range got { // a search finds other writings of the words as well
		if n > want[i] || n == 0 && want[i] > 0 || !queries[i].HasWords() && n != want[i] {
			t.Errorf("%v is said to find %d posts, a search finds %d", queries[i], n, want[i])
		}
	}
}

func checkBounds(t *testing.T, e index.Engine, _ []*blog.Post) {
	for name, req := range map[string]index.Request{
		"a negative page":       {Page: -1},
		"a negative size":       {Size: -1},
		"more than 100 a page":  {Size: 101},
		"an unknown order":      {Sort: "best"},
		"a page past the limit": {Page: 101, Size: 100},
		"a page far past it":    {Page: 1 << 40, Size: 100},
	} {
		if _, err := e.Search(context.Background(), req); !errors.Is(err, blog.ErrUsage) {
			t.Errorf("%s gives %v", name, err)
		}
	}
	if res := search(t, e, index.Request{Fold: index.FoldNone, Page: 100, Size: 100}); len(res.Hits) != 0 || res.Total == 0 {
		t.Errorf("the last page allowed has %d hits of %d", len(res.Hits), res.Total)
	}
}

func checkCancelled(t *testing.T, e index.Engine, all []*blog.Post) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := e.Search(ctx, index.Request{Fold: index.FoldNone, Query: parsed(t, "話"), Facets: query.Facets()})
	_, suggestErr := e.Suggest(ctx, "け", 10)
	_, relatedErr := e.Related(ctx, all[0].ID, 5)
	for name, err := range map[string]error{"a search": err, "a suggestion": suggestErr, "related posts": relatedErr} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s given up ends with %v", name, err)
		}
	}
}

func checkSteady(t *testing.T, e index.Engine, _ []*blog.Post) {
	for _, text := range searches {
		req := index.Request{Fold: index.FoldNone, Query: parsed(t, text), Size: 50, Facets: query.Facets()}
		a, b := search(t, e, req), search(t, e, req)
		if !same(a, b) {
			t.Errorf("searching %q twice gives two answers", text)
		}
	}
}

func sameCorrection(a, b *index.Correction) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// same compares two answers, but for the time they took.
func same(a, b *index.Result) bool {
	return a.Total == b.Total && a.Relaxed == b.Relaxed && a.DidYouMean == b.DidYouMean && sameCorrection(a.Corrected, b.Corrected) &&
		slices.EqualFunc(a.Hits, b.Hits, func(x, y index.Hit) bool {
			return x.Post.ID == y.Post.ID && x.Score == y.Score && slices.Equal(x.Title, y.Title) && slices.Equal(x.Excerpt, y.Excerpt)
		}) &&
		maps.EqualFunc(a.Facets, b.Facets, slices.Equal[[]index.Value])
}

func checkConcurrent(t *testing.T, e index.Engine, _ []*blog.Post) {
	want := map[string]*index.Result{}
	for _, text := range searches {
		want[text] = search(t, e, index.Request{Fold: index.FoldNone, Query: parsed(t, text), Facets: query.Facets()})
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for _, text := range searches {
				q, err := query.Parse(text)
				if err != nil {
					t.Error(err)
					return
				}
				res, err := e.Search(context.Background(), index.Request{Fold: index.FoldNone, Query: q, Facets: query.Facets()})
				if err != nil {
					t.Errorf("searching %q beside others fails: %v", text, err)
				} else if !same(res, want[text]) {
					t.Errorf("searching %q beside others gives another answer", text)
				}
			}
		})
	}
	wait.Wait()
}

func checkExclusion(t *testing.T, e index.Engine, _ []*blog.Post) {
	const dated = "before:2100 " // exclusions alone are text
	all := search(t, e, index.Request{Fold: index.FoldNone, Query: parsed(t, dated)}).Total
	for _, text := range []string{"猫", "話", "京都", "使う", "C++", `"した。"`, "tag:検索", "title:話", "code:docker", "(猫 犬)", "(猫 OR 犬)", "server"} {
		with := search(t, e, index.Request{Fold: index.FoldNone, Query: parsed(t, dated+text)})
		without := search(t, e, index.Request{Fold: index.FoldNone, Query: parsed(t, dated+"-"+text)})
		if !with.Relaxed && with.Total+without.Total != all {
			t.Errorf("%q finds %d and -%s finds %d of %d posts", text, with.Total, text, without.Total, all)
		}
	}
}
