package lexicon

import (
	_ "embed"
	"fmt"

	"github.com/fumikura/fumikura/index/ja"
)

// techWords is our own table of words that technical blogs write in several ways: English and katakana, abbreviations and what
// they stand for, Japanese words for either. It is in Solr's format.
//
//go:embed tech.txt
var techWords []byte

// techTable analyses the table. That takes a few milliseconds, once for each lexicon opened.
func techTable(a *ja.Analyzer) *synonyms {
	b := synonymBuilder{analyzer: a, groups: newSynonyms()}
	if err := b.solr(techWords); err != nil {
		panic(fmt.Sprintf("the table of technical words is broken: %v", err)) // a test reads it
	}
	return b.groups
}
