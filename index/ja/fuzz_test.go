package ja_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"github.com/fumikura/fumikura/index/ja"
)

// seed adds texts that have gone wrong somewhere, and some that have not.
func seed(f *testing.F) {
	ja.Load() // under a fuzzer's instrumentation it takes longer than one input may
	for _, s := range []string{
		"", "全文検索ｴﾝｼﾞﾝ", "か\u3099き\u3099", "サ-バ サ−バ― サ～バ", "ア・イ・", "・ア", "ヴァヴヴォ", "C++17 C# .NET --no-cache", "1,234 3.11.4 2016-08-19T10:00",
		"foo_bar useEffect HTMLParser O'Reilly’s", "https://example.com/a?b=c&d me@example.com", "\xff\xfeあ\x80", "\u200bあ\u200d\u3099", "🎉👨‍👩‍👧祝", "İıſK\u0345",
		"㍿㌔…½ﬁ", "한국어ภาษา", "佐々木", "一二三月", "\x00ア\x00", "A\u030a\u0327\u0316", "ー", "--", "ﾞﾟ", "…", "＂（）［］",
	} {
		f.Add(s)
	}
}

func FuzzFold(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, s string) {
		folded := ja.Fold(s)
		if got := ja.FoldString(s); got != folded.Text {
			t.Fatalf("FoldString(%q) is %q, Fold's text %q", s, got, folded.Text)
		}
		if again := ja.FoldString(folded.Text); again != folded.Text {
			t.Fatalf("folding %q twice gives %q, then %q", s, folded.Text, again)
		}
		if utf8.ValidString(s) {
			for _, other := range []string{norm.NFC.String(s), norm.NFD.String(s)} {
				if got := ja.FoldString(other); got != folded.Text {
					t.Fatalf("%q folds to %q, but as %q to %q", s, folded.Text, other, got)
				}
			}
			if got := ja.FoldString(width.Fold.String(s)); strings.IndexFunc(s, oddWidth) < 0 && got != folded.Text {
				t.Fatalf("%q folds to %q, in other widths to %q", s, folded.Text, got)
			}
		}
		checkSpans(t, s, folded)
	})
}

// oddWidth reports runes that width folding treats otherwise than NFKC: half-width voiced marks join only in NFKC.
func oddWidth(r rune) bool {
	return 0xFF00 <= r && r <= 0xFFEF && (r >= 0xFF9E || r < 0xFF61) || r > 0xFFFF
}

// checkSpans asks that spans lie on rune borders of the source, in order, and that together they leave out only what folding
// drops.
func checkSpans(t *testing.T, s string, folded ja.Folded) {
	t.Helper()
	last := 0
	for i, r := range folded.Text {
		j := i + utf8.RuneLen(r)
		start, end := folded.Span(i, j)
		if start < 0 || start >= end || end > len(s) || !border(s, start) || !border(s, end) || end < last {
			t.Fatalf("%q: %q at %d comes from [%d, %d), the one before ends at %d", s, r, i, start, end, last)
		}
		last = end
	}
}

// border reports whether a rune, or an invalid byte, begins or ends at i.
func border(s string, i int) bool {
	return i == 0 || i == len(s) || utf8.RuneStart(s[i]) || !utf8.ValidString(s)
}

func FuzzWords(f *testing.F) {
	seed(f)
	a := ja.New()
	f.Fuzz(func(t *testing.T, s string) {
		pos := 0
		for _, w := range a.Words(s) {
			if w.Start < 0 || w.Start >= w.End || w.End > len(s) || !border(s, w.Start) || !border(s, w.End) {
				t.Fatalf("%q: %+v lies outside", s, w)
			}
			if w.Pos < pos || w.Term == "" || !utf8.ValidString(w.Term) || utf8.RuneCountInString(w.Term) > 4*100 {
				t.Fatalf("%q: %+v after position %d", s, w, pos)
			}
			pos = w.Pos
		}
		pos = -1
		for _, g := range a.Grams(s) {
			if g.Start < 0 || g.Start >= g.End || g.End > len(s) || g.Pos <= pos {
				t.Fatalf("%q: %+v after position %d", s, g, pos)
			}
			pos = g.Pos
		}
	})
}

// FuzzQuery asks that a text is found by itself as a query.
func FuzzQuery(f *testing.F) {
	seed(f)
	a := ja.New()
	f.Fuzz(func(t *testing.T, s string) {
		at := map[string][]int{}
		for _, w := range a.Words(s) {
			at[w.Term] = append(at[w.Term], w.Pos)
		}
		last := 0
		for _, p := range a.Query(s) {
			if p.Start < last || p.End <= p.Start || p.End > len(s) || p.Surface == "" && len(p.Words) == 0 {
				t.Fatalf("%q: piece %+v after byte %d", s, p, last)
			}
			last = p.Start
			var own []string
			for _, w := range p.Words {
				own = append(own, w.Term)
			}
			if !inRow(at, own) && !strings.Contains(ja.FoldString(s), p.Surface) {
				t.Fatalf("%q does not have its own piece %q, nor the words %q", s, p.Surface, own)
			}
		}
		a.Readings(s)
	})
}

// FuzzPart asks that what is cut out of a text is found in it: its Fold in the Fold of the text, its Grams among the Grams. Middle dots
// alone are not: they are text between kanji, but nothing in katakana.
func FuzzPart(f *testing.F) {
	f.Add("全文検索ｴﾝｼﾞﾝを作る", 3, 12)
	f.Add("ア・イ・ウ", 3, 9)
	f.Add("か\u3099き\u3099", 0, 3)
	f.Add("サ−バ 👍🏽です", 3, 12)
	ja.Load()
	a := ja.New()
	f.Fuzz(func(t *testing.T, s string, i, j int) {
		if i < 0 || j > len(s) || i >= j || !utf8.ValidString(s) || !cuttable(s, i) || !cuttable(s, j) || strings.Trim(s[i:j], "・･") == "" {
			t.Skip()
		}
		whole, part := ja.FoldString(s), ja.FoldString(s[i:j])
		if !strings.Contains(whole, part) {
			t.Fatalf("%q folds to %q, its part %q to %q", s, whole, s[i:j], part)
		}
		all := map[string]bool{}
		for _, g := range a.Grams(s) {
			all[g.Term] = true
		}
		grams := a.Grams(s[i:j])
		for k, g := range grams {
			next := k+1 < len(grams) && grams[k+1].Pos == g.Pos+1
			if utf8.RuneCountInString(g.Term) == 2 && !all[g.Term] && (next || k == 0) {
				t.Fatalf("%q has no gram %q of its part %q", s, g.Term, s[i:j])
			}
		}
	})
}

// cuttable reports whether a reader may select up to i: not inside a rune, nor between a letter and its mark.
func cuttable(s string, i int) bool {
	return i == len(s) || utf8.RuneStart(s[i]) && norm.NFKC.PropertiesString(s[i:]).BoundaryBefore()
}

func FuzzKana(f *testing.F) {
	for _, s := range []string{"kens", "gakkou", "shin'youjuku", "jidouka", "n", "tch", "-a", "ｋａ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kana, rest, ok := ja.Kana(s)
		if ok && !strings.HasSuffix(strings.ToLower(s), rest) {
			t.Fatalf("%q gives %q and the rest %q", s, kana, rest)
		}
		ja.Romaji(s)
	})
}
