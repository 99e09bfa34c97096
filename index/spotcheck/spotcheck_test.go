package spotcheck_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/spotcheck"
	"github.com/fumikura/fumikura/internal/blog"
)

// drawn gives every word and phrase that many draws from the text give.
func drawn(text string) (words, phrases []string) {
	s := spotcheck.New()
	s.See(&blog.Post{ID: "a", Blocks: []blog.Block{{Kind: blog.Paragraph, Text: text}}})
	for range 5000 {
		switch _, n := s.Draw(); n := n.(type) {
		case query.Word:
			words = append(words, n.Text)
		case query.Phrase:
			phrases = append(phrases, n.Text)
		}
	}
	return words, phrases
}

func TestWholeWordsAndTheirPartsAreDrawn(t *testing.T) {
	words, phrases := drawn("倉庫の鍵は useEffect と snake_case を読む Route53 の人が持つ。")
	for _, want := range []string{"倉", "倉庫", "useEffect", "use", "Effect", "useE", "snake_case", "Route53"} {
		if !slices.Contains(words, want) {
			t.Errorf("%s is never drawn", want)
		}
	}
	if !slices.Contains(phrases, "の鍵は") {
		t.Error("no run between quotes is drawn")
	}
}

func TestPiecesOfLongerThingsAreNotDrawnAsWords(t *testing.T) {
	for text, pieces := range map[string]string{
		"１，２３４と1,234と7.3.604と2016-08":       "２３４ 234 604 3 08 1 7 2016",
		"The agent's words, don't they":     "agent s don t",
		"docker build --no-cache a.b/c@d":   "no cache a b c d",
		"efs.client_connections と C++ と C#": "efs client_c client_connections C",
		"https://blog.example.com/entry":    "https blog example com entry",
	} {
		words, _ := drawn(text)
		for _, piece := range strings.Fields(pieces) {
			if slices.Contains(words, piece) {
				t.Errorf("%q gives %q as a word", text, piece)
			}
		}
	}
}

func TestNoPhraseBeginsOrEndsWithAMiddleDot(t *testing.T) {
	_, phrases := drawn("グスタフ・マーラーと ﾌﾟﾗｸﾞ･ｲﾝ の話・")
	for _, p := range phrases {
		if strings.Trim(p, "・･") != p {
			t.Errorf("%q is drawn, though the dot may be no character of its own", p)
		}
	}
	if !slices.Contains(phrases, "フ・マ") {
		t.Error("no phrase goes across the dot")
	}
}

func TestATextWithABrokenCharacterGivesNothing(t *testing.T) {
	if words, phrases := drawn("壊れた\ufffd文字"); len(words)+len(phrases) > 0 {
		t.Errorf("it gives %q and %q", words, phrases)
	}
}

func TestTheSampleForgetsAndReplaces(t *testing.T) {
	s := spotcheck.New()
	s.See(&blog.Post{ID: "a", Title: "古い"})
	s.See(&blog.Post{ID: "a", Title: "新"})
	s.See(&blog.Post{ID: "b", Title: "別"})
	s.Forget("b")
	if s.Len() != 1 {
		t.Fatalf("%d posts are kept, want 1", s.Len())
	}
	for range 100 {
		if p, _ := s.Draw(); p.Title != "新" {
			t.Fatalf("it draws from %q", p.Title)
		}
	}
}
