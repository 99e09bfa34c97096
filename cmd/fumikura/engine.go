package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/blog"
)

// openEngine opens the engine over the data folder for asking.
func (a *app) openEngine(ctx context.Context, log *slog.Logger) (*bleve.Engine, error) {
	e, err := bleve.Open(ctx, bleve.Options{Dir: a.cfg.Data, ReadOnly: true, Synonyms: a.cfg.Synonyms, Log: log})
	if err != nil {
		return nil, fmt.Errorf("open the index in %s: %w", a.cfg.Data, err)
	}
	return e, nil
}

// withEngine runs f with an engine that has an index, and closes it.
func (a *app) withEngine(ctx context.Context, f func(*bleve.Engine) error) error {
	if err := a.needData(); err != nil {
		return err
	}
	e, err := a.openEngine(ctx, a.log(false))
	if err != nil {
		return err
	}
	err = f(e)
	return errors.Join(err, e.Close())
}

// noIndex says whether the error is only that nothing was published yet.
func noIndex(err error) bool { return errors.Is(err, blog.ErrUnavailable) }
