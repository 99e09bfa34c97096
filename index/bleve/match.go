package bleve

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

// matcher finds the documents that a plan asks for.
type matcher struct {
	*lookup
	plan  *plan.Plan
	cover [][]*plan.Alternative // for each concept the alternatives that stand for it
	known map[answer]set
}

// answer tells apart what was found for the parts of a plan, so that matching, relaxing and scoring find each once.
type answer struct {
	field   query.Field
	concept int // its number, or -1
	alt     *plan.Alternative
	text    string // of a unit, inside words
}

func newMatcher(l *lookup, p *plan.Plan) *matcher {
	return &matcher{lookup: l, plan: p, cover: p.Cover(), known: map[answer]set{}}
}

func (m *matcher) node(n plan.Node) (set, error) {
	switch n := n.(type) {
	case nil:
		return m.columns.live.clone(), nil
	case plan.And:
		return m.and(n.Nodes)
	case plan.Or:
		return m.or(n.Nodes)
	case plan.Not:
		s, err := m.node(n.Node)
		if err != nil {
			return nil, err
		}
		return m.columns.live.clone().without(s), nil
	case plan.Unit, plan.Phrase:
		g, err := m.guess(n)
		if err != nil {
			return nil, err
		}
		return m.settle(g, m.columns.live)
	case plan.In:
		return m.columns.in(n.Field, n.Value), nil
	}
	return nil, fmt.Errorf("match: unknown node %T", n)
}

// and reads texts only where all the rest can match, those for the longest run first, and asks no further once nothing can.
func (m *matcher) and(nodes []plan.Node) (set, error) {
	found := m.columns.live.clone()
	var open []guess
	for _, n := range plan.Required(plan.Flat(nodes)) {
		if found.empty() {
			return found, nil
		}
		g, err := m.guess(n)
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
	slices.SortStableFunc(open, func(a, b guess) int { return cmp.Compare(len(b.run), len(a.run)) })
	for _, g := range open {
		s, err := m.settle(g, found)
		if err != nil {
			return nil, err
		}
		found.and(s)
	}
	return found, nil
}

func (m *matcher) or(nodes []plan.Node) (set, error) {
	found := newSet(m.size())
	for _, n := range nodes {
		s, err := m.node(n)
		if err != nil {
			return nil, err
		}
		found.or(s)
	}
	return found, nil
}
