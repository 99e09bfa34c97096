package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// valuesFound are the values of one facet, as the contract has them.
type valuesFound struct {
	Name       query.Field   `json:"name"`
	Values     []index.Value `json:"values"`
	Generation string        `json:"generation"`
}

// parseFacet reads which facet is asked for beside the parameters of a search.
func (s *Server) parseFacet(v url.Values) (query.Field, ask, error) {
	name := query.Field(v.Get("name"))
	if !slices.Contains(facets, name) {
		return "", ask{}, usageError(fmt.Sprintf("name %q is none of %s", name, joined(facets)))
	}
	a, err := s.readAsk(v)
	a.counted = []query.Field{name}
	return name, a, err
}

// listed asks for the values of one facet that a search finds and that contain the text of facet_query.
func (s *Server) listed(ctx context.Context, a ask) (*index.Result, error) {
	a.page, a.size, a.fold = 1, 1, index.FoldNone
	return s.look(ctx, a)
}

// facetValues is /api/v1/facets: all values of a facet can be found by a part of them, however many there are.
func (s *Server) facetValues(w http.ResponseWriter, r *http.Request) error {
	v, err := s.values(w, r)
	if err != nil {
		return err
	}
	name, a, err := s.parseFacet(v)
	if err != nil {
		return err
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	result, err := s.listed(r.Context(), a)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, valuesFound{name, append([]index.Value{}, result.Facets[name]...), result.Generation})
}

// facetPageView is the page with the values of one facet.
type facetPageView struct {
	frame
	Name   query.Field
	Find   string
	Hidden []field // of its form
	Values []valueLink
	Most   string // that there are more than are listed, or empty
	Back   string
}

// valueLink leads to a search with the value chosen, or with it no longer chosen.
type valueLink struct {
	link
	Count int
}

// facetPage is /facets: the same for readers, without scripts too.
func (s *Server) facetPage(w http.ResponseWriter, r *http.Request) error {
	name, a, err := s.parseFacet(r.URL.Query())
	if err != nil {
		return err
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	result, err := s.listed(r.Context(), a)
	if err != nil {
		return err
	}
	f := s.newFrame(w, r)
	at := newPlace(f, a)
	f.Heading = f.Say("facet.all", f.Say(string(name)))
	view := facetPageView{Name: name, Find: a.facetFind, Hidden: at.allFields(), Back: at.url(1)}
	f.Query = boxText(a)
	view.frame = f
	for _, v := range result.Facets[name] {
		on := v.Selected || at.has(name, v.Value)
		to := at.with(name, v.Value)
		if on {
			to = at.without(name, v.Value)
		}
		view.Values = append(view.Values, valueLink{link{valueName(f, name, v.Value), to.url(1), on}, v.Count})
	}
	if len(result.Facets[name]) >= index.MaxValues {
		view.Most = f.Say("facet.most", index.MaxValues)
	}
	return show(w, s.pages.facet, view)
}
