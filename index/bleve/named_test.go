package bleve_test

import (
	"errors"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestANamedGenerationIsServedWhateverIsLive(t *testing.T) {
	dir := t.TempDir()
	live, err := bleve.Open(t.Context(), bleve.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	first := build(t, live, index.Rebuild, []*blog.Post{paragraph("one", "亀がいる。")})
	build(t, live, index.Rebuild, []*blog.Post{paragraph("one", "猫がいる。")})
	old, err := bleve.Open(t.Context(), bleve.Options{Dir: dir, Generation: first.Generation})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	for e, want := range map[*bleve.Engine][2]int{live: {0, 1}, old: {1, 0}} {
		if got := [2]int{ask(t, e, "亀").Total, ask(t, e, "猫").Total}; got != want {
			t.Errorf("got %v posts with each animal, want %v", got, want)
		}
	}
	if _, err := old.Build(t.Context(), index.Increment); !errors.Is(err, blog.ErrUsage) {
		t.Errorf("a build over a named generation gives %v", err)
	}
	if _, err := bleve.Open(t.Context(), bleve.Options{Dir: dir, Generation: "20160819-121409-8000"}); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("a generation that is not kept gives %v", err)
	}
}
