package bleve

import (
	"github.com/fumikura/fumikura/index/plan"
)

// share is how much of a query's weight a post has to hold when not all of its words can be required.
const share = 0.5

// relaxed is what was found where not all words can be required.
type relaxed struct {
	found set
	words []heldBy
}

// heldBy is a word of the query and who has it.
type heldBy struct {
	text string
	docs set
}

// missing gives the words of the query that a document lacks.
func (r *relaxed) missing(doc uint32) []string {
	if r == nil {
		return nil
	}
	var out []string
	for _, w := range r.words {
		if !w.docs.has(doc) {
			out = append(out, w.text)
		}
	}
	return out
}

// relax finds the posts that hold most of the query, each word weighed by its idf. Exclusions, fields, phrases and the reader's
// own alternatives stay required.
func (m *matcher) relax() (*relaxed, error) {
	var units []plan.Unit
	hard := m.columns.live.clone()
	for _, n := range side(m.plan.Root) {
		if u, ok := n.(plan.Unit); ok && u.Field == "" {
			units = append(units, u)
			continue
		}
		s, err := m.node(n)
		if err != nil {
			return nil, err
		}
		hard.and(s)
	}
	r := &relaxed{found: newSet(m.size())}
	for _, u := range units {
		words, err := m.held(u)
		if err != nil {
			return nil, err
		}
		r.words = append(r.words, words...)
	}
	m.weigh(r, hard)
	return r, nil
}

// side gives the nodes that must all match.
func side(n plan.Node) []plan.Node {
	and, ok := n.(plan.And)
	if !ok {
		return []plan.Node{n}
	}
	var out []plan.Node
	for _, c := range and.Nodes {
		out = append(out, side(c)...)
	}
	return out
}

// held gives for each word of a unit that carries something who has it. The unit as it stands inside words counts for all.
func (m *matcher) held(u plan.Unit) ([]heldBy, error) {
	inside, err := m.inside(u, newSet(m.size()))
	if err != nil {
		return nil, err
	}
	var words []heldBy
	for i := u.First; i < u.Last; i++ {
		if m.plan.Concepts[i].Weak {
			continue
		}
		docs, err := m.concept(u, i)
		if err != nil {
			return nil, err
		}
		words = append(words, heldBy{m.plan.Concepts[i].Surface, docs.or(inside)})
	}
	return words, nil
}

// weigh finds the documents that hold enough. What no post has cannot be required of any.
func (m *matcher) weigh(r *relaxed, hard set) {
	mass, total := make([]float32, m.size()), float32(0)
	for _, w := range r.words {
		n := w.docs.count()
		if n == 0 {
			continue
		}
		idf := float32(m.rarity(n))
		total += idf
		for d := range w.docs.all {
			mass[d] += idf
		}
	}
	for d := range hard.all {
		if total > 0 && mass[d] >= share*total {
			r.found.add(d)
		}
	}
}
