package main

import (
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
)

func TestWhatReadersWantIsWhatSeveralAskedAndFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	asked := func(text string, at time.Time, times, nothing int) archive.QueryCount {
		return archive.QueryCount{Hour: at, Text: text, Key: text, Times: times, Nothing: nothing, Readers: []string{"a", "b", "c"}, Enough: true}
	}
	list := []archive.QueryCount{asked("コンテナ", now, 5, 0), asked("監視", now, 9, 0), asked("ペンギン", now, 20, 20), asked("旧聞", now.AddDate(0, 0, -60), 30, 0)}
	if err := archive.CountQueries(t.Context(), path, list, nil, now); err != nil {
		t.Fatal(err)
	}
	w := &wanted{path: path, log: slog.New(slog.DiscardHandler)}
	if got := w.all(t.Context()); !slices.Equal(got, []string{"監視", "コンテナ"}) {
		t.Errorf("readers want %q", got)
	}
	gone := &wanted{path: filepath.Join(t.TempDir(), "none.db"), log: w.log}
	if got := gone.all(t.Context()); len(got) != 0 {
		t.Errorf("without an archive readers want %q", got)
	}
}
