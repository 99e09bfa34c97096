package corpus

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
)

// Fingerprint holds what a versioned step makes of the posts of our own against the number of its version, so that a change of what it
// makes without a new number is noticed: an archive would keep what the old step made beside what the new one makes.
type Fingerprint struct {
	File    string // where it is kept, beside the test
	Version string // of the step, now
	Bump    string // where the number stands
}

// mark is what a fingerprint file says: the version, and the hashes of what went in and of what came out.
type mark struct{ version, in, out string }

// Check compares what the step makes now with the fingerprint; with update it rewrites the file, but never for a step that makes
// something else of the same posts under the same number.
func (f Fingerprint) Check(t testing.TB, update bool, in, out func(io.Writer)) {
	t.Helper()
	now := mark{f.Version, sum(in), sum(out)}
	text, err := os.ReadFile(f.File)
	if err != nil && !(update && os.IsNotExist(err)) {
		t.Fatalf("%v; run the test with -update", err)
	}
	var kept mark
	if fields := strings.Fields(string(text)); len(fields) == 3 {
		kept = mark{fields[0], fields[1], fields[2]}
	}
	if complaint := kept.differs(now, f.Bump, update); complaint != "" {
		t.Fatal(complaint)
	}
	if update {
		if err := os.WriteFile(f.File, fmt.Appendf(nil, "%s %s %s\n", now.version, now.in, now.out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// differs says what is to be done where the fingerprint is not that of now; empty for nothing.
func (kept mark) differs(now mark, bump string, update bool) string {
	switch {
	case kept == now:
		return ""
	case kept.version == now.version && kept.in == now.in:
		return fmt.Sprintf("this change makes something else of the same posts under the same version %s, and indexes and archives would keep the old "+
			"beside the new: raise %s, then run this test with -update", now.version, bump)
	case update:
		return ""
	}
	return "the posts or the version have changed: run this test with -update"
}

func sum(write func(io.Writer)) string {
	h := sha256.New()
	write(h)
	return fmt.Sprintf("%x", h.Sum(nil)[:12])
}

// WritePosts writes posts in a form that changes with each of their fields.
func WritePosts(t testing.TB, posts []*blog.Post) func(io.Writer) {
	return func(w io.Writer) {
		if err := json.NewEncoder(w).Encode(posts); err != nil {
			t.Fatal(err)
		}
	}
}
