package generation_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/corpus"
)

func TestAFullDiskChangesNothing(t *testing.T) {
	corpus.Slow(t)
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("a small disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	}()
	s := generation.Open(dir)
	first := publish(t, s, "", index())
	d, err := s.Begin(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	full := os.WriteFile(filepath.Join(d.Dir(), "2.zap"), make([]byte, 2<<20), 0o644)
	if !errors.Is(full, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", full)
	}
	if _, err := d.Publish(t.Context(), generation.Meta{}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Publish: %v", err)
	}
	if err := d.Discard(); err != nil {
		t.Error(err)
	}
	if live, err := s.Live(t.Context()); err != nil || live.ID != first || live.Degraded != "" {
		t.Errorf("Live: %+v, %v", live, err)
	}
	publish(t, s, first, nil)
}

func TestAReadOnlyFolderServesAndRefusesToBuild(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	id := publish(t, s, "", index())
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("a read-only disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	}()
	if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if live, err := s.Live(t.Context()); err != nil || live.ID != id {
		t.Errorf("Live: %+v, %v", live, err)
	}
	if _, err := s.Begin(t.Context(), id); !errors.Is(err, syscall.EROFS) {
		t.Errorf("Begin: %v", err)
	}
}
