package lexicon

import (
	"embed"
	"fmt"
	"io/fs"

	"github.com/fumikura/fumikura/index/ja"
)

// techWords are our own tables of words that technical blogs write in several ways: English and katakana, abbreviations and what
// they stand for, Japanese words for either. A line is one group, whose words mean the same to a reader who searches. They are in
// Solr's format, a file for each part of the field.
//
//go:embed tech/*.txt
var techWords embed.FS

// plainWords are our own tables of what readers ask in everyday words and posts say in the words of the trade: 落とす for ダウンロード.
// On the left of a line is what is asked, on the right what may be written; not the other way round. They are in Solr's format, a
// file for each part of the field.
//
//go:embed plain/*.txt
var plainWords embed.FS

// closeWords is our own table of everyday words and words of the trade that mean nearly the same, either way: 遠隔 and リモート. It is in
// Solr's format.
//
//go:embed close/*.txt
var closeWords embed.FS

// tables are our own.
type tables struct{ tech, plain, close *synonyms }

// readTables analyses our tables, which takes 100 ms.
func readTables(a *ja.Analyzer) tables {
	return tables{readTable(a, techWords), readTable(a, plainWords), readTable(a, closeWords)}
}

// readTable analyses the files of one of our tables.
func readTable(a *ja.Analyzer, files fs.FS) *synonyms {
	b := synonymBuilder{analyzer: a, groups: newSynonyms()}
	names, err := fs.Glob(files, "*/*.txt")
	for _, name := range names {
		if err == nil {
			err = b.file(files, name)
		}
	}
	if err != nil {
		panic(fmt.Sprintf("a table of words is broken: %v", err)) // a test reads all
	}
	return b.groups
}

func (b *synonymBuilder) file(files fs.FS, name string) error {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	if err := b.solr(data); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
