package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/spotcheck"
	"github.com/fumikura/fumikura/internal/blog"
)

// workers is how many batches are made and sent at once.
const workers = 2

// errEnded is for what comes after Publish or Close.
var errEnded = errors.New("the build has ended")

// Builder makes a generation: an index beside the live one. The posts given to Put must not be changed before Publish or Close.
type Builder struct {
	engine    *Engine
	index     string
	base      *view  // what is continued, nil for nothing
	live      string // the live index when the build began, empty for none
	meta      json.RawMessage
	sample    *spotcheck.Sample
	collector *lexicon.Collector // of what was put
	version   int64              // of the first op: higher than all of earlier builds

	mu     sync.Mutex // of what follows
	inputs []chan op  // of the workers; nil when none run
	ctx    context.Context
	group  *errgroup.Group
	there  map[blog.ID]bool // of each id put or removed: whether it has to be there
	ops    int64
	ended  bool
}

// op is a post to be put in, or an id to be taken out. The cluster refuses an op older than what it has, such as one sent again by
// a node that was slow.
type op struct {
	id      blog.ID
	post    *blog.Post
	version int64
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
	if e.opts.ReadOnly {
		return nil, fmt.Errorf("the engine is open for reading only: %w", blog.ErrUsage)
	}
	err := e.reload(ctx)
	live := e.live.Load()
	if err != nil && (live != nil || e.down.Load() != nil || e.major.Load() == 0) {
		return nil, err
	}
	if live != nil && e.foreign(live.manifest) {
		return nil, fmt.Errorf("the index %s belongs to another archive (%s), which would be lost to its readers; give this one a name of its own "+
			"with opensearch.index, or take it over with --force", e.opts.Name, live.manifest.Archive)
	}
	now := time.Now().UTC()
	b := &Builder{engine: e, index: fmt.Sprintf("%s-%s%06d", e.opts.Name, now.Format("20060102t150405"), now.Nanosecond()/1000),
		sample: spotcheck.New(), collector: &lexicon.Collector{}, version: now.UnixMicro(), there: map[blog.ID]bool{}}
	if live != nil {
		b.live = live.index
		if mode == index.Increment && live.manifest.Analyzer == analysis() {
			b.base = live
		}
	}
	if err := b.create(ctx); err != nil {
		return nil, errors.Join(err, b.discard())
	}
	return b, nil
}

// foreign says whether an index belongs to another archive. One of which nobody said belongs to whoever comes, and who only reads and names no
// archive sees all of them.
func (e *Engine) foreign(m manifest) bool {
	if e.opts.ReadOnly && e.opts.Archive == "" {
		return false
	}
	return !e.opts.Force && m.Archive != "" && m.Archive != e.opts.Archive
}

// create makes the new index: empty, or of the files of the one that it continues.
func (b *Builder) create(ctx context.Context) error {
	e := b.engine
	if b.base == nil {
		if err := e.making.do(ctx, http.MethodPut, "/"+b.index, newIndex(e.opts), nil); err != nil {
			return fmt.Errorf("create the index %s: %w", b.index, err)
		}
	} else {
		settings := object{"settings": object{"index.blocks.write": nil, "index.number_of_replicas": e.opts.Replicas}}
		if err := e.making.do(ctx, http.MethodPost, "/"+b.base.index+"/_clone/"+b.index, settings, nil); err != nil {
			return fmt.Errorf("clone the index %s: %w", b.base.index, err)
		}
	}
	if err := b.describe(ctx, manifest{Analyzer: analysis(), Archive: e.opts.Archive}); err != nil {
		return err
	}
	return b.ready(ctx)
}

// describe writes what the index tells of itself.
func (b *Builder) describe(ctx context.Context, m manifest) error {
	body := object{"_meta": object{"fumikura": m}}
	if err := b.engine.making.do(ctx, http.MethodPut, "/"+b.index+"/_mapping", body, nil); err != nil {
		return fmt.Errorf("describe the index %s: %w", b.index, err)
	}
	return nil
}

// Fresh says that the generation starts from nothing.
func (b *Builder) Fresh() bool { return b.base == nil }

// From is the generation that this one continues, empty when Fresh.
func (b *Builder) From() string {
	if b.base == nil {
		return ""
	}
	return b.base.id()
}

// SetMeta keeps what the caller wants to know of the generation later; Engine.Meta gives it back.
func (b *Builder) SetMeta(meta json.RawMessage) { b.meta = meta }

// Put adds a post, or puts it in the place of the one with its id.
func (b *Builder) Put(ctx context.Context, p *blog.Post) error {
	if p.ID == "" {
		return fmt.Errorf("put %s: a post needs an id: %w", p.URL, blog.ErrUsage)
	}
	if err := b.send(ctx, op{id: p.ID, post: p}); err != nil {
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
	input, group, err := b.start(&o)
	if err != nil {
		return err
	}
	select {
	case input <- o:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-group.Done():
		return context.Cause(group)
	}
}

// start makes sure that the workers run, and gives the op its version.
func (b *Builder) start(o *op) (chan op, context.Context, error) {
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
			ctx := b.ctx
			b.group.Go(func() error { return b.work(ctx, in) })
		}
	}
	b.ops++
	o.version = b.version + b.ops
	b.there[o.id] = o.post != nil
	return b.inputs[crc32.ChecksumIEEE([]byte(o.id))%workers], b.ctx, nil
}

// flush waits until all that was put is in the index and can be found. No Put or Remove may run beside it.
func (b *Builder) flush(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return errEnded
	}
	if b.inputs != nil {
		for _, in := range b.inputs {
			close(in)
		}
		b.inputs = nil
		if err := b.group.Wait(); err != nil {
			return err
		}
	}
	return b.refresh(ctx)
}

// refresh lets searches see what was written.
func (b *Builder) refresh(ctx context.Context) error {
	if err := b.engine.making.do(ctx, http.MethodPost, "/"+b.index+"/_refresh", nil, nil); err != nil {
		return fmt.Errorf("refresh the index %s: %w", b.index, err)
	}
	return nil
}

// Close throws away what was not published.
func (b *Builder) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return nil
	}
	b.ended = true
	for _, in := range b.inputs {
		close(in)
	}
	if b.inputs != nil {
		_ = b.group.Wait() // what could not be written is thrown away with the rest
	}
	if err := b.discard(); err != nil {
		return fmt.Errorf("throw a build away: %w", err)
	}
	return nil
}

// discardTime is how long throwing a build away may take; what stays behind is swept by a later build.
const discardTime = 30 * time.Second

func (b *Builder) discard() error {
	ctx, cancel := context.WithTimeout(context.Background(), discardTime)
	defer cancel()
	err := b.engine.making.do(ctx, http.MethodDelete, "/"+b.index, nil, nil)
	if errors.Is(err, errGone) {
		return nil
	}
	return err
}
