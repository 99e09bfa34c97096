package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// bodiesAtOnce is how many pages a stream holds: at 5 MB each, what a small machine can spare.
const bodiesAtOnce = 16

const pageColumns = `id, url, site, form, fetched, known, body`

// Page gives the page at the URL, or the one that asking for the URL last led to. It is blog.ErrNotFound where there is none.
func (d *DB) Page(ctx context.Context, url string) (*blog.Page, error) {
	const q = `SELECT ` + pageColumns + ` FROM pages WHERE url = ?1
		UNION ALL SELECT ` + pageColumns + ` FROM pages WHERE url = (SELECT page FROM visits WHERE url = ?1) LIMIT 1`
	p, _, err := d.scanPage(d.read.QueryRowContext(ctx, q, url))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read page %s: %w", url, blog.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read page %s: %w", url, d.explain(err))
	}
	return p, nil
}

// Pages gives the pages of the site that have the role and that it still shows, by URL: what became a draft or is gone is kept, but
// for nobody to read. Memory stays flat; pages stored meanwhile may be among them.
// A page that cannot be unpacked comes with its error and the stream goes on; an error without a page ends it.
func (d *DB) Pages(ctx context.Context, site string, role blog.Role) iter.Seq2[*blog.Page, error] {
	const q = `SELECT ` + pageColumns + ` FROM pages WHERE site = ? AND role = ? AND url > ? AND ` + livePage + ` ORDER BY url LIMIT ?`
	last := ""
	return d.streamPages(func(scan func(*sql.Rows) error) error {
		return d.query(ctx, scan, q, site, role, last, bodiesAtOnce)
	}, func(p *blog.Page, _ int64) { last = p.URL })
}

// livePage is true of a row of pages that its blog still shows: one of the addresses that lead to it is neither gone for two
// runs nor forbidden. One run alone may be a fault of the blog.
const livePage = `EXISTS (SELECT 1 FROM visits WHERE visits.page = pages.url AND missing < 2 AND NOT excluded)`

// Unread gives the pages that may hold posts and were not yet read by the version of the extraction, in order of capture. Errors
// are as with Pages.
func (d *DB) Unread(ctx context.Context, version string) iter.Seq2[*blog.Page, error] {
	const q = `SELECT ` + pageColumns + ` FROM pages WHERE reader IS NULL AND role = ? AND id > ? AND ` + livePage + ` ORDER BY id LIMIT ?`
	last, marked := int64(0), false
	return d.streamPages(func(scan func(*sql.Rows) error) error {
		if !marked {
			if err := d.markUnread(ctx, version); err != nil {
				return err
			}
			marked = true
		}
		return d.query(ctx, scan, q, blog.RolePage, last, bodiesAtOnce)
	}, func(_ *blog.Page, id int64) { last = id })
}

// markUnread forgets who read the pages that another version has read.
func (d *DB) markUnread(ctx context.Context, version string) error {
	others, err := d.texts(ctx, `SELECT reader FROM page_counts WHERE role = ? AND reader NOT IN ('', ?) AND n > 0 LIMIT 1`, blog.RolePage, version)
	if err != nil || len(others) == 0 {
		return err
	}
	return d.keep(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE pages SET reader = NULL WHERE role = ? AND reader <> ?`, blog.RolePage, version)
		return err
	})
}

// streamPages gives the pages of one query after another, until one gives none; seen is told the last of each.
func (d *DB) streamPages(next func(scan func(*sql.Rows) error) error, seen func(*blog.Page, int64)) iter.Seq2[*blog.Page, error] {
	return func(yield func(*blog.Page, error) bool) {
		for {
			var pages []*blog.Page
			var problems []error
			err := next(func(rows *sql.Rows) error {
				p, id, err := d.scanPage(rows)
				if p == nil {
					return err
				}
				seen(p, id)
				pages, problems = append(pages, p), append(problems, err)
				return nil
			})
			for i, p := range pages {
				if !yield(p, problems[i]) {
					return
				}
			}
			if err != nil {
				yield(nil, fmt.Errorf("read pages: %w", err))
			}
			if err != nil || len(pages) == 0 {
				return
			}
		}
	}
}

// scanPage reads a row of pageColumns. Where only the content is damaged it gives the page without it, and the error.
func (d *DB) scanPage(row interface{ Scan(...any) error }) (*blog.Page, int64, error) {
	var p blog.Page
	var id, fetched int64
	var known, body []byte
	if err := row.Scan(&id, &p.URL, &p.Site, &p.Form, &fetched, &known, &body); err != nil {
		return nil, 0, err
	}
	p.FetchedAt = moment(fetched)
	err := d.codec.unpackJSON(known, &p.Known)
	if err == nil {
		p.Body, err = d.codec.unpack(body)
	}
	if err != nil {
		return &p, id, fmt.Errorf("page %s: %w", p.URL, err)
	}
	return &p, id, nil
}

// query calls scan for each row.
func (d *DB) query(ctx context.Context, scan func(*sql.Rows) error, q string, args ...any) error {
	rows, err := d.read.QueryContext(ctx, q, args...)
	if err != nil {
		return d.explain(err)
	}
	defer func() { _ = rows.Close() }() // Err says what went wrong
	for rows.Next() {
		if err := scan(rows); err != nil {
			return d.explain(err)
		}
	}
	return d.explain(rows.Err())
}

// stream turns a function that gives the next few values into an iterator. No transaction stays open between two calls, so a
// slow consumer never keeps SQLite from tidying its log.
func stream[T any](next func() ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			values, err := next()
			for _, v := range values {
				if !yield(v, nil) {
					return
				}
			}
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			if len(values) == 0 {
				return
			}
		}
	}
}

// stamp and moment keep a time as nanoseconds, 0 for the zero time.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
