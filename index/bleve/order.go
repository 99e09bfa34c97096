package bleve

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/rank"
)

// ranked is a document in its place.
type ranked struct {
	doc   uint32
	score float64
}

// recency is the factor by which the score of a document rises for its age.
func (c *columns) recency(doc uint32) float64 { return rank.Recency(c.wall[doc], c.newest) }

// before is the order of hits: by score where that is wanted, then by date, then by id, so that pages never overlap.
func (c *columns) before(a, b ranked, sort index.Sort) int {
	if sort == index.ByRelevance {
		if n := cmp.Compare(b.score, a.score); n != 0 {
			return n
		}
	}
	if n := rank.ByDate(c.wall[a.doc], c.wall[b.doc], sort); n != 0 {
		return n
	}
	return cmp.Compare(c.id[a.doc], c.id[b.doc])
}

// top gives the first n of the documents in order.
func (c *columns) top(found set, n int, sort index.Sort, score func(doc uint32) float64) []ranked {
	h := &worstFirst{before: func(a, b ranked) int { return c.before(a, b, sort) }}
	for doc := range found.all {
		r := ranked{doc: doc}
		if score != nil {
			r.score = score(doc)
		}
		switch {
		case len(h.items) < n:
			heap.Push(h, r)
		case n > 0 && h.before(r, h.items[0]) < 0:
			h.items[0] = r
			heap.Fix(h, 0)
		}
	}
	slices.SortFunc(h.items, h.before)
	return h.items
}

// worstFirst is a heap with the last in order on top.
type worstFirst struct {
	items  []ranked
	before func(a, b ranked) int
}

// Len is how many documents are kept. It and the others are a heap.Interface.
func (h *worstFirst) Len() int { return len(h.items) }

// Less puts the later one nearer to the top.
func (h *worstFirst) Less(i, j int) bool { return h.before(h.items[i], h.items[j]) > 0 }

// Swap changes two places.
func (h *worstFirst) Swap(i, j int) { h.items[i], h.items[j] = h.items[j], h.items[i] }

// Push adds a document, a ranked.
func (h *worstFirst) Push(x any) { h.items = append(h.items, x.(ranked)) }

// Pop takes the last one out.
func (h *worstFirst) Pop() any {
	last := h.items[len(h.items)-1]
	h.items = h.items[:len(h.items)-1]
	return last
}
