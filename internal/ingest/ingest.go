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
	"iter"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// Source gives what a blog holds: a crawler, or an importer. An error ends the blog.
type Source interface {
	Capture(ctx context.Context, site string) iter.Seq2[blog.Capture, error]
}

// Sink takes what changed. Put and Remove are called from several goroutines.
type Sink interface {
	Put(context.Context, *blog.Post) error
	Remove(context.Context, blog.ID) error
}

// Builder makes the next index. Readers see nothing of it before Publish.
type Builder interface {
	Sink
	From() string // the generation it continues; empty where it starts from nothing, so that every post has to be put
	SetMeta(json.RawMessage)
	Verify(ctx context.Context, samples int) error
	Publish(context.Context) (generation string, err error)
	Close() error // throws away what was not published
}

// Index is what holds the live index and builds the next.
type Index interface {
	Live(context.Context) (Live, error)
	Build(ctx context.Context, fresh bool) (Builder, error)
}

// Live describes the live index; the zero Live is none.
type Live struct {
	Generation string
	Meta       json.RawMessage // what was given to SetMeta
	Stale      bool            // it has to be built again though no post changed: older analysis, or damaged and replaced by an older one
}

// Options says what a run does.
type Options struct {
	Archive *archive.DB
	Index   Index
	Source  Source    // nil works from the archive alone
	Sites   []string  // the blogs to collect; none means the remembered ones
	Extract Extractor // the zero Extractor is that of package extract

	Remember bool // collect these blogs again in runs that name none
	Rebuild  bool // build from nothing also where little or nothing changed
	DryRun   bool // say what would change and change nothing
	Force    bool // publish against the guards

	Progress func(Progress)   // called from one goroutine at a time; nil for none
	Log      *slog.Logger     // nil for silence
	Now      func() time.Time // nil means the clock
}

// Progress is how far a run is.
type Progress struct {
	Phase string // collect, read, build, verify, publish
	Site  string // while collecting
	Done  int
	Total int // 0 while it is not known
}

// Mark is what an index was built from. It is published with the index.
type Mark struct {
	archive.State
	Extract string                   `json:"extract"` // version of the extraction
	Sites   map[string]archive.Tally `json:"sites"`
}

// run is one call of Reindex.
type run struct {
	Options
	report *Report
	live   Live
	mark   Mark // of the live index; zero where there is none of this archive
	start  time.Time
}

// Reindex brings the index up to date with the blogs. The report is there also with an error, as far as the run went. With an
// error nothing was published, and what was collected is kept for the next run.
func Reindex(ctx context.Context, o Options) (*Report, error) {
	r := &run{Options: o.withDefaults()}
	r.start = r.Now()
	r.report = newReport(r.start, o.DryRun)
	err := r.reindex(ctx)
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
	}
	if err := r.read(ctx); err != nil {
		return fmt.Errorf("read posts: %w", err)
	}
	next, err := r.tally(ctx)
	if err != nil {
		return err
	}
	if err := r.guard(ctx, next); err != nil {
		return err
	}
	if r.upToDate(next) {
		r.report.UpToDate = true
		return nil
	}
	if r.DryRun {
		return nil
	}
	return r.build(ctx, next)
}

// upToDate tells whether the live index is what a build would give.
func (r *run) upToDate(next Mark) bool {
	return !r.Rebuild && !r.live.Stale && r.live.Generation != "" && r.mark.State == next.State
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
	if r.Source == nil || len(r.Sites) > 0 {
		return nil
	}
	sites, err := r.Archive.Sites(ctx)
	if err != nil {
		return err
	}
	if len(sites) == 0 {
		return fmt.Errorf("no blog is known yet: name its address, as in fumikura reindex https://blog.example.com/: %w", blog.ErrUsage)
	}
	for _, s := range sites {
		r.Sites = append(r.Sites, s.URL)
	}
	return nil
}

// frontPage gives the address of a blog one form, so that https://Blog.example.com and https://blog.example.com/ are one blog.
func frontPage(site string) string {
	u, err := url.Parse(strings.TrimSpace(site))
	if err != nil || u.Host == "" {
		return site // whoever captures it says what is wrong
	}
	u.Host = strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
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

func (o Options) withDefaults() Options {
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Extract.Posts == nil {
		o.Extract = defaultExtractor()
	}
	return o
}
