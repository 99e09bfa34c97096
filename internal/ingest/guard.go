package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/archive"
)

// ErrGuarded is a run whose result looks like an accident, or that came to nothing: it is not published unless forced.
var ErrGuarded = errors.New("not published")

const (
	// leastPosts is the share of its posts that a blog must still have. A theme that no recipe knows, or a start page that
	// moved, loses nearly all; nobody deletes a third of a blog between two runs.
	leastPosts = 0.70
	// mostDrift is how far the share of posts that have a field may fall. A changed class name loses the field on every post
	// that was read again.
	mostDrift = 0.20
	// fewest is how many posts must be concerned. A small blog that deletes one or two, or writes one without a tag, changes its
	// shares by a lot and means it.
	fewest = 3
	// examples is how many addresses are shown for a field that was lost.
	examples = 3
)

// guard compares what is about to be built with what is live.
func (r *run) guard(ctx context.Context, next Mark) error {
	var problems []string
	lost := false // something that is live; a blog or an import that is new has nothing to lose
	for _, site := range r.Sites {
		if s := r.report.site(site); s.failed == nil && r.empty(s, next) {
			problems = append(problems, r.nothingFound(site))
			lost = lost || r.mark.Sites[site].Posts > 0
		}
	}
	if len(r.Sites) == 0 && r.report.Posts == 0 {
		problems = append(problems, "there are no posts in the archive; bring a blog in with fumikura reindex URL")
		lost = len(r.mark.Sites) > 0
	}
	for _, site := range slices.Sorted(maps.Keys(r.mark.Sites)) {
		was, is := r.mark.Sites[site], next.Sites[site]
		if shrinks(was.Posts, is.Posts) {
			problems = append(problems, fmt.Sprintf("%s had %d posts and now has %d", site, was.Posts, is.Posts))
			lost = true
			continue
		}
		drift, err := r.drift(ctx, site, was, is)
		if err != nil {
			return err
		}
		problems, lost = append(problems, drift...), lost || len(drift) > 0
	}
	r.report.Refused = problems
	if len(problems) == 0 || r.Force || r.Review && r.report.Posts > 0 { // in a review the owner decides
		return nil
	}
	err := fmt.Errorf("%s: %w", strings.Join(problems, "; "), ErrGuarded)
	if lost {
		err = fmt.Errorf("%w, for it looks like an accident; --force publishes it all the same", err)
	}
	return err
}

// shrinks says whether a blog loses so many of its posts that it looks like an accident.
func shrinks(was, is int) bool { return float64(is) < leastPosts*float64(was) && was-is >= fewest }

// empty tells whether nothing came of a source. The posts of an import belong to other blogs than the file they come from; one that
// takes posts out has come to something.
func (r *run) empty(s *SiteReport, next Mark) bool {
	if r.Source != nil && !r.Remember {
		return s.Fetched+s.Unchanged == 0 && !r.withdrawn
	}
	return next.Sites[s.Site].Posts == 0
}

// nothingFound says what became of the pages of a blog without posts, and what to do.
func (r *run) nothingFound(site string) string {
	if r.Source == nil {
		return fmt.Sprintf("no posts of %s are in the archive", site)
	}
	s := r.report.site(site)
	if !r.Remember { // an import
		forgotten := ""
		if s.Forgotten > 0 {
			forgotten = fmt.Sprintf(", %d of them because they were forgotten; fumikura forget --undo lets them come in again", s.Forgotten)
		}
		advice := ""
		if slices.ContainsFunc(s.Passed, func(p Passed) bool { return strings.Contains(p.Reason, "--blog") }) {
			advice = "; say where the blog stands, such as --blog https://blog.example.com/"
		}
		return fmt.Sprintf("nothing could be taken from %s (%d entries, %d passed over, %d left out%s)%s", site, s.Discovered, len(s.Passed), s.Skipped, forgotten, advice)
	}
	advice := "is this the address of the blog's front page? fumikura doctor with the address of one post shows at which step it is lost"
	if len(s.Warnings) > 0 {
		advice = strings.Join(s.Warnings, "; ")
	}
	return fmt.Sprintf("no posts were found on %s (%d addresses found, %d fetched, %d list pages, %d skipped, %d passed over): %s",
		site, s.Discovered, s.Fetched+s.Unchanged, s.Lists, s.Skipped, len(s.Passed), advice)
}

// drift gives the fields of which a blog has lost more than it may.
func (r *run) drift(ctx context.Context, site string, was, is archive.Tally) ([]string, error) {
	if was.Posts == 0 || is.Posts == 0 {
		return nil, nil
	}
	var problems []string
	for _, f := range fields {
		before, now := share(f.count(was), was.Posts), share(f.count(is), is.Posts)
		lacking := is.Posts - f.count(is) - (was.Posts - f.count(was))
		if before-now < mostDrift-1e-9 || lacking < fewest {
			continue
		}
		urls, err := r.Archive.Lacking(ctx, site, f.field, examples)
		if err != nil {
			return nil, err
		}
		problems = append(problems, fmt.Sprintf("%s: posts with %s fell from %.0f %% to %.0f %%, for example %s",
			site, f.name, before*100, now*100, strings.Join(urls, " ")))
	}
	return problems, nil
}

// fields are the fields of a post that are watched.
var fields = []struct {
	name  string
	field archive.Field
	count func(archive.Tally) int
}{
	{"a title", archive.Title, func(t archive.Tally) int { return t.Title }},
	{"an author", archive.Author, func(t archive.Tally) int { return t.Author }},
	{"a date", archive.Published, func(t archive.Tally) int { return t.Published }},
	{"tags", archive.Tags, func(t archive.Tally) int { return t.Tags }},
	{"a body", archive.Body, func(t archive.Tally) int { return t.Body }},
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
