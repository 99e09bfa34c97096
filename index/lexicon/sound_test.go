package lexicon_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
)

// TestKatakanaFindsTheWordItCameFrom asks for names of software in katakana, in an archive that has all of them in Latin letters, and
// the other way round. Some katakana is too far from its word; how many are found is held.
func TestKatakanaFindsTheWordItCameFrom(t *testing.T) {
	data, err := os.ReadFile("testdata/sounds.txt")
	if err != nil {
		t.Fatal(err)
	}
	var kana, latin []string
	for line := range strings.Lines(string(data)) {
		k, l, _ := strings.Cut(strings.TrimSpace(line), " ")
		kana, latin = append(kana, k), append(latin, l)
	}
	for _, c := range []struct {
		name     string
		from, to []string
		least    int
	}{
		{"katakana for a Latin word", kana, latin, 110},
		{"a Latin word for katakana", latin, kana, 104},
	} {
		found, guesses := 0, 0
		l := archiveOf(c.to)
		a := ja.New()
		for i, word := range c.from {
			want := terms(a, c.to[i])
			alternatives := l.Alternatives(words(a, word))
			if slices.ContainsFunc(alternatives, func(x lexicon.Alternative) bool { return strings.Join(x.Terms, " ") == want }) {
				found++
				guesses += len(alternatives) - 1
			} else {
				guesses += len(alternatives)
				t.Logf("%s does not find %s, but %v", word, c.to[i], alternatives)
			}
		}
		t.Logf("%s: %d of %d, and %d other guesses", c.name, found, len(c.from), guesses)
		if found < c.least {
			t.Errorf("%s: %d of %d, want %d", c.name, found, len(c.from), c.least)
		}
	}
}

// archiveOf makes the lexicon of posts of one word each.
func archiveOf(posts []string) *lexicon.Lexicon {
	a := ja.New()
	var c lexicon.Collector
	for _, p := range posts {
		c.Observe(a.Words(p))
	}
	return c.Lexicon()
}

func words(a *ja.Analyzer, query string) (words []ja.Token) {
	for _, p := range a.Query(query) {
		words = append(words, p.Words...)
	}
	return words
}

func terms(a *ja.Analyzer, text string) string {
	var out []string
	for _, w := range words(a, text) {
		out = append(out, w.Term)
	}
	return strings.Join(out, " ")
}
