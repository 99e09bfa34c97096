package bleve

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index/draw"
)

// Check proves on samples of the live generation what Builder.Verify proves of a new one.
func (e *Engine) Check(ctx context.Context, samples int) error {
	return e.using(ctx, "check the live index", func(s *served) error {
		drawn, err := s.someOfAll()
		if err != nil {
			return err
		}
		for i := 0; i < samples && drawn.Len() > 0; i++ {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("after %d samples: %w", i, err)
			}
			if post, n := drawn.Draw(); n != nil {
				if err := s.finds(ctx, post, n); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// someOfAll samples the live posts evenly by their place.
func (s *snapshot) someOfAll() (*draw.Sample, error) {
	drawn := draw.New()
	var live []uint32
	for doc := range uint32(s.size()) {
		if s.columns.live.has(doc) {
			live = append(live, doc)
		}
	}
	n := min(draw.Kept, len(live))
	for i := range n {
		post, err := s.post(live[i*len(live)/n])
		if err != nil {
			return nil, err
		}
		drawn.See(post)
	}
	return drawn, nil
}
