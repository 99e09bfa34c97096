package bleve

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/internal/blog"
)

// liveGeneration is a generation with its reference count; it is closed when the last one who uses it lets go.
type liveGeneration struct {
	*snapshot
	info  atomic.Pointer[generation.Live]
	words *lexicon.Lexicon
	sum   string       // of the file of words
	users atomic.Int64 // one is the engine itself
	whole atomic.Bool  // its files were read again after a search went wrong, and are what they were
}

// reload opens the generation to serve and puts it in place of the one being served.
func (e *Engine) reload(ctx context.Context) error {
	e.swapping.Lock()
	defer e.swapping.Unlock()
	info, err := e.wanted(ctx)
	if err != nil {
		return err
	}
	old := e.live.Load()
	if old != nil && old.id == info.ID {
		old.info.Store(info) // it may be the right one now, or no longer
		return nil
	}
	if info.Degraded != "" {
		e.opts.Log.Warn("an older index is served", "generation", info.ID, "reason", info.Degraded)
	}
	s, err := e.open(ctx, info, old)
	if err != nil {
		// What was whole a while ago may not be now; then the next try passes it over.
		return errors.Join(err, e.store.Verify(ctx, info.ID))
	}
	if old := e.live.Swap(s); old != nil {
		e.release(old)
	}
	return nil
}

// wanted gives the generation to serve, whole.
func (e *Engine) wanted(ctx context.Context) (*generation.Live, error) {
	id := e.opts.Generation
	if id == "" {
		return e.store.Live(ctx)
	}
	if err := e.store.Verify(ctx, id); err != nil {
		return nil, err
	}
	m, err := e.store.Manifest(id)
	if err != nil {
		return nil, err
	}
	return &generation.Live{Manifest: m, Dir: e.store.Dir(id)}, nil
}

// open opens a generation. Its words are those of the old one where they are the same, as mostly.
func (e *Engine) open(ctx context.Context, info *generation.Live, old *liveGeneration) (*liveGeneration, error) {
	if info.Engine != engineName {
		return nil, fmt.Errorf("generation %s was built by the engine %q: %w", info.ID, info.Engine, blog.ErrUsage)
	}
	s := &liveGeneration{snapshot: &snapshot{id: info.ID}, sum: sumOf(info, lexiconName)}
	s.info.Store(info)
	s.users.Store(1)
	if e.opts.Building {
		return s, nil
	}
	err := e.read(ctx, s, old)
	if err != nil && info.Analyzer != analysis() {
		err = fmt.Errorf("the index was built by another version of fumikura and cannot be read by this one; run fumikura reindex: %w: %w", blog.ErrUnavailable, err)
	}
	return s, err
}

// read reads the words and the index of a generation.
func (e *Engine) read(ctx context.Context, s, old *liveGeneration) error {
	dir := s.info.Load().Dir
	if old != nil && s.sum == old.sum {
		s.words = old.words
	} else {
		words, err := readLexicon(dir)
		if err != nil {
			return err
		}
		s.words = words.With(e.synonyms)
	}
	var err error
	if s.snapshot, err = openSnapshot(ctx, dir, s.snapshot.id, e.tools); err == nil && e.opts.Warm {
		if err = guarded(s.warm); err != nil {
			err = errors.Join(err, s.close())
		}
	}
	return err
}

// warm makes what the first search would wait for: the sounds of all words, the Latin words of each segment, and what suggestions are
// looked up in.
func (s *liveGeneration) warm() error {
	s.words.Warm()
	go func() { // what it needs is in memory, so that it may outlast the generation
		s.words.WarmRest()
		s.beginnings()
	}()
	for i := range s.parts {
		if _, err := s.parts[i].latin(); err != nil {
			return err
		}
	}
	return nil
}

func sumOf(info *generation.Live, name string) string {
	for _, f := range info.Files {
		if f.Name == name {
			return f.SHA256
		}
	}
	return ""
}

// acquire takes a reference to the live generation; release must follow.
func (e *Engine) acquire() (*liveGeneration, error) {
	for {
		s := e.live.Load()
		if s == nil && e.withdrawn.Load() {
			return nil, fmt.Errorf("the index is damaged; run fumikura reindex --rebuild: %w", blog.ErrUnavailable)
		}
		if s == nil {
			return nil, fmt.Errorf("%w; run fumikura reindex URL", blog.ErrNoIndex)
		}
		// A generation that has no users is being closed, and another has taken its place.
		if n := s.users.Load(); n > 0 && s.users.CompareAndSwap(n, n+1) {
			return s, nil
		}
	}
}

func (e *Engine) release(s *liveGeneration) {
	if s.users.Add(-1) > 0 {
		return
	}
	if err := s.close(); err != nil {
		e.opts.Log.Warn("an index could not be closed", "generation", s.id, "error", err)
	}
}

// using runs fn over the live generation. A panic, even one of reading a file that was cut short while mapped, becomes an
// error: it must not end the server.
func (e *Engine) using(ctx context.Context, what string, fn func(*liveGeneration) error) error {
	s, err := e.acquire()
	if err != nil {
		return err
	}
	defer e.release(s)
	if s.index == nil {
		return fmt.Errorf("%s: the engine was opened for building only: %w", what, blog.ErrUsage)
	}
	err = guarded(func() error { return fn(s) })
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s: it took too long or was given up: %w: %w", what, blog.ErrUnavailable, ctx.Err())
	case err == nil:
		return nil
	case !isFault(err):
		return fmt.Errorf("%s: %w", what, err)
	}
	if f, ok := errors.AsType[*fault](err); ok {
		e.opts.Log.Error("a search went wrong", "what", what, "generation", s.id, "panic", f.value, "stack", string(f.stack))
	}
	e.doubt(s)
	if s.whole.Load() {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%s: %w; its files are being checked: %w", what, err, blog.ErrUnavailable)
}

// isFault tells an index that cannot be read from what may well be answered so.
func isFault(err error) bool {
	return !errors.Is(err, blog.ErrUsage) && !errors.Is(err, blog.ErrNotFound) && !errors.Is(err, blog.ErrUnavailable)
}
