package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// tracer finds strace where it may trace.
func tracer(t *testing.T) string {
	path, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(path, "-o", os.DevNull, "true").Run()
	}
	if err != nil {
		t.Skipf("no strace that may trace: %v", err)
	}
	return path
}

func TestFaultsARestoreKilledAtAnyRenameLeavesTheOldOrTheNew(t *testing.T) {
	t.Parallel()
	strace := tracer(t)
	h := newHouse(t)
	backup := filepath.Join(t.TempDir(), "backup.db")
	h.must(0, "import", h.posts("second", 30))
	h.must(0, "backup", backup)
	h.must(0, "import", h.posts("third", 20))
	_, base := h.serve()
	// The calls are counted for each thread apart, so that the same number may kill at one point or at another.
	const calls = "rename,renameat,renameat2,link,linkat"
	killed, olds, news := 0, 0, 0
	for n, whole := 1, 0; n <= times(8) && whole < 2; n++ {
		p := h.launch(strace, "-f", "-qq", "-o", os.DevNull, "-e", "trace="+calls, "-e", "inject="+calls+":signal=KILL:when="+strconv.Itoa(n),
			binary, "restore", backup, "--force", "--data", h.data)
		if p.exit() == 0 {
			whole++
		} else {
			killed++
		}
		if _, err := os.Stat(filepath.Join(h.data, "archive.db")); err != nil {
			t.Fatalf("killed at call %d: %v", n, err)
		}
		h.wantPosts(base, "first", 200)
		h.must(0, "reindex", "--rebuild", "--force")
		h.must(0, "check")
		h.taken(base)
		h.wantPosts(base, "first", 200)
		h.wantPosts(base, "second", 30)
		switch found := mustAsk(t, base, "third").Total; found {
		case 20:
			olds++
		case 0:
			news++
		default:
			t.Fatalf("killed at call %d: there are %d posts of the third, neither the old nor the new", n, found)
		}
		if left, err := filepath.Glob(filepath.Join(h.data, ".restore-*")); err != nil || len(left) > 0 {
			t.Errorf("killed at call %d: %v is left, %v", n, left, err)
		}
		h.must(0, "import", h.posts("third", 20))
	}
	t.Logf("%d kills; %d times the old was there, %d times the new", killed, olds, news)
	if killed == 0 || olds == 0 || news == 0 {
		t.Error("the kills did not come at both sides of the replacement")
	}
	for _, name := range must(filepath.Glob(filepath.Join(h.data, "archive-*.db"))) {
		if b := must(os.ReadFile(name)); !bytes.HasPrefix(b, []byte("SQLite format 3")) {
			t.Errorf("%s is no archive", name)
		}
	}
}

// must gives the value of a call that cannot fail.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
