package generation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fumikura/fumikura/internal/osfile"
)

// Draft is a generation being built beside the live one. One of Publish and Discard ends it; Discard after Publish does nothing.
type Draft struct {
	ID   string
	From string // the generation it continues, or empty

	store  *Store
	root   string          // its folder, while it is a draft
	lock   *os.File        // the folder, locked, so that no other process takes it for a dead one
	linked map[string]File // files shared with From, whose checksums hold already
	done   bool
}

// Begin opens a draft. With from it starts as a copy of that generation, after checking it, so that no damage is inherited;
// immutable segments (*.zap) are hard-linked, all else is copied. Drafts of dead processes are swept first. Dir exists and is
// empty where from is "".
func (s *Store) Begin(ctx context.Context, from string) (*Draft, error) {
	if err := os.MkdirAll(s.genPath(), 0o755); err != nil {
		return nil, fmt.Errorf("begin a generation: %w", err)
	}
	if err := errors.Join(s.sweepDrafts(), s.Settle(ctx)); err != nil {
		return nil, fmt.Errorf("begin a generation: %w", err)
	}
	var base *Manifest
	if from != "" {
		var err error
		if base, err = s.trust(ctx, from); err != nil {
			return nil, fmt.Errorf("begin a generation: %w", err)
		}
	}
	d, err := s.newDraft()
	if err != nil {
		return nil, fmt.Errorf("begin a generation: %w", err)
	}
	if base != nil {
		d.From = from
		if err := d.clone(ctx, base); err != nil {
			return nil, errors.Join(fmt.Errorf("begin a generation from %s: %w", from, err), d.Discard())
		}
	}
	return d, nil
}

// Dir is where the index is to be built.
func (d *Draft) Dir() string { return filepath.Join(d.root, indexName) }

// Discard throws the draft away.
func (d *Draft) Discard() error {
	if d.done {
		return nil
	}
	d.done = true
	_ = d.lock.Close() // it was only locked
	if err := os.RemoveAll(d.root); err != nil {
		return fmt.Errorf("discard draft %s: %w", d.ID, err)
	}
	return nil
}

func (s *Store) newDraft() (*Draft, error) {
	ids, err := s.List()
	if err != nil {
		return nil, err
	}
	newest := ""
	if len(ids) > 0 {
		newest = ids[0]
	}
	id := newID(s.now(), newest)
	d := &Draft{ID: id, store: s, root: filepath.Join(s.genPath(), draftPrefix+id), linked: map[string]File{}}
	if err := os.Mkdir(d.root, 0o755); err != nil {
		return nil, err
	}
	if d.lock, err = osfile.TryLockFolder(d.root); err != nil {
		return nil, err
	}
	if err := os.Mkdir(d.Dir(), 0o755); err != nil {
		return nil, errors.Join(err, d.Discard())
	}
	return d, nil
}

// clone copies the files of the base into the draft.
func (d *Draft) clone(ctx context.Context, base *Manifest) error {
	src := d.store.Dir(base.ID)
	for _, f := range base.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		from, to := filepath.Join(src, filepath.FromSlash(f.Name)), filepath.Join(d.Dir(), filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		// Some file systems and folders on two volumes know no hard links; a copy is only slower.
		if strings.HasSuffix(f.Name, ".zap") && os.Link(from, to) == nil {
			d.linked[f.Name] = f
			continue
		}
		if err := copyFile(from, to); err != nil {
			return err
		}
	}
	return nil
}

// sweepDrafts removes the drafts whose builders are dead.
func (s *Store) sweepDrafts() error {
	entries, err := os.ReadDir(s.genPath())
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), draftPrefix) {
			continue
		}
		root := filepath.Join(s.genPath(), e.Name())
		lock, err := osfile.TryLockFolder(root)
		if errors.Is(err, osfile.ErrLocked) || errors.Is(err, fs.ErrNotExist) {
			continue // someone builds it, or has just ended
		}
		if err != nil {
			return fmt.Errorf("sweep %s: %w", root, err)
		}
		err = os.RemoveAll(root)
		_ = lock.Close() // it was only locked
		if err != nil {
			return fmt.Errorf("sweep %s: %w", root, err)
		}
	}
	return nil
}
