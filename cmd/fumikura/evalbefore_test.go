package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestEvalComparesWithAnOlderGeneration(t *testing.T) {
	dir := t.TempDir()
	e, err := bleve.Open(t.Context(), bleve.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	publish := func(text string) string {
		b, err := e.Build(t.Context(), index.Rebuild)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		const url = "https://blog.example.com/cat"
		p := &blog.Post{ID: blog.NewID(url), URL: url, Title: "動物", Lang: "ja", Blocks: []blog.Block{{Kind: blog.Paragraph, Text: text}}}
		if err := b.Put(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		stats, err := b.Publish(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return stats.Generation
	}
	first := publish("亀がいる。")
	publish("猫がいる。")
	topics := evalTopics(t)
	var out bytes.Buffer
	a := &app{stdout: &out, stderr: &out, cfg: config{Data: dir}}
	if err := a.eval(t.Context(), e, topics, evalFlags{diff: first}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "none → 1  1  猫\n") {
		t.Errorf("got\n%s", &out)
	}
	if err := a.eval(t.Context(), e, topics, evalFlags{diff: "20160819-121409-8000"}); !errors.Is(err, blog.ErrUsage) {
		t.Errorf("a generation that is not kept gives %v", err)
	}
}
