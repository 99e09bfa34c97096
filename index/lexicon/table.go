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

// plainWords is our own table of what readers ask in everyday words and posts say in the words of the trade: 落とす for ダウンロード. It
// is in Solr's format.
//
//go:embed plain.txt
var plainWords []byte

// tables are our own.
type tables struct{ tech, plain *synonyms }

// readTables analyses our tables, which takes 20 ms.
func readTables(a *ja.Analyzer) tables {
	return tables{readTable(a, techWords), readTable(a, plainWords)}
}

// readTable analyses one of our tables.
func readTable(a *ja.Analyzer, data []byte) *synonyms {
	b := synonymBuilder{analyzer: a, groups: newSynonyms()}
	if err := b.solr(data); err != nil {
		panic(fmt.Sprintf("a table of words is broken: %v", err)) // a test reads both
	}
	return b.groups
}
