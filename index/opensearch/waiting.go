package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
)

// An index can be built whole and wait for the owner's approval: it says so of itself, and the alias does not name it. One that the alias
// names was approved, whatever it still says.

// Waiting describes the index that waits for approval, with what its builder kept with SetMeta. It is blog.ErrNotFound where there is none.
func (e *Engine) Waiting(ctx context.Context) (index.Stats, json.RawMessage, error) {
	all, names, err := e.waiting(ctx)
	if err != nil {
		return index.Stats{}, nil, fmt.Errorf("look for what waits: %w", err)
	}
	if len(names) == 0 {
		return index.Stats{}, nil, fmt.Errorf("no index waits for approval: %w", blog.ErrNotFound)
	}
	name := names[len(names)-1]
	m := all[name]
	sizes, err := e.sizes(ctx, name)
	return index.Stats{Generation: name[len(e.opts.Name)+1:], Posts: m.Posts, Bytes: sizes[name], Built: m.Built, Analyzer: m.Analyzer,
		Outdated: m.Analyzer != analysis()}, json.RawMessage(m.Source), err
}

// Settle does nothing: the cluster makes an index live in one step.
func (e *Engine) Settle(context.Context) error { return nil }

// waiting gives all indices and the names of those that wait, the oldest first.
func (e *Engine) waiting(ctx context.Context) (all map[string]manifest, names []string, err error) {
	if all, err = e.generations(ctx); err != nil {
		return nil, nil, err
	}
	live, err := e.aliased(ctx)
	if err != nil && !errors.Is(err, errGone) {
		return nil, nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if m := all[name]; m.Complete && m.Waiting && name != live && !e.foreign(m) {
			names = append(names, name)
		}
	}
	return all, names, nil
}

// Approve makes the index that waits live, and gives its name.
func (e *Engine) Approve(ctx context.Context) (string, error) {
	all, names, err := e.waiting(ctx)
	if err != nil {
		return "", fmt.Errorf("approve: %w", err)
	}
	if len(names) == 0 {
		return "", fmt.Errorf("approve: no index waits: %w", blog.ErrNotFound)
	}
	name := names[len(names)-1]
	live, err := e.aliased(ctx)
	if err != nil && !errors.Is(err, errGone) {
		return "", fmt.Errorf("approve: %w", err)
	}
	if err := e.switchAlias(ctx, name, live); err != nil {
		return "", fmt.Errorf("approve: %w", err)
	}
	m := all[name]
	m.Waiting = false
	body := object{"_meta": object{"fumikura": m}}
	if err := e.making.do(ctx, http.MethodPut, "/"+name+"/_mapping", body, nil); err != nil {
		e.opts.Log.Warn("the index is live; it still says of itself that it waits", "index", name, "error", err)
	}
	if err := e.reload(ctx); err != nil {
		return "", fmt.Errorf("approve: %w", err)
	}
	if err := errors.Join(e.dropWaiting(ctx, name), e.sweep(ctx)); err != nil {
		e.opts.Log.Warn("an old index could not be removed; a later build will try again", "error", err)
	}
	return name[len(e.opts.Name)+1:], nil
}

// Drop removes the index that waits, and says which; it is blog.ErrNotFound where there is none.
func (e *Engine) Drop(ctx context.Context) (string, error) {
	_, names, err := e.waiting(ctx)
	if err != nil {
		return "", fmt.Errorf("drop what waits: %w", err)
	}
	if len(names) == 0 {
		return "", fmt.Errorf("no index waits for approval: %w", blog.ErrNotFound)
	}
	if err := e.dropWaiting(ctx, ""); err != nil {
		return "", fmt.Errorf("drop what waits: %w", err)
	}
	return names[len(names)-1][len(e.opts.Name)+1:], nil
}

// dropWaiting removes every index that waits but one.
func (e *Engine) dropWaiting(ctx context.Context, but string) error {
	all, names, err := e.waiting(ctx)
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == but })
	words := map[string]bool{}
	for name, m := range all {
		if !slices.Contains(names, name) {
			words[m.Lexicon] = true
		}
	}
	return e.remove(ctx, all, names, words)
}
