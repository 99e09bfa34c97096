package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// producers hand posts to the builder at once; two keep it busy.
	producers = 2
	// samples is how many substrings of posts are asked of a new index before it is published.
	samples = 300
)

// tally fills the report with what is now in the archive and gives the mark of an index built of it.
func (r *run) tally(ctx context.Context) (Mark, error) {
	state, err := r.Archive.State(ctx)
	if err != nil {
		return Mark{}, err
	}
	tallies, err := r.Archive.Tallies(ctx, r.mark.Change)
	if err != nil {
		return Mark{}, err
	}
	if err := r.countUnnamed(ctx); err != nil {
		return Mark{}, err
	}
	lost, err := r.Archive.Lost(ctx)
	if err != nil {
		return Mark{}, err
	}
	for site, t := range tallies {
		if t.Posts > 0 || t.Gone > 0 {
			r.report.site(site).tally(t)
		}
	}
	for _, l := range lost {
		r.report.site(l.Site).pass(l.URL, l.Problem)
	}
	r.report.sum()
	if err := r.countExcluded(ctx); err != nil {
		return Mark{}, err
	}
	r.report.sum()
	return Mark{State: state, Extract: r.Extract.Version, Sites: tallies, Rules: r.rules.text}, nil
}

// build makes the next index of the archive and publishes it with its mark.
func (r *run) build(ctx context.Context, next Mark) (err error) {
	b, err := r.begin(ctx)
	if err != nil {
		return fmt.Errorf("begin the next index: %w", err)
	}
	defer func() {
		if e := b.Close(); e != nil {
			err = errors.Join(err, fmt.Errorf("end the build: %w", e))
		}
	}()
	if err := r.fill(ctx, b); err != nil {
		return fmt.Errorf("build the next index: %w", err)
	}
	r.Progress(Progress{Phase: "verify"})
	missed, err := b.Verify(ctx, samples)
	if err != nil {
		return fmt.Errorf("verify the next index: %w", err)
	}
	if b.From() != "" {
		carried, err := r.stillMissed(ctx)
		if err != nil {
			return err
		}
		missed = append(carried, missed...)
	}
	next.Missed = missed
	r.report.missed(missed)
	if r.Review {
		if next.Review, err = r.review(ctx); err != nil {
			return err
		}
	}
	meta, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("mark the next index: %w", err)
	}
	b.SetMeta(meta)
	r.Progress(Progress{Phase: "publish"})
	if r.Review {
		if r.report.Held, err = b.Hold(ctx); err != nil {
			return fmt.Errorf("keep the next index until it is approved: %w", err)
		}
		r.report.Review = next.Review
		return nil
	}
	id, err := b.Publish(ctx)
	if err != nil {
		return fmt.Errorf("publish the next index: %w", err)
	}
	r.report.Generation, r.report.Published = id, true
	return nil
}

// stillMissed gives the posts that the live index lacks because it would not find them, and that have not changed since: they are
// asked again when they change, and when the index is built from nothing.
func (r *run) stillMissed(ctx context.Context) ([]blog.Missed, error) {
	var still []blog.Missed
	for _, m := range r.mark.Missed {
		k, err := r.Archive.Post(ctx, m.ID)
		if errors.Is(err, blog.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !k.Gone && k.Change <= r.mark.Change {
			still = append(still, m)
		}
	}
	return still, nil
}

// begin opens a builder that continues the live index, or starts from nothing.
func (r *run) begin(ctx context.Context) (Builder, error) {
	b, err := r.Index.Build(ctx, r.Rebuild || r.mark.Archive == "")
	if err != nil || b.From() == "" || b.From() == r.live.Generation {
		return b, err
	}
	// The live generation was found damaged since its mark was read, and the builder took another one. What that one lacks is
	// not known.
	if err := b.Close(); err != nil {
		return nil, err
	}
	return r.Index.Build(ctx, true)
}

// fill hands the builder every post, or what changed since the live index.
func (r *run) fill(ctx context.Context, b Builder) error {
	posts, total := r.Archive.Changes(ctx, r.mark.Change), r.report.New+r.report.Changed+r.report.Gone
	if b.From() == "" {
		posts, total = r.Archive.Posts(ctx), r.report.Posts
	}
	g, ctx := errgroup.WithContext(ctx)
	changes := make(chan archive.Kept)
	for range producers {
		g.Go(func() error {
			for k := range changes {
				if err := r.apply(ctx, b, k); err != nil {
					return err
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(changes)
		done := 0
		for k, err := range posts {
			if err != nil {
				return err
			}
			select {
			case changes <- k:
			case <-ctx.Done():
				return ctx.Err()
			}
			done++
			r.Progress(Progress{Phase: "build", Done: done, Total: total})
		}
		if b.From() == "" {
			return nil
		}
		return r.turned(ctx, func(k archive.Kept) error {
			select {
			case changes <- k:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	return g.Wait()
}

// mostAhead is how far ahead of this machine's clock the date of a post may be: a day for zones and clocks that differ.
const mostAhead = 24 * time.Hour

func (r *run) apply(ctx context.Context, b Builder, k archive.Kept) error {
	switch {
	case !k.Gone && !r.rules.excludes(k):
		return b.Put(ctx, timely(k.Post, r.start.Add(mostAhead)))
	case b.From() == "":
		return nil // it was never there
	}
	return b.Remove(ctx, k.ID)
}

// timely takes from a post a date that is still to come. It is a slip, and would make the post the newest of all for years; the archive
// keeps it, for a clock may be the one that is wrong.
func timely(p *blog.Post, latest time.Time) *blog.Post {
	if !p.Published.After(latest) && !p.Updated.After(latest) {
		return p
	}
	out := *p
	for _, t := range []*time.Time{&out.Published, &out.Updated} {
		if t.After(latest) {
			*t = time.Time{}
		}
	}
	return &out
}
