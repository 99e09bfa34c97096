package opensearch

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/spotcheck"
	"github.com/fumikura/fumikura/internal/blog"
)

// Verify is a spot check before publishing: it proves on samples that what a page shows can be found: it draws runs of characters and words from the posts just put, and
// asks the unpublished index for each as a reader would. A post that is missed is taken out of the build again, as one that could
// not be analysed was; both are named.
func (b *Builder) Verify(ctx context.Context, samples int) ([]blog.Missed, error) {
	missed, err := b.verify(ctx, samples)
	if err != nil {
		return nil, fmt.Errorf("verify the new index: %w", err)
	}
	return missed, nil
}

func (b *Builder) verify(ctx context.Context, samples int) ([]blog.Missed, error) {
	if err := b.flush(ctx); err != nil {
		return nil, err
	}
	missed, err := b.engine.bareView(b.index).prove(ctx, b.sample, samples)
	if err != nil {
		return nil, err
	}
	for _, m := range missed {
		if err := b.Remove(ctx, m.ID); err != nil {
			return nil, err
		}
	}
	if len(missed) == 0 {
		return nil, nil
	}
	return missed, b.flush(ctx)
}

// Check proves on samples of the live generation what Builder.Verify proves of a new one.
func (e *Engine) Check(ctx context.Context, samples int) error {
	return e.using(ctx, "check the live index", func(v *view) error {
		drawn := spotcheck.New()
		if err := v.everyPost(ctx, drawn.See); err != nil {
			return err
		}
		missed, err := v.prove(ctx, drawn, samples)
		if err == nil && len(missed) > 0 {
			err = fmt.Errorf("%s: %s", missed[0].URL, missed[0].Reason)
		}
		return err
	})
}

// prove draws from the sample and gives the posts that are missed.
func (v *view) prove(ctx context.Context, from *spotcheck.Sample, samples int) ([]blog.Missed, error) {
	return from.Prove(samples, func(some []spotcheck.Probe) ([]bool, error) {
		asked := make([]clause, len(some))
		for i, a := range some {
			p := plan.Maker{Analyzer: v.analyzer}.Make(query.Query{Root: a.Node})
			asked[i] = all(term(fieldID, string(a.Post.ID)), v.print(p.Match()))
		}
		counts, err := v.count(ctx, asked)
		found := make([]bool, len(some))
		for i, n := range counts {
			found[i] = n > 0
		}
		return found, err
	})
}
