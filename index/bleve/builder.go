package bleve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/spotcheck"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// workers is how many batches are built at once. Two keep two processors busy; each holds a batch in memory.
	workers = 2
	// A batch ends at so many posts or bytes of text. What is done once for each term of a segment is done less often in larger ones, but
	// they cost memory: some ten times their text while they are written.
	batchPosts = 4000
	batchBytes = 2 << 20
)

// errEnded is for what comes after Publish or Close.
var errEnded = errors.New("the build has ended")

// Builder makes a generation. The posts given to Put must not be changed before Publish or Close.
type Builder struct {
	engine    *Engine
	draft     *generation.Draft
	index     *storage
	before    *scorch.IndexSnapshot // the state that is continued
	fresh     bool
	meta      json.RawMessage
	sample    *spotcheck.Sample
	collector *lexicon.Collector // of what was put
	analyzer  *ja.Analyzer       // that remembers runs it has cut

	mu     sync.Mutex // of what follows
	inputs []chan op  // of the workers; nil when none run
	ctx    context.Context
	group  *errgroup.Group
	ended  bool
}

// op is a post to be put in, or an id to be taken out.
type op struct {
	id   blog.ID
	post *blog.Post
}

// Build begins the next generation.
func (e *Engine) Build(ctx context.Context, mode index.Mode) (index.Builder, error) {
	b, err := e.build(ctx, mode)
	if err != nil {
		return nil, fmt.Errorf("build an index: %w", err)
	}
	return b, nil
}

func (e *Engine) build(ctx context.Context, mode index.Mode) (*Builder, error) {
	if e.opts.ReadOnly || e.opts.Generation != "" {
		return nil, fmt.Errorf("the engine is open for reading only: %w", blog.ErrUsage)
	}
	from, err := e.base(ctx, mode)
	if err != nil {
		return nil, err
	}
	draft, err := e.store.Begin(ctx, from)
	if err != nil {
		return nil, err
	}
	idx, err := openStorage(draft.Dir())
	if err != nil {
		return nil, errors.Join(err, draft.Discard())
	}
	return &Builder{engine: e, draft: draft, index: idx, before: present(idx.Scorch), fresh: from == "", sample: spotcheck.New(),
		collector: &lexicon.Collector{}, analyzer: ja.Caching()}, nil
}

// base gives the generation to build on: the live one, where it is whole and of this program's analysis.
func (e *Engine) base(ctx context.Context, mode index.Mode) (string, error) {
	if mode == index.Rebuild {
		return "", nil
	}
	live, err := e.store.Live(ctx)
	if errors.Is(err, blog.ErrUnavailable) || errors.Is(err, generation.ErrDamaged) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if live.Engine != engineName || live.Analyzer != analysis() {
		return "", nil
	}
	return live.ID, nil
}

// Fresh says that the generation starts from nothing.
func (b *Builder) Fresh() bool { return b.fresh }

// From is the generation that this one continues, empty when Fresh.
func (b *Builder) From() string { return b.draft.From }

// SetMeta keeps what the caller wants to know of the generation later; Engine.Meta gives it back.
func (b *Builder) SetMeta(meta json.RawMessage) { b.meta = meta }

// Put adds a post, or puts it in the place of the one with its id.
func (b *Builder) Put(ctx context.Context, p *blog.Post) error {
	if p.ID == "" {
		return fmt.Errorf("put %s: a post needs an id: %w", p.URL, blog.ErrUsage)
	}
	if err := b.send(ctx, op{p.ID, p}); err != nil {
		return fmt.Errorf("put %s: %w", p.URL, err)
	}
	return nil
}

// Remove takes a post out. One that is not there is no error.
func (b *Builder) Remove(ctx context.Context, id blog.ID) error {
	if err := b.send(ctx, op{id: id}); err != nil {
		return fmt.Errorf("remove %s: %w", id, err)
	}
	return nil
}

// send hands an op to the worker that has all ops of its id, so that they stay in order.
func (b *Builder) send(ctx context.Context, o op) error {
	inputs, group, err := b.start()
	if err != nil {
		return err
	}
	select {
	case inputs[crc32.ChecksumIEEE([]byte(o.id))%workers] <- o:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-group.Done():
		return context.Cause(group)
	}
}

// start makes sure that the workers run.
func (b *Builder) start() ([]chan op, context.Context, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return nil, nil, errEnded
	}
	if b.inputs == nil {
		b.group, b.ctx = errgroup.WithContext(context.Background())
		for range workers {
			in := make(chan op, 64)
			b.inputs = append(b.inputs, in)
			b.group.Go(func() error { return b.work(in) })
		}
	}
	return b.inputs, b.ctx, nil
}

// flush waits until all that was put is in the index. No Put or Remove may run beside it.
func (b *Builder) flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return errEnded
	}
	if b.inputs == nil {
		return nil
	}
	for _, in := range b.inputs {
		close(in)
	}
	b.inputs = nil
	return b.group.Wait()
}
