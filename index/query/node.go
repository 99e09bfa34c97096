package query

// Query is a parsed query. The zero value matches every post.
type Query struct{ Root Node }

// Node is one of And, Or, Not, Word, Phrase and In.
type Node interface{ node() }

// And matches what all of its nodes match; words side by side make one.
type And struct{ Nodes []Node }

// Or matches what any of its nodes matches.
type Or struct{ Nodes []Node }

// Not matches what its node does not.
type Not struct{ Node Node }

// Word is a run of text without white space, as typed.
type Word struct{ Text string }

// Phrase is an exact run of characters, as typed between quotes.
type Phrase struct{ Text string }

// In is a value looked for in one field. Values of the same facet side by side are alternatives, as chosen facets are.
type In struct {
	Field Field
	Value string
}

func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}
func (Word) node()   {}
func (Phrase) node() {}
func (In) node()     {}
