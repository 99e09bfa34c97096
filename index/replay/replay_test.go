package replay_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/replay"
	"github.com/fumikura/fumikura/internal/blog"
)

// answering gives for each query the posts named by letters.
func answering(by map[string]string) replay.Ask {
	return func(_ context.Context, r index.Request) (*index.Result, error) {
		names, ok := by[r.Query.String()]
		if !ok {
			return nil, errors.New("not asked before")
		}
		res := &index.Result{Total: len(names)}
		for _, n := range strings.Split(names, "") {
			res.Hits = append(res.Hits, index.Hit{Post: blog.Post{URL: n, Title: "post " + n}})
		}
		return res, nil
	}
}

func TestWhatMovesIsTold(t *testing.T) {
	long := strings.Repeat("長", 300)
	r, err := replay.Compare(t.Context(), []string{"same", "order", "other", long},
		answering(map[string]string{"same": "ab", "order": "abc", "other": "a"}),
		answering(map[string]string{"same": "ab", "order": "cba", "other": "b"}))
	if err != nil {
		t.Fatal(err)
	}
	if r.Asked != 3 || r.Same != 1 || len(r.Moved) != 2 || len(r.Refused) != 1 {
		t.Fatalf("%+v", r)
	}
	if m := r.Moved[0]; m.Query != "order" || !m.FirstMoved || m.Hits[0] != (replay.Hit{URL: "c", Title: "post c", Before: 3, After: 1}) || m.Hits[1].Before != 2 || len(m.Hits) != 3 {
		t.Errorf("order: %+v", m)
	}
	if m := r.Moved[1]; m.Before != 1 || m.After != 1 || m.Hits[0].Before != 0 || m.Hits[1] != (replay.Hit{URL: "a", Title: "post a", Before: 1}) {
		t.Errorf("other: %+v", m)
	}
	if _, err := replay.Compare(t.Context(), []string{"unknown"}, answering(nil), answering(nil)); err == nil {
		t.Error("an engine that fails is no answer")
	}
}
