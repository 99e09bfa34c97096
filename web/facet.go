package web

import (
	"cmp"
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// A page shows the most frequent values and keeps some more at hand. All of them would outweigh the hits; the rest is found by the field
// above them, which asks the server, and on a page of its own.
const (
	openValues = 8
	moreValues = 40
)

// facetView is one facet beside the hits, with its counts.
type facetView struct {
	Name   query.Field
	Label  string
	Values []valueView
	More   []valueView
	Years  *yearsView // in place of values
	All    string     // address of the page with all values; empty where all are here
}

// valueView is a value that can be chosen.
type valueView struct {
	Field query.Field
	Value string
	Text  string
	Count int
	On    bool
	Width int // of its bar, in percent; 0: no bar
}

// newFacets gives the facets worth showing, and the fields their form has to keep.
func newFacets(f frame, at searchState, r *index.Result, years *yearsView) ([]facetView, []field) {
	var list []facetView
	hidden := at.fields()
	for _, name := range facets {
		if name == query.Year && years != nil {
			list = append(list, facetView{Name: name, Label: f.Say(string(name)), Years: years})
			for _, chosen := range at.chosen[name] {
				hidden = append(hidden, field{string(name), chosen})
			}
			continue
		}
		values := newValues(f, at, name, r.Facets[name])
		shown := worthShowing(name, values)
		if shown {
			open := min(openValues, len(values))
			view := facetView{Name: name, Label: f.Say(string(name)), Values: values[:open], More: values[open:]}
			if len(r.Facets[name]) > len(values) {
				view.All = at.facetURL(name)
			}
			list = append(list, view)
		}
		for _, chosen := range at.chosen[name] {
			if !shown || !slices.ContainsFunc(values, func(v valueView) bool { return v.On && at.has(name, v.Value) }) {
				hidden = append(hidden, field{string(name), chosen})
			}
		}
	}
	return list, hidden
}

// newValues turns counted values into rows: the chosen ones are always among them.
func newValues(f frame, at searchState, name query.Field, counted []index.Value) []valueView {
	most := 1
	for _, v := range counted {
		most = max(most, v.Count)
	}
	var values []valueView
	for i, v := range counted {
		on := v.Selected || at.has(name, v.Value)
		if i >= openValues+moreValues && !on {
			continue
		}
		row := valueView{Field: name, Value: v.Value, Text: valueName(f, name, v.Value), Count: v.Count, On: on}
		if name == query.Year {
			row.Width = max(1, v.Count*100/most)
		}
		values = append(values, row)
	}
	if name != query.Year { // years stay in their order
		slices.SortStableFunc(values, func(a, b valueView) int { return cmp.Compare(rank(a), rank(b)) })
	}
	return values
}

// rank puts what is chosen first.
func rank(v valueView) int {
	if v.On {
		return 0
	}
	return 1
}

// worthShowing says whether there is anything to choose.
func worthShowing(name query.Field, values []valueView) bool {
	if name == query.Lang || name == query.Blog {
		return len(values) > 1
	}
	return len(values) > 0
}

// valueName is a value as readers know it.
func valueName(f frame, name query.Field, value string) string {
	switch name {
	case query.Lang:
		if text := f.words["lang."+value]; text != "" {
			return text
		}
	case query.Blog:
		return blogName(value)
	}
	return value
}
