package bleve

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/generation"
)

// Publish makes the generation live. The engine serves it when Publish returns, unless it cannot be opened: that is logged, and no
// error, for readers may see it already.
func (b *Builder) Publish(ctx context.Context) (index.Stats, error) {
	stats, err := b.publish(ctx)
	if err != nil {
		return index.Stats{}, fmt.Errorf("publish an index: %w", err)
	}
	return stats, nil
}

// Hold makes the generation whole, to wait for the owner's approval; readers see nothing of it.
func (b *Builder) Hold(ctx context.Context) (index.Stats, error) {
	meta, err := b.finish(ctx)
	if err != nil {
		return index.Stats{}, fmt.Errorf("finish an index: %w", err)
	}
	m, err := b.draft.Hold(ctx, meta)
	if err != nil {
		return index.Stats{}, fmt.Errorf("keep an index that waits: %w", errors.Join(err, b.draft.Discard()))
	}
	return statsOf(m), nil
}

func statsOf(m *generation.Manifest) index.Stats {
	return index.Stats{Generation: m.ID, Posts: m.Posts, Bytes: m.Bytes(), Built: m.Created, Analyzer: m.Analyzer}
}

// finish ends writing; what follows touches files only.
func (b *Builder) finish(ctx context.Context) (generation.Meta, error) {
	none := generation.Meta{}
	if err := b.flush(); err != nil {
		return none, err
	}
	posts, err := b.posts()
	if err != nil {
		return none, err
	}
	g, both := errgroup.WithContext(ctx)
	g.Go(func() error { return guarded(func() error { return b.makeLexicon(both) }) })
	g.Go(func() error { return b.merge(both) })
	if err := g.Wait(); err != nil {
		return none, err
	}
	if err := b.shut(); err != nil {
		return none, err
	}
	if b.fresh {
		if err := tidy(b.draft.Dir()); err != nil {
			return none, err
		}
	}
	return generation.Meta{Engine: engineName, Analyzer: analysis(), Posts: posts, Source: b.meta}, nil
}

func (b *Builder) publish(ctx context.Context) (index.Stats, error) {
	meta, err := b.finish(ctx)
	if err != nil {
		return index.Stats{}, err
	}
	m, err := b.draft.Publish(ctx, meta)
	if err != nil {
		return index.Stats{}, errors.Join(err, b.draft.Discard())
	}
	stats := statsOf(m)
	if err := b.engine.reload(ctx); err != nil {
		// It is live; this engine goes on with the old one until its watch, or the next start, opens the new one.
		b.engine.opts.Log.Error("the new index is published, but cannot be opened yet", "generation", m.ID, "error", err)
		return stats, nil
	}
	if now, err := b.engine.Stats(ctx); err == nil && now.Generation == m.ID {
		return now, nil
	}
	return stats, nil
}

// posts counts the posts of the new index.
func (b *Builder) posts() (int, error) {
	state := present(b.index.Scorch)
	n, err := state.DocCount()
	return int(n), errors.Join(err, state.Close())
}

// merge makes a few large segments of a new index, and waits until nothing is left to merge.
func (b *Builder) merge(ctx context.Context) error {
	if b.fresh {
		if err := b.index.merge(ctx); err != nil {
			return fmt.Errorf("merge the segments: %w", err)
		}
	}
	return b.index.mergesDone(ctx)
}

// Merging goes on behind a build; a search over a few large segments is faster than over many small ones.
const (
	restPoll = 20 * time.Millisecond
	restMost = 2 * time.Minute
)

// mergesDone waits until the storage has nothing left to merge.
func (s *storage) mergesDone(ctx context.Context) error {
	deadline := time.Now().Add(restMost)
	for time.Now().Before(deadline) {
		if err := s.failure(); err != nil {
			return err
		}
		if busy, ok := s.StatsMap()["index_bgthreads_active"].(bool); !ok || !busy {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(restPoll):
		}
	}
	return nil
}

// shut closes the index; what follows touches files only.
func (b *Builder) shut() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	_ = b.before.Close() // it was only read
	if err := b.index.close(); err != nil {
		return fmt.Errorf("close the new index: %w", err)
	}
	return nil
}

// Close throws away what was not published.
func (b *Builder) Close() error {
	b.mu.Lock()
	ended := b.ended
	b.mu.Unlock()
	if ended {
		return b.draft.Discard() // nothing, when it was published
	}
	// What the workers could not write is thrown away with the rest.
	_ = b.flush()
	if err := errors.Join(b.shut(), b.draft.Discard()); err != nil {
		return fmt.Errorf("throw a build away: %w", err)
	}
	return nil
}
