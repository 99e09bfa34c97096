package archive

import (
	"context"
	"database/sql"
	"fmt"
)

// A post is held by a page that is live and gave the post when it was last read.
const (
	holding     = `FROM origins JOIN pages ON pages.url = origins.page AND pages.role = 'page' AND ` + livePage
	orphansSQL  = `SELECT id FROM posts WHERE NOT gone AND NOT EXISTS (SELECT 1 ` + holding + ` WHERE origins.post = posts.id AND origins.page = posts.page)`
	returnedSQL = `SELECT id FROM posts WHERE gone AND EXISTS (SELECT 1 ` + holding + ` WHERE origins.post = posts.id)`
	holdersSQL  = `SELECT pages.id ` + holding + ` WHERE origins.post = ?`
)

// Settle brings the posts in line with the pages after they were read. A post whose page no longer holds it is taken from
// another page that does, else it is gone: kept here, but out of the index. A gone post that a page holds again comes back. Where
// a page has to be read once more for this, again is true.
func (d *DB) Settle(ctx context.Context) (again bool, err error) {
	err = d.update(ctx, func(tx *sql.Tx) error {
		orphans, err := idsOf(ctx, tx, orphansSQL)
		if err != nil {
			return err
		}
		returned, err := idsOf(ctx, tx, returnedSQL)
		if err != nil {
			return err
		}
		for _, id := range append(orphans, returned...) {
			held, err := readAgain(ctx, tx, id)
			if err != nil {
				return fmt.Errorf("post %s: %w", id, err)
			}
			again = again || held
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("settle which posts are gone: %w", err)
	}
	return again, nil
}

// readAgain has the pages that hold the post read once more, or marks the post as gone where there are none.
func readAgain(ctx context.Context, tx *sql.Tx, id string) (held bool, err error) {
	pages, err := idsOf(ctx, tx, holdersSQL, id)
	if err != nil {
		return false, err
	}
	if len(pages) == 0 {
		change, err := nextChange(ctx, tx)
		if err != nil {
			return false, err
		}
		_, err = tx.ExecContext(ctx, `UPDATE posts SET gone = 1, change = ?, fetched = 0 WHERE id = ?`, change, id)
		return false, err
	}
	for _, p := range pages {
		if _, err := tx.ExecContext(ctx, `UPDATE pages SET reader = NULL WHERE id = ?`, p); err != nil {
			return false, err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE posts SET fetched = 0 WHERE id = ?`, id)
	return true, err
}

// Reread has the pages of a blog read once more that gave no post, and says how many they are.
func (d *DB) Reread(ctx context.Context, site string) (n int, err error) {
	err = d.update(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE pages SET reader = NULL WHERE site = ? AND role = 'page' AND problem <> '' AND NOT lost`, site)
		if err != nil {
			return err
		}
		changed, err := res.RowsAffected()
		n = int(changed)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("have pages of %s read again: %w", site, err)
	}
	return n, nil
}

func idsOf(ctx context.Context, tx *sql.Tx, q string, args ...any) ([]string, error) {
	rows, err := tx.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err says what went wrong
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
