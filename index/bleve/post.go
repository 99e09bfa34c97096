package bleve

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// Post gives a whole post.
func (e *Engine) Post(ctx context.Context, id blog.ID) (post *blog.Post, err error) {
	err = e.using(ctx, "read a post", func(s *liveGeneration) (err error) {
		post, err = s.byID(id)
		return err
	})
	return post, err
}

func (s *snapshot) byID(id blog.ID) (*blog.Post, error) {
	doc, ok, err := s.document(id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("post %q: %w", id, blog.ErrNotFound)
	}
	return s.post(doc)
}

// Marked gives the places of a post at which a query matches.
func (e *Engine) Marked(ctx context.Context, id blog.ID, q query.Query) (marks []index.Mark, err error) {
	err = e.using(ctx, "mark a post", func(s *liveGeneration) error {
		post, err := s.byID(id)
		if err != nil {
			return err
		}
		l := newLookup(ctx, s.snapshot)
		f, err := newMatcher(l, s.plan(l, q)).finder()
		if err != nil {
			return err
		}
		marks = rank.Marks(f, post)
		return nil
	})
	return marks, err
}
