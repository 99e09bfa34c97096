package bleve_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/blog"
)

// segments gives the segment files of a generation.
func segments(t *testing.T, dir, id string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "gen", id, "index", "*.zap"))
	if err != nil || len(names) == 0 {
		t.Fatalf("generation %s has no segments: %v", id, err)
	}
	return names
}

func flip(t *testing.T, name string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 0x40
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedGenerationIsNeverServed(t *testing.T) {
	dir := t.TempDir()
	e, err := bleve.Open(t.Context(), bleve.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	old := build(t, e, index.Rebuild, fixture(t))
	live := build(t, e, index.Rebuild, fixture(t)[:2])
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	flip(t, segments(t, dir, live.Generation)[0])
	if e, err = bleve.Open(t.Context(), bleve.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	stats, err := e.Stats(t.Context())
	if err != nil || stats.Generation != old.Generation || stats.Degraded == "" {
		t.Errorf("served %s, degraded %q, %v; want the older generation %s and why", stats.Generation, stats.Degraded, err, old.Generation)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	flip(t, segments(t, dir, old.Generation)[0])
	if e, err = bleve.Open(t.Context(), bleve.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Stats(t.Context()); !errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("nothing whole is left to answer from, and the engine says %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// cutShort truncates every segment of a generation.
func cutShort(t *testing.T, dir, id string) {
	t.Helper()
	for _, name := range segments(t, dir, id) {
		if err := os.Truncate(name, 0); err != nil {
			t.Fatal(err)
		}
	}
}

// settled asks for a post until want says that the engine has come to rest. The test as a whole has a time limit.
func settled(t *testing.T, e *bleve.Engine, want func(index.Stats, error) bool) {
	t.Helper()
	for {
		if _, err := e.Post(t.Context(), fixture(t)[0].ID); err != nil && !errors.Is(err, blog.ErrUnavailable) {
			t.Fatalf("a post of a file that is gone: %v, want that it is unavailable", err)
		}
		if want(e.Stats(t.Context())) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestALiveGenerationThatIsDamagedIsLeftForTheOneBefore(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, bleve.Options{Dir: dir})
	old := build(t, e, index.Rebuild, fixture(t))
	live := build(t, e, index.Rebuild, fixture(t))
	cutShort(t, dir, live.Generation)
	settled(t, e, func(s index.Stats, err error) bool {
		return err == nil && s.Generation == old.Generation && s.Degraded != ""
	})
	if _, err := e.Post(t.Context(), fixture(t)[0].ID); err != nil {
		t.Errorf("the older generation does not answer: %v", err)
	}
	next := build(t, e, index.Increment, fixture(t)[:1])
	if s, err := e.Stats(t.Context()); err != nil || s.Generation != next.Generation || s.Degraded != "" || s.Posts != len(fixture(t)) {
		t.Errorf("after the next build: %+v, %v", s, err)
	}
}

func TestWhereNoWholeGenerationIsLeftARebuildMends(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, bleve.Options{Dir: dir})
	cutShort(t, dir, build(t, e, index.Rebuild, fixture(t)).Generation)
	settled(t, e, func(_ index.Stats, err error) bool {
		return errors.Is(err, blog.ErrUnavailable) && !errors.Is(err, blog.ErrNoIndex) && strings.Contains(err.Error(), "--rebuild")
	})
	build(t, e, index.Increment, fixture(t))
	if _, err := e.Post(t.Context(), fixture(t)[0].ID); err != nil {
		t.Errorf("after the next build: %v", err)
	}
}

func TestAGenerationThatCannotBeOpenedIsTriedAgain(t *testing.T) {
	dir := t.TempDir()
	writer := openIn(t, bleve.Options{Dir: dir, Building: true})
	old := build(t, writer, index.Rebuild, fixture(t))
	live := build(t, writer, index.Rebuild, fixture(t))
	e := openIn(t, bleve.Options{Dir: dir, ReadOnly: true})
	name := filepath.Join(dir, "gen", live.Generation, "index", "lexicon")
	current := func(id string) {
		if err := os.WriteFile(filepath.Join(dir, "CURRENT"), []byte(id+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	current(old.Generation)
	settled(t, e, func(s index.Stats, err error) bool { return err == nil && s.Generation == old.Generation })
	if err := os.Rename(name, name+".away"); err != nil {
		t.Fatal(err)
	}
	current(live.Generation)
	settled(t, e, func(s index.Stats, err error) bool { return err == nil && s.Degraded != "" })
	if err := os.Rename(name+".away", name); err != nil {
		t.Fatal(err)
	}
	settled(t, e, func(s index.Stats, err error) bool {
		return err == nil && s.Generation == live.Generation && s.Degraded == ""
	})
}

func TestSynonymsOfTheOwnerAreAskedForToo(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "synonyms.txt")
	if err := os.WriteFile(name, []byte("寄り合い, 勉強会\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err := bleve.Open(t.Context(), bleve.Options{Dir: filepath.Join(dir, "data"), Synonyms: name})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	build(t, e, index.Rebuild, fixture(t))
	if got := strings.Join(names(ask(t, e, "寄り合い")), " "); got != "city" {
		t.Errorf("寄り合い finds %q, want the post on a 勉強会", got)
	}
	if _, err := bleve.Open(t.Context(), bleve.Options{Dir: dir, Synonyms: filepath.Join(dir, "none")}); !errors.Is(err, blog.ErrUsage) {
		t.Errorf("a synonym file that is not there: %v", err)
	}
}
