package bleve

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

const (
	// doubtPause is the least time between two readings of all files because of searches that went wrong.
	doubtPause = time.Minute
	// scrubPause is how often all files are read again although nothing went wrong: a disk that loses a bit tells nobody.
	scrubPause = 24 * time.Hour
)

// errOlder says that another generation is served than CURRENT names.
var errOlder = errors.New("an older index is served")

// follow moves on to the generation that CURRENT names now. What cannot be opened is logged and tried again later; the old one
// goes on.
func (e *Engine) follow(ctx context.Context, id string) error {
	if s := e.live.Load(); s != nil && s.id == id {
		return nil
	}
	if err := e.reload(ctx); err != nil {
		if ctx.Err() == nil {
			e.opts.Log.Error("a new index cannot be opened; the old one is kept", "generation", id, "error", err)
		}
		return fmt.Errorf("open generation %s: %w", id, err)
	}
	debug.FreeOSMemory() // opening leaves as much behind as it keeps, and so does what was served before
	if s := e.live.Load(); s == nil || s.id != id {
		return errOlder
	}
	return nil
}

// doubt has the files of a generation read again after a search over it went wrong. Who searches does not wait for it.
func (e *Engine) doubt(s *liveGeneration) {
	select {
	case e.doubts <- s:
	default: // it is doubted already
	}
}

// examine reads the files of the live generation again when they are doubted, and once a day, until the context ends.
func (e *Engine) examine(ctx context.Context) {
	scrub := time.NewTicker(scrubPause)
	defer scrub.Stop()
	for {
		var s *liveGeneration
		select {
		case <-ctx.Done():
			return
		case s = <-e.doubts:
		case <-scrub.C:
			s = e.live.Load()
		}
		if s == nil || s != e.live.Load() || !e.intact(ctx, s) {
			continue
		}
		s.whole.Store(true)
		select {
		case <-ctx.Done():
			return
		case <-time.After(doubtPause):
		}
	}
}

// intact says whether the files of the live generation have their checksums yet. Where they are not, another is put in its place; where
// there is no whole one, there is none until the next is published.
func (e *Engine) intact(ctx context.Context, s *liveGeneration) bool {
	err := e.store.Verify(ctx, s.id)
	if err == nil || ctx.Err() != nil {
		return true
	}
	e.opts.Log.Error("the index has been damaged since it was opened; run fumikura reindex --rebuild", "generation", s.id, "error", err)
	if err := e.reload(ctx); err != nil {
		e.opts.Log.Error("no whole index is left to answer from", "error", err)
		e.withdraw(s)
	}
	return false
}

// withdraw leaves the engine without an index, unless another generation has come meanwhile.
func (e *Engine) withdraw(s *liveGeneration) {
	e.swapping.Lock()
	defer e.swapping.Unlock()
	if e.live.CompareAndSwap(s, nil) {
		e.withdrawn.Store(true)
		e.release(s)
	}
}
