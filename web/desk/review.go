package desk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/fumikura/fumikura/index/replay"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// Reviews tells what waits for the owner's approval.
type Reviews interface {
	Review(context.Context) (*Review, error)
	// Replay asks the last queries of the live generation and of the one that waits; nil where that cannot be told.
	Replay(context.Context) (*replay.Report, error)
}

// Review is what waits for approval, and why.
type Review struct {
	Always  bool // the configuration has every reindex wait
	Hold    *Hold
	Waiting *Waiting // nil: nothing waits
}

// Hold is a rollback that holds what is new back.
type Hold struct {
	Since    time.Time
	From, To string // generations
}

// Waiting is a generation that waits for approval, and what is different in it.
type Waiting struct {
	Generation string
	Built      time.Time
	Posts      int
	Stale      bool           // it was compared with another generation than is live
	Review     *ingest.Review // nil where that is not known
}

// reviewView is the page of what waits.
type reviewView struct {
	frame
	*Review
	Preview *Preview // the answers that move; nil: they were not asked for
}

// namedShown is how many posts of each kind are named.
const namedShown = 50

// NamedPosts are posts that are new, changed or gone.
type NamedPosts struct {
	Kind  string
	Count int
	Posts []archive.PostTitle
}

// Named gives the posts of each kind.
func (v reviewView) Named() []NamedPosts {
	r := v.Waiting.Review
	var list []NamedPosts
	for _, of := range []NamedPosts{{"new", r.New, r.Named["new"]}, {"changed", r.Changed, r.Named["changed"]}, {"gone", r.Gone, r.Named["gone"]}} {
		if of.Count > 0 {
			of.Posts = of.Posts[:min(namedShown, len(of.Posts))]
			list = append(list, of)
		}
	}
	return list
}

// FellAt is how the fields of one blog differ.
type FellAt struct {
	Blog   string
	Yields []Yield
}

// Fields gives, by blog, the fields whose share differs.
func (v reviewView) Fields() []FellAt {
	var list []FellAt
	for _, site := range slices.Sorted(maps.Keys(v.Waiting.Review.Yields)) {
		f, at := v.Waiting.Review.Yields[site], FellAt{Blog: site}
		for _, y := range []Yield{{Field: "title", Share: f.Now.Title, Before: f.Before.Title}, {Field: "author", Share: f.Now.Author, Before: f.Before.Author},
			{Field: "published", Share: f.Now.Published, Before: f.Before.Published}, {Field: "tags", Share: f.Now.Tags, Before: f.Before.Tags},
			{Field: "body", Share: f.Now.Body, Before: f.Before.Body}} {
			if y.Share != y.Before {
				at.Yields = append(at.Yields, y)
			}
		}
		list = append(list, at)
	}
	return list
}

func (d *Desk) showReview(v *visit) error {
	w := reviewView{frame: v.frame("review.title")}
	var err error
	if w.Review, err = d.Reviews.Review(v.r.Context()); err != nil {
		return err
	}
	if w.Waiting != nil && v.r.URL.Query().Has("replay") {
		w.Preview = &Preview{}
		if w.Preview.Replay, err = d.Reviews.Replay(v.r.Context()); err != nil {
			return err
		}
	}
	return v.show("review", w)
}

// approve publishes what waits, or drops it.
func (d *Desk) approve(v *visit) error {
	kind := Kind(v.r.PostFormValue("kind"))
	switch kind {
	case Publish, Discard, Release:
		return v.start(Job{Kind: kind})
	}
	return fmt.Errorf("there is no such answer to what waits: %w", blog.ErrUsage)
}

// rollback goes back to an older generation.
func (d *Desk) rollback(v *visit) error {
	to := v.r.PostFormValue("to")
	s, err := d.State.State(v.r.Context())
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(s.Generations, func(g Generation) bool { return g.ID == to && g.Damaged == "" }) {
		return fmt.Errorf("there is no generation %q to go back to: %w", to, blog.ErrNotFound)
	}
	return v.start(Job{Kind: Rollback, Address: to})
}
