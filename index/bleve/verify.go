package bleve

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// Verify proves on samples that what a page shows can be found: it draws runs of characters and words from the posts just put,
// asks the unpublished index for each as a reader would, and fails with the first that is missed. Whether a post is found depends
// on its own segment alone, so that an increment asks the few it has written; the others were proved when they were built.
func (b *Builder) Verify(ctx context.Context, samples int) error {
	if err := b.settle(); err != nil {
		return fmt.Errorf("verify the new index: %w", err)
	}
	if b.sample.Len() == 0 {
		return nil
	}
	s, err := newSnapshot(ctx, present(b.index.Scorch), b.engine.tools, holding(b.sample.IDs()))
	if err != nil {
		return fmt.Errorf("verify the new index: %w", err)
	}
	for i := 0; i < samples && err == nil; i++ {
		if post, n := b.sample.Draw(); n != nil {
			err = s.finds(ctx, post, n)
		}
	}
	if e := s.close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("verify the new index: %w", err)
	}
	return nil
}

// finds is nil when the query finds the post.
func (s *snapshot) finds(ctx context.Context, post *blog.Post, n query.Node) error {
	q := query.Query{Root: n}
	m := newMatcher(newLookup(ctx, s), plan.Maker{Analyzer: s.analyzer}.Make(q))
	found, err := m.node(m.plan.Root)
	if err != nil {
		return err
	}
	doc, ok, err := s.document(post.ID)
	if err != nil {
		return err
	}
	if !ok || !found.has(doc) {
		return fmt.Errorf("the post %s is not found by %s, which stands in it", post.URL, q)
	}
	return nil
}

// document gives the number of a post.
func (s *snapshot) document(id blog.ID) (doc uint32, ok bool, err error) {
	for _, p := range s.parts {
		docs, err := p.segment.DocNumbers([]string{string(id)})
		if err != nil {
			return 0, false, fmt.Errorf("look up %s: %w", id, err)
		}
		if it := docs.Iterator(); it.HasNext() {
			return p.offset + it.Next(), true, nil
		}
	}
	return 0, false, nil
}
