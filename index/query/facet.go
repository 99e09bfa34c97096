package query

import "slices"

// side gives the nodes that stand side by side at the top of q.
func (q Query) side() []Node {
	switch n := q.Root.(type) {
	case nil:
		return nil
	case And:
		return n.Nodes
	default:
		return []Node{n}
	}
}

// With gives q with one more value chosen in f; q itself when it has that already or when f cannot have it (a date that is none).
func (q Query) With(f Field, value string) Query {
	value = normalValue(f, value)
	if value == "" || slices.ContainsFunc(q.side(), isIn(f, value)) {
		return q
	}
	return Query{all(append(slices.Clone(q.side()), In{f, value, isText(f)})...)}
}

// Without gives q with the value no longer chosen in f.
func (q Query) Without(f Field, value string) Query {
	return Query{all(slices.DeleteFunc(slices.Clone(q.side()), isIn(f, normalValue(f, value)))...)}
}

func isIn(f Field, value string) func(Node) bool {
	return func(n Node) bool {
		in, ok := n.(In)
		return ok && in.Field == f && in.Value == value
	}
}

// Values gives the values chosen in f at the top of q, in order.
func (q Query) Values(f Field) []string {
	var values []string
	for _, n := range q.side() {
		if in, ok := n.(In); ok && in.Field == f {
			values = append(values, in.Value)
		}
	}
	return values
}

// Words gives the text of q without its chosen facets: what a search box shows beside chips for them.
func (q Query) Words() string { return q.unfiltered().String() }

func (q Query) unfiltered() Query {
	return Query{all(slices.DeleteFunc(slices.Clone(q.side()), isChoice)...)}
}

// HasWords says whether q looks for text, so that hits can be ordered by relevance.
func (q Query) HasWords() bool { return hasWords(q.Root) }

// Filters parts q for evaluation: the values chosen in each facet, of which a post needs one per facet, and the rest, in
// which values of one facet that stand side by side have become alternatives. The rest means what it says, node by node.
func Filters(q Query) (chosen map[Field][]string, rest Query) {
	chosen = map[Field][]string{}
	for _, n := range q.side() {
		if in, ok := n.(In); ok && isChoice(n) {
			chosen[in.Field] = append(chosen[in.Field], in.Value)
		}
	}
	return chosen, Query{alternatives(q.unfiltered().Root)}
}

// alternatives makes values of one facet that stand side by side under n an Or.
func alternatives(n Node) Node {
	switch n := n.(type) {
	case And:
		return all(grouped(each(n.Nodes))...)
	case Or:
		return Or{each(n.Nodes)}
	case Not:
		return Not{alternatives(n.Node)}
	}
	return n
}

func each(nodes []Node) []Node {
	out := make([]Node, len(nodes))
	for i, n := range nodes {
		out[i] = alternatives(n)
	}
	return out
}

// grouped joins the values of one facet at the place of the first.
func grouped(nodes []Node) []Node {
	first := map[Field]int{}
	var out []Node
	for _, n := range nodes {
		in, ok := n.(In)
		if !ok || !isFacet(in.Field) {
			out = append(out, n)
			continue
		}
		if i, seen := first[in.Field]; seen {
			out[i] = either(out[i], in)
			continue
		}
		first[in.Field] = len(out)
		out = append(out, n)
	}
	return out
}

func isChoice(n Node) bool {
	in, ok := n.(In)
	return ok && isFacet(in.Field)
}

func hasWords(n Node) bool {
	switch n := n.(type) {
	case And:
		return slices.ContainsFunc(n.Nodes, hasWords)
	case Or:
		return slices.ContainsFunc(n.Nodes, hasWords)
	case In:
		return isText(n.Field)
	case Word, Phrase:
		return true
	}
	return false
}

// normalValue writes a value as Parse would have it, empty where Parse would make text of it.
func normalValue(f Field, value string) string {
	value = oneQuote(clean(value))
	if d, _ := doc(string(f)); d.Date {
		value, _ = normalDate(value)
	}
	return value
}

// Any gives q with any one of its words enough, what it excludes and chooses as it was, and says whether that is another query.
func (q Query) Any() (Query, bool) {
	var words, rest []Node
	for _, n := range q.side() {
		switch n.(type) {
		case Word, Phrase, Or:
			words = append(words, n)
		default:
			rest = append(rest, n)
		}
	}
	if len(words) < 2 {
		return q, false
	}
	some := words[0]
	for _, n := range words[1:] {
		some = either(some, n)
	}
	loose := Query{all(append([]Node{some}, rest...)...)}
	_, err := Parse(loose.String()) // it is longer, by the OR
	return loose, err == nil
}
