package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

// Extractor reads the posts on a page.
type Extractor struct {
	Version string // changes when a page may read differently than before
	Posts   func(*blog.Page) ([]*blog.Post, error)
	NotPost error // what Posts gives for a page that is fine but holds no post
	Undated error // what it gives along with a post that is one only on a blog that dates none; nil: there is no such thing

	// Learn gives what pages of one blog have in common, as it is kept, and Themed reads posts with it. Without them there is no learning.
	Learn  func([]*blog.Page) string
	Themed func(theme string) (posts func(*blog.Page) ([]*blog.Post, error), err error)
	Holds  func(theme string, pages []*blog.Page) bool // whether what was learned is still true of these
}

func defaultExtractor() Extractor {
	return Extractor{
		Version: extract.Version, Posts: extract.Posts, NotPost: extract.ErrNotPost, Undated: extract.ErrUndated,
		Learn: func(pages []*blog.Page) string { return extract.Learn(pages).String() },
		Themed: func(theme string) (func(*blog.Page) ([]*blog.Post, error), error) {
			t, err := extract.ReadTheme(theme)
			return t.Posts, err
		},
		Holds: func(theme string, pages []*blog.Page) bool {
			t, err := extract.ReadTheme(theme)
			return err == nil && t.Holds(pages)
		},
	}
}

// maxRounds bounds how often pages are read again because a post moved between them. Two are enough; the third is for a page
// that cannot be read any more.
const maxRounds = 3

// read has all unread pages read. What has no date is no post on most blogs; a blog on which no posts were found, or where most
// carry no date, is read by that measure.
func (r *run) read(ctx context.Context) error {
	known, err := r.Archive.Undated(ctx)
	if err != nil {
		return err
	}
	for site, posts := range known {
		r.undated[site] = posts > 0
	}
	if err := r.learn(ctx); err != nil {
		return err
	}
	done := 0
	if err := r.readRounds(ctx, &done); err != nil {
		return err
	}
	found, err := r.Archive.Undated(ctx)
	if err != nil {
		return err
	}
	again := 0
	for site := range found {
		if r.undated[site] {
			continue
		}
		r.undated[site] = true
		n, err := r.Archive.Reread(ctx, site)
		if err != nil {
			return err
		}
		again += n
		s := r.report.site(site)
		s.Skipped = max(0, s.Skipped-n) // they are counted again
	}
	if again == 0 {
		return nil
	}
	return r.readRounds(ctx, &done)
}

// readRounds reads until every post has a page that holds it.
func (r *run) readRounds(ctx context.Context, done *int) error {
	for range maxRounds {
		if err := r.readUnread(ctx, done); err != nil {
			return err
		}
		if err := r.dropLists(ctx); err != nil {
			return err
		}
		again, err := r.Archive.Settle(ctx)
		if err != nil || !again {
			return err
		}
	}
	return nil
}

// unread is a page to be read; damage is why the archive could not give it whole.
type unread struct {
	page    *blog.Page
	damage  error
	reading chan archive.Reading // gets what was read; it has room for that
}

// readUnread reads pages on all processors. What was read is stored in the order of the pages, so that the same pages give the same
// archive.
func (r *run) readUnread(ctx context.Context, done *int) error {
	pages, inOrder := make(chan unread), make(chan unread, 2*runtime.GOMAXPROCS(0))
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(pages)
		defer close(inOrder)
		for p, err := range r.Archive.Unread(ctx, r.Extract.Version) {
			if p == nil {
				return err
			}
			u := unread{p, err, make(chan archive.Reading, 1)}
			for _, to := range []chan unread{pages, inOrder} {
				select {
				case to <- u:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			for u := range pages {
				u.reading <- r.withoutForgotten(r.Extract.reading(u, r.reader(u.page.Site), r.undated[u.page.Site]))
			}
			return nil
		})
	}
	g.Go(func() error { return r.storeReadings(ctx, inOrder, done) })
	return g.Wait()
}

// withoutForgotten takes the posts out of a reading that are to stay out. A page that shows nothing else is not kept.
func (r *run) withoutForgotten(reading archive.Reading) archive.Reading {
	found := len(reading.Posts)
	reading.Posts = slices.DeleteFunc(reading.Posts, func(p *blog.Post) bool { return r.forgotten.Post(p.Site, p.URL) })
	lists := found == 0 && !reading.Lost && r.forgotten.Mentions(reading.Page)
	reading.Forgotten = lists || found > 0 && len(reading.Posts) == 0
	return reading
}

func (r *run) storeReadings(ctx context.Context, read <-chan unread, done *int) error {
	var batch []archive.Reading
	flush := func() error {
		err := r.Archive.PutReadings(ctx, batch...)
		batch = batch[:0]
		return err
	}
	for u := range read {
		reading := <-u.reading
		r.bound(reading)
		*done++
		r.pieces.add(reading)
		r.Progress(Progress{Phase: "read", Done: *done})
		if reading.Problem != "" && !reading.Lost {
			r.report.site(reading.Page.Site).Skipped++
		}
		if batch = append(batch, reading); len(batch) < batchCount {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return flush()
}

// bound cuts posts that go beyond the bounds of one, and tells it.
func (r *run) bound(reading archive.Reading) {
	for _, p := range reading.Posts {
		if cut := p.Bound(); len(cut) > 0 {
			r.report.site(p.Site).note("%s is cut: %s", p.URL, strings.Join(cut, ", "))
		}
	}
}

// reading reads one page, whatever happens. On a blog that dates none of its posts they need no date.
func (e Extractor) reading(u unread, read func(*blog.Page) ([]*blog.Post, error), undated bool) archive.Reading {
	r := archive.Reading{Page: u.page, Version: e.Version}
	posts, err := []*blog.Post(nil), u.damage
	if err == nil {
		posts, err = guarded(read, u.page)
	}
	switch {
	case err == nil, undated && e.Undated != nil && errors.Is(err, e.Undated):
		r.Posts = unique(u.page, posts)
	case e.NotPost != nil && errors.Is(err, e.NotPost):
		r.Problem = err.Error()
	default:
		r.Problem, r.Lost = err.Error(), true
	}
	return r
}

// guarded turns a panic over one page into an error of that page.
func guarded(read func(*blog.Page) ([]*blog.Post, error), p *blog.Page) (posts []*blog.Post, err error) {
	defer func() {
		if v := recover(); v != nil {
			posts, err = nil, fmt.Errorf("extract %s: the program failed on this page: %v", p.URL, v)
		}
	}()
	return read(p)
}

// unique completes the posts and drops a second one of the same address.
func unique(p *blog.Page, posts []*blog.Post) []*blog.Post {
	seen := map[blog.ID]bool{}
	var list []*blog.Post
	for _, post := range posts {
		if post.URL == "" {
			post.URL = p.URL
		}
		// Derived and not asked for: were it anything else, two addresses of one post would stay two posts.
		post.ID, post.Site = blog.NewID(post.URL), p.Site
		cleanTimes(post)
		if !seen[post.ID] {
			seen[post.ID] = true
			list = append(list, post)
		}
	}
	return list
}

// cleanTimes takes away dates that cannot be written down: a year above 9999, a zone of more than a day.
func cleanTimes(p *blog.Post) {
	for _, t := range []*time.Time{&p.Published, &p.Updated} {
		if _, err := t.MarshalText(); err != nil {
			*t = time.Time{}
		}
	}
}
