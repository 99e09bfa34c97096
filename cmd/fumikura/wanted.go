package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
)

const (
	wantedSince = 30 * 24 * time.Hour // what readers look for now, not what they did last year
	wantedAge   = 10 * time.Minute    // how long the list is believed
)

// wanted gives what readers look for, from the counts of queries in the archive: those that enough readers have asked and that found something
// whenever they were asked.
type wanted struct {
	path string
	log  *slog.Logger

	mu   sync.Mutex
	read time.Time
	list []string
}

func (w *wanted) all(ctx context.Context) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.read) < wantedAge {
		return w.list
	}
	w.read = time.Now()
	list, err := queriesThatFind(context.WithoutCancel(ctx), w.path, w.read)
	if err != nil {
		w.log.Debug("what is searched often cannot be read from the archive", "err", err)
		return w.list
	}
	w.list = list
	return w.list
}

func queriesThatFind(ctx context.Context, path string, now time.Time) ([]string, error) {
	db, err := archive.OpenReadOnly(ctx, path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	sums, err := db.Queries(ctx, now.Add(-wantedSince))
	if err != nil {
		return nil, err
	}
	var list []string
	for _, s := range sums {
		if s.Nothing == 0 {
			list = append(list, s.Text)
		}
	}
	return list, nil
}
