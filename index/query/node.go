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
	Exact bool // a value of text that stood between quotes: an exact run, as a Phrase is
}

func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}
func (Word) node()   {}
func (Phrase) node() {}
func (In) node()     {}

// all joins nodes that must all match, in normal form: no And in an And, no And of one, nothing for nothing.
func all(nodes ...Node) Node {
	var flat []Node
	for _, n := range nodes {
		switch n := n.(type) {
		case nil:
		case And:
			flat = append(flat, n.Nodes...)
		default:
			flat = append(flat, n)
		}
	}
	switch len(flat) {
	case 0:
		return nil
	case 1:
		return flat[0]
	}
	return And{flat}
}

// either joins two alternatives in normal form: no Or in an Or.
func either(a, b Node) Node {
	var flat []Node
	for _, n := range []Node{a, b} {
		if o, ok := n.(Or); ok {
			flat = append(flat, o.Nodes...)
		} else {
			flat = append(flat, n)
		}
	}
	return Or{flat}
}

// opposite negates in normal form: what is negated twice is not negated.
func opposite(n Node) Node {
	if not, ok := n.(Not); ok {
		return not.Node
	}
	return Not{n}
}

// leaves counts the words, phrases and values under n.
func leaves(n Node) int {
	count := 0
	switch n := n.(type) {
	case nil:
	case And:
		for _, m := range n.Nodes {
			count += leaves(m)
		}
	case Or:
		for _, m := range n.Nodes {
			count += leaves(m)
		}
	case Not:
		count = leaves(n.Node)
	default:
		count = 1
	}
	return count
}
