package archive

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// A post is held by a page that is live and gave the post when it was last read.
const (
	holding     = `FROM origins JOIN pages ON pages.url = origins.page AND pages.role = 'page' AND ` + livePage
	orphansSQL  = `SELECT id FROM posts WHERE NOT gone AND NOT EXISTS (SELECT 1 ` + holding + ` WHERE origins.post = posts.id AND origins.page = posts.page)`
	returnedSQL = `SELECT id FROM posts WHERE gone AND EXISTS (SELECT 1 ` + holding + ` WHERE origins.post = posts.id)`
	holdersSQL  = `SELECT pages.id ` + holding + ` WHERE origins.post = ?`
)

// The same of the posts of one page, for an archive that was settled before that page was touched.
const (
	orphansOfSQL  = orphansSQL + ` AND posts.page = ?`
	returnedOfSQL = returnedSQL + ` AND posts.id IN (SELECT post FROM origins WHERE page = ?)`
)

// maxTouched is how many pages are remembered; to look at all posts costs no more than to look at those of some thousand pages.
const maxTouched = 2000

// touched is the pages that were written since the archive was last settled, so that a run of a few pages need not look at all posts. It
// is known only where an archive was found settled, which a setting tells that the first write takes away.
type touched struct {
	mu    sync.Mutex
	known bool
	pages map[string]bool
}

// lose forgets, because something else was written or it was too much.
func (t *touched) lose() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known, t.pages = false, nil
}

// add remembers pages; settled says that nothing was written before.
func (t *touched) add(pages []string, settled bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if settled {
		t.known, t.pages = true, map[string]bool{}
	}
	for _, p := range pages {
		if t.known && p != "" {
			t.pages[p] = true
		}
	}
	if len(t.pages) > maxTouched {
		t.known, t.pages = false, nil
	}
}

// list gives the pages, and whether they are all.
func (t *touched) list() ([]string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.pages)), t.known
}

// touch is update for what f writes about pages, which it names: those that it writes, and those that an address it writes led to before.
func (d *DB) touch(ctx context.Context, f func(writing) (pages []string, err error)) error {
	return d.keep(ctx, func(tx *sql.Tx) error {
		settled, err := unsettle(ctx, tx)
		if err != nil {
			return err
		}
		pages, err := f(newWriting(tx))
		d.touched.add(pages, settled)
		return err
	})
}

// unsettle takes the mark of a settled archive away and says whether it was there.
func unsettle(ctx context.Context, tx *sql.Tx) (bool, error) {
	res, err := tx.ExecContext(ctx, `DELETE FROM settings WHERE key = ?`, settingSettled)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// Settle brings the posts in line with the pages after they were read. A post whose page no longer holds it is taken from
// another page that does, else it is gone: kept here, but out of the index. A gone post that a page holds again comes back. Where
// a page has to be read once more for this, again is true.
func (d *DB) Settle(ctx context.Context) (again bool, err error) {
	err = d.keep(ctx, func(tx *sql.Tx) error {
		moved, err := d.moved(ctx, tx)
		if err != nil {
			return err
		}
		for _, id := range moved {
			held, err := readAgain(ctx, tx, id)
			if err != nil {
				return fmt.Errorf("post %s: %w", id, err)
			}
			again = again || held
		}
		d.touched.lose()
		if len(moved) > 0 {
			return nil // until all is found in its place
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO settings VALUES (?, '1')`, settingSettled)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("settle which posts are gone: %w", err)
	}
	return again, nil
}

// moved gives the posts whose page no longer holds them, and those that a page holds again. The mark of a settled archive is taken away.
func (d *DB) moved(ctx context.Context, tx *sql.Tx) ([]string, error) {
	settled, err := unsettle(ctx, tx)
	if err != nil {
		return nil, err
	}
	pages, known := d.touched.list()
	if !settled && !known {
		orphans, err := idsOf(ctx, tx, orphansSQL)
		if err != nil {
			return nil, err
		}
		returned, err := idsOf(ctx, tx, returnedSQL)
		return append(orphans, returned...), err
	}
	var ids []string
	for _, page := range pages {
		for _, q := range []string{orphansOfSQL, returnedOfSQL} {
			found, err := idsOf(ctx, tx, q, page)
			if err != nil {
				return nil, err
			}
			ids = append(ids, found...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
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
