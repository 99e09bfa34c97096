package lexicon

import (
	"io/fs"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// WithSynonymsOf gives l the owner's synonyms of another lexicon.
func (l *Lexicon) WithSynonymsOf(other *Lexicon) *Lexicon {
	c := *l
	c.owner = other.owner
	return &c
}

// TableGroups gives the groups of our own table, as terms.
func (l *Lexicon) TableGroups() [][]string { return l.tables().tech.groups }

// TechTables and PlainTables are our own tables as they are written.
func TechTables() fs.FS  { return techWords }
func PlainTables() fs.FS { return plainWords }

// PlainWays gives what a word of the table of everyday words, as terms, may be in the words of the trade.
func (l *Lexicon) PlainWays(terms string) []string { return l.tables().plain.ways(terms) }

// Large makes a lexicon of n words that nobody wrote, a tenth of them in each of ten scripts and readings, for measuring.
func Large(n int) *Lexicon {
	entries := make([]entry, 0, n)
	const kana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
	syllables := []rune(kana)
	for i := range n {
		var word, read strings.Builder
		for k := i*2654435761 + 7; k > 0 && read.Len() < 18; k /= 43 {
			read.WriteRune(syllables[k%len(syllables)])
			word.WriteByte("abcdefghijklmnoprstuvwy"[k%23])
			word.WriteByte("aeiou"[k%5])
		}
		e := entry{text: word.String(), df: 1 + n/(i+1), script: ja.Latin}
		if i%2 == 0 {
			e = entry{text: read.String(), reading: read.String(), df: 1 + n/(i+1), script: ja.Katakana}
		}
		e.terms = e.text
		entries = append(entries, e)
	}
	return newLexicon(newVocabulary(entries), definitions{})
}
