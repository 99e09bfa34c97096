package opensearch

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index/draw"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// drawnAtOnce is how many samples are asked of the cluster at a time.
const drawnAtOnce = 50

// Verify proves on samples that what a page shows can be found: it draws runs of characters and words from the posts just put,
// asks the unpublished index for each as a reader would, and fails with the first that is missed.
func (b *Builder) Verify(ctx context.Context, samples int) error {
	if err := b.settle(ctx); err != nil {
		return fmt.Errorf("verify the new index: %w", err)
	}
	if err := b.engine.bareView(b.index).findsAll(ctx, b.sample, samples); err != nil {
		return fmt.Errorf("verify the new index: %w", err)
	}
	return nil
}

// Check proves on samples of the live generation what Builder.Verify proves of a new one.
func (e *Engine) Check(ctx context.Context, samples int) error {
	return e.using(ctx, "check the live index", func(v *view) error {
		drawn := draw.New()
		if err := v.everyPost(ctx, drawn.See); err != nil {
			return err
		}
		return v.findsAll(ctx, drawn, samples)
	})
}

// drawn is something that a post shows, and how a reader may ask for it.
type drawn struct {
	post *blog.Post
	node query.Node
}

func (v *view) findsAll(ctx context.Context, from *draw.Sample, samples int) error {
	if from.Len() == 0 {
		return nil
	}
	for left := samples; left > 0; left -= drawnAtOnce {
		var some []drawn
		for range min(left, drawnAtOnce) {
			if post, n := from.Draw(); n != nil {
				some = append(some, drawn{post, n})
			}
		}
		if err := v.finds(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// finds is nil when each post is found by what was drawn from it.
func (v *view) finds(ctx context.Context, some []drawn) error {
	asked := make([]clause, len(some))
	for i, d := range some {
		c := v.compiler(plan.Maker{Analyzer: v.analyzer}.Make(query.Query{Root: d.node}))
		asked[i] = all(term(fieldID, string(d.post.ID)), c.node(c.plan.Root))
	}
	counts, err := v.count(ctx, asked)
	if err != nil {
		return err
	}
	for i, n := range counts {
		if n == 0 {
			return fmt.Errorf("the post %s is not found by %s, which stands in it", some[i].post.URL, query.Query{Root: some[i].node})
		}
	}
	return nil
}
