package rank_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// words completes what was typed by a table.
type words map[string][]lexicon.Completion

func (w words) Complete(typed string, limit int) []lexicon.Completion {
	return w[typed][:min(limit, len(w[typed]))]
}

// named makes names with their posts; the readings of these are all in one table.
func named(field query.Field, posts map[string]int, names ...string) *rank.Names {
	readings := map[string]string{"検見川": "ケミガワ", "渡辺 花": "ワタナベ ハナ"}
	return rank.NewNames(field, names, func(i int) int { return posts[names[i]] }, func(text string) string { return readings[text] })
}

func TestSuggestionsAreByWhatTheyAreWorthThenPosts(t *testing.T) {
	typed := rank.Complete(" けん", 9, words{"けん": {{Text: "検索", Posts: 9, Worth: 1.1}, {Text: "検証", Posts: 3, Worth: 1}, {Text: "けん", Posts: 1, Worth: 1}}})
	if want := []string{"けん", "検索", "検証"}; !slices.Equal(typed.Forms(), want) {
		t.Fatalf("the forms are %v, want %v", typed.Forms(), want)
	}
	posts := map[string]int{"検索": 9, "全文 検索": 5, "けん玉": 1}
	got := typed.Suggest(named(query.Tag, posts, "検索", "全文 検索", "けん玉", "旅行"), named(query.Author, nil, "検見川"),
		[]index.Suggestion{{Text: "検索の話", Kind: "post"}})
	want := []index.Suggestion{{Text: "検索", Kind: "tag"}, {Text: "けん玉", Kind: "tag"}, {Text: "検証", Kind: "term"}, {Text: "全文 検索", Kind: "tag"},
		{Text: "検索の話", Kind: "post"}}
	if !slices.Equal(got, want) {
		t.Errorf("it suggests %v, want %v", got, want)
	}
}

func TestOnlyTheLastWordIsCompleted(t *testing.T) {
	typed := rank.Complete("猫 けん", 9, words{"けん": {{Text: "検索", Worth: 1}, {Text: "検品", Worth: 1}}})
	err := typed.Narrow(func(texts []string) ([]int, error) {
		if !slices.Equal(texts, []string{"猫 検索", "猫 検品"}) {
			t.Errorf("it asks for %v", texts)
		}
		return []int{2, 0}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := typed.Suggest(named(query.Tag, nil, "けん玉"), nil, nil)
	if want := []index.Suggestion{{Text: "猫 検索", Kind: "term"}}; !slices.Equal(got, want) {
		t.Errorf("it suggests %v, want %v", got, want)
	}
}

func TestANameIsFoundByItsReadingAndItsLaterWords(t *testing.T) {
	authors := named(query.Author, nil, "渡辺 花", "hirofumi watanabe")
	for text, want := range map[string]string{"わたな": "渡辺 花", "hiro": "hirofumi watanabe", "ワタナベ": "渡辺 花", "花": "渡辺 花"} {
		got := rank.Complete(text, 3, words{}).Suggest(nil, authors, nil)
		if len(got) == 0 || got[0] != (index.Suggestion{Text: want, Kind: "author"}) {
			t.Errorf("%s suggests %v, want %s", text, got, want)
		}
	}
}

func TestTitlesAreFoundWhereAWordBeginsTheBeginningFirstThenTheNewest(t *testing.T) {
	folded := []string{"docker入門", "はじめてのdocker", "全文検索の話", "検索を速く", "新しい検索", "predocker"}
	titles := rank.NewTitles(folded, func(title uint32) uint32 { return title })
	for _, c := range []struct {
		forms, others []string
		want          []uint32
	}{
		{forms: []string{"dock"}, want: []uint32{0, 1}},
		{forms: []string{"検索"}, want: []uint32{3, 4, 2}},
		{forms: []string{"けん", "検索"}, others: []string{"速"}, want: []uint32{3}},
		{forms: []string{"ocker"}},
		{forms: []string{"検索", "dock"}, want: []uint32{3, 4, 2, 0, 1}},
	} {
		if got := titles.Find(c.forms, c.others, 9); !slices.Equal(got, c.want) {
			t.Errorf("%v with %v finds %v, want %v", c.forms, c.others, got, c.want)
		}
	}
}

func TestNothingTypedSuggestsNothing(t *testing.T) {
	for _, text := range []string{"", " 　", "\u200b"} {
		if typed := rank.Complete(text, 9, words{}); !typed.Empty() {
			t.Errorf("%q is completed to %v", text, typed.Forms())
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

// BenchmarkTitles shows that finding titles costs about the same among ten times as many.
func BenchmarkTitles(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		folded := make([]string, n)
		for i := range folded {
			folded[i] = fmt.Sprintf("%dの全文検索をdockerで%dする話%d", i*7919%1000, i*31%97, i)
		}
		b.Run(fmt.Sprintf("make of %d", n), func(b *testing.B) {
			for b.Loop() {
				rank.NewTitles(folded, func(title uint32) uint32 { return title })
			}
		})
		titles := rank.NewTitles(folded, func(title uint32) uint32 { return title })
		for _, typed := range []string{"d", "検", "9", "zz"} {
			b.Run(fmt.Sprintf("%d titles %s", n, typed), func(b *testing.B) {
				for b.Loop() {
					titles.Find([]string{typed}, nil, 10)
				}
			})
		}
	}
}
