package excerpt_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/corpus"
)

// Clauses that need no analysis are marked as if they had been analysed, over all posts of our own and words that stand in them.
func TestWhatIsNotAnalysedIsMarkedAlike(t *testing.T) {
	a := ja.New()
	posts := corpus.Own(t)
	var queries []string
	for i, p := range posts {
		words := strings.FieldsFunc(ja.FoldString(p.Title), func(r rune) bool {
			return !ja.IsLatin(r) && strings.ContainsRune("のをがはにでとも、。 　「」()（）・:", r)
		})
		if i%3 == 0 && len(words) > 0 {
			queries = append(queries, words[0])
		}
	}
	queries = append(queries, "行", "東京", "京都", "書く", "データ", "go", "test", "分析 手順")
	quick, thorough := 0, 0
	for _, q := range queries {
		find := excerpt.New(a, needles(a, q))
		for _, p := range posts {
			for _, b := range p.Blocks {
				want, all := find.Thorough(b.Text)
				if got := find.Marks(b.Text); !slices.Equal(got, want) {
					t.Errorf("%q in %q: marks %v, want %v", q, b.Text, got, want)
				}
				quick, thorough = quick+find.Words(b.Text), thorough+all
			}
		}
	}
	if thorough == 0 || quick < thorough*95/100 || quick > thorough*105/100 {
		t.Errorf("%d words are found, and by an analysis of everything %d", quick, thorough)
	}
}

func TestGraphemeClustersAreThoseOfUnicode(t *testing.T) {
	for _, text := range []string{"か\u3099\u3099き", "👨‍👩‍👧の🇯🇵🇫🇷", "e\u0301a\r\nb\u200d", "ー\u3099。！", "한국\u1100\u1161", "漢\U000E0100字"} {
		for i, g := 0, uniseg.NewGraphemes(text); g.Next(); {
			_, want := g.Positions()
			if i = excerpt.ClusterEnd(text, i); i != want {
				t.Errorf("%q: a cluster ends at %d, not %d", text, i, want)
			}
		}
	}
}
