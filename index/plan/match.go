package plan

import (
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// Rules of matching that are the same for every engine.

// MinPrefix is the shortest beginning by which a Latin word is found, in characters.
const MinPrefix = 3

// byBeginning says whether a unit is Latin, so that it is found inside words as the beginning of one only.
func (u Unit) byBeginning() bool {
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

// IsLatin says whether r is a letter or digit of the kind that makes words, not pairs of characters.
func IsLatin(r rune) bool { return ja.IsLatin(r) }

// IsASCII says whether a text has nothing but ASCII.
func IsASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
