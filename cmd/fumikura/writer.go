package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/internal/osfile"
)

// hasArchive says whether anything was ever read into the data folder.
func (a *app) hasArchive() bool {
	_, err := os.Stat(a.archivePath())
	return err == nil
}

// locked runs f with the archive open for writing, as the only writer of the data folder.
func (a *app) locked(ctx context.Context, what string, f func(*archive.DB) error) (err error) {
	lock, err := a.acquire(what)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if err := archive.Sweep(a.archivePath()); err != nil {
		return err
	}
	db, err := archive.Open(ctx, a.archivePath())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return f(db)
}

// acquire takes the lock of the data folder. As root it warns of a folder of somebody else, who could not write afterwards.
func (a *app) acquire(what string) (*archive.Lock, error) {
	dir := a.cfg.Data
	lock, err := archive.Acquire(dir, what)
	if errors.Is(err, fs.ErrPermission) {
		if _, statErr := os.Stat(dir); errors.Is(statErr, fs.ErrNotExist) {
			return nil, fmt.Errorf("the data folder %s cannot be made here by this user; name another with --data: %w", dir, err)
		}
		return nil, a.foreign(dir, dir)
	}
	if owner := osfile.Owner(dir); err == nil && owner != "" && os.Geteuid() == 0 {
		fmt.Fprintf(a.stderr, "fumikura: the data folder %s belongs to the user %s, and what is written now will belong to root; better run it as that user, as in "+
			"sudo -u %s fumikura …\n", dir, owner, owner)
	}
	return lock, err
}

// untouched is locked for a run that may leave nothing in the data folder.
func untouched(ctx context.Context, _ string, f func(*archive.DB) error) error {
	db, err := archive.Temporary(ctx)
	if err != nil {
		return err
	}
	return errors.Join(f(db), db.Close())
}

// openWriter opens the engine for building.
func (a *app) openWriter(ctx context.Context, log *slog.Logger) (engine, error) {
	return a.openFor(ctx, false, log)
}

// claim says for which archive an index is built; taking lets it take one in a cluster that belongs to another.
func (a *app) claim(ctx context.Context, db *archive.DB, taking bool) (err error) {
	a.taking = taking
	a.owner, err = db.Owner(ctx)
	return err
}

// liveIndex is an engine as ingest wants it.
type liveIndex struct{ engine engine }

// Live describes the live index; there may be none yet.
func (l liveIndex) Live(ctx context.Context) (ingest.Live, error) {
	stats, err := l.engine.Stats(ctx)
	if errors.Is(err, blog.ErrUnavailable) {
		return ingest.Live{}, nil
	}
	if err != nil {
		return ingest.Live{}, err
	}
	meta, err := l.engine.Meta(ctx)
	return ingest.Live{Generation: stats.Generation, Meta: meta, Stale: stats.Outdated || stats.Degraded != ""}, err
}

// Waiting gives what waits for approval; one that is damaged counts as none.
func (l liveIndex) Waiting(ctx context.Context) (ingest.Live, error) {
	stats, meta, err := l.engine.Waiting(ctx)
	if errors.Is(err, blog.ErrNotFound) || errors.Is(err, generation.ErrDamaged) {
		return ingest.Live{}, nil
	}
	return ingest.Live{Generation: stats.Generation, Meta: meta, Stale: stats.Outdated}, err
}

// Only removes every generation but the live one.
func (l liveIndex) Only(ctx context.Context) error { return l.engine.Only(ctx) }

// Build begins the next index.
func (l liveIndex) Build(ctx context.Context, fresh bool) (ingest.Builder, error) {
	mode := index.Increment
	if fresh {
		mode = index.Rebuild
	}
	b, err := l.engine.Build(ctx, mode)
	if err != nil {
		return nil, err
	}
	return indexBuilder{b.(builder)}, nil
}

// indexBuilder gives what ingest wants to know of a published index.
type indexBuilder struct{ builder }

// Hold makes the index whole, to wait for approval.
func (b indexBuilder) Hold(ctx context.Context) (string, error) {
	stats, err := b.builder.Hold(ctx)
	return stats.Generation, err
}

// Publish makes the index live.
func (b indexBuilder) Publish(ctx context.Context) (string, error) {
	stats, err := b.builder.Publish(ctx)
	return stats.Generation, err
}
