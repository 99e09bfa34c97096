package opensearch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// readyTime is how long an index may take until each shard can be written, and copiesTime until each has its copies.
	readyTime  = time.Minute
	copiesTime = 2 * time.Minute
	// idsAtOnce is how many posts are looked for in one question; the cluster takes 65,536.
	idsAtOnce = 1000
)

// ready waits until every shard of the index can be written, and has its copies where there are nodes for them: a node that dies
// then takes nothing with it.
func (b *Builder) ready(ctx context.Context) error {
	copies := b.engine.opts.Replicas
	h, err := b.health(ctx, "yellow", readyTime)
	if err == nil && h.Status == "yellow" && h.Nodes > copies {
		h, err = b.health(ctx, "green", copiesTime)
	}
	if err == nil && h.Status == "red" {
		err = fmt.Errorf("shards are missing: %w", blog.ErrUnavailable)
	}
	if err != nil {
		return fmt.Errorf("wait for the index %s: %w", b.index, err)
	}
	if h.Status != "green" && copies > 0 {
		b.engine.opts.Log.Warn("an index has not all its copies", "index", b.index, "nodes", h.Nodes)
	}
	return nil
}

// health is what the cluster tells of an index.
type health struct {
	Status   string `json:"status"`
	TimedOut bool   `json:"timed_out"`
	Nodes    int    `json:"number_of_data_nodes"`
}

func (b *Builder) health(ctx context.Context, status string, wait time.Duration) (h health, err error) {
	path := fmt.Sprintf("/_cluster/health/%s?wait_for_status=%s&timeout=%ds", b.index, status, int(wait.Seconds()))
	err = b.engine.making.do(ctx, http.MethodGet, path, nil, &h)
	return h, err
}

// Publish makes the generation live. The engine serves it when Publish returns.
func (b *Builder) Publish(ctx context.Context) (index.Stats, error) {
	stats, err := b.publish(ctx)
	if err != nil {
		return index.Stats{}, fmt.Errorf("publish an index: %w", err)
	}
	return stats, nil
}

// finish ends writing, and says of the index what it is.
func (b *Builder) finish(ctx context.Context, waiting bool) (manifest, error) {
	if err := b.flush(ctx); err != nil {
		return manifest{}, err
	}
	posts, err := b.checkCount(ctx)
	if err != nil {
		return manifest{}, err
	}
	m := manifest{Waiting: waiting, Analyzer: analysis(), Archive: b.engine.opts.Archive, Built: time.Now().UTC(), Posts: posts, Source: string(b.meta), Complete: true}
	if err := b.makeLexicon(ctx, &m); err != nil {
		return m, err
	}
	if err := b.makeReadOnly(ctx, posts); err != nil {
		return m, err
	}
	return m, b.describe(ctx, m)
}

// Hold makes the generation whole, to wait for the owner's approval in place of what waited before; readers see nothing of it.
func (b *Builder) Hold(ctx context.Context) (index.Stats, error) {
	m, err := b.finish(ctx, true)
	if err != nil {
		return index.Stats{}, fmt.Errorf("finish an index: %w", err)
	}
	b.mu.Lock()
	b.ended = true
	b.mu.Unlock()
	if err := b.engine.dropWaiting(ctx, b.index); err != nil {
		b.engine.opts.Log.Warn("an index that waited before could not be removed; a later build will try again", "error", err)
	}
	return index.Stats{Generation: strings.TrimPrefix(b.index, b.engine.opts.Name+"-"), Posts: m.Posts, Built: m.Built, Analyzer: m.Analyzer}, nil
}

func (b *Builder) publish(ctx context.Context) (index.Stats, error) {
	if _, err := b.finish(ctx, false); err != nil {
		return index.Stats{}, err
	}
	if err := b.engine.switchAlias(ctx, b.index, b.live); err != nil {
		return index.Stats{}, err
	}
	b.mu.Lock()
	b.ended = true
	b.mu.Unlock()
	if err := b.engine.reload(ctx); err != nil {
		return index.Stats{}, err
	}
	if err := errors.Join(b.engine.dropWaiting(ctx, b.index), b.engine.sweep(ctx)); err != nil {
		b.engine.opts.Log.Warn("an old index could not be removed; a later build will try again", "error", err)
	}
	return b.engine.Stats(ctx)
}

// checkCount counts the posts and fails when one is there too many or too few.
func (b *Builder) checkCount(ctx context.Context) (int, error) {
	v := b.engine.bareView(b.index)
	n, err := v.count(ctx, []clause{matchAll()})
	if err != nil {
		return 0, fmt.Errorf("count the new index: %w", err)
	}
	want := 0
	var touched []blog.ID
	for id, there := range b.there {
		touched = append(touched, id)
		if there {
			want++
		}
	}
	if b.base != nil {
		before, err := b.base.have(ctx, touched)
		if err != nil {
			return 0, fmt.Errorf("count the live index: %w", err)
		}
		want += b.base.posts - before
	}
	if n[0] != want {
		return 0, fmt.Errorf("the new index has %d posts and should have %d", n[0], want)
	}
	return want, nil
}

// have counts which of the posts are there.
func (v *view) have(ctx context.Context, ids []blog.ID) (int, error) {
	var asked []clause
	for len(ids) > 0 {
		n := min(idsAtOnce, len(ids))
		asked = append(asked, clause{"ids": clause{"values": ids[:n]}})
		ids = ids[n:]
	}
	sum := 0
	for _, a := range asked {
		n, err := v.count(ctx, []clause{a})
		if err != nil {
			return 0, err
		}
		sum += n[0]
	}
	return sum, nil
}

// makeReadOnly ends writing: a small index forgets what was deleted from it, so that scores are those of a rebuild; copies are waited for
// where there are nodes for them; then nothing can be written any more.
func (b *Builder) makeReadOnly(ctx context.Context, posts int) error {
	do := b.engine.making.do
	if b.base != nil && posts <= lexiconSmall {
		if err := do(ctx, http.MethodPost, "/"+b.index+"/_forcemerge?only_expunge_deletes=true", nil, nil); err != nil {
			return fmt.Errorf("merge the index %s: %w", b.index, err)
		}
		if err := b.refresh(ctx); err != nil {
			return err
		}
	}
	if err := b.ready(ctx); err != nil {
		return err
	}
	if err := do(ctx, http.MethodPut, "/"+b.index+"/_settings", object{"index.blocks.write": true}, nil); err != nil {
		return fmt.Errorf("close the index %s for writing: %w", b.index, err)
	}
	return nil
}

// switchAlias makes the alias name another index in one step. It fails where the alias names another one than is believed.
func (e *Engine) switchAlias(ctx context.Context, to, from string) error {
	actions := []object{{"add": object{"index": to, "alias": e.opts.Name}}}
	if from != "" {
		actions = append(actions, object{"remove": object{"index": from, "alias": e.opts.Name, "must_exist": true}})
	}
	if err := e.making.do(ctx, http.MethodPost, "/_aliases", object{"actions": actions}, nil); err != nil {
		// The answer to a request that was done may be lost, and the second one refused.
		if now, e := e.aliased(ctx); e == nil && now == to {
			return nil
		}
		return fmt.Errorf("make %s live in place of %q: %w", to, from, err)
	}
	return nil
}
