package lexicon

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// maxCut is how many runes a phrase may have that is rather a word cut in two.
const maxCut = 6

// form says what an entry is in the text.
type form uint8

const (
	word    form = iota // a term by itself: a morpheme, a stem, a number
	surface             // an English word or katakana as written, where its term differs
	whole               // a compound that is one term
	part                // of an identifier
	phrase              // two or three words side by side
)

// entry is a word or phrase of the archive.
type entry struct {
	text    string // as written, folded
	terms   string // as indexed, with a space between the terms of a phrase; mostly the same as text
	reading string // in katakana, of Japanese
	df      int    // posts that have it
	form    form
	script  ja.Script
	stem    bool // a stem only, of which surfaces tell how it is written
	twice   bool // while counting: the posts have it more than once
	joined  bool // a phrase that stands only in names and addresses (github.com), written with signs between
}

func (e *entry) termList() []string { return strings.Split(e.terms, " ") }

// shown reports whether a reader may be offered the entry.
func (e *entry) shown() bool { return !e.stem && !e.joined && e.form != part && e.text != "" }

// vocabulary is a sorted term dictionary: the entries in order of text, with ways to find them.
type vocabulary struct {
	entries []entry
	spoken  []int32            // entries with a reading, in order of it
	phrases []int32            // phrases, in order of their terms
	plain   map[string][]int32 // katakana by evened spelling
	kanji   map[string][]int32 // words with two kanji or more, by what is left without hiragana

	latin, katakana []signature // words of one script, by length
}

func newVocabulary(entries []entry) *vocabulary {
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.form, b.form), strings.Compare(a.terms, b.terms))
	})
	v := &vocabulary{entries: entries, plain: map[string][]int32{}, kanji: map[string][]int32{}}
	v.latin, v.katakana = signatures(entries, ja.Latin), signatures(entries, ja.Katakana)
	for i := range entries {
		e := &entries[i]
		if e.reading != "" {
			v.spoken = append(v.spoken, int32(i))
		}
		if e.form == phrase {
			v.phrases = append(v.phrases, int32(i))
		}
		if e.form == part || e.form == phrase && !cutWord(e) {
			continue
		}
		if e.script == ja.Katakana && e.form != phrase {
			if key := plainKana(e.text); len(key) >= minPlain {
				v.plain[key] = append(v.plain[key], int32(i))
			}
		} else if key := withoutKana(e.text); hasKanji(key) && len(key) >= len("漢字") {
			v.kanji[key] = append(v.kanji[key], int32(i))
		}
	}
	slices.SortStableFunc(v.spoken, func(a, b int32) int { return strings.Compare(entries[a].reading, entries[b].reading) })
	slices.SortStableFunc(v.phrases, func(a, b int32) int { return strings.Compare(entries[a].terms, entries[b].terms) })
	return v
}

// cutWord reports whether a phrase may be one word that the lattice cut (立ち上げ).
func cutWord(e *entry) bool {
	if utf8.RuneCountInString(e.text) > maxCut {
		return false
	}
	return !slices.ContainsFunc(e.termList(), func(term string) bool { return !hasKanji(term) })
}

// find gives the entries written as text.
func (v *vocabulary) find(text string) []entry {
	i := sort.Search(len(v.entries), func(i int) bool { return v.entries[i].text >= text })
	j := i
	for j < len(v.entries) && v.entries[j].text == text {
		j++
	}
	return v.entries[i:j]
}

// df gives in how many posts a term stands, 0 where it is not known.
func (v *vocabulary) df(term string) int {
	n := 0
	for _, e := range v.find(term) {
		if e.terms == term {
			n = max(n, e.df)
		}
	}
	return n
}

// phraseDF gives in how many posts terms stand side by side, with spaces between them here.
func (v *vocabulary) phraseDF(terms string) int {
	n := 0
	i := sort.Search(len(v.phrases), func(i int) bool { return v.entries[v.phrases[i]].terms >= terms })
	for ; i < len(v.phrases) && v.entries[v.phrases[i]].terms == terms; i++ {
		n = max(n, v.entries[v.phrases[i]].df)
	}
	return n
}

// read gives the entries of a reading.
func (v *vocabulary) read(reading string) (found []*entry) {
	i := sort.Search(len(v.spoken), func(i int) bool { return v.entries[v.spoken[i]].reading >= reading })
	for ; i < len(v.spoken) && v.entries[v.spoken[i]].reading == reading; i++ {
		found = append(found, &v.entries[v.spoken[i]])
	}
	return found
}

// byTerms gives the entries of terms, with spaces between them, as they are written.
func (v *vocabulary) byTerms(terms string) (found []*entry) {
	if strings.Contains(terms, " ") {
		i := sort.Search(len(v.phrases), func(i int) bool { return v.entries[v.phrases[i]].terms >= terms })
		for ; i < len(v.phrases) && v.entries[v.phrases[i]].terms == terms; i++ {
			found = append(found, &v.entries[v.phrases[i]])
		}
		return found
	}
	entries := v.find(terms)
	for i := range entries {
		if entries[i].shown() {
			found = append(found, &entries[i])
		}
	}
	if len(found) == 0 { // a stem, which is the beginning of what is written but for an i in place of y
		for _, e := range v.beginning(strings.TrimSuffix(terms, "i")) {
			if e.terms == terms && e.shown() {
				found = append(found, e)
			}
		}
	}
	return found
}

// withoutKana leaves the hiragana of a word out.
func withoutKana(s string) string {
	return strings.Map(func(r rune) rune {
		if 'ぁ' <= r && r <= 'ゟ' {
			return -1
		}
		return r
	}, s)
}

// kanjiOf gives the kanji of a word.
func kanjiOf(s string) string {
	return strings.Map(func(r rune) rune {
		if isKanji(r) {
			return r
		}
		return -1
	}, s)
}

func isKanji(r rune) bool {
	return r == '々' || 0x3400 <= r && r <= 0x9FFF || 0xF900 <= r && r <= 0xFAFF || r > 0x1FFFF
}
