package bleve_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/generation"
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
	if _, err := bleve.Open(t.Context(), bleve.Options{Dir: dir}); !errors.Is(err, generation.ErrDamaged) {
		t.Errorf("nothing whole is left, and opening says %v", err)
	}
}

func TestASegmentCutShortUnderASearchIsAnErrorAndNotTheEnd(t *testing.T) {
	dir := t.TempDir()
	e, err := bleve.Open(t.Context(), bleve.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	stats := build(t, e, index.Rebuild, fixture(t))
	for _, name := range segments(t, dir, stats.Generation) {
		if err := os.Truncate(name, 0); err != nil {
			t.Fatal(err)
		}
	}
	_, err = e.Post(t.Context(), fixture(t)[0].ID)
	if err == nil || errors.Is(err, blog.ErrNotFound) || errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("a post of a file that is gone: %v, want an error of no kind", err)
	}
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
