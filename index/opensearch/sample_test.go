package opensearch

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestASampleAsksForNoBeginningWithinACompound(t *testing.T) {
	s := newSample()
	s.see(&blog.Post{ID: "1", Blocks: []blog.Block{{Text: "efs.client_connections.count foo_barbaz"}}})
	beginnings := 0
	for range 5000 {
		_, n := s.draw()
		w, ok := n.(query.Word)
		if !ok {
			continue
		}
		if strings.HasPrefix(w.Text, "client_") && w.Text != "client_connections" {
			t.Fatalf("%q is drawn, which is the beginning of nothing indexed", w.Text)
		}
		if strings.HasPrefix(w.Text, "foo_") && w.Text != "foo_barbaz" {
			beginnings++
		}
	}
	if beginnings == 0 {
		t.Error("no beginning of a compound that stands alone is drawn")
	}
}

func TestASampleTakesNoPieceOfWhatAnApostropheHoldsTogether(t *testing.T) {
	s := newSample()
	s.see(&blog.Post{ID: "1", Blocks: []blog.Block{{Text: "the agent’s host's port"}}})
	for range 5000 {
		if _, n := s.draw(); n == (query.Word{Text: "s"}) {
			t.Fatal("the s of agent’s is drawn, which is no word")
		}
	}
}
