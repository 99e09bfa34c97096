package archive

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/fumikura/fumikura/internal/blog"
)

// settingTheme begins the keys under which the learned themes are kept, by blog.
const settingTheme = "theme "

// Theme gives what was learned of the pages of the site, as SetTheme got it; it is empty where nothing was.
func (d *DB) Theme(ctx context.Context, site string) (string, error) {
	return d.Setting(ctx, settingTheme+site)
}

// SetTheme keeps what was learned of the pages of the site, and has all of its pages read again by it.
func (d *DB) SetTheme(ctx context.Context, site, theme string) error {
	if err := d.SetSetting(ctx, settingTheme+site, theme); err != nil {
		return err
	}
	err := d.keep(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE pages SET reader = NULL WHERE site = ? AND role = 'page'`, site)
		return err
	})
	if err != nil {
		return fmt.Errorf("have the pages of %s read again: %w", site, err)
	}
	return nil
}

// Unread is how many pages of a blog there are, and how many of them the version of the extraction has not read.
type Unread struct{ Pages, Unread int }

// UnreadSites gives the sites with pages that the version of the extraction has not read.
func (d *DB) UnreadSites(ctx context.Context, version string) (map[string]Unread, error) {
	const q = `SELECT site, sum(n), sum(n * (reader <> ?)) AS unread FROM page_counts WHERE role = 'page' GROUP BY site HAVING unread > 0`
	sites := map[string]Unread{}
	err := d.query(ctx, func(rows *sql.Rows) error {
		var site string
		var n Unread
		err := rows.Scan(&site, &n.Pages, &n.Unread)
		sites[site] = n
		return err
	}, q, version)
	if err != nil {
		return nil, fmt.Errorf("find the blogs with unread pages: %w", err)
	}
	return sites, nil
}

// knownBytes is more than the packed form of a post of which nothing is known weighs.
const knownBytes = 130

// Sample gives pages of the site to learn its theme from: half of them of which a feed or an export knows something, where there are
// so many, the others spread over the whole archive. Errors are as with Pages.
func (d *DB) Sample(ctx context.Context, site string, most int) iter.Seq2[*blog.Page, error] {
	const q = `SELECT ` + pageColumns + ` FROM pages WHERE id IN (
		SELECT id FROM (SELECT id FROM pages WHERE site = ?1 AND role = 'page' AND length(known) > ?2 AND ` + livePage + ` ORDER BY id LIMIT ?3 / 2)
		UNION SELECT id FROM (SELECT id FROM pages WHERE site = ?1 AND role = 'page' AND ` + livePage + ` ORDER BY (id * 7919) % 10007, id LIMIT ?3 / 2))
		ORDER BY id`
	done := false
	return d.streamPages(func(scan func(*sql.Rows) error) error {
		if done {
			return nil
		}
		done = true
		return d.query(ctx, scan, q, site, knownBytes, most)
	}, func(*blog.Page, int64) {})
}
