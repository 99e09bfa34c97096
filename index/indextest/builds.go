package indextest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

func runEmpty(t *testing.T, open Open) {
	e := open(t)
	if res, err := e.Search(context.Background(), index.Request{}); err == nil && res.Total != 0 || err != nil && !errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("a search before the first build gives %v, %v", res, err)
	}
	if s, err := e.Suggest(context.Background(), "猫", 5); err == nil && len(s) != 0 || err != nil && !errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("a suggestion before the first build gives %v, %v", s, err)
	}
	if s, err := e.Stats(context.Background()); err == nil && s.Posts != 0 || err != nil && !errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("statistics before the first build are %+v, %v", s, err)
	}
}

func runBuilds(t *testing.T, open Open, all []*blog.Post) {
	for name, check := range map[string]func(*testing.T, Open, []*blog.Post){
		"what is not published is never seen":                     checkUnpublished,
		"an increment adds, replaces and takes away":              checkIncrement,
		"increments give the answers of a rebuild":                checkSameAsRebuild,
		"readers see one generation or the next while they build": checkSwap,
		"posts may be put from several sides at once":             checkParallelPut,
		"bytes that are no text harm no post":                     checkBroken,
		"a post with next to nothing is a post":                   checkBare,
		"what waits for approval is not seen before it is given":  checkWaiting,
	} {
		t.Run(name, func(t *testing.T) { check(t, open, all) })
	}
}

func total(t *testing.T, e index.Engine, text string) int {
	t.Helper()
	return search(t, e, index.Request{Fold: index.FoldNone, Query: parsed(t, text)}).Total
}

func checkUnpublished(t *testing.T, open Open, all []*blog.Post) {
	e := filled(t, open, all[:5])
	ctx := context.Background()
	for _, mode := range []index.Mode{index.Increment, index.Rebuild} {
		b, err := e.Build(ctx, mode)
		if err != nil {
			t.Fatal(err)
		}
		if b.Fresh() != (mode == index.Rebuild) {
			t.Errorf("a build of mode %d says Fresh is %v", mode, b.Fresh())
		}
		if err := b.Put(ctx, all[6]); err != nil {
			t.Fatal(err)
		}
		if err := b.Remove(ctx, all[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := b.Close(); err != nil {
			t.Fatalf("a build cannot be thrown away: %v", err)
		}
		if n := total(t, e, ""); n != 5 {
			t.Errorf("a build that was thrown away leaves %d posts of 5", n)
		}
	}
}

func checkIncrement(t *testing.T, open Open, all []*blog.Post) {
	e := filled(t, open, all[:6])
	changed := *all[1]
	changed.Title, changed.Blocks = "書き直した", []blog.Block{{Kind: blog.Paragraph, Text: "珍しい漢字の鸞と鼇を並べた。"}}
	build(t, e, index.Increment, []*blog.Post{&changed, all[6]}, []blog.ID{all[0].ID, "nosuchpost"})
	if n := total(t, e, ""); n != 6 {
		t.Errorf("six posts, one more and one less are %d", n)
	}
	if _, err := e.Post(context.Background(), all[0].ID); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("a post that was taken away gives %v", err)
	}
	if !findsPost(t, e, parsed(t, "鸞"), changed.ID) || !findsPost(t, e, parsed(t, "title:書き直した"), changed.ID) {
		t.Error("what a post says now is not found")
	}
	if findsPost(t, e, query.Query{Root: query.Phrase{Text: all[1].Blocks[0].Text}}, changed.ID) {
		t.Error("what a post said before is still found")
	}
}

// checkSameAsRebuild compares an index made at once with one made bit by bit, with detours.
func checkSameAsRebuild(t *testing.T, open Open, all []*blog.Post) {
	want := filled(t, open, all)
	got := filled(t, open, all[:len(all)/2])
	draft := *all[0]
	draft.Title, draft.Tags, draft.Blocks = "下書き", []string{"下書き"}, all[1].Blocks
	build(t, got, index.Increment, append([]*blog.Post{&draft}, all[len(all)/2:]...), []blog.ID{all[2].ID, all[3].ID})
	build(t, got, index.Increment, []*blog.Post{all[0], all[2], all[3]}, nil)
	for _, text := range append([]string{"京都", "コンテナ", "検索 索引", "使い方を知りたい"}, searches...) {
		req := index.Request{Fold: index.FoldNone, Query: parsed(t, text), Size: 100, Facets: query.Facets()}
		a, b := search(t, want, req), search(t, got, req)
		close := func(x, y index.Hit) bool {
			return x.Post.ID == y.Post.ID && math.Abs(x.Score-y.Score) <= 1e-6*math.Abs(x.Score)
		}
		if a.Total != b.Total || !slices.EqualFunc(a.Hits, b.Hits, close) {
			t.Errorf("searching %q finds %d posts after a rebuild and %d after increments, or others, or with other scores", text, a.Total, b.Total)
		}
		for f, values := range a.Facets {
			if !slices.Equal(values, b.Facets[f]) {
				t.Errorf("searching %q counts %v after a rebuild and %v after increments", text, values, b.Facets[f])
			}
		}
	}
}

func checkSwap(t *testing.T, open Open, all []*blog.Post) {
	const step, rounds = 10, 5
	e := filled(t, open, all[:step])
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			last := step
			for {
				select {
				case <-done:
					return
				default:
				}
				res, err := e.Search(context.Background(), index.Request{Fold: index.FoldNone, Facets: query.Facets()})
				switch {
				case err != nil:
					t.Errorf("a search while generations change fails: %v", err)
					return
				case res.Total < last || res.Total%step != 0:
					t.Errorf("a reader sees %d posts after %d", res.Total, last)
					return
				}
				last = res.Total
			}
		})
	}
	for i := 1; i < rounds; i++ {
		build(t, e, index.Increment, all[i*step:(i+1)*step], nil)
	}
	close(done)
	readers.Wait()
	if n := total(t, e, ""); n != step*rounds {
		t.Errorf("after all builds there are %d posts of %d", n, step*rounds)
	}
}

