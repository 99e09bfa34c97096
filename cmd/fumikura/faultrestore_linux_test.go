package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// naming is a call in a trace by which a file of the data folder gets a name.
var naming = regexp.MustCompile(`(?m)^[0-9 ]*(rename|link)(at|at2)?\([^\n]*"DATA/`)

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
	// The calls are counted for each thread apart, so that the same number may kill at one point or at another: which one it was stands in
	// the trace. It goes on until each has been killed at, as many as a restore has that nobody disturbs.
	const links = "link,linkat,"
	const calls = links + "rename,renameat,renameat2"
	trace := filepath.Join(t.TempDir(), "trace")
	points := map[int]int{} // how often it was killed at the first call, the second, …
	all, olds, news := 0, 0, 0
	for try := 0; all == 0 || len(points) < all; try++ {
		if try > 200 {
			t.Fatalf("of %d points at which a file gets its name these were killed at: %v", all, points)
		}
		// Counted for each call apart too: a rename after a link is the first rename.
		inject := "inject=" + strings.TrimPrefix(calls, links) + ":signal=KILL:when=" + strconv.Itoa(1+try/2%3)
		if try%6 == 0 {
			inject = "inject=" + links + "symlinkat:signal=KILL:when=1"
		}
		if all == 0 {
			inject = "trace=" + calls
		}
		p := h.launch(strace, "-f", "-qq", "-o", trace, "-e", "trace="+calls, "-e", inject, binary, "restore", backup, "--force", "--data", h.data)
		code := p.exit()
		n := len(naming.FindAllString(strings.ReplaceAll(string(must(os.ReadFile(trace))), h.data, "DATA"), -1))
		if code == 0 {
			all = max(all, n)
		} else {
			points[n]++
			kills.Add(1)
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
	t.Logf("kills at each of the %d points at which a file gets its name: %v; %d times the old was there, %d times the new", all, points, olds, news)
	if olds == 0 || news == 0 {
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
