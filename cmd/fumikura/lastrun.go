package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// lastRunTimeout is how long the metrics wait for the archive while a run writes it.
const lastRunTimeout = 2 * time.Second

// lastRun tells the metrics how the last run of reindex went. Another process may have made it, so the archive is asked.
type lastRun struct {
	archive string
	log     *slog.Logger
}

// figures are empty until there was a run.
func (l lastRun) figures() map[string]float64 {
	r, err := l.read()
	if errors.Is(err, blog.ErrNotFound) || err == nil && r == nil {
		return nil
	}
	if err != nil {
		l.log.Warn("the metrics lack the last run", "err", err)
		return nil
	}
	failed := 0.
	if r.Error != "" {
		failed = 1
	}
	return map[string]float64{
		"fetched": float64(r.Fetched), "unchanged": float64(r.Unchanged), "missing": float64(r.Missing), "skipped": float64(r.Skipped),
		"passed": float64(len(r.Passed)), "new": float64(r.New), "changed": float64(r.Changed), "gone": float64(r.Gone),
		"seconds": r.Took, "failed": failed, "started": float64(r.Started.Unix()),
	}
}

func (l lastRun) read() (*ingest.Report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lastRunTimeout)
	defer cancel()
	db, err := archive.OpenReadOnly(ctx, l.archive)
	if err != nil {
		return nil, err
	}
	runs, err := db.Runs(ctx)
	if err = errors.Join(err, db.Close()); err != nil || len(runs) == 0 {
		return nil, err
	}
	r := &ingest.Report{}
	return r, json.Unmarshal(runs[0].Report, r)
}
