package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// What a reader sees before anything is typed.
const (
	startPosts  = 5
	startTags   = 8
	startWanted = 6
	startAge    = "max-age=60" // what is searched often changes without a new generation
)

// startAnswer is the answer of /api/v1/start, as the contract has it. Lists are never null.
type startAnswer struct {
	Newest     []hit         `json:"newest"`
	Tags       []index.Value `json:"tags"`
	Wanted     []string      `json:"wanted"`
	Generation string        `json:"generation"`
}

// start is where a search begins: the newest posts, the most frequent tags and what is searched often.
func (s *Server) start(w http.ResponseWriter, r *http.Request) error {
	v, err := s.values(w, r)
	if err != nil {
		return err
	}
	a, err := parseAsk(v)
	if err != nil {
		return err
	}
	a.page, a.size, a.sort = 1, startPosts, index.Newest
	a.counted, a.facetSize = []query.Field{query.Tag}, startTags
	result, err := s.look(r.Context(), a)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", startAge)
	return writeJSON(w, http.StatusOK, startAnswer{
		Newest: newHits(result.Hits), Tags: append([]index.Value{}, result.Facets[query.Tag]...), Wanted: s.wanted(r.Context(), a.query.Values(query.Blog)), Generation: result.Generation,
	})
}

// wanted are queries that many readers ask and that find something; empty where they are not counted. With blogs they are those that were
// asked in one of them, without them those of all.
func (s *Server) wanted(ctx context.Context, blogs []string) []string {
	list := []string{}
	if s.Wanted == nil {
		return list
	}
	for _, text := range s.Wanted(ctx) {
		q, err := query.Parse(text)
		if err != nil || len(blogs) > 0 && !slices.ContainsFunc(q.Values(query.Blog), func(b string) bool { return inOne(blogs, b) }) {
			continue
		}
		for _, b := range q.Values(query.Blog) {
			q = q.Without(query.Blog, b)
		}
		if said := q.String(); said != "" && !slices.Contains(list, said) {
			list = append(list, said)
		}
		if len(list) == startWanted {
			break
		}
	}
	return list
}

// startView is what the page shows above the newest posts.
type startView struct{ Wanted, Tags []link }

// newStart is nil unless the page is where a search begins.
func (s *Server) newStart(ctx context.Context, f frame, a ask, r *index.Result) *startView {
	if !a.query.IsEmpty() || a.page > 1 {
		return nil
	}
	var v startView
	for _, text := range s.wanted(ctx, a.query.Values(query.Blog)) {
		v.Wanted = append(v.Wanted, link{Text: text, URL: f.searchURL(text)})
	}
	tags := r.Facets[query.Tag]
	for _, t := range tags[:min(len(tags), startTags)] {
		v.Tags = append(v.Tags, link{Text: t.Value, URL: f.searchURL(one(query.Tag, t.Value))})
	}
	return &v
}
