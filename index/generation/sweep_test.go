package generation_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestDiscardLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	first := publish(t, s, "", index())
	d, err := s.Begin(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Discard(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, filepath.Join(dir, "gen")); !slices.Equal(got, []string{first}) {
		t.Errorf("left: %v", got)
	}
}

func TestADeadDraftIsSweptAndALivingOneIsNot(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	dead := filepath.Join(dir, "gen", ".draft-20200101-000000-0000")
	write(t, dead, map[string]string{"index/x.zap": "half"})
	living, err := s.Begin(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Error("the dead draft is still there")
	}
	other, err := s.Begin(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(living.Dir()); err != nil {
		t.Error("a living draft was swept")
	}
	if err := errors.Join(living.Discard(), other.Discard()); err != nil {
		t.Error(err)
	}
}

func TestTwoGenerationsAreKept(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	var ids []string
	for range 4 {
		ids = append(ids, publish(t, s, "", index()))
	}
	if got := names(t, filepath.Join(dir, "gen")); !slices.Equal(got, ids[2:]) {
		t.Errorf("kept %v of %v", got, ids)
	}
}

func TestTheSpareGenerationIsAWholeOne(t *testing.T) {
	s := generation.Open(t.TempDir())
	first := publish(t, s, "", index())
	second := publish(t, s, "", index())
	write(t, s.Dir(second), map[string]string{"store/root.bolt": "torn"})
	third := publish(t, s, "", index())
	ids, err := s.List()
	if err != nil || !slices.Equal(ids, []string{third, first}) {
		t.Errorf("kept %v, want %v: %v", ids, []string{third, first}, err)
	}
}

func TestRollback(t *testing.T) {
	s := generation.Open(t.TempDir())
	first, second := publish(t, s, "", index()), publish(t, s, "", index())
	if id, err := s.Rollback(t.Context(), ""); err != nil || id != first {
		t.Fatalf("rolled back to %q: %v", id, err)
	}
	if _, err := s.Rollback(t.Context(), ""); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("rolled back beyond the first: %v", err)
	}
	if id, err := s.Rollback(t.Context(), second); err != nil || id != second {
		t.Errorf("rolled forward to %q: %v", id, err)
	}
	for _, id := range []string{"20200101-000000-0000", "../../etc", "x"} {
		if _, err := s.Rollback(t.Context(), id); !errors.Is(err, blog.ErrNotFound) {
			t.Errorf("rolled back to %s: %v", id, err)
		}
	}
	// A build after a rollback keeps what was rolled back to.
	if _, err := s.Rollback(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	third := publish(t, s, "", index())
	if ids, _ := s.List(); !slices.Equal(ids, []string{third, first}) {
		t.Errorf("kept %v, want %v", ids, []string{third, first})
	}
}
