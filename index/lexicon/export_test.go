package lexicon

// WithSynonymsOf gives l the owner's synonyms of another lexicon.
func (l *Lexicon) WithSynonymsOf(other *Lexicon) *Lexicon {
	c := *l
	c.owner = other.owner
	return &c
}

// TableGroups gives the groups of our own table, as terms.
func (l *Lexicon) TableGroups() [][]string { return l.tables().tech.groups }

// TableText is the table as it is written.
func TableText() []byte { return techWords }

// PlainText is the table of everyday words as it is written.
func PlainText() []byte { return plainWords }

// PlainWays gives what a word of the table of everyday words, as terms, may be in the words of the trade.
func (l *Lexicon) PlainWays(terms string) []string { return l.tables().plain.ways(terms) }
