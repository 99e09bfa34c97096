package archive_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

func TestAFullDiskLosesNothing(t *testing.T) {
	corpus.Slow(t)
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("a small disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	path := filled(t, dir)
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	random := make([]byte, 12<<20)
	for i := range random {
		random[i] = byte(rand.Uint32())
	}
	err = db.Put(t.Context(), fetched(site+"small", "small", day), fetched(site+"large", string(random), day))
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("Put: %v", err)
	}
	if _, err := db.Page(t.Context(), site+"small"); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("half a batch was kept: %v", err)
	}
	if err := db.Put(t.Context(), fetched(site+"small", "small", day)); err != nil {
		t.Errorf("a small page does not fit any more: %v", err)
	}
	if err := db.Backup(t.Context(), filepath.Join(dir, "backup.db")); err != nil {
		t.Logf("a backup does not fit, which is fine: %v", err)
	}
	if found, err := db.Check(t.Context(), true); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestAReadOnlyDiskCanBeRead(t *testing.T) {
	dir := t.TempDir()
	path := filled(t, dir)
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("a read-only disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	db, err := archive.OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if got := collect(t, db.Posts(t.Context())); len(got) != 30 {
		t.Errorf("got %d posts", len(got))
	}
	if err := db.Put(t.Context(), fetched(site+"x", "x", day)); err == nil || !strings.Contains(err.Error(), "reading only") {
		t.Errorf("Put: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := archive.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "may not be written") {
		t.Errorf("Open: %v", err)
	}
	if _, err := archive.Acquire(dir, "reindex"); !errors.Is(err, syscall.EROFS) {
		t.Errorf("Acquire: %v", err)
	}
}
