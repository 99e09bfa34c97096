package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/internal/rules"
)

// quickPosts is from how many posts on the index is first continued without what was forgotten, so that readers do not wait for one that
// is built from nothing: that takes a second for a thousand posts.
const quickPosts = 1000

// forgetFlags are the flags of forget.
type forgetFlags struct {
	dryRun, undo, json bool
}

// forgotten is what forget tells, and prints with --json.
type forgotten struct {
	Address string `json:"address"`
	*archive.Forgetting
	Already    bool   `json:"already"` // it was forgotten before, and nothing of it was kept
	Undone     bool   `json:"undone"`
	DryRun     bool   `json:"dry_run"`
	Generation string `json:"generation"` // the live one afterwards, empty when there is none
	Traces     bool   `json:"traces"`     // files of the live generation still hold the text, for what is new is held back
}

// ids are the posts that went.
func (f *forgotten) ids() []blog.ID {
	ids := []blog.ID{blog.NewID(f.Address)}
	for _, p := range f.Posts {
		ids = append(ids, blog.NewID(p.URL))
	}
	return ids
}

func (a *app) forgetCommand() *cobra.Command {
	var f forgetFlags
	c := &cobra.Command{
		Use:   "forget URL|BLOG",
		Short: "Take a post or a whole blog out, for good",
		Long: `Take a post, or a whole blog, out: it is no longer found, its kept page and text leave the archive and the older generations,
and no later reindex or import brings it back. A running serve answers without it within two seconds of the first publishing.
--undo lets it come in again with the next reindex or import.

Backups elsewhere are not touched. Archives that restore has set aside in the data folder forget it too.

Exit codes: 0 done; 1 nothing is kept of it, or it failed: run it again; 2 wrong usage; 3 done, but pages that hold other posts too were kept.`,
		Example: `  fumikura forget https://blog.example.com/entry/42 --dry-run
  fumikura forget https://blog.example.com/
  fumikura forget --undo https://blog.example.com/entry/42`,
		Args: exactly(1, "the address of a post or a blog"),
		RunE: withContext(func(ctx context.Context, args []string) error {
			if err := a.needData(); err != nil {
				return err
			}
			sites, err := siteAddresses(args)
			if err != nil {
				return err
			}
			return a.forget(ctx, sites[0], f)
		}),
	}
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would go, and change nothing")
	c.Flags().BoolVar(&f.undo, "undo", false, "let the address come in again")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return c
}

func (a *app) forget(ctx context.Context, address string, f forgetFlags) error {
	told := &forgotten{Address: address, Forgetting: &archive.Forgetting{Posts: []archive.PostTitle{}}, DryRun: f.dryRun, Undone: f.undo && !f.dryRun}
	run := a.forgetNow
	switch {
	case f.dryRun:
		run = a.forgetDry
	case f.undo:
		run = a.recall
	}
	err := a.locked(ctx, "forget", func(db *archive.DB) error { return run(ctx, db, told, f) })
	if err != nil {
		return err
	}
	if f.json {
		err = a.printJSON(told)
	} else {
		a.printForgotten(told, f)
	}
	if err == nil && len(told.Shared) > 0 {
		return errPassed
	}
	return err
}

// recall lets the address come in again, here and in the archives set aside.
func (a *app) recall(ctx context.Context, db *archive.DB, told *forgotten, _ forgetFlags) error {
	if err := db.Recall(ctx, told.Address); err != nil {
		return err
	}
	return a.eachAside(ctx, func(aside *archive.DB) error { return aside.Recall(ctx, told.Address) })
}

// forgetDry looks only.
func (a *app) forgetDry(ctx context.Context, db *archive.DB, told *forgotten, f forgetFlags) error {
	if f.undo {
		known, err := db.Forgotten(ctx)
		if err == nil && !known.Post(told.Address, told.Address) {
			err = fmt.Errorf("%s was not forgotten: %w", told.Address, blog.ErrNotFound)
		}
		return err
	}
	found, err := db.Find(ctx, told.Address)
	if err == nil {
		told.Forgetting = found
	}
	return err
}

// forgetNow takes the address out of the archive, then out of what is served, then out of the files.
func (a *app) forgetNow(ctx context.Context, db *archive.DB, told *forgotten, f forgetFlags) error {
	settled, err := a.settled(ctx, db)
	if err != nil {
		return err
	}
	went, err := a.forgetIn(ctx, db, told.Address)
	if err != nil {
		return err
	}
	told.Already = went == nil
	if went != nil {
		told.Forgetting = went
	}
	err = a.eachAside(ctx, func(aside *archive.DB) error {
		if _, err := a.forgetIn(ctx, aside, told.Address); err != nil && !errors.Is(err, blog.ErrNotFound) {
			return err
		}
		return aside.Scrub(ctx)
	})
	if err != nil {
		return err
	}
	return a.publishForgotten(ctx, db, told, settled)
}

