package bleve

import (
	"context"
	"errors"
	"fmt"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/spotcheck"
	"github.com/fumikura/fumikura/internal/blog"
)

// Verify is a spot check before publishing: it proves on samples that what a page shows can be found: it draws runs of characters and words from the posts just put, and
// asks the unpublished index for each as a reader would. A post that is missed is taken out of the build again, as one that could
// not be analysed was; both are named. Whether a post is found depends on its own segment alone, so that an increment asks the few it
// has written; the others were proved when they were built.
func (b *Builder) Verify(ctx context.Context, samples int) ([]blog.Missed, error) {
	missed, err := b.verify(ctx, samples)
	if err != nil {
		return nil, fmt.Errorf("verify the new index: %w", err)
	}
	return missed, nil
}

func (b *Builder) verify(ctx context.Context, samples int) ([]blog.Missed, error) {
	if err := b.flush(); err != nil {
		return nil, err
	}
	missed, err := b.prove(ctx, samples)
	if err != nil {
		return nil, err
	}
	for _, m := range missed {
		if err := b.Remove(ctx, m.ID); err != nil {
			return nil, err
		}
	}
	return missed, b.flush()
}

// prove asks the index as it stands.
func (b *Builder) prove(ctx context.Context, samples int) ([]blog.Missed, error) {
	s, err := newSnapshot(ctx, present(b.index.Scorch), b.engine.tools, holding(b.sample.IDs()))
	if err != nil {
		return nil, err
	}
	missed, err := s.prove(ctx, b.sample, samples)
	return missed, errors.Join(err, s.close())
}

// prove draws from the sample and gives the posts that are missed.
func (s *snapshot) prove(ctx context.Context, from *spotcheck.Sample, samples int) ([]blog.Missed, error) {
	return from.Prove(samples, func(some []spotcheck.Probe) ([]bool, error) {
		found := make([]bool, len(some))
		for i, a := range some {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			var err error
			if found[i], err = s.finds(ctx, a.Post.ID, a.Node); err != nil {
				return nil, err
			}
		}
		return found, nil
	})
}

// finds says whether the query finds the post.
func (s *snapshot) finds(ctx context.Context, id blog.ID, n query.Node) (bool, error) {
	doc, ok, err := s.document(id)
	if err != nil || !ok {
		return false, err
	}
	m := newMatcher(newLookup(ctx, s), plan.Maker{Analyzer: s.analyzer}.Make(query.Query{Root: n}))
	m.reachable = newSet(s.size())
	m.reachable.add(doc) // the texts of all others need not be read
	found, err := m.eval(m.plan.Match())
	return err == nil && found.has(doc), err
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
