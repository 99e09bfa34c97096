package bleve

import (
	"math"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// facetCounts gives the facet counts: of each value, the documents that were found and have it. Each facet ignores what is chosen in itself,
// so that a reader sees what choosing another value would give.
func (c *columns) facetCounts(found set, chosen map[query.Field]set, filters map[query.Field][]string, req index.Request) map[query.Field][]index.Value {
	counts := map[query.Field][]index.Value{}
	passed := filtered(found, chosen, "")
	for _, field := range req.Facets {
		f := c.facets[field]
		if f == nil {
			continue
		}
		docs := passed
		if chosen[field] != nil {
			docs = filtered(found, chosen, field)
		}
		counts[field] = f.list(c, docs, c.selected(field, filters[field], req.Rules), f.merged(field, req.Rules), req)
	}
	return counts
}

// selected gives the values of a facet that are chosen.
func (c *columns) selected(field query.Field, values []string, r *index.Rules) []uint32 {
	var numbers []uint32
	f := c.facets[field]
	for _, value := range values {
		if field != query.Year {
			numbers = append(numbers, f.equivalent(field, value, r)...)
		} else if v, ok := f.number[rank.YearOf(value)]; ok {
			numbers = append(numbers, v)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// list gives the values of the documents, the most frequent first, years the newest first; at most so many, and those selected, which
// are always listed unless only some values are looked for.
func (f *facet) list(c *columns, found set, selected []uint32, m *renaming, req index.Request) []index.Value {
	n := f.counts(c, found)
	defer f.scratch.Put(n)
	if m != nil {
		f.countMerged(*n, found, m)
		selected = representatives(selected, m)
	}
	var first best
	first.most = req.FacetSize
	part := fold(req.FacetFind)
	name := func(v uint32) string {
		if m != nil {
			return m.Names[v]
		}
		return f.names[v]
	}
	wanted := func(v uint32) bool { return part == "" || strings.Contains(fold(name(v)), part) }
	for v, k := range *n {
		if k > 0 && wanted(uint32(v)) {
			first.add(f.key(uint32(v), k))
		}
	}
	var chosen []uint64
	for _, v := range selected {
		if !wanted(v) {
			continue
		}
		if key := f.key(v, (*n)[v]); (*n)[v] == 0 {
			first.add(key)
		}
		chosen = append(chosen, f.key(v, (*n)[v]))
	}
	keys := first.sorted()
	slices.Sort(chosen)
	for _, key := range slices.Backward(chosen) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	values := make([]index.Value, len(keys))
	for i, key := range keys {
		v := f.value(key)
		values[i] = index.Value{Value: name(v), Count: int((*n)[v]), Selected: slices.Contains(selected, v)}
	}
	return values
}

// counts counts the documents of each value. Where most posts were found it takes those that were not from all. Its memory goes back to
// scratch.
func (f *facet) counts(c *columns, found set) *[]uint32 {
	n, ok := f.scratch.Get().(*[]uint32)
	if !ok {
		n = new(make([]uint32, len(f.names)))
	}
	all := found.count()
	if len(f.names) == 1 && int(f.posts[0]) == c.posts {
		(*n)[0] = uint32(all)
		return n
	}
	if all <= c.posts/2 {
		clear(*n)
		for doc := range found.all {
			for _, v := range f.of(doc) {
				(*n)[v]++
			}
		}
		return n
	}
	copy(*n, f.posts)
	for doc := range c.live.clone().without(found).all {
		for _, v := range f.of(doc) {
			(*n)[v]--
		}
	}
	return n
}

// key is greater for the value that is listed before another; it ends in the value's place among all names.
func (f *facet) key(v, count uint32) uint64 {
	if f.byName {
		return uint64(f.place[v])
	}
	return uint64(count)<<32 | uint64(math.MaxUint32-f.place[v])
}

// value is the value that a key is of.
func (f *facet) value(key uint64) uint32 {
	place := uint32(key)
	if !f.byName {
		place = math.MaxUint32 - place
	}
	return f.ordered[place]
}

// best collects the greatest keys, so many at most.
type best struct {
	most  int
	least uint64 // no key up to here is among them
	keys  []uint64
}

// add sorts now and then, so that most keys cost one comparison.
func (b *best) add(key uint64) {
	if b.most > 0 && len(b.keys) >= b.most && key <= b.least {
		return
	}
	if b.keys = append(b.keys, key); len(b.keys) >= 4*b.most {
		b.least = b.sorted()[b.most-1]
	}
}

// sorted gives what was collected, the greatest first.
func (b *best) sorted() []uint64 {
	slices.Sort(b.keys)
	slices.Reverse(b.keys)
	b.keys = b.keys[:min(len(b.keys), b.most)]
	return b.keys
}
