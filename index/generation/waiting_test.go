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

// hold makes a generation that waits, with one more file than the live one.
func hold(t *testing.T, s *generation.Store, from, text string) string {
	t.Helper()
	d, err := s.Begin(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, d.Dir(), map[string]string{"store/2.zap": text})
	m, err := d.Hold(t.Context(), generation.Meta{Posts: 2})
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

func lives(t *testing.T, s *generation.Store, want string) {
	t.Helper()
	if live, err := s.Live(t.Context()); err != nil || live.ID != want || live.Degraded != "" {
		t.Errorf("live is %+v, %v; want %s", live, err, want)
	}
}

func TestAGenerationWaitsUntilItIsApproved(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	if _, err := s.Waiting(t.Context()); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("an empty store has something that waits: %v", err)
	}
	first := publish(t, s, "", index())
	hold(t, s, first, "two")
	second := hold(t, s, first, "three")
	if m, err := s.Waiting(t.Context()); err != nil || m.ID != second || m.Posts != 2 {
		t.Fatalf("%+v waits, %v; want %s", m, err, second)
	}
	lives(t, s, first)
	if got := names(t, filepath.Join(dir, "gen")); len(got) != 2 {
		t.Errorf("two wait at once: %v", got)
	}
	if ids, err := s.List(); err != nil || !slices.Equal(ids, []string{first}) {
		t.Errorf("listed: %v, %v", ids, err)
	}
	if _, err := s.Rollback(t.Context(), second); !errors.Is(err, blog.ErrNotFound) {
		// A name that is not listed is no generation to go to.
		if live, e := s.Current(); e != nil || live != first {
			t.Errorf("rolled back to what waits: %s, %v, %v", live, e, err)
		}
	}
	m, err := s.Approve(t.Context())
	if err != nil || m.ID != second {
		t.Fatalf("approved %+v, %v", m, err)
	}
	lives(t, s, second)
	if ids, err := s.List(); err != nil || !slices.Equal(ids, []string{second, first}) {
		t.Errorf("listed: %v, %v", ids, err)
	}
	if _, err := s.Approve(t.Context()); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("approved twice: %v", err)
	}
}

func TestWhatWaitsIsNeverServedUnasked(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	hold(t, s, "", "one")
	if _, err := s.Live(t.Context()); !errors.Is(err, blog.ErrNoIndex) {
		t.Errorf("the first generation is served without approval: %v", err)
	}
	first := publish(t, s, "", index())
	if _, err := s.Waiting(t.Context()); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("what waited outlives a publication: %v", err)
	}
	hold(t, s, first, "two")
	if err := os.WriteFile(filepath.Join(dir, "CURRENT"), []byte("rubbish"), 0o644); err != nil {
		t.Fatal(err)
	}
	if live, err := s.Live(t.Context()); err != nil || live.ID != first {
		t.Errorf("with a damaged CURRENT %+v is served, %v", live, err)
	}
	if id, err := s.Drop(); err != nil || id == "" {
		t.Errorf("dropped %s, %v", id, err)
	}
	if _, err := s.Drop(); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("dropped twice: %v", err)
	}
}

func TestAnApprovalThatIsKilledIsFinished(t *testing.T) {
	killed := errors.New("killed")
	for _, step := range []string{"approve", "rename", "current", "settled"} {
		t.Run(step, func(t *testing.T) {
			dir := t.TempDir()
			s := generation.Open(dir)
			first := publish(t, s, "", index())
			second := hold(t, s, first, "two")
			s.FailAt(func(at string) error {
				if at == step {
					return killed
				}
				return nil
			})
			if _, err := s.Approve(t.Context()); !errors.Is(err, killed) {
				t.Fatalf("Approve: %v", err)
			}
			want := first
			if step == "settled" {
				want = second
			}
			other := generation.Open(dir) // of the next process
			lives(t, other, want)
			if err := other.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if step == "approve" { // it was not approved for certain yet
				if m, err := other.Waiting(t.Context()); err != nil || m.ID != second {
					t.Fatalf("waits: %+v, %v", m, err)
				}
				lives(t, other, first)
				return
			}
			lives(t, other, second)
			if _, err := other.Waiting(t.Context()); !errors.Is(err, blog.ErrNotFound) {
				t.Errorf("it still waits: %v", err)
			}
			third := publish(t, other, second, nil)
			lives(t, other, third)
		})
	}
}

func TestADamagedGenerationIsNotApproved(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	first := publish(t, s, "", index())
	second := hold(t, s, first, "two")
	file := filepath.Join(dir, "gen", ".waiting-"+second, "index", "store", "2.zap")
	if err := os.WriteFile(file, []byte("owt"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := generation.Open(dir).Approve(t.Context()); !errors.Is(err, generation.ErrDamaged) {
		t.Errorf("approved: %v", err)
	}
	lives(t, generation.Open(dir), first)
	lives(t, s, first)
	publish(t, s, first, nil)
}
