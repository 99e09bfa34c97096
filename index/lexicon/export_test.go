package lexicon

import "io/fs"

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
