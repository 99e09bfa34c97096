package bleve

import (
	"context"

	"github.com/fumikura/fumikura/index/weight"
)

// Reweigh opens the live generation anew with other weights, for the tests of weights; the words stay in memory.
func (e *Engine) Reweigh(ctx context.Context, w weight.Weights) error {
	e.swapping.Lock()
	defer e.swapping.Unlock()
	e.tools.weights = w
	old := e.live.Load()
	s, err := e.open(ctx, old.info.Load(), old)
	if err != nil {
		return err
	}
	e.live.Store(s)
	e.release(old)
	return nil
}
