package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mounted gives a folder on a small disk of its own.
func mounted(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("a small disk cannot be mounted: ", err)
	}
	t.Cleanup(func() { unmount(t, dir) })
	return dir
}

func unmount(t *testing.T, dir string) {
	if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
		t.Error(err)
	}
}

// free gives the free bytes of the disk.
func free(t *testing.T, dir string) int64 {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		t.Fatal(err)
	}
	return int64(s.Bavail) * s.Bsize
}

// leave fills the disk until only n bytes are free, and gives how to empty it again.
func leave(t *testing.T, dir string, n int64) (empty func()) {
	t.Helper()
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, max(0, free(t, dir)-n)), 0o644); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFaultsAFullDiskPublishesNothingAndLosesNothing(t *testing.T) {
	t.Parallel()
	disk := mounted(t, "64m")
	h := &house{t: t, data: filepath.Join(disk, "data")}
	h.must(0, "import", h.posts("first", 200))
	before := free(t, disk)
	h.must(0, "reindex", "--rebuild")
	index := before - free(t, disk)
	p, base := h.serve()
	phases := map[string]int{}
	for i := range times(10) {
		args := []string{"reindex", "--rebuild", "--json"}
		if i%2 == 1 {
			args = []string{"import", h.posts(fmt.Sprintf("round%02d", i), 200), "--json"}
		}
		empty := leave(t, disk, index*int64(i/2%5*2)/8)
		phases[h.fullAt(args)]++
		h.wantPosts(base, "first", 200)
		empty()
		h.must(0, "check")
	}
	t.Logf("the disk was full at: %v", phases)
	if phases["collect pages"] == 0 || phases["build the next index"]+phases["verify the next index"]+phases["publish the next index"] == 0 {
		t.Errorf("the disk was only full at %v", phases)
	}
	h.must(0, "import", h.posts("last", 200))
	h.taken(base)
	h.wantPosts(base, "last", 200)
	stopInOrder(t, p)
}

// fullAt runs the program on a full disk and tells in which phase it noticed. Whatever happens, it publishes all or nothing.
func (h *house) fullAt(args []string) string {
	h.t.Helper()
	live := lastGeneration(h.t, h.data)
	r := h.start(args...)
	code, said := r.exit(), r.said()
	if code == 0 {
		return "nowhere"
	}
	if got := lastGeneration(h.t, h.data); got != live {
		h.t.Errorf("it fails, but generation %s became %s:\n%s", live, got, said)
	}
	if code != 1 || !strings.Contains(said, "no space left") || !strings.Contains(said, "make room on the disk of "+h.data) {
		h.t.Errorf("it exits with %d and does not say that the disk is full and what to do:\n%s", code, said)
	}
	var report struct{ Error string }
	if i := strings.IndexByte(said, '{'); i >= 0 && json.NewDecoder(strings.NewReader(said[i:])).Decode(&report) == nil {
		phase, _, _ := strings.Cut(report.Error, ":")
		return phase
	}
	return "the beginning"
}

func TestFaultsAReadOnlyDiskIsServedAndSearched(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if err := syscall.Mount(h.data, h.data, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("a read-only disk cannot be mounted: ", err)
	}
	defer unmount(t, h.data)
	if err := syscall.Mount("", h.data, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	p, base := h.serve()
	h.wantPosts(base, "first", 200)
	if said := h.must(0, "search", "first"); !strings.Contains(said, "200 posts") {
		t.Errorf("search says %s", said)
	}
	h.must(0, "check")
	h.must(0, "status")
	for _, args := range [][]string{{"reindex", "--rebuild"}, {"import", h.posts("second", 3)}, {"rollback"}} {
		if said := h.must(1, args...); !strings.Contains(said, "read-only") {
			t.Errorf("%s does not say why it cannot: %s", args[0], said)
		}
	}
	h.wantPosts(base, "first", 200)
	stopInOrder(t, p)
}
