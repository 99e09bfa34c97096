package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// runsKept is how many reports of runs stay: enough to see when something began to go wrong.
const runsKept = 50

// Site is a blog that was named once and is crawled again without being named.
type Site struct {
	URL   string    `json:"url"`
	Added time.Time `json:"added"`
	Asked time.Time `json:"asked"` // when one of its addresses was last asked for, zero for never
	Pages int       `json:"pages"`
	Posts int       `json:"posts"` // in the index or about to be
}

// AddSite remembers the blog.
func (d *DB) AddSite(ctx context.Context, url string, now time.Time) error {
	err := d.keep(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO sites VALUES (?, ?)`, url, stamp(now))
		return err
	})
	if err != nil {
		return fmt.Errorf("remember %s: %w", url, err)
	}
	return nil
}

// Sites gives the remembered blogs in the order in which they were added.
func (d *DB) Sites(ctx context.Context) ([]Site, error) {
	const q = `SELECT url, added, coalesce((SELECT max(at) FROM visits WHERE site = sites.url), 0),
		(SELECT count(*) FROM pages WHERE site = sites.url AND role = 'page'),
		(SELECT count(*) FROM posts WHERE site = sites.url AND NOT gone) FROM sites ORDER BY added, url`
	var sites []Site
	err := d.query(ctx, func(rows *sql.Rows) error {
		var s Site
		var added, asked int64
		err := rows.Scan(&s.URL, &added, &asked, &s.Pages, &s.Posts)
		s.Added, s.Asked = moment(added), moment(asked)
		sites = append(sites, s)
		return err
	}, q)
	if err != nil {
		return nil, fmt.Errorf("read the remembered blogs: %w", err)
	}
	return sites, nil
}

// MoveSite gives a remembered blog another address, with all that was captured of it. Its pages are read again, for posts name their
// blog.
func (d *DB) MoveSite(ctx context.Context, from, to string) error {
	err := d.update(ctx, func(tx *sql.Tx) error {
		for _, q := range []string{
			`UPDATE OR REPLACE sites SET url = ?2 WHERE url = ?1`,
			`UPDATE visits SET site = ?2 WHERE site = ?1`,
			`UPDATE pages SET site = ?2, reader = NULL WHERE site = ?1`,
			`UPDATE posts SET site = ?2 WHERE site = ?1`,
		} {
			if _, err := tx.ExecContext(ctx, q, from, to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("give %s the address %s: %w", from, to, err)
	}
	return nil
}

// The settings of the archive itself, beside those of its callers.
const (
	settingChange   = "change"
	settingIdentity = "identity"
	settingOwner    = "owner"
	settingQueryKey = "query_key"
	settingSettled  = "settled" // there where every post has its page, as Settle leaves it
)

// Setting gives the remembered value, empty where there is none.
func (d *DB) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := d.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = ?`, key).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read setting %s: %w", key, d.explain(err))
	}
	return value, nil
}

// SetSetting remembers the value.
func (d *DB) SetSetting(ctx context.Context, key, value string) error {
	if key == settingChange || key == settingIdentity || key == settingQueryKey || key == settingSettled {
		return fmt.Errorf("set %s: the archive keeps it itself", key)
	}
	err := d.keep(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2`, key, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("set %s: %w", key, err)
	}
	return nil
}

// State tells the archive from every other one, and its posts now from its posts before.
type State struct {
	Archive string `json:"archive"` // random, given when the archive was made
	Change  int64  `json:"change"`  // the number of the last change to its posts
}

// State gives the archive's identity and its last change.
func (d *DB) State(ctx context.Context) (State, error) {
	const q = `SELECT (SELECT value FROM settings WHERE key = ?), (SELECT value FROM settings WHERE key = ?)`
	var s State
	if err := d.read.QueryRowContext(ctx, q, settingIdentity, settingChange).Scan(&s.Archive, &s.Change); err != nil {
		return State{}, fmt.Errorf("read the state of the archive: %w", d.explain(err))
	}
	return s, nil
}

// Owner gives the name under which the archive owns an index in a cluster that others use too. Unlike the identity of State it stays through
// Renew. It is made where there is none yet, and empty for an archive that is only read.
func (d *DB) Owner(ctx context.Context) (string, error) {
	owner, err := d.Setting(ctx, settingOwner)
	if err != nil || owner != "" || d.write == nil {
		return owner, err
	}
	err = d.keep(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO settings VALUES (?, lower(hex(randomblob(8))))`, settingOwner)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("name the owner of an index: %w", err)
	}
	return d.Setting(ctx, settingOwner)
}

// Renew gives the archive a new identity. An archive put back from a backup would otherwise count up to numbers that an index
// knows already, for other changes.
func (d *DB) Renew(ctx context.Context) error {
	err := d.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE settings SET value = lower(hex(randomblob(16))) WHERE key = ?`, settingIdentity)
		return err
	})
	if err != nil {
		return fmt.Errorf("renew the identity of the archive: %w", err)
	}
	return nil
}

// Run is the report of one run.
type Run struct {
	At     time.Time       `json:"at"`
	Report json.RawMessage `json:"report"`
}

// PutRun keeps the report of a run and forgets those of long ago.
func (d *DB) PutRun(ctx context.Context, r Run) error {
	err := d.keep(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO runs (at, report) VALUES (?, ?)`, stamp(r.At), string(r.Report)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM runs WHERE id <= (SELECT max(id) FROM runs) - ?`, runsKept)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the report: %w", err)
	}
	return nil
}

// Runs gives the reports of the last runs, newest first.
func (d *DB) Runs(ctx context.Context) ([]Run, error) {
	var runs []Run
	err := d.query(ctx, func(rows *sql.Rows) error {
		var at int64
		var report string
		err := rows.Scan(&at, &report)
		runs = append(runs, Run{At: moment(at), Report: json.RawMessage(report)})
		return err
	}, `SELECT at, report FROM runs ORDER BY id DESC`)
	if err != nil {
		return nil, fmt.Errorf("read the last reports: %w", err)
	}
	return runs, nil
}
