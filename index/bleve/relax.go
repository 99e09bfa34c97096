package bleve

import "github.com/fumikura/fumikura/index/rank"

// relaxed is what was found where not all words can be required.
type relaxed struct {
	*rank.Relaxation
	found set
	held  []set // who has each word
}

// missing gives the words of the query that a document lacks.
func (r *relaxed) missing(doc uint32) []string {
	if r == nil {
		return nil
	}
	return r.Missing(func(word int) bool { return r.held[word].has(doc) })
}

// relax finds the posts that hold most of the query, each word weighed by its idf, where too few were found that hold all of it;
// else it gives nil.
func (m *matcher) relax(found set) (*relaxed, error) {
	can := rank.Relax(m.plan)
	if can == nil || found.count() >= can.Few {
		return nil, nil
	}
	r := &relaxed{Relaxation: can, found: newSet(m.size())}
	for _, w := range can.Words {
		docs, err := m.eval(w.Match)
		if err != nil {
			return nil, err
		}
		r.held = append(r.held, docs)
	}
	must := m.columns.live
	if can.Hard != nil {
		var err error
		if must, err = m.eval(can.Hard); err != nil {
			return nil, err
		}
	}
	m.weigh(r, must)
	return r, nil
}

// weigh finds the documents that hold enough.
func (m *matcher) weigh(r *relaxed, must set) {
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
		if total > 0 && mass[d] >= rank.Share*total && int(count[d]) >= r.Least {
			r.found.add(d)
		}
	}
}
