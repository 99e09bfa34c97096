package web

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

const (
	// maxSearches is how many searches are admitted at once, those that wait for a processor among them.
	maxSearches = 64
	// maxWait is how long a search may have to wait to begin: half of the time that it has.
	maxWait = searchTimeout / 2
)

// gate is admission control (load shedding) for searches. A few run side by side, for more of them only take processors from each other and from those who are
// to be refused; the rest wait in line, and who would wait too long is refused at once, while a refusal is still cheap and quick.
type gate struct {
	running chan struct{} // one for each search that runs
	inside  atomic.Int64  // how many are admitted
	usual   atomic.Int64  // nanoseconds that a search runs, the latest counting most
}

// newGate makes a gate for so many searches side by side; 0 is one for each processor.
func newGate(atOnce int) *gate {
	if atOnce == 0 {
		atOnce = runtime.GOMAXPROCS(0)
	}
	return &gate{running: make(chan struct{}, min(atOnce, maxSearches))}
}

// pass runs one search, or refuses it with errBusy. A search that is given up while it waits does not run.
func (g *gate) pass(ctx context.Context, search func(context.Context) error) error {
	inside := g.inside.Add(1)
	defer g.inside.Add(-1)
	waiting := inside - int64(cap(g.running))
	if inside > maxSearches || time.Duration(waiting*g.usual.Load()/int64(cap(g.running))) > maxWait {
		return errBusy
	}
	select {
	case g.running <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	began := time.Now()
	defer func() {
		g.learn(time.Since(began))
		<-g.running
	}()
	return search(ctx)
}

// learn takes in how long a search ran. Of two that end at the same time one may be forgotten; nothing hangs on it.
func (g *gate) learn(took time.Duration) {
	const share = 16
	usual := g.usual.Load()
	if usual == 0 {
		usual = int64(took)
	}
	g.usual.Store(usual + (int64(took)-usual)/share)
}
