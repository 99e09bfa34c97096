package bleve

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index/spotcheck"
)

// Check proves on samples of the live generation what Builder.Verify proves of a new one.
func (e *Engine) Check(ctx context.Context, samples int) error {
	return e.using(ctx, "check the live index", func(s *liveGeneration) error {
		drawn, err := s.randomSample()
		if err != nil {
			return err
		}
		missed, err := s.prove(ctx, drawn, samples)
		if err == nil && len(missed) > 0 {
			err = fmt.Errorf("%s: %s", missed[0].URL, missed[0].Reason)
		}
		return err
	})
}

// randomSample samples the live posts evenly by their place.
func (s *snapshot) randomSample() (*spotcheck.Sample, error) {
	drawn := spotcheck.New()
	var live []uint32
	for doc := range uint32(s.size()) {
		if s.columns.live.has(doc) {
			live = append(live, doc)
		}
	}
	n := min(spotcheck.Kept, len(live))
	for i := range n {
		post, err := s.post(live[i*len(live)/n])
		if err != nil {
			return nil, err
		}
		drawn.See(post)
	}
	return drawn, nil
}
