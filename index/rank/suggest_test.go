package rank_test

import (
	"slices"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// words completes what was typed by a table.
type words map[string][]string

func (w words) Complete(typed string, limit int) []string {
	return w[typed][:min(limit, len(w[typed]))]
}

func named(field query.Field, posts map[string]int, names ...string) rank.Names {
	return rank.Names{Field: field, Names: names, Folded: names, Posts: func(i int) int { return posts[names[i]] }}
}

func TestSuggestionsAreTagsThenAuthorsThenWordsThenPosts(t *testing.T) {
	typed := rank.Complete(" けん", 9, words{"けん": {"検索", "検証", "けん"}})
	if want := []string{"けん", "検索", "検証"}; !slices.Equal(typed.Forms, want) {
		t.Fatalf("the forms are %v, want %v", typed.Forms, want)
	}
	posts := map[string]int{"検索": 2, "全文 検索": 5, "けん玉": 1}
	got := typed.Suggest(named(query.Tag, posts, "検索", "全文 検索", "けん玉", "旅行"), named(query.Author, nil, "検見川"),
		[]index.Suggestion{{Text: "検索の話", Kind: "post"}})
	want := []index.Suggestion{{Text: "けん玉", Kind: "tag"}, {Text: "全文 検索", Kind: "tag"}, {Text: "検索", Kind: "tag"},
		{Text: "検証", Kind: "term"}, {Text: "検索の話", Kind: "post"}}
	if !slices.Equal(got, want) {
		t.Errorf("it suggests %v, want %v", got, want)
	}
}

func TestNothingTypedSuggestsNothing(t *testing.T) {
	for _, text := range []string{"", " 　", "\u200b"} {
		if typed := rank.Complete(text, 9, words{}); len(typed.Forms) > 0 {
			t.Errorf("%q is completed to %v", text, typed.Forms)
		}
	}
}

func TestNobodyBeginsToTypeInsideALatinWord(t *testing.T) {
	for text, at := range map[string]int{"docker": 3, "のdocker": len("の") + 1} {
		if !rank.InsideWord(text, at) {
			t.Errorf("%q is not taken for split at %d", text, at)
		}
	}
	if rank.InsideWord("のdocker", len("の")) || rank.InsideWord("検索", len("検")) {
		t.Error("a beginning is taken for the inside of a word")
	}
}
