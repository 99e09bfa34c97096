package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/fumikura/fumikura/internal/blog"
)

// openEngine opens the engine for asking, by the rules of the archive.
func (a *app) openEngine(ctx context.Context, log *slog.Logger) (engine, error) {
	e, err := a.openFor(ctx, true, log)
	if err != nil {
		return nil, err
	}
	return a.withRules(ctx, e, log)
}

// withEngine runs f with an engine that has an index, and closes it.
func (a *app) withEngine(ctx context.Context, f func(engine) error) error {
	if !a.clustered() { // a cluster may be asked from where no archive is
		if err := a.needData(); err != nil {
			return err
		}
	}
	e, err := a.openEngine(ctx, a.log(false))
	if err != nil {
		return err
	}
	err = f(e)
	return errors.Join(err, e.Close())
}

// noIndex says whether the error is only that nothing was published yet.
func noIndex(err error) bool { return errors.Is(err, blog.ErrNoIndex) }
