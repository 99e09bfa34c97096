package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// In a review an index is built and checked like any other, and then waits for the owner. What is different in it stands in its mark, so
// that the two can never disagree.

// reviewPosts is how many posts of each kind a review names; the counts are of all.
const reviewPosts = 200

// Review is what is different in an index against the one that was live when it was built.
type Review struct {
	Built   time.Time                      `json:"built"`
	Against string                         `json:"against"` // the generation that was live; empty for none
	New     int                            `json:"new"`
	Changed int                            `json:"changed"`
	Gone    int                            `json:"gone"`
	Posts   int                            `json:"posts"`            // in it
	Named   map[string][]archive.PostTitle `json:"named"`            // by new, changed and gone: the first posts
	Fell    []string                       `json:"fell"`             // what the guards object to: blogs that shrank, fields that fell
	Yields  map[string]Fell                `json:"yields,omitempty"` // by blog: the shares of its fields before and now
}

// Fell is the share of posts in which each field was found, before and now.
type Fell struct {
	Before Yields `json:"before"`
	Now    Yields `json:"now"`
}

// review says what is different in the index that is being built.
func (r *run) review(ctx context.Context) (*Review, error) {
	v := &Review{Built: r.start, Against: r.live.Generation, Posts: r.report.Posts, Fell: append([]string{}, r.report.Refused...),
		Named: map[string][]archive.PostTitle{"new": {}, "changed": {}, "gone": {}}, Yields: map[string]Fell{}}
	add := func(kind string, count *int, k archive.Kept) {
		if *count++; k.Post.URL != "" && len(v.Named[kind]) < reviewPosts { // of what was forgotten nothing is known
			v.Named[kind] = append(v.Named[kind], archive.PostTitle{URL: k.Post.URL, Title: k.Post.Title})
		}
	}
	was, err := r.liveRules()
	if err != nil {
		return nil, err
	}
	for k, err := range r.Archive.Changes(ctx, r.mark.Change) {
		if err != nil {
			return nil, fmt.Errorf("compare with the live index: %w", err)
		}
		// A post that came and went between two runs was never in an index.
		before := k.Born <= r.mark.Change && !was.excludes(k)
		switch now := !k.Gone && !r.rules.excludes(k); {
		case now && !before:
			add("new", &v.New, k)
		case now:
			add("changed", &v.Changed, k)
		case before:
			add("gone", &v.Gone, k)
		}
	}
	err = r.turned(ctx, func(k archive.Kept) error {
		if r.rules.excludes(k) {
			add("gone", &v.Gone, k)
		} else {
			add("new", &v.New, k)
		}
		return nil
	})
	for _, s := range r.report.Sites {
		if before, known := r.mark.Sites[s.Site]; known && YieldsOf(before) != s.Yields {
			v.Yields[s.Site] = Fell{YieldsOf(before), s.Yields}
		}
	}
	return v, err
}

// waitsAlready says whether what waits is what a build would give, so that nothing has to be done.
func (r *run) waitsAlready(ctx context.Context, next Mark) (bool, error) {
	if !r.Review || r.Rebuild {
		return false, nil
	}
	w, err := r.Index.Waiting(ctx)
	if err != nil {
		return false, fmt.Errorf("look for what waits for approval: %w", err)
	}
	var mark Mark
	if w.Generation == "" || w.Stale || json.Unmarshal(w.Meta, &mark) != nil || mark.Review == nil {
		return false, nil
	}
	if mark.State != next.State || mark.Rules != next.Rules || mark.Review.Against != r.live.Generation || mark.Extract != next.Extract {
		return false, nil
	}
	r.report.Held, r.report.Review = w.Generation, mark.Review
	return true, nil
}

// ErrStale is an index that waits and was compared with another than is live now.
var ErrStale = errors.New("it was compared with another index than the live one")

// Withdraw takes posts out of the live index and publishes it, with nothing else that is new: what is forgotten goes at once, also while a
// review or a rollback holds all other changes back. What waits goes too, for it may hold them.
func Withdraw(ctx context.Context, o Options, ids []blog.ID) (*Report, error) {
	o = o.withDefaults()
	report := newReport(o.Now(), false)
	err := withdraw(ctx, o, ids, report)
	if err != nil {
		report.Error = err.Error()
	}
	return report, err
}

func withdraw(ctx context.Context, o Options, ids []blog.ID, report *Report) (err error) {
	live, err := o.Index.Live(ctx)
	if err != nil || live.Generation == "" {
		return err
	}
	b, err := o.Index.Build(ctx, false)
	if err != nil {
		return fmt.Errorf("begin the next index: %w", err)
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if b.From() != live.Generation {
		return fmt.Errorf("the live index cannot be continued (it was built by another version, or is damaged); release what is held with fumikura publish or "+
			"fumikura rollback --release, and forget it again: %w", blog.ErrUnavailable)
	}
	for _, id := range ids {
		if err := b.Remove(ctx, id); err != nil {
			return err
		}
	}
	b.SetMeta(live.Meta)
	report.Generation, err = b.Publish(ctx)
	report.Published = err == nil
	if err != nil {
		return fmt.Errorf("publish the next index: %w", err)
	}
	return o.Index.Only(ctx)
}
