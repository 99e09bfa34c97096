package opensearch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// generations gives every index of this archive by name.
func (e *Engine) generations(ctx context.Context) (map[string]manifest, error) {
	all, err := e.manifests(ctx, e.opts.Name+"-*")
	if errors.Is(err, errGone) {
		return nil, nil
	}
	return all, err
}

// sweep removes what is older than the live generation, but for the one before it: that one can be gone back to, and searches may
// still be under way in it. A build that began before the live one was published can no longer be published itself.
func (e *Engine) sweep(ctx context.Context) error {
	v := e.live.Load()
	all, err := e.generations(ctx)
	if err != nil || v == nil {
		return err
	}
	kept, words := 0, map[string]bool{v.manifest.Lexicon: true}
	var old []string
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(all))) {
		switch m := all[name]; {
		case name >= v.index || e.foreign(m):
		case m.Complete && !m.Waiting && kept == 0:
			kept++
			words[m.Lexicon] = true
		default:
			old = append(old, name)
		}
	}
	return e.remove(ctx, all, old, words)
}

// Only removes every generation but the live one.
func (e *Engine) Only(ctx context.Context) error {
	err := e.reload(ctx)
	v := e.live.Load()
	if err != nil || v == nil {
		return err
	}
	all, err := e.generations(ctx)
	if err != nil {
		return err
	}
	var others []string
	for name := range all {
		if name != v.index && !e.foreign(all[name]) {
			others = append(others, name)
		}
	}
	return e.remove(ctx, all, others, map[string]bool{v.manifest.Lexicon: true})
}

// remove removes generations, with those of their words that no kept one has.
func (e *Engine) remove(ctx context.Context, all map[string]manifest, old []string, words map[string]bool) error {
	for _, name := range old {
		if err := e.making.do(ctx, http.MethodDelete, "/"+name, nil, nil); err != nil && !errors.Is(err, errGone) {
			return fmt.Errorf("remove the index %s: %w", name, err)
		}
	}
	for _, name := range old {
		if m := all[name]; m.Lexicon != "" && !words[m.Lexicon] {
			if err := e.dropLexicon(ctx, m.Lexicon); err != nil {
				return err
			}
			words[m.Lexicon] = true
		}
	}
	return nil
}

// Generation is one built index.
type Generation struct {
	ID       string
	Live     bool
	Built    time.Time
	Posts    int
	Bytes    int64 // on disk, copies not counted
	Analyzer string
	Foreign  bool // it belongs to another archive
}

// Generations lists the published indices, the newest first.
func (e *Engine) Generations(ctx context.Context) ([]Generation, error) {
	all, err := e.generations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the indices: %w", err)
	}
	live, err := e.aliased(ctx)
	if err != nil && !errors.Is(err, errGone) {
		return nil, fmt.Errorf("list the indices: %w", err)
	}
	sizes, err := e.sizes(ctx, e.opts.Name+"-*")
	if err != nil {
		return nil, fmt.Errorf("list the indices: %w", err)
	}
	var out []Generation
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(all))) {
		if m := all[name]; m.Complete && (!m.Waiting || name == live) {
			out = append(out, Generation{name[len(e.opts.Name)+1:], name == live, m.Built, m.Posts, sizes[name], m.Analyzer, e.foreign(m)})
		}
	}
	return out, nil
}

// Rollback makes an older generation live: the one named, or the one before the live one. Those of another archive are neither taken nor
// replaced, unless that is forced.
func (e *Engine) Rollback(ctx context.Context, to string) (string, error) {
	list, err := e.Generations(ctx)
	if err != nil {
		return "", fmt.Errorf("roll back: %w", err)
	}
	live := slices.IndexFunc(list, func(g Generation) bool { return g.Live })
	if live < 0 {
		return "", fmt.Errorf("roll back: there is no index: %w", blog.ErrNotFound)
	}
	if list[live].Foreign {
		return "", fmt.Errorf("roll back: the live index %s belongs to another archive, whose readers would lose it; give this one a name of its own "+
			"with opensearch.index, or replace it with --force", list[live].ID)
	}
	at := live + 1
	for at < len(list) && list[at].Foreign {
		at++
	}
	if to != "" {
		at = slices.IndexFunc(list, func(g Generation) bool { return g.ID == to })
	}
	if at < 0 || at >= len(list) {
		return "", fmt.Errorf("roll back: there is no such index to go back to: %w", blog.ErrNotFound)
	}
	if list[at].Foreign {
		return "", fmt.Errorf("roll back: the index %s belongs to another archive; make it live with --force", list[at].ID)
	}
	if at == live {
		return to, nil
	}
	name := func(i int) string { return e.opts.Name + "-" + list[i].ID }
	if err := e.switchAlias(ctx, name(at), name(live)); err != nil {
		return "", fmt.Errorf("roll back: %w", err)
	}
	if err := e.reload(ctx); err != nil {
		return "", fmt.Errorf("roll back: %w", err)
	}
	return list[at].ID, nil
}
