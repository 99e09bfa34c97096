package archive_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestRulesAreKeptWithTheirHistory(t *testing.T) {
	ctx, now := t.Context(), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	db := openAt(t, filepath.Join(t.TempDir(), "archive.db"))
	if r, err := db.Rules(ctx); err != nil || r.Number != 0 || r.Text != "" {
		t.Fatalf("before the first: %+v, %v", r, err)
	}
	if _, err := db.UndoRules(ctx, now); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("nothing was undone: %v", err)
	}
	put := func(since int64, text string) (archive.Revision, error) {
		return db.PutRules(ctx, since, text, "why "+text, now)
	}
	undo := func() string {
		t.Helper()
		r, err := db.UndoRules(ctx, now)
		if err != nil || !r.Undo {
			t.Fatalf("%+v, %v", r, err)
		}
		if held, err := db.Rules(ctx); err != nil || held.Number != r.Number || held.Text != r.Text || !held.Undo || held.Of != r.Of {
			t.Errorf("holds %+v, %v; want %+v", held, err, r)
		}
		return r.Text
	}
	for i, text := range []string{"a", "b", "c"} {
		if r, err := put(int64(i), text); err != nil || r.Number != int64(i)+1 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	if _, err := put(1, "x"); !errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("rules made from an older revision were kept: %v", err)
	}
	got := []string{undo(), undo()}
	if r, err := put(-1, "d"); err != nil || r.Number != 6 {
		t.Fatalf("%+v, %v", r, err)
	}
	got = append(got, undo(), undo())
	if want := []string{"b", "a", "a", ""}; !slices.Equal(got, want) {
		t.Errorf("undone to %q, want %q", got, want)
	}
	if _, err := db.UndoRules(ctx, now); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("more was undone than done: %v", err)
	}
	if n, err := db.RulesNumber(ctx); err != nil || n != 8 {
		t.Errorf("number %d, %v", n, err)
	}
	history, err := db.RulesHistory(ctx)
	if err != nil || len(history) != 8 || history[7].Text != "a" || history[7].Note != "why a" || !history[7].At.Equal(now) {
		t.Errorf("history %+v, %v", history, err)
	}
	if r, err := db.RulesAt(ctx, 3); err != nil || r.Text != "c" {
		t.Errorf("revision 3: %+v, %v", r, err)
	}
	if _, err := db.RulesAt(ctx, 99); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("revision 99: %v", err)
	}
}

func TestRulesChangeBesideWhoHasTheLock(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "archive.db")
	lock, err := archive.Acquire(dir, "reindex")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Release() }()
	db := openAt(t, path)
	err = archive.Beside(t.Context(), path, func(d *archive.DB) error {
		_, err := d.PutRules(t.Context(), 0, "beside", "", time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := db.Rules(t.Context()); err != nil || r.Text != "beside" {
		t.Errorf("holds %+v, %v", r, err)
	}
	if err := archive.Beside(t.Context(), filepath.Join(dir, "none.db"), func(*archive.DB) error { return nil }); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("an archive that is not there: %v", err)
	}
}
