package generation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
)

// Publish makes the draft durable, then live, and sweeps what is no longer needed. The index must be closed. On an error
// nothing changed for readers, and Discard is still to be called.
func (d *Draft) Publish(ctx context.Context, meta Meta) (*Manifest, error) {
	if d.done {
		return nil, fmt.Errorf("publish %s: the draft has ended", d.ID)
	}
	m, err := d.publish(ctx, meta)
	if err != nil {
		return nil, fmt.Errorf("publish generation %s: %w", d.ID, err)
	}
	d.done = true
	_ = d.lock.Close() // it was only locked
	return m, nil
}

func (d *Draft) publish(ctx context.Context, meta Meta) (*Manifest, error) {
	s := d.store
	m, err := d.describe(ctx, meta)
	if err != nil {
		return nil, err
	}
	before, err := s.Current()
	if err != nil && !errors.Is(err, blog.ErrNotFound) && !errors.Is(err, ErrDamaged) {
		return nil, err
	}
	if err := d.name(); err != nil {
		return nil, err
	}
	s.sweepBut(d.ID, before)
	return m, nil
}

// describe makes the files of the draft durable, and its manifest.
func (d *Draft) describe(ctx context.Context, meta Meta) (*Manifest, error) {
	s := d.store
	m := &Manifest{ID: d.ID, Created: s.now().UTC(), From: d.From, Meta: meta}
	var err error
	if m.Files, err = d.seal(ctx); err != nil {
		return nil, err
	}
	text, err := m.encode()
	if err != nil {
		return nil, err
	}
	// A name that JSON cannot hold would make a manifest that nobody can read back.
	if _, err := ParseManifest(text); err != nil {
		return nil, err
	}
	if err := s.step("manifest"); err != nil {
		return nil, err
	}
	if err := writeFile(filepath.Join(d.root, manifestName), text); err != nil {
		return nil, err
	}
	if err := d.notes(m.Files); err != nil {
		return nil, err
	}
	if err := osfile.Sync(d.root); err != nil {
		return nil, err
	}
	return m, ctx.Err()
}

// name gives the draft its final name and writes CURRENT. Where CURRENT fails it takes the name back.
func (d *Draft) name() error {
	s, final := d.store, filepath.Join(d.store.genPath(), d.ID)
	if err := s.step("rename"); err != nil {
		return err
	}
	if err := os.Rename(d.root, final); err != nil {
		return err
	}
	err := osfile.Sync(s.genPath())
	if err == nil {
		err = s.setCurrent(d.ID)
	}
	if err == nil {
		return nil
	}
	// CURRENT may already name it where only the last sync failed; then it has to stay.
	if now, e := s.Current(); e == nil && now == d.ID {
		return nil
	}
	return errors.Join(err, os.Rename(final, d.root))
}

// setCurrent makes the id live.
func (s *Store) setCurrent(id string) error {
	if err := s.step("current"); err != nil {
		return err
	}
	return replaceFile(s.currentPath(), []byte(id+"\n"))
}

// seal makes the files of the draft durable and gives their checksums.
func (d *Draft) seal(ctx context.Context) ([]File, error) {
	if err := d.store.step("seal"); err != nil {
		return nil, err
	}
	var files []File
	var folders []string
	err := filepath.WalkDir(d.Dir(), func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			folders = append(folders, name)
			return nil
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("%s is not a regular file", name)
		}
		rel, err := filepath.Rel(d.Dir(), name)
		files = append(files, File{Name: filepath.ToSlash(rel)})
		return err
	})
	if err != nil {
		return nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hashers())
	for i := range files {
		g.Go(func() (err error) {
			files[i], err = d.sealFile(ctx, files[i].Name)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for _, f := range folders {
		if err := osfile.Sync(f); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// sealFile makes one file durable. A segment still shared with the generation before was checked when the draft began.
func (d *Draft) sealFile(ctx context.Context, name string) (File, error) {
	path := filepath.Join(d.Dir(), filepath.FromSlash(name))
	if f, ok := d.linked[name]; ok && sameFile(path, filepath.Join(d.store.Dir(d.From), filepath.FromSlash(name))) {
		return f, nil
	}
	if err := osfile.Sync(path); err != nil {
		return File{}, err
	}
	size, sum, err := hashFile(ctx, path)
	if err != nil {
		return File{}, err
	}
	if info, err := os.Lstat(path); err == nil && info.Size() == size {
		d.store.known.note(info, sum) // it is opened in a moment
	}
	return File{Name: name, Size: size, SHA256: sum}, nil
}

// sweepBut leaves the new generation and the one to go back to: that which was live before, or the newest that is whole. What waited for
// approval goes too, for it was compared with what is no longer live. What cannot be removed is left to the next sweep, for the new
// generation is already live.
func (s *Store) sweepBut(live, before string) {
	_, _ = s.Drop() // mostly there is none
	ids, err := s.List()
	if err != nil || len(ids) <= keep {
		return
	}
	spare := ""
	for _, id := range append([]string{before}, ids...) {
		if id == live || id == "" {
			continue
		}
		if _, err := s.trust(context.Background(), id); err == nil {
			spare = id
			break
		}
	}
	for _, id := range ids {
		if id != live && id != spare {
			_ = s.remove(id) // the next sweep tries again
		}
	}
}

// remove takes the name away first, so that a half-removed generation is never listed.
func (s *Store) remove(id string) error {
	root := filepath.Join(s.genPath(), id)
	dead := filepath.Join(s.genPath(), draftPrefix+id)
	if err := os.Rename(root, dead); err != nil {
		return err
	}
	return os.RemoveAll(dead)
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}
