package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// damages are what disks and people do to a file.
var damages = map[string]func(path string, b []byte) error{
	"has a flipped bit": func(path string, b []byte) error {
		b[rand.IntN(len(b))] ^= 1 << rand.IntN(8)
		return os.WriteFile(path, b, 0o644)
	},
	// By more than the end of the last line, without which CURRENT says the same.
	"is cut short": func(path string, b []byte) error { return os.Truncate(path, rand.Int64N(int64(len(b)-1))) },
	"is gone":      func(path string, _ []byte) error { return os.Remove(path) },
}

func TestFaultsAPublishedFileThatIsDamagedIsNamedAndMended(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, file := range []string{"index/*.zap", "index/root.bolt", "index/lexicon", "index/counts", "manifest.json"} {
		for what, damage := range damages {
			for range times(1) {
				h.damageGeneration(file, what, damage)
			}
		}
	}
}

// damageGeneration damages one file of the live generation, and wants the one before to be served until a rebuild.
func (h *house) damageGeneration(file, what string, damage func(string, []byte) error) {
	t := h.t
	live := lastGeneration(t, h.data)
	path := h.damage(filepath.Join("gen", live, file), damage)
	said := h.must(1, "check")
	if !strings.Contains(said, live) || !strings.Contains(said, filepath.Base(path)) || !strings.Contains(said, "--rebuild") {
		t.Errorf("%s %s: check does not name it, or does not say what to do:\n%s", file, what, said)
	}
	p, base := h.serve()
	if state := h.ready(base); state != "degraded" {
		t.Errorf("%s %s: /readyz says %s", file, what, state)
	}
	if a := mustAsk(t, base, "first"); a.Total != 200 || a.Generation == live {
		t.Errorf("%s %s: %d posts are found in generation %s", file, what, a.Total, a.Generation)
	}
	h.must(0, "reindex", "--rebuild")
	h.taken(base)
	if state := h.ready(base); state != "ready" {
		t.Errorf("%s %s: after the rebuild /readyz says %s", file, what, state)
	}
	stopInOrder(t, p)
	if said := h.must(0, "check"); strings.Contains(said, live) {
		t.Errorf("%s %s: the damaged generation is still there:\n%s", file, what, said)
	}
}

func TestFaultsADamagedFileOfAllGenerationsIsMendedByTheServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.must(0, "import", h.posts("second", 30))
	h.damageAll()
	h.must(1, "check")
	p, base := h.serve()
	if !eventually(func() bool { return h.ready(base) == "ready" }) {
		t.Fatal("the server does not mend it")
	}
	h.wantPosts(base, "first", 200)
	h.wantPosts(base, "second", 30)
	stopInOrder(t, p)
	h.must(0, "check")
	// Without a server the next run mends it, whatever it was for.
	h.must(0, "import", h.posts("third", 10))
	h.damageAll()
	h.must(0, "reindex")
	h.must(0, "check")
	_, base = h.serve()
	h.wantPosts(base, "third", 10)
}

// damageAll damages a file of every generation, as one bad file does that they share.
func (h *house) damageAll() {
	h.t.Helper()
	generations, err := filepath.Glob(filepath.Join(h.data, "gen", "*"))
	if err != nil || len(generations) == 0 {
		h.t.Fatalf("there are no generations: %v", err)
	}
	for _, g := range generations {
		h.damage(filepath.Join("gen", filepath.Base(g), "index/*.zap"), damages["is cut short"])
	}
}

// damage damages the largest file of the pattern and gives its path.
func (h *house) damage(pattern string, damage func(string, []byte) error) string {
	h.t.Helper()
	found, err := filepath.Glob(filepath.Join(h.data, pattern))
	if err != nil || len(found) == 0 {
		h.t.Fatalf("there is no %s to damage: %v", pattern, err)
	}
	var path string
	var content []byte
	for _, f := range found {
		b, err := os.ReadFile(f)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(b) > len(content) {
			path, content = f, b
		}
	}
	// A segment is also a file of the generation before it, by another name; what happens to one must not happen to both.
	err = os.Remove(path)
	if err == nil {
		err = os.WriteFile(path, content, 0o644)
	}
	if err == nil {
		err = damage(path, content)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return path
}

func TestFaultsADamagedCURRENTIsToldAndMended(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for what, damage := range damages {
		h.damage("CURRENT", damage)
		p, base := h.serve()
		h.wantPosts(base, "first", 200)
		if state := h.ready(base); state != "degraded" {
			t.Errorf("CURRENT %s: /readyz says %s", what, state)
		}
		if said := h.must(1, "check"); !strings.Contains(said, "CURRENT") {
			t.Errorf("CURRENT %s: check does not name it:\n%s", what, said)
		}
		h.must(0, "reindex", "--rebuild")
		h.taken(base)
		if state := h.ready(base); state != "ready" {
			t.Errorf("CURRENT %s: after the rebuild /readyz says %s", what, state)
		}
		stopInOrder(t, p)
		h.must(0, "check")
	}
}

func TestFaultsADamagedArchiveIsToldAndTheIndexServesOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path := filepath.Join(h.data, "archive.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	h.must(0, "backup", backup)
	for what, b := range map[string][]byte{
		"has a page of noise": bytes.Replace(whole, whole[len(whole)/2&^4095:][:4096], bytes.Repeat([]byte{0xa5}, 4096), 1),
		"is cut in half":      whole[:len(whole)/2&^4095],
		"is a text":           []byte(strings.Repeat("this is no database\n", 400)),
	} {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		if said := h.must(1, "check", "--deep"); !strings.Contains(said, "archive") {
			t.Errorf("an archive that %s: check does not tell:\n%s", what, said)
		}
		p, base := h.serve()
		h.wantPosts(base, "first", 200)
		stopInOrder(t, p)
		h.must(0, "restore", "--force", backup)
		h.must(0, "check")
	}
}

func TestFaultsADamagedLogOfTheArchiveLosesOnlyWhatTheNextRunFetchesAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	file := h.posts("second", 200)
	for i := range times(3) {
		p := h.start("import", file)
		for !h.matches("archive.db-wal") && p.ProcessState == nil {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(rand.N(400 * time.Millisecond))
		_ = p.Process.Kill() // it may have ended by itself
		_ = p.exit()         // by the kill, or by itself
		if h.matches("archive.db-wal") {
			if info, err := os.Stat(filepath.Join(h.data, "archive.db-wal")); err == nil && info.Size() > 0 {
				h.damage("archive.db-wal", damages[[]string{"has a flipped bit", "is cut short", "is gone"}[i%3]])
			}
		}
		h.must(0, "check", "--deep")
		h.must(0, "import", file)
		q, base := h.serve()
		h.wantPosts(base, "second", 200)
		h.wantPosts(base, "first", 200)
		stopInOrder(t, q)
	}
}