// forgetIn takes the address out of one archive; nil says that it was forgotten before and nothing of it is there.
func (a *app) forgetIn(ctx context.Context, db *archive.DB, address string) (*archive.Forgetting, error) {
	went, err := db.Forget(ctx, address, time.Now())
	if !errors.Is(err, blog.ErrNotFound) {
		return went, err
	}
	known, e := db.Forgotten(ctx)
	if e != nil {
		return nil, e
	}
	if known.Post(address, address) {
		return nil, nil
	}
	return nil, err
}

// settled says whether the live index has all that the archive has, so that publishing again would bring nothing that was not approved.
func (a *app) settled(ctx context.Context, db *archive.DB) (settled bool, err error) {
	state, err := db.State(ctx)
	if err != nil {
		return false, err
	}
	held, err := db.Rules(ctx)
	if err != nil {
		return false, err
	}
	r, err := rules.Parse(fmt.Sprintf("the rules of revision %d", held.Number), []byte(held.Text))
	if err != nil {
		return false, err
	}
	err = a.withWriter(ctx, func(e engine) error {
		meta, err := e.Meta(ctx)
		if errors.Is(err, blog.ErrUnavailable) {
			return nil
		}
		var mark ingest.Mark
		settled = err == nil && json.Unmarshal(meta, &mark) == nil && mark.State == state && mark.Rules == r.Published()
		return err
	})
	return settled, err
}

// publishForgotten publishes an index without what was forgotten, quickly where there is much to build, and one built from nothing. While
// changes wait for approval, nothing but what was forgotten goes.
func (a *app) publishForgotten(ctx context.Context, db *archive.DB, told *forgotten, settled bool) error {
	if err := a.claim(ctx, db, false); err != nil {
		return err
	}
	engine, err := a.openWriter(ctx, a.log(false))
	if err != nil {
		return err
	}
	o := ingest.Options{Archive: db, Index: liveIndex{engine}, Force: true, Quick: true, Log: a.log(false)}
	report := &ingest.Report{}
	live, err := o.Index.Live(ctx)
	held, e := a.reviewing(ctx, db, nil)
	if err = errors.Join(err, e); err == nil && live.Generation != "" && held && !settled {
		report, err = ingest.Withdraw(ctx, o, told.ids())
		told.Traces = true
	} else if err == nil && live.Generation != "" {
		report, err = a.rebuiltWithout(ctx, o, engine)
	} else if err == nil {
		err = db.Scrub(ctx) // nothing was published yet
	}
	told.Generation = report.Generation
	return errors.Join(err, engine.Close())
}

func (a *app) rebuiltWithout(ctx context.Context, o ingest.Options, e engine) (*ingest.Report, error) {
	if stats, err := e.Stats(ctx); err == nil && stats.Posts >= quickPosts {
		if report, err := ingest.Reindex(ctx, o); err != nil {
			return report, err
		}
	}
	return ingest.Scrub(ctx, o)
}

// eachAside runs f with each archive that a restore has set aside.
func (a *app) eachAside(ctx context.Context, f func(*archive.DB) error) error {
	names, err := archive.Aside(a.archivePath())
	if err != nil {
		return err
	}
	for _, name := range names {
		db, err := archive.Open(ctx, name)
		if err != nil {
			return fmt.Errorf("%w; it may still hold what is to be forgotten: remove it or move it elsewhere", err)
		}
		if err := errors.Join(f(db), db.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printForgotten(t *forgotten, f forgetFlags) {
	switch {
	case f.undo && f.dryRun:
		a.say("%s would come in again with the next reindex or import. Nothing was changed.\n", t.Address)
		return
	case f.undo:
		a.say("%s comes in again with the next fumikura reindex or import.\n", t.Address)
		return
	case t.Already:
		a.say("%s was forgotten before; nothing of it is kept.\n", t.Address)
		return
	}
	for i, p := range t.Posts {
		if i == passedShown {
			a.say("  and %d more; --json lists all\n", len(t.Posts)-i)
			break
		}
		a.say("  %s  %s\n", p.URL, p.Title)
	}
	for _, url := range t.Shared {
		a.say("  kept, for it holds other posts too: %s\n", url)
	}
	what := fmt.Sprintf("%s and %s of %s", counted(len(t.Posts), "post"), counted(t.Pages, "kept page"), t.Address)
	if f.dryRun {
		a.say("%s would be forgotten, and every older generation removed. Nothing was changed.\n", what)
		return
	}
	a.say("Forgotten: %s. fumikura forget --undo %s lets it come in again.\n", what, t.Address)
	if t.Traces {
		a.say("It is out of every answer. Because what is new is held back, files of the data folder still hold its text until fumikura reindex and fumikura publish.\n")
	}
}
