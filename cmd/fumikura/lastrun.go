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
	r, succeeded, err := l.read()
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
		"seconds": r.Took, "failed": failed, "started": float64(r.Started.Unix()), "succeeded": float64(succeeded.Unix()),
	}
}

// read gives the report of the last run, nil where there was none, and when one last went well; the beginning of Unix time where none did.
func (l lastRun) read() (*ingest.Report, time.Time, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lastRunTimeout)
	defer cancel()
	never := time.Unix(0, 0)
	db, err := archive.OpenReadOnly(ctx, l.archive)
	if err != nil {
		return nil, never, err
	}
	runs, err := db.Runs(ctx)
	if err = errors.Join(err, db.Close()); err != nil || len(runs) == 0 {
		return nil, never, err
	}
	r := &ingest.Report{}
	if err := json.Unmarshal(runs[0].Report, r); err != nil {
		return nil, never, err
	}
	for _, run := range runs {
		var said struct{ Error string }
		if err := json.Unmarshal(run.Report, &said); err == nil && said.Error == "" {
			return r, run.At, nil
		}
	}
	return r, never, nil
}
