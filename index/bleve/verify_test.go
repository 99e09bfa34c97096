package bleve_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

// oddities are texts that fold into something else than a reader sees, or into nothing: accents that stand alone, faces made of signs,
// marks without a letter, ligatures, other widths, signs of no shape, letters of many alphabets.
var oddities = []string{"´", "¨", "¯", "¸", "˘", "˙", "˝", "゛", "゜", "ﾞ", "ﾟ", "\u0301", "\u0308", "\u3099", "\u309a", "\u0345", "\u20dd", "\u0e49",
	"(´・ω・`)", "(^_^;)", "¯\\_(ツ)_/¯", "(；´Д｀)", "ʕ•ᴥ•ʔ", "٩(๑❛ᴗ❛๑)۶", "ｷﾀ━(ﾟ∀ﾟ)━!", "…", "‥", "㍿", "㌔", "½", "ﬁ", "Ⅳ", "①", "İ", "ı", "ß", "ſ", "K\u0345", "Å", "ά",
	"é", "e\u0301", "か\u3099", "ヴァ", "ヴ", "ﾊﾟ", "ｶﾞ", "・", "･", "ー", "ｰ", "〜", "～", "―", "‐", "−", "’", "“", "”", "＂", "\u200b", "\u200d", "\ufe0f", "\u00ad", "\ufeff",
	"👨‍👩‍👧", "🇯🇵", "👍🏽", "한국어", "ภาษา", "עברית", "עִ", "العربية", "हिन्दी", "Привет", "Ελλάδα", "々", "佐々木", "ヶ", "\t", "\n", " ", "　", "\u00a0", "\x01", "\x00", "\x7f",
	"a", "B", "useEffect", "C++", ".NET", "--no-cache", "snake_case", "don't", "1,234", "3.11.4", "2016年9月", "１２", "東京", "の", "です", "、", "。", "「", "」", "検索エンジン", "サーバー", "すもも"}

// anyText strings oddities together, at random.
func anyText(r *rand.Rand, parts int) string {
	var b strings.Builder
	for range parts {
		if r.IntN(20) == 0 {
			b.WriteRune(rune(r.IntN(0x3100)))
			continue
		}
		b.WriteString(oddities[r.IntN(len(oddities))])
	}
	return b.String()
}

// missedOf builds an index of the texts, a post each, and gives what Verify misses.
func missedOf(t testing.TB, e *bleve.Engine, samples int, texts ...string) []blog.Missed {
	t.Helper()
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for i, text := range texts {
		if err := b.Put(t.Context(), paragraph(fmt.Sprint("post", i), text)); err != nil {
			t.Fatal(err)
		}
	}
	missed, err := b.Verify(t.Context(), samples)
	if err != nil {
		t.Fatal(err)
	}
	return missed
}

func TestWhateverIsDrawnFromAnyTextIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 8))
	e := empty(t)
	texts := append([]string{}, oddities...)
	for len(texts) < 256 {
		texts = append(texts, anyText(r, 1+r.IntN(12)))
	}
	for _, m := range missedOf(t, e, 20_000, texts...) {
		t.Errorf("%s: %s", m.URL, m.Reason)
	}
}

func TestWhatStoppedAPublishingOnceIsPublished(t *testing.T) {
	names, err := filepath.Glob("testdata/verify/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSpace(string(a.Comment)), func(t *testing.T) {
			var texts []string
			for _, f := range a.Files {
				texts = append(texts, string(f.Data))
			}
			for _, m := range missedOf(t, empty(t), 3000, texts...) {
				t.Errorf("%s: %s", m.URL, m.Reason)
			}
		})
	}
}

func TestEndlessWordsStopNoPublishing(t *testing.T) {
	corpus.Slow(t)
	const size = 200_000
	var texts []string
	for _, s := range []string{"a", "ー", "一", "サーバ", "a\u0301", "´", "\u0301", "🎉", "a_", "한", "\u200b", "c++", "1.", "ア・", "aB"} {
		texts = append(texts, "前 "+strings.Repeat(s, size/len(s))+" 後")
	}
	for _, m := range missedOf(t, empty(t), 2000, texts...) {
		t.Errorf("%s: %s", m.URL, m.Reason)
	}
}

// FuzzVerify asks that whatever is drawn from a text is found in it.
func FuzzVerify(f *testing.F) {
	ja.Load() // under a fuzzer's instrumentation it takes longer than one input may
	e := empty(f)
	for _, s := range oddities {
		f.Add(s + " x " + s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range missedOf(t, e, 500, s) {
			t.Errorf("%q: %s", s, m.Reason)
		}
	})
}
