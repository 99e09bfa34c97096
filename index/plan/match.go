package plan

import (
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
)

// Rules of matching that are the same for every engine.

// MinBeginning is the shortest beginning by which a Latin word is found, in characters.
const MinBeginning = 3

// ByBeginning says whether a unit is Latin, so that it is found inside words as the beginning of one only.
func (u Unit) ByBeginning() bool {
	return len(u.Grams) == 0 && (IsASCII(u.Text) || utf8.RuneCountInString(u.Text) > 1)
}

// Flat puts the nodes of an And inside an And beside the others.
func Flat(nodes []Node) []Node {
	var out []Node
	for _, n := range nodes {
		if and, ok := n.(And); ok {
			out = append(out, Flat(and.Nodes)...)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// Required leaves out the units that carry little, such as a particle alone, unless there is nothing else.
func Required(nodes []Node) []Node {
	var out []Node
	for _, n := range nodes {
		if u, ok := n.(Unit); !ok || !u.Weak {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nodes
	}
	return out
}

// Units gives every unit below a node that is not excluded.
func Units(n Node) []Unit {
	var nodes []Node
	switch n := n.(type) {
	case And:
		nodes = n.Nodes
	case Or:
		nodes = n.Nodes
	case Unit:
		return []Unit{n}
	}
	var out []Unit
	for _, c := range nodes {
		out = append(out, Units(c)...)
	}
	return out
}

// Carrying gives the numbers of the concepts of a unit that carry something, of all where none does.
func (p *Plan) Carrying(u Unit) []int {
	var some, all []int
	for i := u.First; i < u.Last; i++ {
		all = append(all, i)
		if !p.Concepts[i].Weak {
			some = append(some, i)
		}
	}
	if len(some) == 0 {
		return all
	}
	return some
}

// Cover gives for each concept the alternatives that match in its place, maybe with its neighbours.
func (p *Plan) Cover() [][]*Alternative {
	cover := make([][]*Alternative, len(p.Concepts))
	for i := range p.Concepts {
		for j := range p.Concepts[i].Alternatives {
			a := &p.Concepts[i].Alternatives[j]
			if a.Guess {
				continue
			}
			for k := i; k < min(i+a.Span, len(p.Concepts)); k++ {
				cover[k] = append(cover[k], a)
			}
		}
	}
	return cover
}

// Joints gives the pairs of characters that have to stand in a post for concept i to stand next to its neighbours in a unit, where
// one of the two is a single character: 化 of 自動化 says nothing unless it follows 自動.
func (p *Plan) Joints(u Unit, i int) []string {
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

// Rewrites gives the lexicon's ways of writing as a plan wants them.
func Rewrites(l *lexicon.Lexicon) func(words []ja.Token) []Rewrite {
	return func(words []ja.Token) []Rewrite {
		var out []Rewrite
		for _, a := range l.Alternatives(words) {
			out = append(out, Rewrite{From: a.From, To: a.To, Terms: a.Terms, Weight: a.Weight, Guess: a.Kind.Guess()})
		}
		return out
	}
}

// IsLatin says whether r is a letter or digit of the kind that makes words, not pairs of characters.
func IsLatin(r rune) bool { return ja.IsLatin(r) }

// IsASCII says whether a text has nothing but ASCII.
func IsASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
