package main

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/ingest"
)

func TestProgressSaysWhetherABlogIsAsked(t *testing.T) {
	for _, c := range []struct {
		reads bool
		want  string
	}{{true, "reading posts.jsonl: 3\n"}, {false, "asking the blog posts.jsonl: 3\n"}} {
		var out strings.Builder
		p := &progress{w: &out, reads: c.reads}
		p.update(ingest.Progress{Phase: "collect", Site: "posts.jsonl", Done: 3})
		if out.String() != c.want {
			t.Errorf("got %q, want %q", out.String(), c.want)
		}
	}
}
