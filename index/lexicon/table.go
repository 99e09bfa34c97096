package lexicon

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

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
type tables struct {
	tech, plain, close *synonyms

	kana []tableKana // of tech, by length
}

// tableKana is katakana of a table, where it is to be found fast by what it looks like.
type tableKana struct {
	signature
	text, terms string
}

// katakanaOf lists the katakana of a table, the shortest first.
func katakanaOf(s *synonyms) (out []tableKana) {
	for _, group := range s.groups {
		for _, terms := range group {
			if text := strings.ReplaceAll(terms, " ", ""); isKatakana(text) {
				out = append(out, tableKana{signature{letters: bytesOf(text), length: int32(len(text))}, text, terms})
			}
		}
	}
	slices.SortFunc(out, func(a, b tableKana) int {
		return cmp.Or(cmp.Compare(a.length, b.length), strings.Compare(a.text, b.text))
	})
	return slices.CompactFunc(out, func(a, b tableKana) bool { return a.text == b.text })
}

// readTables analyses our tables, which takes 100 ms.
// ownTables are read once in a process: they are the same for every index, and reading them takes most of the time of a first search.
var ownTables = sync.OnceValue(readTables)

// Load reads the tables, so that they are there when the first query comes. It may run beside whatever opens an index.
func Load() { ownTables() }

// Written gives the words that our tables of technical words have for the same thing as a name, that among them, as terms with spaces between.
// There are none where the tables do not know it, or know several things of that name.
func Written(a *ja.Analyzer, name string) []string {
	b, tech := synonymBuilder{analyzer: a}, ownTables().tech
	terms := b.terms([]string{name})
	if len(terms) != 1 || len(tech.in[terms[0]]) != 1 {
		return nil
	}
	group := tech.groups[tech.in[terms[0]][0]]
	if !slices.Contains(group, terms[0]) {
		return nil // they can be written for it, but it not for them
	}
	return slices.Clone(group)
}

func readTables() tables {
	var t tables
	var all sync.WaitGroup
	all.Go(func() { t.tech = readTable(techWords) })
	all.Go(func() { t.plain = readTable(plainWords) })
	all.Go(func() { t.close = readTable(closeWords) })
	all.Wait()
	t.kana = katakanaOf(t.tech)
	return t
}

// readTable analyses the files of one of our tables side by side, for somebody waits for it.
func readTable(files fs.FS) *synonyms {
	names, err := fs.Glob(files, "*/*.txt")
	parts, errs := make([]*synonyms, len(names)), make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			b := synonymBuilder{analyzer: ja.New(), groups: newSynonyms()}
			errs[i] = b.file(files, name)
			parts[i] = b.groups
		})
	}
	all.Wait()
	if err = errors.Join(append(errs, err)...); err != nil {
		panic(fmt.Sprintf("a table of words is broken: %v", err)) // a test reads all
	}
	table := newSynonyms()
	for _, p := range parts {
		table.append(p)
	}
	return table
}

// append adds the groups of others behind those that are there.
func (s *synonyms) append(others *synonyms) {
	before := len(s.groups)
	s.groups = append(s.groups, others.groups...)
	for terms, list := range others.in {
		for _, n := range list {
			s.in[terms] = append(s.in[terms], before+n)
		}
	}
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
