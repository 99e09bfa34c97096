// Package query is the language readers search in: Parse never fails on what a reader types, String writes a Query back. It
// knows no index and no Japanese analysis.
//
// Words side by side are all asked for; an engine may go on with posts that lack some. "…" is an exact run of characters, -x excludes, OR stands between two alternatives and
// binds tighter than words side by side (猫 OR 犬 旅行 is (猫 OR 犬) 旅行), ( ) group, field:value looks into one field. Full-width
// forms of all of these mean the same. What does not parse is text.
package query

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a query. They keep the longest question people type and bound the work that a hostile one can cause.
const (
	MaxChars = 256
	MaxWords = 32
)

// The errors of Parse; there are no others.
var (
	ErrTooLong      = fmt.Errorf("the query is longer than %d characters", MaxChars)
	ErrTooManyWords = fmt.Errorf("the query has more than %d words", MaxWords)
)

// Parse reads what a reader typed.
func Parse(s string) (Query, error) {
	if utf8.RuneCountInString(s) > MaxChars {
		return Query{}, ErrTooLong
	}
	q := Query{parse(clean(s))}
	if leaves(q.Root) > MaxWords {
		return Query{}, ErrTooManyWords
	}
	// The normal form may be longer by some spaces and quotes; it has to be readable too.
	if utf8.RuneCountInString(q.String()) > MaxChars {
		return Query{}, ErrTooLong
	}
	return q, nil
}

// parse reads a clean query. One of nothing but operators, as a reader has typed it who is about to go on, asks for nothing.
func parse(text string) Node {
	p := &parser{toks: tokens(text)}
	if !slices.ContainsFunc(p.toks, func(t token) bool { return t.kind == leaf }) {
		return nil
	}
	return p.all()
}

// parser is a recursive descent parser: it builds the tree of a query from its tokens.
type parser struct {
	toks []token
	pos  int
}

// all reads nodes side by side up to the end of the group.
func (p *parser) all() Node {
	var nodes []Node
	for p.pos < len(p.toks) && p.toks[p.pos].kind != shut {
		t := p.toks[p.pos]
		if t.kind != or {
			if n := p.one(); n != nil {
				nodes = append(nodes, n)
			}
			continue
		}
		p.pos++
		right := p.operand()
		if len(nodes) == 0 || right == nil {
			nodes = append(nodes, Phrase{t.text}) // OR between nothing is text
			if right != nil {
				nodes = append(nodes, right)
			}
			continue
		}
		nodes[len(nodes)-1] = either(nodes[len(nodes)-1], right)
	}
	return all(nodes...)
}

// operand reads the right side of an OR, nil when there is none.
func (p *parser) operand() Node {
	for p.pos < len(p.toks) && p.toks[p.pos].kind == stray {
		p.pos++
	}
	if p.pos == len(p.toks) || p.toks[p.pos].kind == shut {
		return nil
	}
	return p.one()
}

// one reads a single node, nil for a stray bracket. It is not called at the end of a group.
func (p *parser) one() Node {
	t := p.toks[p.pos]
	p.pos++
	switch t.kind {
	case leaf:
		return t.node
	case or:
		return Phrase{t.text}
	case not:
		if n := p.operand(); n != nil {
			return opposite(n)
		}
		return Word{"-"}
	case open:
		n := p.all()
		p.pos++ // its shut, which paired has seen
		return n
	}
	return nil
}

// Equal says whether two queries ask for the same in the same words.
func (q Query) Equal(other Query) bool { return reflect.DeepEqual(q, other) }

// IsEmpty says that q matches every post because it asks for nothing.
func (q Query) IsEmpty() bool { return q.Root == nil }

// String writes q in the normal form: Parse reads it back as q.
func (q Query) String() string {
	var b strings.Builder
	if and, ok := q.Root.(And); ok {
		writeAll(&b, and.Nodes)
	} else {
		write(&b, q.Root)
	}
	return b.String()
}

// IsLimit says whether err is one of the errors of Parse.
func IsLimit(err error) bool {
	return errors.Is(err, ErrTooLong) || errors.Is(err, ErrTooManyWords)
}
