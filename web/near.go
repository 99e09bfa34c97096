package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// What is tried where nothing was found. Each try is a look into a sorted list or a small search.
const (
	nearTries = 6 // beginnings of words
	nearLeast = 2 // characters of such a beginning
	nearPosts = 3
)

// near completes beginnings of the words of a query that found nothing: what a reader meant often begins alike.
func (s *Server) near(ctx context.Context, words string, blogs []string) []index.Suggestion {
	fields := strings.Fields(words)
	slices.SortStableFunc(fields, func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a))
	})
	tries := 0
	for _, word := range fields {
		runes := []rune(strings.Trim(word, `"-()`))
		for n := len(runes) - 1; n >= max(nearLeast, len(runes)/2); n-- {
			if tries++; tries > nearTries {
				return nil
			}
			list, err := s.complete(ctx, string(runes[:n]), blogs)
			if err != nil { // what would only have helped is no reason to fail
				return nil
			}
			if len(list) > 0 {
				return list
			}
		}
	}
	return nil
}

// nearest are posts that come close to a search that found nothing: those with its words that pass no filter, else those with a word that
// begins alike.
func (s *Server) nearest(ctx context.Context, a ask, alike []index.Suggestion) []index.Hit {
	_, rest := query.Filters(a.query)
	blogs := a.query.Values(query.Blog)
	tries := []query.Query{rest}
	for _, alike := range alike {
		if q, err := query.Parse(alike.Text); err == nil && alike.Kind != "post" {
			tries = append(tries, q)
			break
		}
	}
	for _, q := range tries {
		q = inBlogs(q, blogs)
		if q.IsEmpty() || q.Equal(a.query) {
			continue
		}
		if r, err := s.look(ctx, ask{query: q, page: 1, size: nearPosts, langs: a.langs}); err == nil && len(r.Hits) > 0 {
			return r.Hits
		}
	}
	return nil
}
