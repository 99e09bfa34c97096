package bleve_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/corpus"
)

// TestABuildOnADiskThatFillsUpEndsWithAnErrorThatSaysSo fills the disk at several points of a build. Batches are under way and
// segments are being merged when it happens.
func TestABuildOnADiskThatFillsUpEndsWithAnErrorThatSaysSo(t *testing.T) {
	corpus.Slow(t)
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		t.Skip("a small disk cannot be mounted: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	e := openIn(t, bleve.Options{Dir: filepath.Join(dir, "data")})
	live := build(t, e, index.Rebuild, fixture(t))
	ballast := filepath.Join(dir, "ballast")
	for mb := range 2 {
		if err := os.WriteFile(ballast, make([]byte, (16+4*mb)<<20), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := putMany(t, e); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("with %d MB taken: %v, want no space left", 16+4*mb, err)
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		if s, err := e.Stats(t.Context()); err != nil || s.Generation != live.Generation {
			t.Fatalf("with %d MB taken: serves %+v, %v", 16+4*mb, s, err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "data", "gen", ".draft-*")); err != nil || len(left) > 0 {
			t.Errorf("with %d MB taken: %v is left, %v", 16+4*mb, left, err)
		}
	}
	build(t, e, index.Increment, fixture(t)[:1])
}

// putMany builds more than the disk holds.
func putMany(t *testing.T, e *bleve.Engine) (err error) {
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		return err
	}
	defer func() {
		if e := b.Close(); e != nil {
			t.Errorf("close: %v", e)
		}
	}()
	for p := range benchtest.Posts(1500, 3) {
		if err := b.Put(t.Context(), p); err != nil {
			return err
		}
	}
	if _, err := b.Verify(t.Context(), 10); err != nil {
		return err
	}
	_, err = b.Publish(t.Context())
	return err
}
