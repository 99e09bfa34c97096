package bleve

import (
	"context"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// Holds says whether the post is in the live index, and whether the query matches it with all that it requires: what doctor asks
// of each part of a query.
func (e *Engine) Holds(ctx context.Context, id blog.ID, q query.Query) (indexed, matches bool, err error) {
	err = e.using(ctx, "ask for one post", func(s *liveGeneration) error {
		doc, ok, err := s.document(id)
		if err != nil || !ok {
			return err
		}
		l := newLookup(ctx, s.snapshot)
		m := newMatcher(l, s.plan(l, q))
		text, err := m.eval(m.plan.Match())
		if err != nil {
			return err
		}
		indexed, matches = true, filtered(text, s.columns.chosen(m.plan.Filters, nil), "").has(doc)
		return nil
	})
	return indexed, matches, err
}
