package generation_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/blog"
)

// publish makes a generation with the files and gives its id.
func publish(t *testing.T, s *generation.Store, from string, files map[string]string) string {
	t.Helper()
	d, err := s.Begin(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, d.Dir(), files)
	m, err := d.Publish(t.Context(), generation.Meta{Engine: "test", Analyzer: "1", Posts: len(files)})
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func index() map[string]string {
	return map[string]string{"index_meta.json": "{}", "store/root.bolt": "root", "store/000000000001.zap": "segment one"}
}

func TestEmptyFolder(t *testing.T) {
	s := generation.Open(t.TempDir())
	if _, err := s.Current(); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("Current: %v", err)
	}
	if _, err := s.Live(t.Context()); !errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("Live: %v", err)
	}
	if _, err := s.Rollback(t.Context(), ""); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("Rollback: %v", err)
	}
	if ids, err := s.List(); err != nil || len(ids) != 0 {
		t.Errorf("List: %v, %v", ids, err)
	}
}

func TestPublish(t *testing.T) {
	s := generation.Open(t.TempDir())
	d, err := s.Begin(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	write(t, d.Dir(), index())
	if _, err := s.Live(t.Context()); !errors.Is(err, blog.ErrUnavailable) {
		t.Fatalf("a draft is served: %v", err)
	}
	meta := generation.Meta{Engine: "test", Analyzer: "7", Posts: 3, Source: json.RawMessage(`{"seq": 12, "name":"<&>"}`)}
	if _, err := d.Publish(t.Context(), meta); err != nil {
		t.Fatal(err)
	}
	live, err := s.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if live.ID != d.ID || live.Degraded != "" || live.Analyzer != "7" || live.Posts != 3 || live.Bytes() != 17 || len(live.Files) != 3 {
		t.Errorf("live is %+v", live.Manifest)
	}
	var source struct{ Seq int }
	if err := json.Unmarshal(live.Source, &source); err != nil || source.Seq != 12 {
		t.Errorf("source is %s: %v", live.Source, err)
	}
	if _, err := d.Publish(t.Context(), meta); err == nil {
		t.Error("a draft can be published twice")
	}
	if err := d.Discard(); err != nil {
		t.Errorf("Discard after Publish: %v", err)
	}
	if err := s.Verify(t.Context(), d.ID); err != nil {
		t.Error(err)
	}
}

func TestADraftContinuesAGenerationWithoutTouchingIt(t *testing.T) {
	s := generation.Open(t.TempDir())
	first := publish(t, s, "", index())
	second := publish(t, s, first, map[string]string{"store/root.bolt": "newer root", "store/000000000002.zap": "segment two"})
	for _, id := range []string{first, second} {
		if err := s.Verify(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	a, _ := os.Stat(filepath.Join(s.Dir(first), "store/000000000001.zap"))
	b, _ := os.Stat(filepath.Join(s.Dir(second), "store/000000000001.zap"))
	if !os.SameFile(a, b) {
		t.Error("the segment was copied, not linked")
	}
	root, err := os.ReadFile(filepath.Join(s.Dir(first), "store/root.bolt"))
	if err != nil || string(root) != "root" {
		t.Errorf("the old root is %q: %v", root, err)
	}
	m, err := s.Manifest(second)
	if err != nil || m.From != first {
		t.Errorf("From is %q, %v", m.From, err)
	}
}

func TestWatch(t *testing.T) {
	s := generation.Open(t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	seen := make(chan string)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Watch(ctx, func(id string) error { seen <- id; return nil })
	}()
	for range 2 {
		id := publish(t, s, "", index())
		if got := <-seen; got != id {
			t.Errorf("saw %s, want %s", got, id)
		}
	}
	first, err := s.Rollback(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if got := <-seen; got != first {
		t.Errorf("saw %s after the rollback to %s", got, first)
	}
	stop()
	<-done
}

func TestWatchTriesAgainWhatFailed(t *testing.T) {
	s := generation.Open(t.TempDir())
	id := publish(t, s, "", index())
	ctx, stop := context.WithCancel(t.Context())
	calls := 0
	s.Watch(ctx, func(got string) error {
		if calls++; got != id {
			t.Errorf("call %d is for %s, want %s", calls, got, id)
		}
		if calls < 3 {
			return errors.New("not yet")
		}
		stop()
		return nil
	})
	if calls != 3 {
		t.Errorf("it was tried %d times, want 3", calls)
	}
}

func TestIDsSortByTime(t *testing.T) {
	sorted := func(a, b uint32, c, d uint16) bool {
		x := time.Unix(int64(a), int64(c)*15_259).UTC()
		y := time.Unix(int64(b), int64(d)*15_259).UTC()
		ix, iy := generation.FormatID(x), generation.FormatID(y)
		return generation.ValidID(ix) && generation.ValidID(iy) && (ix == iy || (ix < iy) == x.Before(y)) && generation.NewID(x, iy) > iy
	}
	if err := quick.Check(sorted, &quick.Config{MaxCount: 20_000}); err != nil {
		t.Error(err)
	}
	s := generation.Open(t.TempDir())
	at := time.Date(2026, 11, 24, 10, 33, 20, 500_000_000, time.UTC)
	s.SetClock(func() time.Time { at = at.Add(-time.Hour); return at })
	if a, b := publish(t, s, "", index()), publish(t, s, "", index()); a >= b || !strings.HasPrefix(a, "20261124-093320-8000") {
		t.Errorf("with a clock that goes backwards %s came before %s", a, b)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}
