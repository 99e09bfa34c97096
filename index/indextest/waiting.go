package indextest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
)

// approving is an engine whose generations can wait for the owner's approval.
type approving interface {
	Waiting(context.Context) (index.Stats, json.RawMessage, error)
	Approve(context.Context) (string, error)
	Drop(context.Context) (string, error)
}

// holding is a builder of such an engine.
type holding interface {
	SetMeta(json.RawMessage)
	Hold(context.Context) (index.Stats, error)
}

// checkWaiting checks that a generation waits unseen until it is approved, that a newer one takes its place, and that it can be dropped.
func checkWaiting(t *testing.T, open Open, all []*blog.Post) {
	e := filled(t, open, all[:3])
	a, ok := e.(approving)
	if !ok {
		t.Fatal("the engine knows no approval")
	}
	ctx := context.Background()
	hold := func(p *blog.Post) string {
		t.Helper()
		b, err := e.Build(ctx, index.Increment)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Put(ctx, p); err != nil {
			t.Fatal(err)
		}
		h := b.(holding)
		h.SetMeta(json.RawMessage(`{"of":"` + p.URL + `"}`))
		s, err := h.Hold(ctx)
		if err != nil {
			t.Fatalf("a generation cannot wait: %v", err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		return s.Generation
	}
	none := func() {
		t.Helper()
		if _, _, err := a.Waiting(ctx); !errors.Is(err, blog.ErrNotFound) {
			t.Errorf("something waits: %v", err)
		}
		if _, err := a.Approve(ctx); !errors.Is(err, blog.ErrNotFound) {
			t.Errorf("nothing was approved: %v", err)
		}
		if _, err := a.Drop(ctx); !errors.Is(err, blog.ErrNotFound) {
			t.Errorf("nothing was dropped: %v", err)
		}
	}
	none()
	hold(all[3])
	second := hold(all[4])
	s, meta, err := a.Waiting(ctx)
	if err != nil || s.Generation != second || s.Posts != 4 || !strings.Contains(string(meta), all[4].URL) {
		t.Errorf("%+v waits with %s, %v; want %s", s, meta, err, second)
	}
	if n := total(t, e, ""); n != 3 {
		t.Errorf("what waits is seen: %d posts", n)
	}
	if id, err := a.Drop(ctx); err != nil || id != second {
		t.Errorf("dropped %s, %v", id, err)
	}
	none()
	hold(all[5])
	build(t, e, index.Increment, all[6:7], nil) // what is published takes its place
	none()
	if n := total(t, e, ""); n != 4 {
		t.Errorf("%d posts are live, want 4", n)
	}
	last := hold(all[7])
	if id, err := a.Approve(ctx); err != nil || id != last {
		t.Fatalf("approved %s, %v; want %s", id, err, last)
	}
	await(t, e, last)
	if n := total(t, e, ""); n != 5 {
		t.Errorf("%d posts are live, want 5", n)
	}
	none()
	build(t, e, index.Increment, all[8:9], nil)
	if n := total(t, e, ""); n != 6 {
		t.Errorf("after another build %d posts are live, want 6", n)
	}
}
