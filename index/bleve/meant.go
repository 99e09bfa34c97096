package bleve

import (
	"errors"
	"strings"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

const (
	// fewFound is up to how many results a reader is asked whether another word was meant.
	fewFound = 2
	// maxGuesses is how many other queries are tried for that.
	maxGuesses = 8
)

// meant gives a query that a reader may have meant where few posts were found: with one word in another spelling that the archive
// has more of. It is only shown; nothing is ever asked in place of what was typed.
func (s *served) meant(m *matcher, q query.Query, found int) (string, error) {
	guesses, err := s.guesses(m, q)
	if err != nil {
		return "", err
	}
	best := ""
	for _, guess := range guesses[:min(len(guesses), maxGuesses)] {
		other := newMatcher(m.lookup, plan.Maker{Analyzer: s.analyzer}.Make(guess))
		docs, err := other.node(other.plan.Root)
		if err != nil {
			return "", err
		}
		if n := filtered(docs, s.columns.chosen(other.plan.Filters), "").count(); n > found {
			best, found = guess.String(), n
		}
	}
	return best, nil
}

// guesses gives the query with one word of it spelled otherwise, in turn.
func (s *served) guesses(m *matcher, q query.Query) (out []query.Query, err error) {
	var walk func(n query.Node, with func(query.Node) query.Node)
	walk = func(n query.Node, with func(query.Node) query.Node) {
		switch n := n.(type) {
		case query.Word:
			texts, e := s.respelled(m, n.Text)
			err = errors.Join(err, e)
			for _, text := range texts {
				out = append(out, query.Query{Root: with(query.Word{Text: text})})
			}
		case query.And:
			for i, c := range n.Nodes {
				walk(c, func(m query.Node) query.Node { return with(query.And{Nodes: replaced(n.Nodes, i, m)}) })
			}
		}
	}
	walk(q.Root, func(n query.Node) query.Node { return n })
	return out, err
}

func replaced(nodes []query.Node, i int, n query.Node) []query.Node {
	out := append([]query.Node(nil), nodes...)
	out[i] = n
	return out
}

// respelled gives a chunk with one of its pieces, or a word of one, spelled otherwise. Only what few posts have is in question.
func (s *served) respelled(m *matcher, chunk string) (out []string, err error) {
	try := func(from, to int) {
		for _, other := range s.words.Near(chunk[from:to]) {
			out = append(out, chunk[:from]+strings.ReplaceAll(other, " ", "")+chunk[to:])
		}
	}
	for _, p := range s.analyzer.Query(chunk) {
		rare := false
		for _, w := range p.Words {
			l, err := m.list(fieldWords, w.Term)
			if err != nil {
				return nil, err
			}
			if len(l.docs) <= fewFound && !p.Weak {
				rare = true
				if len(p.Words) > 1 {
					try(w.Start, w.End)
				}
			}
		}
		if rare {
			try(p.Start, p.End)
		}
	}
	return out, nil
}
