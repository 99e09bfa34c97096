package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/replay"
	"github.com/fumikura/fumikura/index/ruled"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// settingHold is the setting of the archive under which stands that a rollback holds what is new back.
const settingHold = "hold"

// rolledBack says that the owner went back to an older generation, and wants to see what would come next.
type rolledBack struct {
	Since time.Time `json:"since"`
	From  string    `json:"from"` // the generation that was live
	To    string    `json:"to"`   // the one that is
}

// waitingStatus is a generation that waits for approval.
type waitingStatus struct {
	Generation string         `json:"generation"`
	Built      time.Time      `json:"built"`
	Posts      int            `json:"posts"`
	Analyzer   string         `json:"analyzer"`
	Stale      bool           `json:"stale"` // it was compared with another generation than is live
	Review     *ingest.Review `json:"review"`
}

// readHold gives the rollback that holds what is new back, nil for none.
func readHold(ctx context.Context, db *archive.DB) (*rolledBack, error) {
	text, err := db.Setting(ctx, settingHold)
	if err != nil || text == "" {
		return nil, err
	}
	h := &rolledBack{}
	if err := json.Unmarshal([]byte(text), h); err != nil {
		return h, nil // whatever it says, something holds
	}
	return h, nil
}

// writeHold notes a rollback, or with nil that none holds any more.
func writeHold(ctx context.Context, db *archive.DB, h *rolledBack) error {
	if h == nil {
		return db.SetSetting(ctx, settingHold, "")
	}
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("note the rollback: %w", err)
	}
	return db.SetSetting(ctx, settingHold, string(text))
}

// reviewing says whether what is built waits for the owner: because a rollback holds, or as the flag or the configuration says.
func (a *app) reviewing(ctx context.Context, db *archive.DB, flag *bool) (bool, error) {
	hold, err := readHold(ctx, db)
	switch {
	case err != nil || hold != nil:
		return true, err
	case flag != nil:
		return *flag, nil
	}
	return a.cfg.Serve.Review, nil
}

// nothingWhole says whether there was an index, and what is left of it is damaged: readers are then answered again before anybody is asked.
func nothingWhole(ctx context.Context, e engine) bool {
	_, err := e.Stats(ctx)
	return errors.Is(err, blog.ErrUnavailable) && !noIndex(err)
}

// readWaiting gives the generation that waits for approval, nil for none.
func readWaiting(ctx context.Context, e engine) (*waitingStatus, error) {
	stats, meta, err := e.Waiting(ctx)
	if errors.Is(err, blog.ErrNotFound) {
		return nil, nil
	}
	if errors.Is(err, generation.ErrDamaged) {
		return nil, nil // the next reindex builds it again
	}
	if err != nil {
		return nil, err
	}
	w := &waitingStatus{Generation: stats.Generation, Built: stats.Built, Posts: stats.Posts, Analyzer: stats.Analyzer}
	var mark ingest.Mark
	if err := json.Unmarshal(meta, &mark); err == nil {
		w.Review = mark.Review
	}
	live, err := e.Stats(ctx)
	if err != nil && !errors.Is(err, blog.ErrUnavailable) {
		return nil, err
	}
	w.Stale = w.Review != nil && w.Review.Against != live.Generation
	return w, nil
}

// publishFlags are the flags of publish.
type publishFlags struct {
	discard, dryRun, force bool
	rulesFlags
}

func (a *app) publishCommand() *cobra.Command {
	var f publishFlags
	c := &cobra.Command{
		Use:   "publish",
		Short: "Publish what a reindex has built and that waits for approval",
		Long: `Publish what a reindex has built and that waits for approval, because serve.review or --review asked for that or because a rollback holds;
a rollback is then released. fumikura status shows what is different in it. With --dry-run show it here, with what the last queries, or those
of --queries, would find instead; with --discard drop it.

Exit codes: 0 done; 1 nothing waits, or it was compared with another generation than is live; 2 wrong usage.`,
		Example: "  fumikura publish --dry-run\n  fumikura publish\n  fumikura publish --discard",
		Args:    noArgs,
		RunE:    withContext(func(ctx context.Context, _ []string) error { return a.publish(ctx, f) }),
	}
	c.Flags().BoolVar(&f.discard, "discard", false, "drop it; the next reindex builds another one")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what is different in it, and publish nothing")
	c.Flags().BoolVar(&f.force, "force", false, "publish it even if it was compared with another generation than is live")
	previewFlags(c, &f.rulesFlags)
	return c
}

// published is what publish tells as JSON.
type published struct {
	Generation string         `json:"generation"` // that is live, or was dropped
	Published  bool           `json:"published"`
	Discarded  bool           `json:"discarded"`
	Released   bool           `json:"released"` // a rollback held, and does no longer
	Waiting    *waitingStatus `json:"waiting,omitempty"`
	Replay     *replay.Report `json:"replay,omitempty"`
}

