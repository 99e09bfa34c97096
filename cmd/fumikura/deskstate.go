package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/web/desk"
)

// State tells the desk how archive and index are.
func (o *office) State(ctx context.Context) (*desk.State, error) {
	if !o.hasArchive() {
		return &desk.State{}, nil
	}
	s, err := o.statusOf(ctx, o.engine)
	if err != nil {
		return nil, err
	}
	out := &desk.State{Live: s.Live, Posts: s.Posts, Analyzer: s.Analyzer, Degraded: s.Degraded, Outdated: s.Outdated, Pending: s.Pending && s.Waiting == nil,
		Waits: s.Waiting != nil, Holds: s.Hold != nil}
	for _, g := range s.Generations {
		out.Generations = append(out.Generations, desk.Generation{ID: g.ID, Live: g.Live, Built: g.Created, Posts: g.Posts, Bytes: g.Bytes, Damaged: g.Damaged})
		if g.Live {
			out.Built = g.Created
		}
	}
	err = o.reading(ctx, func(db *archive.DB) error {
		runs, err := db.Runs(ctx)
		for _, r := range runs {
			report := &ingest.Report{}
			if json.Unmarshal(r.Report, report) == nil { // one of another version may be unreadable
				for i, p := range report.Passed {
					report.Passed[i].Reason = strings.TrimPrefix(p.Reason, p.URL+": ")
				}
				out.Runs = append(out.Runs, desk.Run{At: r.At, Report: report})
			}
		}
		return err
	})
	return out, err
}

// Blogs tells the desk what each blog gives.
func (o *office) Blogs(ctx context.Context) ([]desk.Blog, error) {
	if !o.hasArchive() {
		return nil, nil
	}
	s, err := o.statusOf(ctx, o.engine)
	if err != nil {
		return nil, err
	}
	var list []desk.Blog
	err = o.reading(ctx, func(db *archive.DB) error {
		tallies, err := db.Tallies(ctx, 0)
		for _, b := range s.Blogs {
			name, e := nameOf(ctx, db, b.URL)
			err = errors.Join(err, e)
			list = append(list, desk.Blog{URL: b.URL, Name: name, Posts: b.Posts, Pages: b.Pages, Asked: b.Asked, Remembered: b.Remembered,
				Yields: yieldsFor(tallies[b.URL], s.before(b.URL))})
		}
		return err
	})
	return list, err
}

// before is what the generation before the live one found in the posts of a blog; nil where there is none to compare.
func (s *status) before(site string) *ingest.Yields {
	var live, before *generationStatus
	for i := range s.Generations {
		g := &s.Generations[i]
		if g.Live {
			live = g
		}
	}
	for i := range s.Generations {
		g := &s.Generations[i]
		if live != nil && !g.Live && g.Damaged == "" && g.Created.Before(live.Created) && (before == nil || g.Created.After(before.Created)) {
			before = g
		}
	}
	if before == nil {
		return nil
	}
	y, known := before.Yields[site]
	if !known {
		return nil
	}
	return &y
}

func yieldsFor(t archive.Tally, before *ingest.Yields) []desk.Yield {
	const none = -1
	now, old := ingest.YieldsOf(t), ingest.Yields{Title: none, Author: none, Published: none, Tags: none, Body: none}
	if before != nil {
		old = *before
	}
	return []desk.Yield{
		{Field: "title", Share: now.Title, Before: old.Title}, {Field: "author", Share: now.Author, Before: old.Author},
		{Field: "published", Share: now.Published, Before: old.Published}, {Field: "tags", Share: now.Tags, Before: old.Tags},
		{Field: "body", Share: now.Body, Before: old.Body},
	}
}
