package ja_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/corpus"
)

// hostile gives texts of a megabyte without anything to rest at.
func hostile() map[string]string {
	const size = 1 << 20
	bytes := make([]byte, size*3/4)
	x := uint32(1)
	for i := range bytes {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		bytes[i] = byte(x)
	}
	long := func(s string) string { return strings.Repeat(s, size/len(s)) }
	return map[string]string{
		"the letter a": long("a"), "a long vowel mark": long("ー"), "a kanji": long("一"), "hiragana": long("すもも"), "base64": base64.StdEncoding.EncodeToString(bytes),
		"katakana": long("サーバ"), "marks": "a" + long("\u0301"), "voiced marks": "か" + long("\u3099"), "zero-width spaces": long("\u200b"), "dots": long("ア・"), "minus signs": long("-"),
		"a path": long("a/"), "digits and dots": long("1."), "digits and commas": long("123,"), "emoji": long("🎉"), "underscores": long("a_"), "quotes": long("a'"), "camelCase": long("aB"),
		"Hangul": long("한"), "invalid bytes": long("\xff"), "prose without punctuation": long("東京都に住んでいる人が作った検索エンジンを使って"), "plus signs": long("c++"),
	}
}

// TestHostile reads them; it ends in seconds because nothing in the analysis takes more than linear time.
func TestHostile(t *testing.T) {
	corpus.Slow(t)
	a := ja.New()
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			words, grams := a.Words(text), a.Grams(text)
			t.Logf("%d words, %d grams", len(words), len(grams))
		})
	}
}

// TestNothingIsLost asks that long runs without punctuation are words from their first to their last byte.
func TestNothingIsLost(t *testing.T) {
	a := ja.New()
	for name, text := range hostile() {
		switch name {
		case "the letter a", "a kanji", "katakana", "base64", "Hangul":
		default:
			continue
		}
		end := 0
		for _, w := range a.Words(text) {
			if w.Kind != ja.Word {
				continue
			}
			if w.Start > end && strings.Trim(text[end:w.Start], "+/=") != "" {
				t.Fatalf("%s: bytes %d to %d are in no word", name, end, w.Start)
			}
			end = w.End
		}
		if strings.Trim(text[end:], "+/=") != "" {
			t.Errorf("%s: the last word ends at %d of %d", name, end, len(text))
		}
	}
}

// TestNaughtyStrings analyses the strings of the shared list of naughty strings.
func TestNaughtyStrings(t *testing.T) {
	file := corpus.Path(t, "corpora", "naughty", "blns.json")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	a := ja.New()
	for _, s := range all {
		for _, p := range a.Query(s) {
			if !strings.Contains(ja.FoldString(s), p.Surface) {
				t.Errorf("%q: piece %q is not in it", s, p.Surface)
			}
		}
		a.Grams(s)
	}
}

// BenchmarkHostile shows which text costs most.
func BenchmarkHostile(b *testing.B) {
	a := ja.New()
	ja.Load()
	for name, text := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				a.Words(text)
				a.Grams(text)
			}
		})
	}
}

// BenchmarkWords measures the analysis of posts that people wrote.
func BenchmarkWords(b *testing.B) { benchmark(b, func(a *ja.Analyzer, s string) { a.Words(s) }) }

// BenchmarkGrams measures the grams of the same.
func BenchmarkGrams(b *testing.B) { benchmark(b, func(a *ja.Analyzer, s string) { a.Grams(s) }) }

// BenchmarkLattice measures the lattice alone.
func BenchmarkLattice(b *testing.B) {
	var c ja.Cutter
	benchmark(b, func(_ *ja.Analyzer, s string) { c.Cut(s, true) })
}

func benchmark(b *testing.B, f func(*ja.Analyzer, string)) {
	var texts []string
	size := 0
	for s := range sentences(b, 20_000) {
		texts, size = append(texts, s), size+len(s)
	}
	a := ja.New()
	ja.Load()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range texts {
			f(a, s)
		}
	}
}
