package opensearch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// in finds what has a value in a field.
func (v *view) in(field query.Field, value string) clause {
	switch field {
	case query.After, query.Before, query.Year:
		return dated(field, value)
	}
	n := v.facets[field]
	if n == nil {
		return matchNone()
	}
	if values := n.equivalent(field, value, v.rules); len(values) > 0 {
		return clause{"terms": clause{string(field): values}}
	}
	if n.complete {
		return matchNone()
	}
	return either(term(string(field), value), term(string(field)+suffixFolded, ja.FoldString(strings.TrimSpace(value))))
}

// dated finds what was published in, from or before a date, by the clock of its own zone.
func dated(field query.Field, value string) clause {
	from, to, ok := query.ParseDate(value)
	if !ok {
		return matchNone()
	}
	limits := clause{}
	switch field {
	case query.After:
		limits["gte"] = from.Unix()
	case query.Before:
		limits["lt"] = from.Unix()
	default:
		limits["gte"], limits["lt"] = from.Unix(), to.Unix()
	}
	return clause{"range": clause{fieldLocalTime: limits}}
}

// choice is the chosen facets of a query.
type choice struct {
	*view
	filters map[query.Field][]string
}

// clauses gives the clause of every chosen facet but the one left out.
func (c choice) clauses(leftOut query.Field) []clause {
	out := c.allowed()
	for _, f := range query.Facets() {
		if values := c.filters[f]; len(values) > 0 && f != leftOut {
			var parts []clause
			for _, value := range values {
				parts = append(parts, c.in(f, value))
			}
			out = append(out, either(parts...))
		}
	}
	return out
}

// aggs asks for the counts of the facets that are asked for. Each ignores what is chosen in itself, so that a reader sees what
// choosing another
// value would give.
func (c choice) aggs(req index.Request) clause {
	aggs := clause{}
	for _, f := range req.Facets {
		order := []clause{{"_count": "desc"}, {"_key": "asc"}}
		if f == query.Year {
			order = []clause{{"_key": "desc"}}
		}
		size, several := req.FacetSize, c.several(f)
		for _, values := range several {
			size += len(values)
		}
		if req.FacetFind != "" {
			size = maxNames // which of them contain it is found here: the cluster knows no folded names
		}
		inner := clause{"values": clause{"terms": clause{"field": string(f), "size": size, "shard_size": maxNames, "order": order}}}
		if len(several) > 0 {
			each := clause{}
			for name, values := range several {
				each[name] = clause{"terms": clause{string(f): values}}
			}
			inner["several"] = clause{"filters": clause{"filters": each}}
		}
		if chosen := c.selected(f); len(chosen) > 0 {
			each := clause{}
			for _, value := range chosen {
				each[value] = term(string(f), value)
			}
			inner["chosen"] = clause{"filters": clause{"filters": each}}
		}
		aggs[string(f)] = clause{"filter": all(c.clauses(f)...), "aggs": inner}
	}
	return aggs
}

// selected gives the values of a facet that are chosen, as they are written in the index.
func (c choice) selected(field query.Field) []string {
	var out []string
	for _, value := range c.filters[field] {
		if field == query.Year {
			value = rank.YearOf(value)
			if _, ok := c.facets[field].posts[value]; ok {
				out = append(out, value)
			}
			continue
		}
		out = append(out, c.facets[field].equivalent(field, value, c.rules)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// read makes values of the counts. Chosen ones are always listed.
func (c choice) read(aggs map[string]aggregation, req index.Request) map[query.Field][]index.Value {
	out := map[query.Field][]index.Value{}
	for _, f := range req.Facets {
		a := aggs[string(f)]
		values := []index.Value{}
		for _, b := range a.buckets() {
			if _, known := c.facets[f].posts[b.Key]; !known && f == query.Series {
				continue
			}
			_, selected := a.Chosen.Buckets[b.Key]
			values = append(values, index.Value{Value: b.Key, Count: b.Count, Selected: selected})
		}
		for name, b := range a.Chosen.Buckets {
			listed := func(v index.Value) bool { return v.Value == name }
			if !slices.ContainsFunc(values, listed) {
				values = append(values, index.Value{Value: name, Count: b.Count, Selected: true})
			}
		}
		values = c.united(f, values, a.Several.Buckets)
		slices.SortFunc(values, func(a, b index.Value) int {
			if f == query.Year {
				return strings.Compare(b.Value, a.Value)
			}
			return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
		})
		if part := ja.FoldString(req.FacetFind); part != "" {
			values = slices.DeleteFunc(values, func(v index.Value) bool { return !strings.Contains(ja.FoldString(v.Value), part) })
			values = values[:min(len(values), req.FacetSize)]
		} else {
			values = first(values, req.FacetSize)
		}
		out[f] = values
	}
	return out
}
