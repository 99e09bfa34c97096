package generation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
)

// A generation can be built whole and wait for the owner's approval. It then lies beside the others under a name that nobody takes for one:
//
//	DATA/gen/.waiting-<id>/          built and sealed; at most one, the newest
//	DATA/gen/.approved               the id of one that the owner approved, until it is live
//
// It is never served, also where nothing else is left, and the sweeping of drafts passes it by. Approving writes .approved first; whoever
// publishes next finishes what a killed approval began.

const (
	waitingPrefix = ".waiting-"
	approvedName  = ".approved"
)

// Hold makes the draft durable, to wait for approval in place of what waited before. Nothing changes for readers. On an error Discard is
// still to be called.
func (d *Draft) Hold(ctx context.Context, meta Meta) (*Manifest, error) {
	if d.done {
		return nil, fmt.Errorf("hold %s: the draft has ended", d.ID)
	}
	m, err := d.describe(ctx, meta)
	if err == nil {
		err = d.wait()
	}
	if err != nil {
		return nil, fmt.Errorf("hold generation %s: %w", d.ID, err)
	}
	d.done = true
	_ = d.lock.Close() // it was only locked
	return m, nil
}

// wait gives the draft the name of one that waits, and removes what waited before.
func (d *Draft) wait() error {
	s := d.store
	if err := s.step("wait"); err != nil {
		return err
	}
	before, err := s.waitingIDs()
	if err != nil {
		return err
	}
	if err := os.Rename(d.root, s.waitingPath(d.ID)); err != nil {
		return err
	}
	if err := osfile.Sync(s.genPath()); err != nil {
		return err
	}
	for _, id := range before {
		_ = s.removeWaiting(id) // the newest counts; the next one tries again
	}
	return nil
}

// Waiting gives the generation that waits for approval. It is blog.ErrNotFound where there is none, and ErrDamaged where its files are not
// what they were.
func (s *Store) Waiting(ctx context.Context) (*Manifest, error) {
	ids, err := s.waitingIDs()
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("no generation waits for approval: %w", blog.ErrNotFound)
	}
	return s.trust(ctx, ids[len(ids)-1])
}

// Approve makes the generation that waits live, and gives its manifest. It needs the lock of the data folder, as a build does. Killed at
// any point it leaves readers with one whole generation, and is finished by the next Approve or Settle.
func (s *Store) Approve(ctx context.Context) (*Manifest, error) {
	m, err := s.Waiting(ctx)
	if err != nil {
		return nil, fmt.Errorf("approve: %w", err)
	}
	if err := s.step("approve"); err != nil {
		return nil, err
	}
	if err := replaceFile(s.approvedPath(), []byte(m.ID+"\n")); err != nil {
		return nil, fmt.Errorf("approve %s: %w", m.ID, err)
	}
	return m, s.Settle(ctx)
}

// Settle finishes an approval that was killed on its way; else it does nothing. It needs the lock of the data folder.
func (s *Store) Settle(ctx context.Context) error {
	b, err := os.ReadFile(s.approvedPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("finish an approval: %w", err)
	}
	id := strings.TrimSpace(string(b))
	if !validID(id) {
		return fmt.Errorf("finish an approval: %s names no generation: %w", s.approvedPath(), ErrDamaged)
	}
	if err := s.settle(ctx, id); err != nil {
		return fmt.Errorf("finish the approval of %s: %w", id, err)
	}
	return nil
}

func (s *Store) settle(ctx context.Context, id string) error {
	before, err := s.Current()
	if err != nil && !errors.Is(err, blog.ErrNotFound) && !errors.Is(err, ErrDamaged) {
		return err
	}
	final := filepath.Join(s.genPath(), id)
	if _, err := os.Stat(s.waitingPath(id)); err == nil {
		if err := s.step("rename"); err != nil {
			return err
		}
		if err := os.Rename(s.waitingPath(id), final); err != nil {
			return err
		}
		if err := osfile.Sync(s.genPath()); err != nil {
			return err
		}
	}
	_, err = s.trust(ctx, id)
	switch {
	case errors.Is(err, ErrDamaged): // it cannot become live, and must not hold up the builds to come
		return errors.Join(err, os.Remove(s.approvedPath()))
	case errors.Is(err, blog.ErrNotFound): // it was swept: a later build is live
		id = before
	case err != nil:
		return err
	case before != id:
		if err := s.setCurrent(id); err != nil {
			return err
		}
	}
	if err := s.step("settled"); err != nil {
		return err
	}
	if err := os.Remove(s.approvedPath()); err != nil {
		return err
	}
	s.sweepBut(id, before)
	return osfile.Sync(s.genPath())
}

// Drop removes the generation that waits, and says which; it is blog.ErrNotFound where there is none. It needs the lock of the data folder.
func (s *Store) Drop() (string, error) {
	ids, err := s.waitingIDs()
	if err != nil {
		return "", err
	}
	if len(ids) == 0 {
		return "", fmt.Errorf("no generation waits for approval: %w", blog.ErrNotFound)
	}
	for _, id := range ids {
		if err := s.removeWaiting(id); err != nil {
			return "", fmt.Errorf("drop generation %s: %w", id, err)
		}
	}
	return ids[len(ids)-1], nil
}

func (s *Store) removeWaiting(id string) error {
	dead := filepath.Join(s.genPath(), draftPrefix+id)
	if err := os.Rename(s.waitingPath(id), dead); err != nil {
		return err
	}
	return os.RemoveAll(dead)
}

// waitingIDs gives what waits, the oldest first.
func (s *Store) waitingIDs() ([]string, error) {
	entries, err := os.ReadDir(s.genPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for what waits: %w", err)
	}
	var ids []string
	for _, e := range entries { // in the order of their names
		if id, ok := strings.CutPrefix(e.Name(), waitingPrefix); ok && e.IsDir() && validID(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (s *Store) waitingPath(id string) string { return filepath.Join(s.genPath(), waitingPrefix+id) }

func (s *Store) approvedPath() string { return filepath.Join(s.genPath(), approvedName) }

// root is the folder of a generation: by its own name, or as one that waits.
func (s *Store) root(id string) string {
	own := filepath.Join(s.genPath(), id)
	if _, err := os.Stat(own); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(s.waitingPath(id)); err == nil {
			return s.waitingPath(id)
		}
	}
	return own
}
