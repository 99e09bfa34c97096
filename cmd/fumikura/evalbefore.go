package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/eval"
	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/blog"
)

// runBefore gives the answers to compare with: those of a saved file or, where there is no such file, those of a kept generation.
func (a *app) runBefore(ctx context.Context, topics []eval.Topic, name string) (eval.Run, error) {
	run, err := reading(name, eval.ReadRun)
	if err == nil {
		return run, nil
	}
	if errors.Is(err, fs.ErrNotExist) && a.keeps(name) {
		return a.runOver(ctx, topics, name)
	}
	return nil, fmt.Errorf("%w: %w", blog.ErrUsage, err)
}

// keeps says whether the data folder has a generation of this id.
func (a *app) keeps(id string) bool {
	if a.clustered() {
		return false
	}
	_, err := generation.Open(a.cfg.Data).Manifest(id)
	return err == nil
}

// runOver asks every query of one generation, live or not.
func (a *app) runOver(ctx context.Context, topics []eval.Topic, id string) (eval.Run, error) {
	e, err := bleve.Open(ctx, bleve.Options{Dir: a.cfg.Data, Generation: id, Synonyms: a.cfg.Synonyms, Log: a.log(false)})
	if err != nil {
		return nil, fmt.Errorf("open generation %s: %w", id, err)
	}
	by, err := a.withRules(ctx, e, a.log(false)) // the rules of now, as for the live one: what is compared is the index
	if err != nil {
		return nil, err
	}
	run, err := askAll(ctx, by, topics)
	return run, errors.Join(err, by.Close())
}
