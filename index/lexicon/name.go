package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// The name of a person in kana, both parts in one run (ワタナベヒロフミ), is written with a space in letters, given name first or last, or in
// kanji that are read so.

const (
	minName      = 5  // kana of a name
	maxName      = 12 // the same
	minNamePart  = 2  // kana of a part
	maxNamePairs = 4  // ways of writing that are proposed
	maxNameParts = 3  // words of one reading that are tried
)

// name proposes the two words that kana may be the name of a person by.
func (f *finder) name(from, to int) bool {
	kana := []rune(ja.ToKatakana(f.surface(from, to)))
	if len(kana) < minName || len(kana) > maxName || !isKatakana(string(kana)) || f.l.words.df(f.joined(from, to)) > 0 {
		return false
	}
	var ways []string
	for i := minNamePart; i <= len(kana)-minNamePart && len(ways) < maxNamePairs; i++ {
		a, b := string(kana[:i]), string(kana[i:])
		ways = append(ways, f.l.latinName(a, b)...)
		ways = append(ways, f.l.kanjiName(a, b)...)
	}
	return f.proposeTerms(from, to, Named, ways[:min(len(ways), maxNamePairs)])
}

// latinName gives two words in letters that stand side by side, in the order in which they do.
func (l *Lexicon) latinName(a, b string) (ways []string) {
	for _, x := range romajiWays(a) {
		for _, y := range romajiWays(b) {
			x, y := l.term(x), l.term(y)
			for _, way := range []string{x + " " + y, y + " " + x} {
				if l.words.phraseDF(way) > 0 {
					ways = append(ways, way)
				}
			}
		}
	}
	return ways
}

// romajiWays spells kana in letters as names are: with long vowels and without.
func romajiWays(kana string) []string {
	letters := ja.Romaji(kana)
	short := strings.NewReplacer("ou", "o", "oo", "o", "uu", "u", "ei", "ei").Replace(letters)
	if short == letters {
		return []string{letters}
	}
	return []string{letters, short}
}

// kanjiName gives two words in kanji that are read so. Whether they stand side by side, a search finds out.
func (l *Lexicon) kanjiName(a, b string) (ways []string) {
	for _, x := range l.readAs(a) {
		for _, y := range l.readAs(b) {
			ways = append(ways, x.terms+" "+y.terms)
		}
	}
	return ways
}

// readAs gives the most frequent words in kanji of a reading.
func (l *Lexicon) readAs(kana string) []*entry {
	found := slices.DeleteFunc(l.words.read(kana), func(e *entry) bool {
		return e.form != word || !hasKanji(e.text) || utf8.RuneCountInString(e.text) < 2
	})
	slices.SortStableFunc(found, func(a, b *entry) int { return b.df - a.df })
	return found[:min(len(found), maxNameParts)]
}
