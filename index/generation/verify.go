package generation

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// hashers is how many files are read at once: SHA-256 is bound by the processor, and more readers only fight for the disk.
func hashers() int { return max(2, runtime.NumCPU()) }

// Verify reads every file of the generation and compares it with the manifest. Engines trust their files and may even end the
// process over a damaged one, so this comes before opening. What does not hold is ErrDamaged and names the file.
func (s *Store) Verify(ctx context.Context, id string) error {
	_, err := s.verify(ctx, id, s.verifyFile)
	return err
}

// trust is Verify, but files that this store has found whole before and nobody has written since are not read again: a generation
// shares most of its files with the one before.
func (s *Store) trust(ctx context.Context, id string) (*Manifest, error) {
	return s.verify(ctx, id, s.trustFile)
}

func (s *Store) verify(ctx context.Context, id string, check func(context.Context, string, File) error) (*Manifest, error) {
	m, err := s.Manifest(id)
	if err != nil {
		return nil, err
	}
	// The largest file goes first, so that the others fill the time of the other reader.
	files := slices.SortedFunc(slices.Values(m.Files), func(a, b File) int { return cmp.Compare(b.Size, a.Size) })
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(hashers())
	for _, f := range files {
		g.Go(func() error { return check(ctx, id, f) })
	}
	return m, g.Wait()
}

func (s *Store) verifyFile(ctx context.Context, id string, f File) error {
	info, err := s.look(id, f)
	if err != nil {
		return err
	}
	_, sum, err := hashFile(ctx, s.file(id, f))
	if err != nil {
		return fmt.Errorf("verify generation %s: %w", id, err)
	}
	if sum != f.SHA256 {
		s.known.forget(info)
		return damaged(id, f.Name, "its content has changed since it was published (SHA-256 differs)")
	}
	s.known.note(info, sum)
	return nil
}

func (s *Store) trustFile(ctx context.Context, id string, f File) error {
	info, err := s.look(id, f)
	if err != nil || s.known.is(info, f.SHA256) {
		return err
	}
	return s.verifyFile(ctx, id, f)
}

// look checks what can be seen of a file without reading it.
func (s *Store) look(id string, f File) (fs.FileInfo, error) {
	info, err := os.Lstat(s.file(id, f))
	switch {
	case err != nil:
		return nil, damaged(id, f.Name, err.Error())
	case !info.Mode().IsRegular():
		return nil, damaged(id, f.Name, "it is not a regular file")
	case info.Size() != f.Size:
		return nil, damaged(id, f.Name, fmt.Sprintf("it has %d bytes instead of %d", info.Size(), f.Size))
	}
	return info, nil
}

func (s *Store) file(id string, f File) string {
	return filepath.Join(s.Dir(id), filepath.FromSlash(f.Name))
}

// hashFile reads the file once and gives its size and hex SHA-256.
func hashFile(ctx context.Context, name string) (int64, string, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := sha256.New()
	n, err := io.CopyBuffer(h, contextReader{ctx, f}, make([]byte, 1<<20))
	if err != nil {
		return n, "", fmt.Errorf("read %s: %w", name, err)
	}
	return n, hex.EncodeToString(h.Sum(nil)), nil
}

// contextReader ends a long read when nobody waits for it any more.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read reads, or gives the error of the context once that has ended.
func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
