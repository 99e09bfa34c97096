package plan

import (
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/query"
)

// Match is what an engine has to evaluate to find posts: a Boolean expression over a few primitives, each a look into the postings
// lists. It is made here, once for every engine: the embedded one evaluates it, OpenSearch prints it in its own language. A part that
// the plan needs in several places is one and the same pointer, so that an engine may remember what it found for it.
//
// It is one of All, Any, Without, Term, Pair, Beginning, Adjacent, Stands and Value.
type Match interface{ match() }

// All is a conjunction; of nothing it matches every post.
type All struct{ Of []Match }

// Any is a disjunction; of nothing it matches no post.
type Any struct{ Of []Match }

// Without matches the posts that its part does not match.
type Without struct{ Of Match }

// Term matches where a term of the words stands, in the title or in code only where the field says so.
type Term struct {
	Field query.Field
	Term  string
}

// Pair matches where two characters stand next to each other.
type Pair struct {
	Field query.Field
	Chars string
}

// Prefix is a prefix query: it matches where a word begins so.
type Prefix struct {
	Field query.Field
	Text  string
}

// Adjacent matches where terms stand side by side, as the words of a phrase query do.
type Adjacent struct {
	Field query.Field
	Terms []string
}

// Infix is an infix query: it matches where a run of characters stands, also inside words.
type Infix struct {
	Field query.Field
	Run
	Exact bool // it was typed between quotes, so that what only may stand there is no match
}

// Value matches by a fact about a post, such as a tag or a date.
type Value struct {
	Field query.Field
	Value string
}

func (*All) match()      {}
func (*Any) match()      {}
func (*Without) match()  {}
func (*Term) match()     {}
func (*Pair) match()     {}
func (*Prefix) match()   {}
func (*Adjacent) match() {}
func (*Infix) match()    {}
func (*Value) match()    {}

// Match gives what matches the plan's words, all that it requires of them. The chosen facets stand apart, in Filters.
func (p *Plan) Match() Match {
	if p.Root == nil {
		return &All{}
	}
	return p.Node(p.Root)
}

// Node gives what matches a node.
func (p *Plan) Node(n Node) Match {
	switch n := n.(type) {
	case And:
		return all(p.matches(Required(Flat(n.Nodes))))
	case Or:
		return either(p.matches(n.Nodes))
	case Not:
		return &Without{p.Node(n.Node)}
	case Unit:
		return p.unit(n)
	case Phrase:
		return &Infix{Field: n.Field, Run: n.Run, Exact: true}
	case In:
		return &Value{n.Field, n.Value}
	}
	return &All{}
}

func (p *Plan) matches(nodes []Node) []Match {
	var out []Match
	for _, n := range nodes {
		out = append(out, p.Node(n))
	}
	return out
}

// unit finds a unit by its words or other ways of writing them, as it stands inside other words, and by its date.
func (p *Plan) unit(u Unit) Match {
	ways := append(p.insideOrDated(u), p.words(u)...)
	return either(ways)
}

// insideOrDated finds a unit by what is not its words: as it stands inside others, and by its date.
func (p *Plan) insideOrDated(u Unit) []Match {
	return append(p.inside(u), published(u)...)
}

// published finds what was published at the date that a unit is. A bare year is not taken for one: it may be a number, or the
// version of a product.
func published(u Unit) []Match {
	if !u.OnlyDate || len(u.Date) <= len("2006") {
		return nil
	}
	return []Match{&Value{query.Year, u.Date}}
}

// words finds where every word of the unit stands that carries something; of a unit without words it gives nothing.
func (p *Plan) words(u Unit) []Match {
	if u.First == u.Last {
		return nil
	}
	var parts []Match
	for _, i := range p.carrying(u) {
		parts = append(parts, p.word(u, i))
	}
	return []Match{all(parts)}
}

// carrying gives the numbers of the concepts of a unit that carry something, of all where none does.
func (p *Plan) carrying(u Unit) []int {
	var some, every []int
	for i := u.First; i < u.Last; i++ {
		every = append(every, i)
		if !p.Concepts[i].Weak {
			some = append(some, i)
		}
	}
	if len(some) == 0 {
		return every
	}
	return some
}

// wordKey and wayKey are the places of words and of other ways of writing; insideKey is that of the text of a unit.
type (
	wordKey struct {
		field   query.Field
		concept int
	}
	wayKey struct {
		field query.Field
		way   *Alternative
	}
	insideKey struct {
		field query.Field
		text  string
	}
)

// shared makes a part once.
func (p *Plan) shared(key any, make func() Match) Match {
	if m, ok := p.parts[key]; ok {
		return m
	}
	if p.parts == nil {
		p.parts = map[any]Match{}
	}
	m := make()
	p.parts[key] = m
	return m
}

