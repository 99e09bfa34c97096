package bleve

import (
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/rank"
)

// relaxed is what was found where not all words can be required.
type relaxed struct {
	found set
	words []string
	held  []set // who has each word
}

// missing gives the words of the query that a document lacks.
func (r *relaxed) missing(doc uint32) []string {
	if r == nil {
		return nil
	}
	return rank.Missing(r.words, func(i int) bool { return r.held[i].has(doc) })
}

// relax finds the posts that hold most of the query, each word weighed by its idf, where too few were found that hold all of it;
// else it gives nil.
func (m *matcher) relax(found set) (*relaxed, error) {
	can := rank.Relax(m.plan)
	if can == nil || found.count() >= can.Few {
		return nil, nil
	}
	r := &relaxed{found: newSet(m.size())}
	for _, u := range can.Units {
		if err := m.hold(r, u); err != nil {
			return nil, err
		}
	}
	must, err := m.and(can.Hard)
	if err != nil {
		return nil, err
	}
	m.weigh(r, must, can.Least(len(r.words)))
	return r, nil
}

// hold adds for each word of a unit that carries something who has it. The unit as it stands inside words counts for all.
func (m *matcher) hold(r *relaxed, u plan.Unit) error {
	inside, err := m.insideOnly(u)
	if err != nil {
		return err
	}
	inside = inside.clone().or(m.published(u))
	for i := u.First; i < u.Last; i++ {
		if m.plan.Concepts[i].Weak {
			continue
		}
		docs, err := m.concept(u, i)
		if err != nil {
			return err
		}
		r.words = append(r.words, m.plan.Concepts[i].Surface)
		r.held = append(r.held, docs.clone().or(inside))
	}
	return nil
}

// weigh finds the documents that hold enough, and so many words at least.
func (m *matcher) weigh(r *relaxed, must set, least int) {
	mass, total := make([]float32, m.size()), float32(0)
	count := make([]uint16, m.size())
	for _, docs := range r.held {
		n := docs.count()
		if n == 0 {
			continue
		}
		idf := float32(m.rarity(n))
		total += idf
		for d := range docs.all {
			mass[d] += idf
			count[d]++
		}
	}
	for d := range must.all {
		if total > 0 && mass[d] >= rank.Share*total && int(count[d]) >= least {
			r.found.add(d)
		}
	}
}
