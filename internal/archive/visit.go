package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/fumikura/fumikura/internal/blog"
)

// visitsAtOnce is how many visits a stream holds; one is a few hundred bytes.
const visitsAtOnce = 500

const visitColumns = `url, site, role, outcome, status, at, etag, modified, hash, final, reason, excluded, found, missing, since`

// Visit gives the last visit of the URL, and whether there was one.
func (d *DB) Visit(ctx context.Context, url string) (blog.Visit, bool, error) {
	v, err := scanVisit(d.read.QueryRowContext(ctx, `SELECT `+visitColumns+` FROM visits WHERE url = ?`, url))
	if errors.Is(err, sql.ErrNoRows) {
		return blog.Visit{}, false, nil
	}
	if err != nil {
		return blog.Visit{}, false, fmt.Errorf("read the visit of %s: %w", url, d.explain(err))
	}
	return v, true, nil
}

// Visits gives the last visit of every URL of the site, by URL.
func (d *DB) Visits(ctx context.Context, site string) iter.Seq2[blog.Visit, error] {
	const q = `SELECT ` + visitColumns + ` FROM visits WHERE site = ? AND url > ? ORDER BY url LIMIT ?`
	last := ""
	return stream(func() ([]blog.Visit, error) {
		var visits []blog.Visit
		err := d.query(ctx, func(rows *sql.Rows) error {
			v, err := scanVisit(rows)
			visits = append(visits, v)
			return err
		}, q, site, last, visitsAtOnce)
		if err != nil {
			return nil, fmt.Errorf("read the visits of %s: %w", site, err)
		}
		if len(visits) > 0 {
			last = visits[len(visits)-1].URL
		}
		return visits, nil
	})
}

func scanVisit(row interface{ Scan(...any) error }) (blog.Visit, error) {
	var v blog.Visit
	var at, since int64
	err := row.Scan(&v.URL, &v.Site, &v.Role, &v.Outcome, &v.Status, &at, &v.ETag, &v.LastModified, &v.Hash, &v.Final, &v.Reason,
		&v.Excluded, &v.Found, &v.Missing, &since)
	v.At, v.Since = moment(at), moment(since)
	return v, err
}
