package plan

import (
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
)

// A dash in front of a word excludes it, unless the word is a flag of a command line: -PassThru, -Xmx2g. It is one where nothing else is
// asked for, because nobody wants all posts but some; and where posts have it in their code, dash and all.

// asText gives a query with the flags among what it excludes as text.
func (b *builder) asText(n query.Node) query.Node {
	switch n := n.(type) {
	case query.Not:
		if text, ok := textOf(n); ok && (len(b.plan.Filters) == 0 || b.isFlag(n)) {
			return text
		}
	case query.And:
		alone := len(b.plan.Filters) == 0 && !slices.ContainsFunc(n.Nodes, func(c query.Node) bool {
			not, ok := c.(query.Not)
			if ok {
				_, ok = textOf(not)
			}
			return !ok
		})
		out := slices.Clone(n.Nodes)
		for i, c := range out {
			if not, ok := c.(query.Not); ok && (alone || b.isFlag(not)) {
				out[i], _ = textOf(not)
			}
		}
		return query.And{Nodes: out}
	}
	return n
}

// textOf gives what is excluded as text, a word with its dash; ok is false where it is a choice, such as of a tag.
func textOf(n query.Not) (text query.Node, ok bool) {
	switch inner := n.Node.(type) {
	case query.Word:
		return query.Word{Text: "-" + inner.Text}, true
	case query.Phrase:
		return inner, true
	}
	return n, false
}

// isFlag says whether posts have a word in their code with the dash in front of it.
func (b *builder) isFlag(n query.Not) bool {
	w, ok := n.Node.(query.Word)
	if !ok || b.InCode == nil {
		return false
	}
	flag := b.flag(b.Analyzer.Query("-" + w.Text))
	return flag != "" && b.InCode(flag)
}

// flag gives the term of a flag with its dashes, where that is all that a chunk says; else it is empty.
func (b *builder) flag(pieces []ja.Piece) string {
	if len(pieces) == 1 && strings.HasPrefix(pieces[0].Whole, "-") {
		return pieces[0].Whole
	}
	return ""
}
