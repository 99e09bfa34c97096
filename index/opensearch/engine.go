// Package opensearch is an engine over an OpenSearch cluster, for archives and traffic that one machine cannot hold. The cluster
// needs no plug-in: posts are analysed here and carry our tokens, so that both engines see the same. It knows no embedded index.
//
// A generation is an index of its own; an alias names the live one. Once live an index is never written again, and whoever
// searches asks the index by its own name: several requests of one search see one state, and what was counted once stays true.
package opensearch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/internal/blog"
)

// watchEvery is how often the alias is looked at; a new generation has to be noticed within two seconds.
const watchEvery = time.Second

// aliasTimeout is how long the cluster may take to say which index is live. Without a majority of its nodes it does not say; that has to be
// known within five seconds, of which the watch takes one.
const aliasTimeout = 3 * time.Second

// Options say how an engine is opened. Addresses is required.
type Options struct {
	Addresses      []string      // of nodes, such as https://search-1.example.com:9200
	Name           string        // of the alias, and the beginning of the names of indices; empty means fumikura
	CA             string        // a file of certificate authorities to trust instead of the system's; empty for those
	User, Password string        // empty for no basic authentication
	Token          string        // a bearer token; empty for none
	Timeout        time.Duration // of one attempt to ask one node; 0 means 5s
	Shards         int           // of a new index; 0 means one
	Replicas       int           // copies of each shard beside the first; 0 means none
	Archive        string        // the identity of the archive that is built from; empty when it has none
	Force          bool          // build also where the index belongs to another archive
	ReadOnly       bool          // Build is refused
	Generation     string        // to be asked instead of the live one, such as one that waits; empty: the live one
	Synonyms       string        // a file of words that mean the same, in Solr's or Sudachi's format; empty for none
	Log            *slog.Logger  // nil logs nothing
}

// Engine is an index.Engine over a cluster. It serves the index that the alias names and moves on within two seconds when that changes.
type Engine struct {
	opts     Options
	asking   *client // of searches
	making   *client // of builds
	analyzer *ja.Analyzer
	synonyms *lexicon.Synonyms // the owner's, or nil
	major    atomic.Int32      // of the cluster's version; 0 until a node has answered
	live     atomic.Pointer[view]
	down     atomic.Pointer[error] // why the cluster cannot be asked
	swapping sync.Mutex            // held while a generation is being opened
	stop     context.CancelFunc
	watching sync.WaitGroup
}

// indexName is what the cluster takes for a name, less what would make others of it.
var indexName = regexp.MustCompile(`^[a-z0-9][a-z0-9_]{0,60}$`)

// Open makes an engine. A cluster that does not answer is asked again until it does; one of an unknown version is an error.
func Open(ctx context.Context, opts Options) (*Engine, error) {
	fill(&opts)
	if !indexName.MatchString(opts.Name) {
		return nil, fmt.Errorf("open OpenSearch: %q is no name of an index; letters a-z, digits and _ make one: %w", opts.Name, blog.ErrUsage)
	}
	e := &Engine{opts: opts, analyzer: ja.New()}
	var err error
	if opts.Synonyms != "" {
		if e.synonyms, err = readSynonyms(opts.Synonyms, e.analyzer); err != nil {
			return nil, fmt.Errorf("open OpenSearch: %w", err)
		}
	}
	retries := 2*len(opts.Addresses) + 1
	if e.asking, err = dial(opts, opts.Timeout, retries); err != nil {
		return nil, fmt.Errorf("open OpenSearch: %w", err)
	}
	e.asking.late = lateAfter
	if e.asking.pool, err = newNodePool(opts); err != nil {
		return nil, fmt.Errorf("open OpenSearch: %w", err)
	}
	if e.making, err = dial(opts, makeTimeout, retries); err != nil {
		return nil, fmt.Errorf("open OpenSearch: %w", err)
	}
	if err := e.reload(ctx); err != nil && !errors.Is(err, blog.ErrUnavailable) {
		e.asking.close()
		e.making.close()
		return nil, fmt.Errorf("open OpenSearch: %w", err)
	}
	watch, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	e.watching.Go(func() { e.watch(watch) })
	return e, nil
}

