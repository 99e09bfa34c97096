package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/ruled"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
	"github.com/fumikura/fumikura/internal/rules"
)

// rulesPause is how often serve looks whether other rules hold: they are followed within two seconds.
const rulesPause = 700 * time.Millisecond

// ruledEngine is the configured engine, answering by the owner's rules.
type ruledEngine struct {
	engine
	by   *ruled.Engine
	stop context.CancelFunc
	done sync.WaitGroup
}

func (e *ruledEngine) Search(ctx context.Context, r index.Request) (*index.Result, error) {
	return e.by.Search(ctx, r)
}

func (e *ruledEngine) Suggest(ctx context.Context, typed string, limit int) ([]index.Suggestion, error) {
	return e.by.Suggest(ctx, typed, limit)
}

func (e *ruledEngine) Found(ctx context.Context, queries []query.Query) ([]int, error) {
	return e.by.Found(ctx, queries)
}

func (e *ruledEngine) Post(ctx context.Context, id blog.ID) (*blog.Post, error) {
	return e.by.Post(ctx, id)
}

func (e *ruledEngine) Related(ctx context.Context, id blog.ID, limit int) ([]index.Hit, error) {
	return e.by.Related(ctx, id, limit)
}

func (e *ruledEngine) Marked(ctx context.Context, id blog.ID, q query.Query) ([]index.Mark, error) {
	return e.by.Marked(ctx, id, q)
}

// Canonical gives a query as the rules have it written.
func (e *ruledEngine) Canonical(q query.Query) query.Query { return e.by.Canonical(q) }

// Revision is the number of the rules that are followed.
func (e *ruledEngine) Revision() int64 { return e.by.Revision() }

// Close stops following and closes the engine.
func (e *ruledEngine) Close() error {
	e.stop()
	e.done.Wait()
	return e.engine.Close()
}

// bare gives the engine without rules.
func bare(e engine) engine {
	if r, ok := e.(*ruledEngine); ok {
		return r.engine
	}
	return e
}

// withRules has an engine answer by the rules of the archive, and by later ones where it serves. Rules that this program does not understand
// are an error, for what they hide would be shown.
func (a *app) withRules(ctx context.Context, e engine, log *slog.Logger) (engine, error) {
	w := &rulesWatch{path: a.archivePath(), log: log}
	set, err := w.look(ctx)
	if errors.Is(err, blog.ErrUsage) {
		return nil, errors.Join(err, e.Close())
	}
	if err != nil { // the index can be searched all the same
		log.Error("the rules of the archive cannot be read, so that none are followed", "err", err)
	}
	follow, stop := context.WithCancel(context.WithoutCancel(ctx))
	r := &ruledEngine{engine: e, by: ruled.Over(e, set), stop: stop}
	if !a.serving {
		return r, nil
	}
	r.done.Go(func() { w.follow(follow, r.by) })
	return r, nil
}

// rulesWatch knows which rules hold in an archive, which may not be there yet and may be replaced. It has the archive open only during a
// look, for a restore waits for nobody who reads.
type rulesWatch struct {
	path string
	log  *slog.Logger

	seen   string // the state of its files at the last look; see stamp
	known  bool
	number int64 // of the revision
	last   int64 // the change at which something was last forgotten
	since  int64 // what was forgotten up to this change is in no index any more
	set    *ruled.Set
}

// follow has an engine follow the rules until the context ends. What cannot be read is told once; the rules before go on.
func (w *rulesWatch) follow(ctx context.Context, e *ruled.Engine) {
	told := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(rulesPause):
		}
		set, err := w.look(ctx)
		switch {
		case err != nil && ctx.Err() == nil && err.Error() != told:
			told = err.Error()
			w.log.Error("the rules cannot be read; those from before go on", "err", err)
		case err == nil && set != nil && set.Number != e.Revision(), err == nil && set == nil && e.Revision() != 0:
			told = ""
			e.Follow(set)
			w.log.Info("other rules are followed", "revision", e.Revision()%(1<<forgottenShift))
		}
	}
}

