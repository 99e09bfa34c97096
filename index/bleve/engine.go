package bleve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

// engineName stands in manifests, so that no engine opens the index of another.
const engineName = "bleve"

// layout is the version of what this package writes into an index. It changes with every change of fields or records.
const layout = "6"

// analysis is the version of all that decides what a post becomes in the index.
func analysis() string { return ja.Version + "." + layout }

// Options say how an engine is opened.
type Options struct {
	Dir        string         // the data folder
	ReadOnly   bool           // Build is refused
	Building   bool           // nothing but Build, Stats and Meta is asked of it, so that the index need not be read into memory
	Warm       bool           // make at opening what the first search would wait for
	Generation string         // serve this one, for reading only, whatever is live; empty for the live one
	Synonyms   string         // a file of words that mean the same, in Solr's or Sudachi's format; empty for none
	Log        *slog.Logger   // nil logs nothing
	Weights    weight.Weights // of ranking, for tests of them; zero for the default
}

// Engine is an index.Engine over the generations of a data folder. It serves the live one and moves on to each new one within
// two seconds of its publishing, without a search noticing.
type Engine struct {
	opts     Options
	store    *generation.Store
	tools    resources
	synonyms *lexicon.Synonyms // the owner's, or nil
	live     atomic.Pointer[liveGeneration]
	swapping sync.Mutex // held while a generation is being opened
	stop     context.CancelFunc
	watching sync.WaitGroup

	doubts    chan *liveGeneration // over which a search went wrong
	withdrawn atomic.Bool          // there was an index, and no whole one is left
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
	e := &Engine{opts: opts, store: generation.Open(opts.Dir), tools: resources{ja.New(), z, opts.Weights.Or()}, doubts: make(chan *liveGeneration, 1)}
	if opts.Synonyms != "" {
		if e.synonyms, err = readSynonyms(opts.Synonyms, e.tools.analyzer); err != nil {
			return nil, err
		}
	}
	if opts.Building {
		e.store.Recall()
	}
	err = e.reload(ctx)
	if errors.Is(err, generation.ErrDamaged) && opts.Generation == "" {
		// Not the end: the archive has all that a new index needs, and who serves or builds makes one of it.
		opts.Log.Error("no whole index is left; one is to be built from the archive", "err", err)
		e.withdrawn.Store(true)
		err = nil
	}
	if err != nil && !errors.Is(err, blog.ErrUnavailable) {
		return nil, fmt.Errorf("open the index in %s: %w", opts.Dir, err)
	}
	watch, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	if opts.Generation == "" { // a named one never changes
		e.watching.Go(func() { e.store.Watch(watch, func(id string) error { return e.follow(watch, id) }) })
		e.watching.Go(func() { e.examine(watch) })
	}
	return e, nil
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

// Only removes every generation but the live one.
func (e *Engine) Only(context.Context) error { return e.store.Only() }

// Meta gives what the builder of the live generation kept with SetMeta.
func (e *Engine) Meta(context.Context) (json.RawMessage, error) {
	s, err := e.acquire()
	if err != nil {
		return nil, fmt.Errorf("read what the index was built from: %w", err)
	}
	defer e.release(s)
	return s.info.Load().Source, nil
}

// Stats describes the live generation.
func (e *Engine) Stats(context.Context) (index.Stats, error) {
	s, err := e.acquire()
	if err != nil {
		return index.Stats{}, fmt.Errorf("describe the index: %w", err)
	}
	defer e.release(s)
	info := s.info.Load()
	st := index.Stats{Generation: s.id, Posts: info.Posts, Bytes: info.Bytes(), Built: info.Created, Analyzer: info.Analyzer,
		Outdated: info.Analyzer != analysis(), Degraded: info.Degraded}
	if s.columns != nil {
		st.Sites = s.columns.sites()
	}
	return st, nil
}