// word finds one word of a unit where it can stand next to its neighbours, or another way of writing it.
func (p *Plan) word(u Unit, i int) Match {
	return p.shared(wordKey{u.Field, i}, func() Match {
		own := []Match{&Term{u.Field, p.Concepts[i].Term}}
		for _, pair := range p.joints(u, i) {
			own = append(own, &Pair{u.Field, pair})
		}
		ways := []Match{all(own)}
		for _, a := range p.covering()[i] {
			ways = append(ways, p.way(u.Field, a))
		}
		return either(ways)
	})
}

// Way finds another way of writing; several terms have to stand side by side.
func (p *Plan) Way(a *Alternative) Match { return p.way("", a) }

func (p *Plan) way(field query.Field, a *Alternative) Match {
	return p.shared(wayKey{field, a}, func() Match {
		if len(a.Terms) == 1 {
			return &Term{field, a.Terms[0]}
		}
		return &Adjacent{field, a.Terms}
	})
}

// covering gives for each concept the alternatives that match in its place, maybe with its neighbours.
func (p *Plan) covering() [][]*Alternative {
	if p.cover != nil {
		return p.cover
	}
	p.cover = make([][]*Alternative, len(p.Concepts))
	for i := range p.Concepts {
		for j := range p.Concepts[i].Alternatives {
			a := &p.Concepts[i].Alternatives[j]
			if a.Guess {
				continue
			}
			for k := i; k < min(i+a.Span, len(p.Concepts)); k++ {
				p.cover[k] = append(p.cover[k], a)
			}
		}
	}
	return p.cover
}

// joints gives the pairs of characters that have to stand in a post for concept i to stand next to its neighbours in a unit, where
// one of the two is a single character: 化 of 自動化 says nothing unless it follows 自動.
func (p *Plan) joints(u Unit, i int) []string {
	if p.coarse {
		return nil
	}
	var pairs []string
	for _, right := range []int{i, i + 1} {
		if right <= u.First || right >= u.Last || !p.Concepts[right].Joint {
			continue
		}
		a, b := p.Concepts[right-1].Surface, p.Concepts[right].Surface
		if utf8.RuneCountInString(a) > 1 && utf8.RuneCountInString(b) > 1 || IsASCII(a) || IsASCII(b) {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(a)
		first, _ := utf8.DecodeRuneInString(b)
		pairs = append(pairs, string(last)+string(first))
	}
	return pairs
}

// inside finds where the text of a unit stands. A Latin word is found by its beginning only, and only if that has three letters.
func (p *Plan) inside(u Unit) []Match {
	if u.byBeginning() && utf8.RuneCountInString(u.Text) < MinPrefix {
		return nil
	}
	return []Match{p.shared(insideKey{u.Field, u.Text}, func() Match {
		if u.byBeginning() {
			return &Prefix{u.Field, u.Text}
		}
		return &Infix{Field: u.Field, Run: u.Run}
	})}
}

// InsideOnly finds where the text of a unit stands but not its words; nil says nowhere. A Latin word is a beginning of itself: that
// names so count more than other words ranks known items better (.910 against .907).
func (p *Plan) InsideOnly(u Unit) Match {
	inside := p.inside(u)
	if len(inside) == 0 {
		return nil
	}
	if u.byBeginning() && u.Field == "" {
		return inside[0]
	}
	for _, w := range p.words(u) {
		inside = append(inside, &Without{w})
	}
	return all(inside)
}

// Word is one of the words of a query that a post may lack, with what matches it.
type Word struct {
	Text  string // as typed, folded
	Match Match
}

// Words gives the words of a unit that carry something. The unit as it stands inside other words, or its date, counts for each.
func (p *Plan) Words(u Unit) []Word {
	var out []Word
	for i := u.First; i < u.Last; i++ {
		if !p.Concepts[i].Weak {
			ways := append([]Match{p.word(u, i)}, p.loose(u, i)...)
			out = append(out, Word{p.Concepts[i].Surface, either(append(ways, p.insideOrDated(u)...))})
		}
	}
	return out
}

// loose finds the close guesses that stand for a word of a unit, maybe with its neighbours.
func (p *Plan) loose(u Unit, i int) (ways []Match) {
	for j := u.First; j <= i; j++ {
		for k := range p.Concepts[j].Alternatives {
			if a := &p.Concepts[j].Alternatives[k]; a.Loose && j+a.Span > i {
				ways = append(ways, p.way(u.Field, a))
			}
		}
	}
	return ways
}

// Coarsen leaves out other ways of writing and what makes matches of one character precise, for an engine that cannot evaluate as
// much as a very long query asks for.
func (p *Plan) Coarsen() {
	for i := range p.Concepts {
		p.Concepts[i].Alternatives = nil
	}
	p.coarse, p.cover, p.parts = true, nil, nil
}

// all is a conjunction, of one part that part itself.
func all(parts []Match) Match {
	if len(parts) == 1 {
		return parts[0]
	}
	return &All{parts}
}

// either is a disjunction, of one part that part itself.
func either(parts []Match) Match {
	if len(parts) == 1 {
		return parts[0]
	}
	return &Any{parts}
}
