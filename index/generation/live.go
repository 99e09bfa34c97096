package generation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/fumikura/fumikura/internal/blog"
)

// Live is a generation to serve.
type Live struct {
	*Manifest
	Dir      string // the folder of its index
	Degraded string // why it is not the one that CURRENT names, or empty
}

// Live gives the generation that CURRENT names, if it is whole; else the newest whole one, those older than CURRENT first, with
// the reason. It is blog.ErrNoIndex where there is none yet, and ErrDamaged where none is whole.
func (s *Store) Live(ctx context.Context) (*Live, error) {
	current, m, err := s.current(ctx)
	if err == nil {
		return &Live{Manifest: m, Dir: s.Dir(current)}, nil
	}
	if e := ctx.Err(); e != nil {
		return nil, fmt.Errorf("find the live generation: %w", e)
	}
	ids, listErr := s.List()
	if listErr != nil {
		return nil, listErr
	}
	for _, id := range fallbacks(ids, current) {
		if m, e := s.trust(ctx, id); e == nil {
			return &Live{Manifest: m, Dir: s.Dir(id), Degraded: err.Error()}, nil
		}
	}
	if errors.Is(err, blog.ErrNotFound) && len(ids) == 0 {
		return nil, fmt.Errorf("find the live generation: %w", blog.ErrNoIndex)
	}
	return nil, fmt.Errorf("find the live generation: %w", err)
}

// current verifies the generation that CURRENT names, and asks again where a builder has replaced and swept it meanwhile.
func (s *Store) current(ctx context.Context) (id string, m *Manifest, err error) {
	for {
		if id, err = s.Current(); err != nil {
			return id, nil, err
		}
		if m, err = s.trust(ctx, id); err == nil {
			return id, m, nil
		}
		if now, e := s.Current(); e != nil || now == id || ctx.Err() != nil {
			return id, nil, err
		}
	}
}

// Rollback makes an earlier generation live and gives its id: the named one or, where to is empty, the newest whole one before
// the live one. It needs the lock of the data folder, as a build does.
func (s *Store) Rollback(ctx context.Context, to string) (string, error) {
	current, err := s.Current()
	if err != nil && !errors.Is(err, blog.ErrNotFound) && !errors.Is(err, ErrDamaged) {
		return "", fmt.Errorf("roll back: %w", err)
	}
	if ids, err := s.waitingIDs(); err == nil && slices.Contains(ids, to) {
		return "", fmt.Errorf("roll back: %s waits for approval; fumikura publish makes it live: %w", to, blog.ErrNotFound)
	}
	candidates := []string{to}
	if to == "" {
		if candidates, err = s.List(); err != nil {
			return "", fmt.Errorf("roll back: %w", err)
		}
		candidates = slices.DeleteFunc(candidates, func(id string) bool { return current != "" && id >= current })
	}
	err = fmt.Errorf("no generation is kept before %q: %w", current, blog.ErrNotFound)
	for _, id := range candidates {
		if _, err = s.trust(ctx, id); err != nil {
			continue
		}
		if err := s.setCurrent(id); err != nil {
			return "", fmt.Errorf("roll back to %s: %w", id, err)
		}
		return id, nil
	}
	return "", fmt.Errorf("roll back: %w", err)
}

// fallbacks orders what may be served instead of current: older ones first, for a newer one is what somebody rolled back from.
func fallbacks(ids []string, current string) []string {
	var older, newer []string
	for _, id := range ids {
		switch {
		case id < current || current == "":
			older = append(older, id)
		case id > current:
			newer = append(newer, id)
		}
	}
	return append(older, newer...)
}
