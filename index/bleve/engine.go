// Package bleve is the embedded engine. Bleve's storage keeps the postings and the stored posts; what matches, how it scores and
// what a facet counts is decided here, because Bleve's own scorer ranks Japanese badly and its facets cost more than all
// the rest of a search. No other room knows Bleve.
package bleve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/internal/blog"
)

// engineName stands in manifests, so that no engine opens the index of another.
const engineName = "bleve"

// layout is the version of what this package writes into an index. It changes with every change of fields or records.
const layout = "1"

// analysis is the version of all that decides what a post becomes in the index.
func analysis() string { return ja.Version + "." + layout }

// Options say how an engine is opened.
type Options struct {
	Dir        string       // the data folder
	ReadOnly   bool         // Build is refused
	Generation string       // serve this one, for reading only, whatever is live; empty for the live one
	Synonyms   string       // a file of words that mean the same, in Solr's or Sudachi's format; empty for none
	Log        *slog.Logger // nil logs nothing
}

// Engine is an index.Engine over the generations of a data folder. It serves the live one and moves on to each new one within
// two seconds of its publishing, without a search noticing.
type Engine struct {
	opts     Options
	store    *generation.Store
	tools    tools
	synonyms *lexicon.Synonyms // the owner's, or nil
	live     atomic.Pointer[served]
	swapping sync.Mutex // held while a generation is being opened
	stop     context.CancelFunc
	watching sync.WaitGroup
}

// served is a generation with the number of those who use it; it is closed when the last one lets go.
type served struct {
	*snapshot
	info  *generation.Live
	words *lexicon.Lexicon
	users atomic.Int64 // one is the engine itself
}

// Open opens the live generation of the data folder. Where there is none yet the engine answers blog.ErrNoIndex until one is
// published. Close ends it.
func Open(ctx context.Context, opts Options) (*Engine, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	z, err := newPacker()
	if err != nil {
		return nil, err
	}
	e := &Engine{opts: opts, store: generation.Open(opts.Dir), tools: tools{ja.New(), z}}
	if opts.Synonyms != "" {
		if e.synonyms, err = readSynonyms(opts.Synonyms, e.tools.analyzer); err != nil {
			return nil, err
		}
	}
	if err := e.reload(ctx); err != nil && !errors.Is(err, blog.ErrUnavailable) {
		return nil, fmt.Errorf("open the index in %s: %w", opts.Dir, err)
	}
	if opts.Generation != "" {
		e.stop = func() {} // it never changes, and nothing is watched
		return e, nil
	}
	watch, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	e.watching.Go(func() { e.store.Watch(watch, func(id string) { e.follow(watch, id) }) })
	return e, nil
}

// follow moves on to the generation that CURRENT names now. What cannot be opened is logged, and the old one goes on.
func (e *Engine) follow(ctx context.Context, id string) {
	if s := e.live.Load(); s != nil && s.id == id {
		return
	}
	if err := e.reload(ctx); err != nil && ctx.Err() == nil {
		e.opts.Log.Error("a new index cannot be opened; the old one is kept", "generation", id, "error", err)
	}
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

// reload opens the generation to serve and puts it in place of the one being served.
func (e *Engine) reload(ctx context.Context) error {
	e.swapping.Lock()
	defer e.swapping.Unlock()
	info, err := e.wanted(ctx)
	if err != nil {
		return err
	}
	if info.Degraded != "" {
		e.opts.Log.Warn("an older index is served", "generation", info.ID, "reason", info.Degraded)
	}
	if s := e.live.Load(); s != nil && s.id == info.ID {
		return nil
	}
	if info.Engine != engineName {
		return fmt.Errorf("generation %s was built by the engine %q: %w", info.ID, info.Engine, blog.ErrUsage)
	}
	words, err := readLexicon(info.Dir)
	if err != nil {
		return err
	}
	snap, err := openSnapshot(ctx, info.Dir, info.ID, e.tools)
	if err != nil {
		return err
	}
	s := &served{snapshot: snap, info: info, words: words.With(e.synonyms)}
	s.users.Store(1)
	if old := e.live.Swap(s); old != nil {
		e.release(old)
	}
	return nil
}

// acquire gives the live generation; release must follow.
func (e *Engine) acquire() (*served, error) {
	for {
		s := e.live.Load()
		if s == nil {
			return nil, fmt.Errorf("%w; run fumikura reindex URL", blog.ErrNoIndex)
		}
		// A generation that has no users is being closed, and another has taken its place.
		if n := s.users.Load(); n > 0 && s.users.CompareAndSwap(n, n+1) {
			return s, nil
		}
	}
}

func (e *Engine) release(s *served) {
	if s.users.Add(-1) > 0 {
		return
	}
	if err := s.close(); err != nil {
		e.opts.Log.Warn("an index could not be closed", "generation", s.id, "error", err)
	}
}

// Close stops watching and lets go of the live generation; searches under way end first.
func (e *Engine) Close() error {
	e.stop()
	e.watching.Wait()
	if s := e.live.Swap(nil); s != nil {
		e.release(s)
	}
	return nil
}

// using runs fn over the live generation. A panic, even one of reading a file that was cut short while mapped, becomes an
// error: it must not end the server.
func (e *Engine) using(ctx context.Context, what string, fn func(*served) error) (err error) {
	s, err := e.acquire()
	if err != nil {
		return err
	}
	defer e.release(s)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			e.opts.Log.Error("a search went wrong", "what", what, "generation", s.id, "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("%s: the index cannot be read: %v", what, r)
		}
	}()
	err = fn(s)
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("%s: it took too long or was given up: %w: %w", what, blog.ErrUnavailable, cause)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
