package opensearch

import (
	"context"
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
func (s *searching) meant(ctx context.Context) (string, error) {
	guesses, err := s.guesses(ctx)
	if err != nil {
		return "", err
	}
	guesses = guesses[:min(len(guesses), maxGuesses)]
	var asked []clause
	for _, guess := range guesses {
		c := s.view.compiler(plan.Maker{Analyzer: s.analyzer}.Make(guess))
		chosen := choice{s.view, c.plan.Filters}.clauses("")
		asked = append(asked, all(append([]clause{c.node(c.plan.Root)}, chosen...)...))
	}
	counts, err := s.count(ctx, asked)
	if err != nil {
		return "", err
	}
	best, most := "", s.strict
	for i, n := range counts {
		if n > most {
			best, most = guesses[i].String(), n
		}
	}
	return best, nil
}

// guesses gives the query with one word of it spelled otherwise, in turn.
func (s *searching) guesses(ctx context.Context) (out []query.Query, err error) {
	var walk func(n query.Node, with func(query.Node) query.Node)
	walk = func(n query.Node, with func(query.Node) query.Node) {
		switch n := n.(type) {
		case query.Word:
			texts, e := s.respelled(ctx, n.Text)
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
	walk(s.req.Query.Root, func(n query.Node) query.Node { return n })
	return out, err
}

func replaced(nodes []query.Node, i int, n query.Node) []query.Node {
	out := append([]query.Node(nil), nodes...)
	out[i] = n
	return out
}

// respelled gives a chunk with one of its pieces, or a word of one, spelled otherwise. Only what few posts have is in question.
func (s *searching) respelled(ctx context.Context, chunk string) (out []string, err error) {
	try := func(from, to int) {
		for _, other := range s.words.Near(chunk[from:to]) {
			out = append(out, chunk[:from]+strings.ReplaceAll(other, " ", "")+chunk[to:])
		}
	}
	for _, p := range s.analyzer.Query(chunk) {
		var asked []clause
		for _, w := range p.Words {
			asked = append(asked, term(fieldWords, token(w.Term)))
		}
		counts, err := s.count(ctx, asked)
		if err != nil {
			return nil, err
		}
		rare := false
		for i, w := range p.Words {
			if counts[i] <= fewFound && !p.Weak {
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
