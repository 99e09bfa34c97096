package main

import (
	"context"

	"github.com/fumikura/fumikura/index/replay"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/web/desk"
)

// Review tells the desk what waits for approval.
func (o *office) Review(ctx context.Context) (*desk.Review, error) {
	r := &desk.Review{Always: o.cfg.Serve.Review}
	if !o.hasArchive() {
		return r, nil
	}
	err := o.reading(ctx, func(db *archive.DB) error {
		h, err := readHold(ctx, db)
		if h != nil {
			r.Hold = &desk.Hold{Since: h.Since, From: h.From, To: h.To}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	w, err := readWaiting(ctx, o.engine)
	if w != nil {
		r.Waiting = &desk.Waiting{Generation: w.Generation, Built: w.Built, Posts: w.Posts, Stale: w.Stale, Review: w.Review}
	}
	return r, err
}

// Replay asks the last queries of the live generation and of the one that waits.
func (o *office) Replay(ctx context.Context) (*replay.Report, error) {
	told, _, err := o.replayWaiting(ctx, o.engine, rulesFlags{last: lastQueries})
	if err != nil {
		return nil, err
	}
	return told.Replay, nil
}
