package bleve

import (
	"math"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/rank"
)

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

// lacks counts the words of the query that a document lacks.
func (r *relaxed) lacks(doc uint32) int {
	n := 0
	if r != nil {
		for _, held := range r.held {
			if !held.has(doc) {
				n++
			}
		}
	}
	return n
}

// relax finds the posts that hold most of the query, each word weighed by its idf, where they are wanted beside so many strict hits;
// else it gives nil.
func (m *matcher) relax(req index.Request, strict int) (*relaxed, error) {
	can := rank.Relax(m.plan)
	if can == nil || !can.Wanted(req.Sort, strict) {
		return nil, nil
	}
	r := &relaxed{Relaxation: can}
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
	r.found = m.weigh(r, must)
	return r, nil
}

// weigh finds the documents that hold enough.
func (m *matcher) weigh(r *relaxed, must set) set {
	posts := make([]int, len(r.held))
	for i, docs := range r.held {
		posts[i] = docs.count()
	}
	weights, enough := r.Weigh(posts, m.columns.posts)
	found := newSet(m.size())
	if math.IsInf(enough, 1) {
		return found
	}
	mass, count := make([]float32, m.size()), make([]uint16, m.size())
	for i, docs := range r.held {
		for d := range docs.all {
			mass[d] += float32(weights[i])
			count[d]++
		}
	}
	for d := range must.all {
		if mass[d] >= float32(enough) && int(count[d]) >= r.Least {
			found.add(d)
		}
	}
	return found
}
