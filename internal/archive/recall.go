package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Recall lets the address come in again that was forgotten. A blog that was crawled without being named is so again. It is
// blog.ErrNotFound where the address was not forgotten.
func (d *DB) Recall(ctx context.Context, address string) error {
	err := d.update(ctx, func(tx *sql.Tx) error {
		const restored = `INSERT OR IGNORE INTO sites SELECT site, at FROM forgotten WHERE what = ? AND name = ? AND remembered`
		if _, err := tx.ExecContext(ctx, restored, whatBlog, blog.SiteKey(address)); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM forgotten WHERE what = ?1 AND name = ?2 OR what = ?3 AND name = ?4`,
			whatBlog, blog.SiteKey(address), whatPost, string(blog.NewID(address)))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("it was not forgotten: %w", blog.ErrNotFound)
	})
	if err != nil {
		return fmt.Errorf("let %s come in again: %w", address, err)
	}
	return nil
}

// Unscrubbed says whether something was forgotten of which files may still tell: older indexes, and the archive's own free pages.
func (d *DB) Unscrubbed(ctx context.Context) (bool, error) {
	v, err := d.Setting(ctx, settingScrub)
	return v != "", err
}

// Scrub writes the archive anew without its free pages, empties its log and notes that nothing tells of what was forgotten.
func (d *DB) Scrub(ctx context.Context) error {
	if d.write == nil {
		return fmt.Errorf("archive %s is open for reading only", d.path)
	}
	if err := d.scrub(ctx); err != nil {
		return fmt.Errorf("write the archive anew: %w", d.explain(err))
	}
	return nil
}

func (d *DB) scrub(ctx context.Context) error {
	if err := d.vacuum(ctx); err != nil {
		return err // it is still noted, and done at the next run
	}
	return d.SetSetting(ctx, settingScrub, "")
}

func (d *DB) vacuum(ctx context.Context) error {
	if _, err := d.write.ExecContext(ctx, `VACUUM`); err != nil {
		return err
	}
	var busy, log, done int
	if err := d.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done); err != nil {
		return err
	}
	if busy != 0 {
		return fmt.Errorf("others read the archive at the moment: %w", blog.ErrUnavailable)
	}
	return nil
}

// forgetAll forgets what another archive was told to forget.
func (d *DB) forgetAll(ctx context.Context, known *Forgotten, now time.Time) error {
	for key, site := range known.blogs {
		if err := d.forgetKnown(ctx, site, stmt{forgottenSQL, []any{whatBlog, key, site, false, stamp(now)}}, now); err != nil {
			return err
		}
	}
	for id := range known.posts {
		urls, err := d.texts(ctx, `SELECT url FROM posts WHERE id = ? AND url <> ''`, id)
		if err != nil {
			return err
		}
		urls = append(urls, "") // it is to stay out, also where it is not there
		if err := d.forgetKnown(ctx, urls[0], stmt{forgottenSQL, []any{whatPost, string(id), "", false, stamp(now)}}, now); err != nil {
			return err
		}
	}
	return nil
}

// forgetKnown forgets an address where anything of it is kept, and notes that it is to stay out.
func (d *DB) forgetKnown(ctx context.Context, address string, note stmt, now time.Time) error {
	if address != "" {
		if _, err := d.Forget(ctx, address, now); err != nil && !errors.Is(err, blog.ErrNotFound) {
			return err
		}
	}
	return d.update(ctx, func(tx *sql.Tx) error { return all(ctx, tx, note) })
}
