package source

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"time"
)

// commits gives what asks the version control (git) of the folder that is read when a file was first or last committed; nil for what is
// packed, and where there is no git. A generator whose posts are dated by their commits does the same.
func (r *reader) commits() func(name string, first bool) (time.Time, bool) {
	if r.dir == "" || r.depth > 0 {
		return nil
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return nil
	}
	return func(name string, first bool) (time.Time, bool) {
		// Nothing that the configuration of the folder names is started.
		args := []string{"-C", r.dir, "-c", "core.fsmonitor=false", "--no-pager", "log", "--no-show-signature", "--no-ext-diff", "--format=%cI"}
		if first {
			args = append(args, "--diff-filter=A", "--follow")
		} else {
			args = append(args, "-1")
		}
		out, err := exec.CommandContext(r.ctx, git, append(args, "--", filepath.FromSlash(name))...).Output()
		lines := bytes.Fields(out)
		if err != nil || len(lines) == 0 {
			return time.Time{}, false // it is in no repository, or was never committed
		}
		at, err := time.Parse(time.RFC3339, string(lines[len(lines)-1]))
		return at, err == nil
	}
}
