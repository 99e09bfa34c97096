package bleve

import (
	"context"
	"encoding/json"

	"github.com/fumikura/fumikura/index"
)

// Waiting describes the generation that waits for the owner's approval, with what its builder kept with SetMeta. It is blog.ErrNotFound
// where there is none.
func (e *Engine) Waiting(ctx context.Context) (index.Stats, json.RawMessage, error) {
	m, err := e.store.Waiting(ctx)
	if err != nil {
		return index.Stats{}, nil, err
	}
	s := statsOf(m)
	s.Outdated = m.Analyzer != analysis()
	return s, m.Source, nil
}

// Approve makes the generation that waits live, and gives its id. An approval that was killed is finished first.
func (e *Engine) Approve(ctx context.Context) (string, error) {
	m, err := e.store.Approve(ctx)
	if err != nil {
		return "", err
	}
	return m.ID, nil
}

// Settle finishes an approval that was killed on its way.
func (e *Engine) Settle(ctx context.Context) error { return e.store.Settle(ctx) }

// Drop removes the generation that waits, and says which.
func (e *Engine) Drop(context.Context) (string, error) { return e.store.Drop() }
