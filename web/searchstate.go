package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// searchState is the state of the search page, which links and forms carry on: what was searched, chosen and sorted. Links are written from it, with the
// words in q and the chosen values beside them, so that they never outgrow the limit of a query.
type searchState struct {
	root   string
	words  string
	chosen map[query.Field][]string
	sort   index.Sort
	size   int
	hl     string

	verbatim bool // the query is answered as typed
}

func newPlace(f frame, a ask) searchState {
	p := searchState{root: f.Root, words: a.query.Words(), chosen: map[query.Field][]string{}, sort: a.sort, size: a.size, hl: f.hl, verbatim: a.verbatim}
	for _, name := range facets {
		p.chosen[name] = a.query.Values(name)
	}
	return p
}

// fields lists what a form has to keep so that it stays at this place; values of facets are left out.
func (p searchState) fields() []field {
	var list []field
	add := func(name, value string, keep bool) {
		if keep {
			list = append(list, field{name, value})
		}
	}
	add("q", p.words, p.words != "")
	add("sort", string(p.sort), p.sort != index.ByRelevance)
	add("size", strconv.Itoa(p.size), p.size != defaultSize)
	add("verbatim", "1", p.verbatim)
	add("hl", p.hl, p.hl != "")
	return list
}

// allFields are those with the values of facets.
func (p searchState) allFields() []field {
	list := p.fields()
	for _, name := range facets {
		for _, value := range p.chosen[name] {
			list = append(list, field{string(name), value})
		}
	}
	return list
}

// url leads to a page of this place.
func (p searchState) url(page int) string {
	return p.root + "/search?" + p.values(page).Encode()
}

func (p searchState) values(page int) url.Values {
	v := url.Values{}
	for _, f := range p.fields() {
		v.Set(f.Name, f.Value)
	}
	for f, values := range p.chosen {
		if len(values) > 0 {
			v[string(f)] = values
		}
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return v
}

// facetURL is the page with all values of a facet, for a place.
func (p searchState) facetURL(name query.Field) string {
	v := p.values(1)
	v.Set("name", string(name))
	return p.root + "/facets?" + v.Encode()
}

// with is this place with one value more chosen.
func (p searchState) with(f query.Field, value string) searchState {
	p.chosen = maps.Clone(p.chosen)
	p.chosen[f] = append(slices.Clone(p.chosen[f]), value)
	return p
}

// without is this place with one chosen value fewer.
func (p searchState) without(f query.Field, value string) searchState {
	p.chosen = maps.Clone(p.chosen)
	p.chosen[f] = slices.DeleteFunc(slices.Clone(p.chosen[f]), func(v string) bool { return v == value })
	return p
}

func (p searchState) sorted(by index.Sort) searchState {
	p.sort = by
	return p
}

// has says whether the value is chosen, in whatever case it was typed.
func (p searchState) has(f query.Field, value string) bool {
	return slices.ContainsFunc(p.chosen[f], func(v string) bool { return strings.EqualFold(v, value) })
}
