package bleve_test

import (
	"path/filepath"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/bleve"
)

// TestANewIndexIsOneSegmentAndNothingElse builds what becomes a segment of each worker. What was merged is not kept.
func TestANewIndexIsOneSegmentAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, bleve.Options{Dir: dir})
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	const posts = 60
	for p := range benchtest.Posts(posts, 1) {
		if err := b.Put(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	s, err := b.Publish(t.Context())
	if err != nil || s.Posts != posts {
		t.Fatalf("%+v, %v", s, err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "gen", s.Generation, "index", "*.zap"))
	if err != nil || len(files) != 1 {
		t.Errorf("the segments are %v, %v", files, err)
	}
}
