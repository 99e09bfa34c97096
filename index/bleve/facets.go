package bleve

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// facetCounts counts the values of the facets that are asked for over what was found. Each facet ignores what is chosen in itself,
// so that a reader sees what choosing another value would give.
func (c *columns) facetCounts(found set, chosen map[query.Field]set, filters map[query.Field][]string, req index.Request) map[query.Field][]index.Value {
	counts := map[query.Field][]index.Value{}
	for _, field := range req.Facets {
		f := c.facets[field]
		if f == nil {
			continue
		}
		selected := c.selected(field, filters[field])
		counts[field] = cut(f.count(filtered(found, chosen, field), selected, field == query.Year), req.FacetSize)
	}
	return counts
}

// selected gives the values of a facet that are chosen.
func (c *columns) selected(field query.Field, values []string) map[string]bool {
	names := map[string]bool{}
	f := c.facets[field]
	for _, value := range values {
		if field == query.Year {
			names[year(value)] = true
			continue
		}
		for _, v := range f.matching(field, value) {
			names[f.names[v]] = true
		}
	}
	return names
}

// year is the year of a chosen date.
func year(value string) string {
	from, _, ok := query.ParseDate(value)
	if !ok {
		return value
	}
	return from.Format("2006")
}

// count lists the values of the documents, the most frequent first, years the newest first. Chosen ones are always listed.
func (f *facet) count(found set, selected map[string]bool, byName bool) []index.Value {
	n := make([]int, len(f.names))
	for doc := range found.all {
		for _, v := range f.of(doc) {
			n[v]++
		}
	}
	values := []index.Value{}
	for v, name := range f.names {
		if n[v] > 0 || selected[name] {
			values = append(values, index.Value{Value: name, Count: n[v], Selected: selected[name]})
		}
	}
	slices.SortFunc(values, func(a, b index.Value) int {
		if byName {
			return strings.Compare(b.Value, a.Value)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return values
}

// cut keeps the first values and those chosen.
func cut(values []index.Value, most int) []index.Value {
	if len(values) <= most {
		return values
	}
	kept := slices.Clone(values[:most])
	for _, v := range values[most:] {
		if v.Selected {
			kept = append(kept, v)
		}
	}
	return kept
}
