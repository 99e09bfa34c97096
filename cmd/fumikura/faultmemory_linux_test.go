package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// cgroup gives a control group of its own whose processes the system kills when they use more memory together.
func cgroup(t *testing.T, mb int) string {
	t.Helper()
	limit := strconv.Itoa(mb << 20)
	for root, limits := range map[string]map[string]string{
		"/sys/fs/cgroup":        {"memory.max": limit, "memory.swap.max": "0"},
		"/sys/fs/cgroup/memory": {"memory.limit_in_bytes": limit}, // before version 2
	} {
		if _, err := os.Stat(filepath.Join(root, "cgroup.procs")); err != nil {
			continue // not a tree of control groups
		}
		dir := filepath.Join(root, fmt.Sprintf("fumikura-test-%d-%d", os.Getpid(), mb))
		if os.Mkdir(dir, 0o755) != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(dir) }) // the system removes it with the machine at the latest
		var err error
		for name, value := range limits {
			err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), []byte(value), 0))
		}
		if err == nil {
			return dir
		}
	}
	t.Skip("no control group can be made to limit memory with")
	return ""
}

// confined starts the program in a control group.
func (h *house) confined(group string, args ...string) *program {
	h.t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		h.t.Skip("there is no shell to enter a control group with")
	}
	enter := []string{"-c", `echo $$ > "$0/cgroup.procs" && exec "$@"`, group, binary}
	return h.launch(sh, append(enter, append(args, "--data", h.data)...)...)
}

func TestFaultsAHardLimitOfMemoryKillsItOrNotAndLosesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	served, base := h.serve()
	limits := []int{8, 16, 32, 64, 128, 512} // a rebuild of these posts takes 20
	codes := map[int]int{}
	for _, mb := range limits {
		group := cgroup(t, mb)
		live := lastGeneration(t, h.data)
		p := h.confined(group, "reindex", "--rebuild")
		codes[mb] = p.exit()
		if got := lastGeneration(t, h.data); codes[mb] != 0 && got != live {
			t.Errorf("with %d MB it exits with %d, but publishes:\n%s", mb, codes[mb], p.said())
		}
		h.must(0, "check")
		h.taken(base)
		h.wantPosts(base, "first", 200)
	}
	t.Logf("exit codes by megabytes: %v", codes)
	if codes[limits[0]] == 0 || codes[limits[len(limits)-1]] != 0 {
		t.Errorf("the limits do not limit, or are too low: %v", codes)
	}
	h.must(0, "import", h.posts("second", 20))
	h.taken(base)
	h.wantPosts(base, "second", 20)
	stopInOrder(t, served)
}
