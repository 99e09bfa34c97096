package osfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fumikura/fumikura/internal/osfile"
)

func TestALockIsHeldByOneAtATime(t *testing.T) {
	dir := t.TempDir()
	first, err := osfile.TryLockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := osfile.TryLockFolder(dir); !errors.Is(err, osfile.ErrLocked) {
		t.Errorf("a second lock gives %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := osfile.TryLockFolder(dir)
	if err != nil {
		t.Fatalf("a lock that was given back gives %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := osfile.TryLockFolder(filepath.Join(dir, "gone")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there gives %v", err)
	}
}

func TestAFileSystemTellsWhatItHas(t *testing.T) {
	dir := t.TempDir()
	if n, err := osfile.Free(dir); err != nil || n <= 0 {
		t.Errorf("Free = %d, %v", n, err)
	}
	if !osfile.Writable(dir) || osfile.Writable(filepath.Join(dir, "gone")) {
		t.Error("Writable is wrong of a folder that is there, or of one that is not")
	}
	name := filepath.Join(dir, "a")
	if err := os.WriteFile(name, []byte("a"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(osfile.Sync(name), osfile.Sync(dir)); err != nil {
		t.Error(err)
	}
}
