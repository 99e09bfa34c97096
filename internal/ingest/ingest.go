// Package ingest brings blogs into the index: it collects pages into the archive, reads posts on them, decides what changed, and
// has the next index built of it. It knows neither the network nor an index; both are handed in.
//
// A run goes collect, read, settle, guard, build, verify, publish. Every step up to the build is kept in the archive as it goes,
// so a killed run continues where it was. What an index contains is told by one number, its Mark: the archive's last change when
// it was built. The mark is published together with the index, so the two can never disagree.
package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// run is one call of Reindex.
type run struct {
	Options
	report    *Report
	live      Live
	mark      Mark // of the live index; zero where there is none of this archive
	start     time.Time
	forgotten *archive.Forgotten // what is to stay out
	rules     publishing         // which posts are published
	named     names              // what an import named
	// undated are the blogs whose posts need no date; see read.
	undated map[string]bool
	// themed read posts by what was learned of their blog; see learn.
	themed map[string]func(*blog.Page) ([]*blog.Post, error)
	// withdrawn says that an import left out a post that the index has, such as one that became a draft.
	withdrawn bool
	pieces    pieces // of what was read
}

// Reindex brings the index up to date with the blogs. The report is there also with an error, as far as the run went. With an
// error nothing was published, and what was collected is kept for the next run.
func Reindex(ctx context.Context, o Options) (*Report, error) {
	if o.Archive != nil && !o.DryRun && !o.Quick {
		if unscrubbed, err := o.Archive.Unscrubbed(ctx); err == nil && unscrubbed && o.Review {
			o.Rebuild = true // nothing of what was forgotten is to be in its files; the rest is done when it is published
		} else if err == nil && unscrubbed {
			if report, err := Scrub(ctx, o); err != nil || o.Source == nil {
				return report, err
			}
		}
	}
	return reindex(ctx, o)
}

func reindex(ctx context.Context, o Options) (*Report, error) {
	r := &run{Options: o.withDefaults(), undated: map[string]bool{}, named: names{}, themed: map[string]func(*blog.Page) ([]*blog.Post, error){}, pieces: newPieces()}
	r.start = r.Now()
	r.report = newReport(r.start, o.DryRun)
	watch := r.timed()
	err := r.reindex(ctx)
	watch.lap("")
	r.report.Phases = watch.phases
	r.report.sum()
	r.report.Took = r.Now().Sub(r.start).Seconds()
	if err != nil {
		r.report.Error = err.Error()
	}
	// The report of a dry run is no part of the archive's history; one that cannot be kept is no reason to call the run failed.
	if !o.DryRun && o.Archive != nil && !errors.Is(err, blog.ErrUsage) {
		if e := r.keepReport(context.WithoutCancel(ctx)); e != nil {
			r.Log.Warn("the report of the run could not be kept", "err", e)
		}
	}
	return r.report, err
}

func (r *run) reindex(ctx context.Context) (err error) {
	if r.DryRun {
		// The whole run takes place in a copy that is thrown away, so that no step needs to know.
		scratch, err := r.Archive.Scratch(ctx)
		if err != nil {
			return fmt.Errorf("dry run: %w", err)
		}
		defer func() { err = errors.Join(err, scratch.Close()) }()
		r.Archive = scratch
	}
	if r.forgotten, err = r.Archive.Forgotten(ctx); err != nil {
		return err
	}
	if err := r.readRules(ctx); err != nil {
		return err
	}
	if err := r.chooseSites(ctx); err != nil {
		return err
	}
	if err := r.findLive(ctx); err != nil {
		return err
	}
	if r.Source != nil {
		if err := r.collect(ctx); err != nil {
			return fmt.Errorf("collect pages: %w", err)
		}
		if err := r.replace(ctx); err != nil {
			return err
		}
	}
	if err := r.read(ctx); err != nil {
		return fmt.Errorf("read posts: %w", err)
	}
	next, err := r.tally(ctx)
	if err != nil {
		return err
	}
	if err := r.checkHealth(ctx); err != nil {
		return err
	}
	if r.DryRun {
		if r.report.Samples, err = r.sample(ctx); err != nil {
			return err
		}
	}
	if err := r.guard(ctx, next); err != nil {
		return err
	}
	if r.upToDate(next) {
		r.report.UpToDate = true
		missed, err := r.stillMissed(ctx)
		r.report.missed(missed)
		return err
	}
	if r.DryRun {
		return nil
	}
	if held, err := r.waitsAlready(ctx, next); held || err != nil {
		return err
	}
	return r.build(ctx, next)
}

// upToDate tells whether the live index is what a build would give.
func (r *run) upToDate(next Mark) bool {
	return !r.Rebuild && !r.live.Stale && r.live.Generation != "" && r.mark.State == next.State && r.mark.Rules == next.Rules
}

// chooseSites takes the remembered blogs where none is named.
func (r *run) chooseSites(ctx context.Context) error {
	r.Sites = slices.Compact(slices.Sorted(func(yield func(string) bool) {
		for _, s := range r.Sites {
			if !yield(frontPage(s)) {
				return
			}
		}
	}))
	for _, s := range r.Sites {
		if r.forgotten.Blog(s) {
			return fmt.Errorf("%s was forgotten; fumikura forget --undo %s lets it come in again: %w", s, s, blog.ErrUsage)
		}
	}
	if r.Source == nil {
		return nil
	}
	sites, err := r.Archive.Sites(ctx)
	if err != nil {
		return err
	}
	if len(r.Sites) > 0 {
		return r.moved(ctx, sites)
	}
	if len(sites) == 0 {
		return fmt.Errorf("no blog is known yet: name its address, as in fumikura reindex https://blog.example.com/: %w", blog.ErrUsage)
	}
	for _, s := range sites {
		r.Sites = append(r.Sites, s.URL)
	}
	return nil
}

// moved gives blogs that are named by another address than before, http instead of https, the new one: they are the same blogs.
func (r *run) moved(ctx context.Context, sites []archive.Site) error {
	for _, named := range r.Sites {
		for _, known := range sites {
			if known.URL != named && blog.Key(known.URL) == blog.Key(named) && !slices.Contains(r.Sites, known.URL) {
				if err := r.Archive.MoveSite(ctx, known.URL, named); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// frontPage gives the address of a blog one form, so that https://Blog.example.com and https://blog.example.com/ are one blog.
func frontPage(site string) string {
	u, err := blog.Address(site)
	if err != nil {
		return site // whoever captures it says what is wrong
	}
	return u.String()
}

// findLive reads what the live index was built from.
func (r *run) findLive(ctx context.Context) error {
	live, err := r.Index.Live(ctx)
	if err != nil {
		return fmt.Errorf("read the live index: %w", err)
	}
	r.live, r.report.Generation = live, live.Generation
	state, err := r.Archive.State(ctx)
	if err != nil || live.Generation == "" {
		return err
	}
	var mark Mark
	if err := json.Unmarshal(live.Meta, &mark); err != nil || mark.Archive != state.Archive {
		return nil // built from another archive or by hand: everything counts as new
	}
	if mark.Change > state.Change {
		// The archive is older than the index: a backup was put back. Its numbers would soon mean other changes.
		return r.Archive.Renew(ctx)
	}
	r.mark = mark
	return nil
}

func (r *run) keepReport(ctx context.Context) error {
	b, err := json.Marshal(r.report)
	if err != nil {
		return err
	}
	return r.Archive.PutRun(ctx, archive.Run{At: r.start, Report: b})
}
