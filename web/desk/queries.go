package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
)

// Queries tells what readers search. What too few readers have searched is counted and not told.
type Queries interface {
	Queries(context.Context) (*Asked, error)
	// Dismiss takes a query that found nothing off the list, for the blog has nothing about it; Recall puts it back.
	Dismiss(ctx context.Context, q string) error
	Recall(ctx context.Context, q string) error
}

// Asked is what readers searched.
type Asked struct {
	Off       bool // nothing is counted
	Since     time.Time
	Readers   int // how many have to ask a query before it is shown; 0: all are shown
	Rare      int // searches of queries that are not shown
	Times     int // searches, those of queries that are not shown among them
	Nothing   int // of these, those that found nothing
	Top       []Query
	Inbox     []Query  // that found nothing, put together by their reading
	Dismissed []string // that are not ours
	Clicks    bool     // openings are counted
	Opened    []OpenedPost
}

// OpenedPost is how often a post was opened from results.
type OpenedPost struct {
	URL, Title string
	Times      int
}

// Query is all that was searched under one reading.
type Query struct {
	Text    string   // as it was mostly written
	Others  []string // other ways in which it was written
	Times   int
	Nothing int
	Opened  int       // how often a post was opened that it found
	Last    time.Time // when it was last searched
	Instead string    // what finds something now; the query itself where that does
	Finds   int       // how many posts that is
}

// Mended says whether the query finds something by now.
func (q Query) Mended() bool { return q.Instead == q.Text && q.Finds > 0 }

func (d *Desk) showQueries(v *visit) error {
	a, err := d.Queries.Queries(v.r.Context())
	if err != nil {
		return err
	}
	return v.show("queries", struct {
		frame
		*Asked
	}{v.frame("queries.title"), a})
}

// queryView is the page of one query: what it finds now, and what can be done.
type queryView struct {
	frame
	Query  string
	With   string // other words that were tried
	Result *index.Result
	Empty  bool // the query itself finds nothing
	Chosen *Chosen
}

func (d *Desk) showQuery(v *visit) error {
	w := queryView{frame: v.frame("query.title"), Query: strings.TrimSpace(v.r.URL.Query().Get("q")), With: strings.TrimSpace(v.r.URL.Query().Get("with"))}
	if w.Query == "" {
		return v.to("/queries")
	}
	w.Heading = v.Say("query.title", w.Query)
	var err error
	if w.Result, err = d.Posts.Search(v.r.Context(), w.Query, 1); err != nil {
		return err
	}
	w.Empty = w.Result.Total == 0
	if w.With != "" {
		if w.Result, err = d.Posts.Search(v.r.Context(), w.With, 1); err != nil {
			return err
		}
	}
	if d.Rules != nil {
		if w.Chosen, err = d.Rules.Chosen(v.r.Context(), w.Query); err != nil {
			return err
		}
	}
	return v.show("query", w)
}

func (d *Desk) dismiss(v *visit) error {
	return v.changed("/queries", "query.dismissed", d.Queries.Dismiss(v.r.Context(), v.r.PostFormValue("q")))
}

func (d *Desk) recallQuery(v *visit) error {
	return v.changed("/queries", "query.recalled", d.Queries.Recall(v.r.Context(), v.r.PostFormValue("q")))
}

// changed tells on a page that something was changed, or that another process has the archive just now.
func (v *visit) changed(path, key string, err error, values ...any) error {
	if errors.Is(err, blog.ErrUnavailable) {
		return v.refused(path, "busy", err)
	}
	if err != nil {
		return fmt.Errorf("change at the desk: %w", err)
	}
	return v.done(path, key, values...)
}
