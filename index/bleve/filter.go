package bleve

import (
	"math"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

func fold(s string) string { return ja.FoldString(s) }

// in finds the documents that have a value in a field.
func (c *columns) in(field query.Field, value string, r *index.Rules) set {
	switch field {
	case query.After, query.Before, query.Year:
		return c.dated(field, value)
	}
	found := newSet(len(c.id))
	f := c.facets[field]
	if f == nil {
		return found
	}
	for _, v := range f.equivalent(field, value, r) {
		for _, doc := range f.holders(v) {
			found.add(doc)
		}
	}
	return found
}

// dated finds the documents published in, from or before a date, by the clock of their own zone.
func (c *columns) dated(field query.Field, value string) set {
	found := newSet(len(c.id))
	from, to, ok := query.ParseDate(value)
	if !ok {
		return found
	}
	first, last := from.Unix(), to.Unix()-1
	switch field {
	case query.After:
		last = math.MaxInt64
	case query.Before:
		first, last = rank.Undated+1, from.Unix()-1
	}
	for doc := range c.live.all {
		if at := c.localTime[doc]; at >= first && at <= last {
			found.add(doc)
		}
	}
	return found
}

// filtered keeps of found what passes every chosen facet but the one left out.
func filtered(found set, chosen map[query.Field]set, leftOut query.Field) set {
	found = found.clone()
	for f, s := range chosen {
		if f != leftOut {
			found.and(s)
		}
	}
	return found
}

// reachable gives the documents that tell on an answer: those that pass every chosen facet, and for each facet that is counted those that
// pass all others. It is nil where nothing is chosen.
func (c *columns) reachable(chosen map[query.Field]set, counted []query.Field) set {
	if len(chosen) == 0 {
		return nil
	}
	docs := filtered(c.live, chosen, "")
	for _, f := range counted {
		if chosen[f] != nil {
			docs.or(filtered(c.live, chosen, f))
		}
	}
	return docs
}

// chosen gives for each field with chosen values the documents that have one of them.
func (c *columns) chosen(filters map[query.Field][]string, r *index.Rules) map[query.Field]set {
	sets := map[query.Field]set{}
	for f, values := range filters {
		s := newSet(len(c.id))
		for _, v := range values {
			s.or(c.in(f, v, r))
		}
		sets[f] = s
	}
	return sets
}