func fill(o *Options) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Name == "" {
		o.Name = "fumikura"
	}
	if o.Timeout == 0 {
		o.Timeout = askTimeout
	}
	o.Shards = max(o.Shards, 1)
}

// watch follows the alias.
func (e *Engine) watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		was := e.down.Load()
		err := e.reload(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !errors.Is(err, blog.ErrUnavailable):
			e.opts.Log.Error("a new index cannot be opened; the old one is kept", "error", err)
		case e.down.Load() != nil && was == nil:
			e.opts.Log.Error("OpenSearch cannot be asked", "error", err)
		case was != nil && e.down.Load() == nil:
			e.opts.Log.Info("OpenSearch answers again")
		}
	}
}

// reload opens the index that the alias names, unless it is open already.
func (e *Engine) reload(ctx context.Context) error {
	e.swapping.Lock()
	defer e.swapping.Unlock()
	missing := make(chan error, 1)
	go func() { missing <- e.asking.pool.quorum(ctx) }()
	err := e.follow(ctx)
	if few := <-missing; few != nil && (err == nil || errors.Is(err, errDown)) {
		err = few
	}
	if errors.Is(err, errDown) {
		e.down.Store(&err)
		return err
	}
	if ctx.Err() == nil {
		e.down.Store(nil)
	}
	return err
}

func (e *Engine) follow(ctx context.Context) error {
	name, err := e.named(ctx)
	if errors.Is(err, errGone) {
		e.live.Store(nil)
		return fmt.Errorf("%w; run fumikura reindex URL", blog.ErrNoIndex)
	}
	if err != nil {
		return err
	}
	if v := e.live.Load(); v != nil && v.index == name {
		return nil
	}
	v, err := e.openView(ctx, name)
	if err != nil {
		return fmt.Errorf("open the index %s: %w", name, err)
	}
	e.live.Store(v)
	return nil
}

// named gives the name of the live index, of a cluster of a known version. Nodes that hang count as nodes that do not answer, all
// attempts together.
func (e *Engine) named(ctx context.Context) (string, error) {
	limit := min(e.opts.Timeout, aliasTimeout)
	soon, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	name, err := e.greeted(soon)
	if soon.Err() != nil && ctx.Err() == nil {
		return "", fmt.Errorf("%w at %s within %s: %w", errDown, e.asking.nodes, limit, blog.ErrUnavailable)
	}
	return name, err
}

func (e *Engine) greeted(ctx context.Context) (string, error) {
	if e.major.Load() == 0 {
		major, err := e.asking.greet(ctx)
		if err != nil {
			return "", err
		}
		e.major.Store(int32(major))
	}
	if e.opts.Generation != "" {
		return e.opts.Name + "-" + e.opts.Generation, nil
	}
	return e.aliased(ctx)
}

// Close stops watching.
func (e *Engine) Close() error {
	e.stop()
	e.watching.Wait()
	e.asking.close()
	e.making.close()
	return nil
}

// using runs fn over the live generation, and once more over the next where that one has been removed meanwhile.
func (e *Engine) using(ctx context.Context, what string, fn func(*view) error) error {
	v, err := e.current()
	if err == nil {
		err = fn(v)
	}
	if errors.Is(err, errGone) {
		if err = e.reload(ctx); err == nil {
			if v, err = e.current(); err == nil {
				err = fn(v)
			}
		}
	}
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("%s: it took too long or was given up: %w: %w", what, blog.ErrUnavailable, cause)
	}
	if errors.Is(err, errDown) {
		e.down.Store(&err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// current gives the live generation.
func (e *Engine) current() (*view, error) {
	if v := e.live.Load(); v != nil {
		return v, nil
	}
	if down := e.down.Load(); down != nil {
		return nil, *down
	}
	return nil, fmt.Errorf("%w; run fumikura reindex URL", blog.ErrNoIndex)
}

// readSynonyms reads the owner's file.
func readSynonyms(name string, a *ja.Analyzer) (*lexicon.Synonyms, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the synonyms: %w: %w", blog.ErrUsage, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	s, err := lexicon.ReadSynonyms(f, a)
	if err != nil {
		return nil, fmt.Errorf("read the synonyms of %s: %w: %w", name, blog.ErrUsage, err)
	}
	return s, nil
}