// look gives the rules that hold now, nil where there are none.
func (w *rulesWatch) look(ctx context.Context) (*ruled.Set, error) {
	seen, err := stamp(w.path)
	if errors.Is(err, fs.ErrNotExist) {
		w.known, w.seen, w.set = false, "", nil
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the rules: %w", err)
	}
	if w.known && seen != "" && seen == w.seen {
		return w.set, nil
	}
	db, err := archive.OpenForRules(ctx, w.path)
	if errors.Is(err, blog.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	set, err := w.read(ctx, db)
	if err = errors.Join(err, db.Close()); err != nil {
		return nil, err
	}
	w.seen = seen
	return set, nil
}

// stamp tells the state of the files of an archive: another one after each write, and after a restore. It is empty where that is not sure:
// just after a write, for another one may bear the same time, and where a file has no identity.
func stamp(path string) (string, error) {
	const sure = time.Second // the clocks of file systems are not finer than some milliseconds
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	device, number, ok := osfile.Identity(info)
	s, last := fmt.Sprint(device, number, info.Size(), info.ModTime().UnixNano()), info.ModTime()
	if log, err := os.Stat(path + "-wal"); err == nil {
		s += fmt.Sprint(" ", log.Size(), log.ModTime().UnixNano())
		if log.ModTime().After(last) {
			last = log.ModTime()
		}
	}
	if !ok || time.Since(last) < sure {
		return "", nil
	}
	return s, nil
}

// read gives the rules that hold in the open archive.
func (w *rulesWatch) read(ctx context.Context, db *archive.DB) (*ruled.Set, error) {
	number, err := db.RulesNumber(ctx)
	if err != nil {
		return nil, err
	}
	if !w.known {
		if w.since, err = settled(ctx, db); err != nil {
			return nil, err
		}
	}
	forgotten, last, err := db.Emptied(ctx, w.since)
	if err != nil {
		return nil, err
	}
	if w.known && number == w.number && last == w.last {
		return w.set, nil
	}
	set, err := followedSet(ctx, db, forgotten, last)
	if err != nil {
		return nil, err
	}
	w.known, w.number, w.last, w.set = true, number, last, set
	return set, nil
}

// settled gives the change up to which what was forgotten is in no index any more: all there is, unless a forget did not come to its end.
func settled(ctx context.Context, db *archive.DB) (int64, error) {
	pending, err := db.Unscrubbed(ctx)
	if err != nil || pending {
		return 0, err
	}
	_, last, err := db.Emptied(ctx, 0)
	return last, err
}

// forgottenShift is where in the number of a set the change stands at which something was last forgotten, above that of the revision. What
// was answered by one number is not given for another.
const forgottenShift = 24

// heldSet makes the rules that hold ready, nil where there are none.
func heldSet(ctx context.Context, db *archive.DB) (*ruled.Set, error) {
	return followedSet(ctx, db, nil, 0)
}

// followedSet makes the rules that hold ready, with the posts that have just been forgotten: those are answered no more from the next look on,
// however long an index without them takes. It is nil where there is nothing to follow.
func followedSet(ctx context.Context, db *archive.DB, forgotten []blog.ID, last int64) (*ruled.Set, error) {
	held, err := db.Rules(ctx)
	if err != nil || held.Number == 0 && len(forgotten) == 0 {
		return nil, err
	}
	number := held.Number
	if len(forgotten) > 0 {
		number += last << forgottenShift
	}
	if held.Number == 0 {
		return ruled.New(number, &rules.Rules{}, forgotten)
	}
	r, err := rules.Parse(fmt.Sprintf("the rules of revision %d", held.Number), []byte(held.Text))
	if err != nil {
		return nil, err
	}
	return readySet(ctx, db, number, r, forgotten...)
}

// readySet makes rules ready for the posts of an archive.
func readySet(ctx context.Context, db *archive.DB, number int64, r *rules.Rules, forgotten ...blog.ID) (*ruled.Set, error) {
	excluded := slices.Clone(forgotten)
	if len(r.Exclude.Paths) > 0 {
		c := (&rules.Rules{Exclude: rules.Exclude{Paths: r.Exclude.Paths}}).Compile()
		err := db.Addresses(ctx, func(id blog.ID, url string) {
			if c.Excluded(&blog.Post{URL: url}) != "" {
				excluded = append(excluded, id)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return ruled.New(number, r, excluded)
}