func (a *app) publish(ctx context.Context, f publishFlags) error {
	if f.discard && f.dryRun {
		return usagef("--discard and --dry-run exclude each other")
	}
	if err := a.needData(); err != nil {
		return err
	}
	if f.dryRun {
		return a.publishDry(ctx, f)
	}
	var told *published
	err := a.locked(ctx, "publish", func(db *archive.DB) (err error) {
		if err := a.claim(ctx, db, false); err != nil {
			return err
		}
		e, err := a.openWriter(ctx, a.log(false))
		if err != nil {
			return err
		}
		if f.discard {
			told, err = discardWaiting(ctx, e)
		} else {
			told, err = a.publishWaiting(ctx, db, e, f.force)
		}
		return errors.Join(err, e.Close())
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(told)
	}
	if told.Discarded {
		a.say("Generation %s is dropped; the next fumikura reindex builds another one.\n", told.Generation)
		return nil
	}
	a.say("Published generation %s.\n", told.Generation)
	if told.Released {
		a.say("The rollback is released: fumikura reindex publishes again.\n")
	}
	return nil
}

func discardWaiting(ctx context.Context, e engine) (*published, error) {
	id, err := e.Drop(ctx)
	if err != nil {
		return nil, err
	}
	return &published{Generation: id, Discarded: true}, nil
}

// publishWaiting makes what waits live. Whatever was forgotten meanwhile goes from the files of the data folder too.
func (a *app) publishWaiting(ctx context.Context, db *archive.DB, e engine, force bool) (*published, error) {
	if err := e.Settle(ctx); err != nil {
		return nil, err
	}
	hold, err := readHold(ctx, db)
	if err != nil {
		return nil, err
	}
	w, err := readWaiting(ctx, e)
	if err != nil {
		return nil, err
	}
	if w == nil {
		advice := "fumikura reindex --review builds one"
		if hold != nil {
			advice = "a rollback holds: fumikura reindex builds one, and fumikura rollback --release lets later ones publish"
		}
		return nil, fmt.Errorf("no generation waits for approval; %s: %w", advice, blog.ErrNotFound)
	}
	if w.Stale && !force {
		return nil, fmt.Errorf("generation %s %w, so that what status shows of it is not what would change; run fumikura reindex to build it anew, or add --force",
			w.Generation, ingest.ErrStale)
	}
	id, err := e.Approve(ctx)
	if err != nil {
		return nil, err
	}
	if hold != nil {
		if err := writeHold(ctx, db, nil); err != nil {
			return nil, err
		}
	}
	if unscrubbed, err := db.Unscrubbed(ctx); err != nil || unscrubbed {
		if err := errors.Join(err, a.onlyLive(ctx), db.Scrub(ctx)); err != nil {
			return nil, fmt.Errorf("generation %s is live, but older files may still tell of what was forgotten: %w", id, err)
		}
	}
	return &published{Generation: id, Published: true, Released: hold != nil}, nil
}

// onlyLive removes every generation but the live one.
func (a *app) onlyLive(ctx context.Context) error {
	return a.withWriter(ctx, func(e engine) error { return e.Only(ctx) })
}

// publishDry shows what waits, and what queries find in it.
func (a *app) publishDry(ctx context.Context, f publishFlags) error {
	e, err := a.openEngine(ctx, a.log(false))
	if err != nil {
		return err
	}
	told, source, err := a.replayWaiting(ctx, e, f.rulesFlags)
	if err = errors.Join(err, e.Close()); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(told)
	}
	a.printWaiting(told.Waiting)
	if told.Replay != nil {
		a.printReplay(told.Replay, source)
	}
	a.say("\nNothing was published.\n")
	return nil
}

// replayWaiting compares what waits with what is live by queries.
func (a *app) replayWaiting(ctx context.Context, e engine, f rulesFlags) (told *published, source string, err error) {
	w, err := readWaiting(ctx, e)
	if err != nil {
		return nil, "", err
	}
	if w == nil {
		return nil, "", fmt.Errorf("no generation waits for approval: %w", blog.ErrNotFound)
	}
	told = &published{Waiting: w}
	if _, err := e.Stats(ctx); noIndex(err) {
		return told, "", nil
	}
	var queries []string
	var set *ruled.Set
	err = a.readingArchive(ctx, func(db *archive.DB) (err error) {
		if set, err = heldSet(ctx, db); err != nil {
			return err
		}
		queries, source, err = a.queriesToTry(ctx, db, f)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	next, err := a.openGeneration(ctx, w.Generation)
	if err != nil {
		return nil, "", fmt.Errorf("open generation %s: %w", w.Generation, err)
	}
	told.Replay, err = replay.Compare(ctx, queries, e.Search, ruled.Over(next, set).Search)
	return told, source, errors.Join(err, next.Close())
}

// printWaiting tells what is different in a generation that waits.
func (a *app) printWaiting(w *waitingStatus) {
	a.say("Generation %s, built %s with %s, waits for approval: fumikura publish, or fumikura publish --discard\n", w.Generation, when(w.Built), counted(w.Posts, "post"))
	r := w.Review
	if r == nil {
		return
	}
	if w.Stale {
		a.say("  It was compared with generation %s, which is not live; fumikura reindex builds it anew.\n", r.Against)
	}
	a.say("  %d new, %d changed, %d gone\n", r.New, r.Changed, r.Gone)
	for _, kind := range []string{"new", "changed", "gone"} {
		list := r.Named[kind]
		for i, p := range list {
			if i == reviewShown {
				a.say("    and more; --json lists %d of them\n", len(list))
				break
			}
			a.say("    %-8s %s  %s\n", kind, p.URL, p.Title)
		}
	}
	for _, f := range r.Fell {
		a.say("  Look at this: %s\n", f)
	}
	for _, site := range slices.Sorted(maps.Keys(r.Yields)) {
		a.say("  %s before: %s\n  %s now:    %s\n", site, shares(r.Yields[site].Before), site, shares(r.Yields[site].Now))
	}
}

// reviewShown is how many posts of each kind status lists.
const reviewShown = 10
