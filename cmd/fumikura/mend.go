package main

import (
	"context"
	"errors"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// mendEvery is how often serve looks whether its index is whole.
	mendEvery = time.Second
	// mendPatience is how long serve answers from an older index before it builds the newer one again: an owner who is at it comes first.
	mendPatience = 2 * time.Minute
	// A rebuild that fails is tried again after a pause, which doubles up to the longest.
	mendFirst, mendLongest = time.Minute, time.Hour
)

// mender builds the index again from the archive where it was damaged. Two generations share most of their files, so that one bad file
// may leave none to answer from.
type mender struct {
	engine engine
	runs   *child

	since time.Time     // when it was first seen damaged; zero: it is whole
	next  time.Time     // not before that
	pause time.Duration // after the next attempt
}

// watch looks after the index until the context ends.
func (m *mender) watch(ctx context.Context) {
	tick := time.NewTicker(mendEvery)
	defer tick.Stop()
	for {
		m.look(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (m *mender) look(ctx context.Context, now time.Time) {
	stats, err := m.engine.Stats(ctx)
	lost := errors.Is(err, blog.ErrUnavailable) && !noIndex(err)
	if !lost && (err != nil || stats.Degraded == "") {
		m.since, m.pause = time.Time{}, 0
		return
	}
	if m.since.IsZero() {
		m.since = now
	}
	if !lost && now.Sub(m.since) < mendPatience || now.Before(m.next) || !m.runs.app.hasArchive() {
		return
	}
	m.pause = min(max(2*m.pause, mendFirst), mendLongest)
	m.next = now.Add(m.pause)
	if _, err := m.runs.begin("--rebuild"); err != nil {
		m.runs.log.Warn("the damaged index is not built again now", "err", err)
		return
	}
	m.runs.log.Warn("the index is damaged (degraded); it is built again from the archive")
}
