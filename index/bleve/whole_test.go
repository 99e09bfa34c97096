package bleve_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/blog"
)

func paragraph(name, text string) *blog.Post {
	url := "https://blog.example.com/" + name
	return &blog.Post{ID: blog.NewID(url), Site: "https://blog.example.com/", URL: url, Title: name, Lang: "ja",
		Blocks: []blog.Block{{Kind: blog.Paragraph, Text: text}}}
}

func TestALatinNameIsNotTakenForOneOfItsParts(t *testing.T) {
	e := open(t, []*blog.Post{paragraph("one", "FIXTURE を一つ置いた。"), paragraph("two", "open の後には close がいる。"),
		paragraph("three", "docker-compose は便利だ。"), paragraph("four", "cache.local.size を上げる。")})
	for _, q := range []string{"FIXTURE-COMMENT", "open_window", "docker-swarm-mode"} {
		if res := ask(t, e, q); res.Total != 0 || res.Relaxed {
			t.Errorf("%s finds %v, relaxed %v", q, names(res), res.Relaxed)
		}
	}
	if res := ask(t, e, "cache.local.width"); res.Total != 1 || !res.Relaxed {
		t.Errorf("a name of which one part differs finds %v, relaxed %v", names(res), res.Relaxed)
	}
	if res := ask(t, e, "docker-compose"); res.Total != 1 || res.Relaxed {
		t.Errorf("docker-compose finds %v, relaxed %v", names(res), res.Relaxed)
	}
}

func TestABadCharacterInAPostStopsNoBuild(t *testing.T) {
	e := empty(t)
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, p := range []*blog.Post{paragraph("replaced", "文字\uFFFD化け\uFFFDは困る\uFFFD abc\uFFFDdef"), paragraph("invalid", "壊れた\xff文字 abc\xfe")} {
		if err := b.Put(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if missed, err := b.Verify(t.Context(), 5000); err != nil || len(missed) > 0 {
		t.Fatal(missed, err)
	}
	if _, err := b.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"困る", "def", "壊れた"} {
		if res := ask(t, e, q); len(res.Hits) != 1 {
			t.Errorf("%s, beside a bad character, finds %v", q, names(res))
		}
	}
}

// untilLive is a context that is given up as soon as a first generation is live.
type untilLive struct {
	context.Context
	data string
}

func (c untilLive) Err() error {
	if _, err := os.Stat(filepath.Join(c.data, "CURRENT")); err == nil {
		return context.Canceled
	}
	return nil
}

func TestABuildThatIsLiveHasNotFailed(t *testing.T) {
	dir := t.TempDir()
	e, err := bleve.Open(t.Context(), bleve.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Put(t.Context(), paragraph("one", "一つだけ。")); err != nil {
		t.Fatal(err)
	}
	stats, err := b.Publish(untilLive{t.Context(), dir})
	if err != nil || stats.Posts != 1 || stats.Generation == "" || stats.Bytes == 0 {
		t.Errorf("a build that is live gives %+v, %v", stats, err)
	}
}
