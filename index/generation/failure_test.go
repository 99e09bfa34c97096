package generation_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/fumikura/fumikura/index/generation"
)

func TestAFailureAtAnyStepChangesNothing(t *testing.T) {
	broken := errors.New("broken")
	for _, step := range []string{"seal", "manifest", "rename", "current"} {
		t.Run(step, func(t *testing.T) {
			dir := t.TempDir()
			s := generation.Open(dir)
			first := publish(t, s, "", index())
			s.FailAt(func(at string) error {
				if at == step {
					return broken
				}
				return nil
			})
			d, err := s.Begin(t.Context(), first)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.Publish(t.Context(), generation.Meta{}); !errors.Is(err, broken) {
				t.Fatalf("Publish: %v", err)
			}
			if err := d.Discard(); err != nil {
				t.Errorf("Discard: %v", err)
			}
			if got := names(t, filepath.Join(dir, "gen")); len(got) != 1 {
				t.Errorf("left: %v", got)
			}
			if live, err := s.Live(t.Context()); err != nil || live.ID != first || live.Degraded != "" {
				t.Errorf("Live: %+v, %v", live, err)
			}
		})
	}
}

func TestACancelledPublicationChangesNothing(t *testing.T) {
	s := generation.Open(t.TempDir())
	first := publish(t, s, "", index())
	ctx, cancel := context.WithCancel(t.Context())
	d, err := s.Begin(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	write(t, d.Dir(), map[string]string{"store/2.zap": "two"})
	cancel()
	if _, err := d.Publish(ctx, generation.Meta{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := d.Discard(); err != nil {
		t.Error(err)
	}
	if live, err := s.Live(t.Context()); err != nil || live.ID != first {
		t.Errorf("Live: %+v, %v", live, err)
	}
}
