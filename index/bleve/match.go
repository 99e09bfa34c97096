package bleve

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/fumikura/fumikura/index/plan"
)

// matcher evaluates the Boolean expression of a plan over the postings lists.
type matcher struct {
	*lookup
	plan  *plan.Plan
	known map[plan.Match]set // what was found for parts, so that matching, relaxing and scoring find each once
	texts map[*plan.Infix]*verification

	reachable set      // which documents the filters leave; of others nobody needs to know for sure whether they match. nil for all
	loose     *relaxed // how its words were relaxed, nil where all are required
}

func newMatcher(l *lookup, p *plan.Plan) *matcher {
	return &matcher{lookup: l, plan: p, known: map[plan.Match]set{}, texts: map[*plan.Infix]*verification{}}
}

// eval finds the documents that match. They must not be changed.
func (m *matcher) eval(n plan.Match) (set, error) {
	return remembered(m.known, n, func() (set, error) { return m.find(n) })
}

func (m *matcher) find(n plan.Match) (set, error) {
	switch n := n.(type) {
	case *plan.All:
		return m.all(n.Of)
	case *plan.Without:
		s, err := m.eval(n.Of)
		if err != nil {
			return nil, err
		}
		return m.columns.live.clone().without(s), nil
	case *plan.Any, *plan.Prefix, *plan.Infix:
		g, err := m.approximate(n)
		if err != nil {
			return nil, err
		}
		return m.confirm(g, m.columns.live)
	case *plan.Term:
		return m.has(fieldWords, n.Term, n.Field)
	case *plan.Pair:
		return m.has(fieldGrams, n.Chars, n.Field)
	case *plan.Adjacent:
		return m.adjacent(n)
	case *plan.Value:
		return m.columns.in(n.Field, n.Value, m.rules), nil
	}
	return nil, fmt.Errorf("match: unknown part %T", n)
}

// all reads texts only where all the rest can match, those for the longest run first, and asks no further once nothing can.
func (m *matcher) all(parts []plan.Match) (set, error) {
	found := m.columns.live.clone()
	var open []approximation
	for _, n := range parts {
		if found.empty() {
			return found, nil
		}
		g, err := m.approximate(n)
		if err != nil {
			return nil, err
		}
		if g.maybe == nil {
			found.and(g.sure)
			continue
		}
		open = append(open, g)
		found.and(g.sure.clone().or(g.maybe))
	}
	slices.SortStableFunc(open, func(a, b approximation) int { return cmp.Compare(len(b.run), len(a.run)) })
	for _, g := range open {
		s, err := m.confirm(g, found)
		if err != nil {
			return nil, err
		}
		found.and(s)
	}
	return found, nil
}

// any leaves open what only reading a text tells, where that is one thing; of several, all are read.
func (m *matcher) any(parts []plan.Match) (approximation, error) {
	sure := newSet(m.size())
	var open []approximation
	for _, n := range parts {
		g, err := m.approximate(n)
		if err != nil {
			return approximation{}, err
		}
		sure.or(g.sure)
		if g.maybe != nil {
			open = append(open, g)
		}
	}
	if len(open) == 1 {
		g := open[0]
		g.sure, g.maybe = sure, g.maybe.clone().without(sure)
		return g, nil
	}
	for _, g := range open {
		s, err := m.confirm(g, m.columns.live)
		if err != nil {
			return approximation{}, err
		}
		sure.or(s)
	}
	return approximation{sure: sure}, nil
}