func checkParallelPut(t *testing.T, open Open, all []*blog.Post) {
	e := open(t)
	ctx := context.Background()
	b, err := e.Build(ctx, index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var sides sync.WaitGroup
	for i := range 4 {
		sides.Go(func() {
			for j := i; j < len(all); j += 4 {
				if err := b.Put(ctx, all[j]); err != nil {
					t.Errorf("%s cannot be put beside others: %v", all[j].URL, err)
				}
			}
		})
	}
	sides.Wait()
	stats, err := b.Publish(ctx)
	if err != nil {
		t.Fatal(err)
	}
	await(t, e, stats.Generation)
	if n := total(t, e, ""); n != len(all) || stats.Posts != n {
		t.Errorf("%d posts were put, Publish says %d, and %d are found", len(all), stats.Posts, n)
	}
}

func checkBroken(t *testing.T, open Open, all []*blog.Post) {
	broken := *all[0]
	broken.Title = "壊れた\xff題"
	broken.Tags, broken.Author = []string{"\xfe札\x00"}, "誰\xe3か"
	broken.Blocks = []blog.Block{
		{Kind: blog.Paragraph, Text: "前半\xff\xfe後半は読める。\x00続きも読める。"},
		{Kind: blog.Code, Text: strings.Repeat("\x80", 1000) + "readable" + strings.Repeat("A", 5000)},
	}
	e := filled(t, open, []*blog.Post{&broken, all[1]})
	for _, text := range []string{"後半", "続き", "readable", "題", `"後半は読める"`} {
		if !findsPost(t, e, parsed(t, text), broken.ID) {
			t.Errorf("searching %q misses the post beside its broken bytes", text)
		}
	}
	if n := total(t, e, ""); n != 2 {
		t.Errorf("of two posts %d are there", n)
	}
}

func checkBare(t *testing.T, open Open, _ []*blog.Post) {
	posts := []*blog.Post{
		{ID: "bare", URL: "https://blog.example.com/bare"},
		{ID: "titled", URL: "https://blog.example.com/titled", Site: "https://blog.example.com/", Title: "題だけの写真"},
	}
	e := filled(t, open, posts)
	if n := total(t, e, ""); n != len(posts) {
		t.Errorf("of %d posts %d are there", len(posts), n)
	}
	if !findsPost(t, e, parsed(t, "写真"), "titled") {
		t.Error("a post of a title alone is not found")
	}
	if n := total(t, e, "after:1900"); n != 0 {
		t.Errorf("%d posts without a date are dated", n)
	}
}
