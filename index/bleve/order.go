package bleve

import (
	"cmp"
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
func (c *columns) recency(doc uint32) float64 {
	return rank.Recency(c.weights, c.localTime[doc], c.newest)
}

// before is the order of hits: by score where that is wanted, then by date, then by id, so that pages never overlap.
func (c *columns) before(a, b ranked, sort index.Sort) int {
	if sort == index.ByRelevance && a.score != b.score {
		if a.score > b.score {
			return -1
		}
		return 1
	}
	if n := rank.ByDate(c.localTime[a.doc], c.localTime[b.doc], sort); n != 0 {
		return n
	}
	return cmp.Compare(c.id[a.doc], c.id[b.doc])
}

// top gives the first n of the documents, in order from one place on; those before it are there in any order.
func (c *columns) top(found set, from, n int, sort index.Sort, score func(doc uint32) float64) []ranked {
	if score == nil && sort != index.Oldest && n*c.posts < walk*found.count()*found.count() {
		return c.latest(found, n)
	}
	l := leaders{most: n, before: func(a, b ranked) int { return c.before(a, b, sort) }}
	for doc := range found.all {
		r := ranked{doc: doc}
		if score != nil {
			r.score = score(doc)
		}
		l.add(r)
	}
	return l.sorted(from)
}

// walk is how many documents are passed by in the time that one is put in its place.
const walk = 8

// latest gives the newest n of the documents by walking over all from the newest on.
func (c *columns) latest(found set, n int) []ranked {
	list := make([]ranked, 0, n)
	for _, doc := range c.newestFirst() {
		if len(list) == n {
			break
		}
		if found.has(doc) {
			list = append(list, ranked{doc: doc})
		}
	}
	return list
}

// byDate gives all documents, the newest first.
func (c *columns) byDate() []uint32 {
	docs := make([]uint32, 0, c.posts)
	for doc := range c.live.all {
		docs = append(docs, doc)
	}
	slices.SortFunc(docs, func(a, b uint32) int { return c.before(ranked{doc: a}, ranked{doc: b}, index.Newest) })
	return docs
}

// leaders is a top-k selection: it collects the first in order, so many at most. It drops the others now and then, so that what comes late
// costs one comparison.
type leaders struct {
	most   int
	before func(a, b ranked) int
	full   bool   // there were so many
	last   ranked // of them; no later one gets in
	items  []ranked
}

func (l *leaders) add(r ranked) {
	if l.most == 0 || l.full && l.before(r, l.last) > 0 {
		return
	}
	if l.items = append(l.items, r); len(l.items) == 2*l.most {
		l.cut()
		l.last, l.full = slices.MaxFunc(l.items, l.before), true
	}
}

// cut keeps so many at most.
func (l *leaders) cut() {
	if len(l.items) > l.most {
		selectFirst(l.items, l.most, l.before)
		l.items = l.items[:l.most]
	}
}

// sorted gives what was collected, in order from one place on.
func (l *leaders) sorted(from int) []ranked {
	l.cut()
	if from = min(from, len(l.items)); from > 0 {
		selectFirst(l.items, from, l.before)
	}
	slices.SortFunc(l.items[from:], l.before)
	return l.items
}

// selectFirst is quickselect (Hoare, 1961): it puts the first n in order before all others, both in any order.
func selectFirst(items []ranked, n int, before func(a, b ranked) int) {
	for len(items) > 1 && 0 < n && n < len(items) {
		i, j := 0, len(items)-1
		pivot := middle(items[0], items[j/2], items[j], before)
		for i <= j {
			for before(items[i], pivot) < 0 {
				i++
			}
			for before(pivot, items[j]) < 0 {
				j--
			}
			if i <= j {
				items[i], items[j] = items[j], items[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case n <= j:
			items = items[:j+1]
		case n > i:
			items, n = items[i:], n-i
		default:
			return
		}
	}
}

// middle gives the second of three in order.
func middle(a, b, c ranked, before func(a, b ranked) int) ranked {
	if before(a, b) > 0 {
		a, b = b, a
	}
	if before(b, c) <= 0 {
		return b
	}
	if before(a, c) > 0 {
		return a
	}
	return c
}
