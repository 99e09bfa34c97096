package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Revision is one state of the owner's rules. The archive keeps their text and does not read it.
type Revision struct {
	Number int64     `json:"number"` // from 1; 0 is the state before the first
	At     time.Time `json:"at"`
	Note   string    `json:"note,omitempty"` // why, in the owner's words
	Undo   bool      `json:"undo,omitempty"` // it went back to an earlier text
	Of     int64     `json:"of,omitempty"`   // the revision whose text an undo went back to; 0 for no rules
	Text   string    `json:"text"`           // TOML; empty for no rules

	previous int64
}

const revisionColumns = `id, at, note, origin, previous, text`

// Rules gives the revision that holds; its number is 0 where there never were any.
func (d *DB) Rules(ctx context.Context) (Revision, error) {
	r, err := d.scanRevision(d.read.QueryRowContext(ctx, `SELECT `+revisionColumns+` FROM rules ORDER BY id DESC LIMIT 1`))
	if err != nil {
		return Revision{}, fmt.Errorf("read the rules: %w", d.explain(err))
	}
	return r, nil
}

// RulesNumber gives the number of the revision that holds: whoever follows the rules asks it often.
func (d *DB) RulesNumber(ctx context.Context) (n int64, err error) {
	if err := d.read.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM rules`).Scan(&n); err != nil {
		return 0, fmt.Errorf("read the number of the rules: %w", d.explain(err))
	}
	return n, nil
}

// RulesAt gives the revision of a number. It is blog.ErrNotFound where there is none; the revision 0 is empty.
func (d *DB) RulesAt(ctx context.Context, number int64) (Revision, error) {
	if number == 0 {
		return Revision{}, nil
	}
	r, err := d.scanRevision(d.read.QueryRowContext(ctx, `SELECT `+revisionColumns+` FROM rules WHERE id = ?`, number))
	if err == nil && r.Number == 0 {
		err = blog.ErrNotFound
	}
	if err != nil {
		return Revision{}, fmt.Errorf("read revision %d of the rules: %w", number, d.explain(err))
	}
	return r, nil
}

// RulesHistory gives every revision, the newest first.
func (d *DB) RulesHistory(ctx context.Context) ([]Revision, error) {
	revisions := []Revision{}
	err := d.query(ctx, func(rows *sql.Rows) error {
		r, err := d.scanRevision(rows)
		revisions = append(revisions, r)
		return err
	}, `SELECT `+revisionColumns+` FROM rules ORDER BY id DESC`)
	if err != nil {
		return nil, fmt.Errorf("read the history of the rules: %w", err)
	}
	return revisions, nil
}

// PutRules makes a text the rules that hold. since is the number of the revision that it was made from: where another one holds by
// now, it is blog.ErrUnavailable, so that two who write at once do not undo each other unseen; less than 0 does not ask.
func (d *DB) PutRules(ctx context.Context, since int64, text, note string, now time.Time) (Revision, error) {
	var r Revision
	err := d.update(ctx, func(tx *sql.Tx) error {
		held, err := d.heldRules(ctx, tx)
		if err != nil {
			return err
		}
		if since >= 0 && held.Number != since {
			return fmt.Errorf("they were changed meanwhile: revision %d holds, and these were made from %d: %w", held.Number, since, blog.ErrUnavailable)
		}
		r = Revision{Number: held.Number + 1, At: now, Note: note, Text: text}
		return d.insertRevision(ctx, tx, r, r.Number, held.origin())
	})
	if err != nil {
		return Revision{}, fmt.Errorf("keep the rules: %w", err)
	}
	return r, nil
}

// UndoRules goes back to the text before the one that holds; again and again, it goes back through the history. It is blog.ErrNotFound
// where there is none before.
func (d *DB) UndoRules(ctx context.Context, now time.Time) (Revision, error) {
	var r Revision
	err := d.update(ctx, func(tx *sql.Tx) error {
		held, err := d.heldRules(ctx, tx)
		if err != nil {
			return err
		}
		if held.origin() == 0 {
			return fmt.Errorf("there are no rules before these: %w", blog.ErrNotFound)
		}
		to := Revision{}
		if held.previous != 0 {
			if to, err = d.scanRevision(tx.QueryRowContext(ctx, `SELECT `+revisionColumns+` FROM rules WHERE id = ?`, held.previous)); err != nil {
				return err
			}
		}
		r = Revision{Number: held.Number + 1, At: now, Undo: true, Of: to.Number, Text: to.Text}
		return d.insertRevision(ctx, tx, r, to.Number, to.previous)
	})
	if err != nil {
		return Revision{}, fmt.Errorf("undo the rules: %w", err)
	}
	return r, nil
}

// origin is the revision that brought the text that holds.
func (r *Revision) origin() int64 {
	if r.Undo {
		return r.Of
	}
	return r.Number
}

func (d *DB) heldRules(ctx context.Context, tx *sql.Tx) (Revision, error) {
	return d.scanRevision(tx.QueryRowContext(ctx, `SELECT `+revisionColumns+` FROM rules ORDER BY id DESC LIMIT 1`))
}

func (d *DB) insertRevision(ctx context.Context, tx *sql.Tx, r Revision, origin, previous int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO rules (`+revisionColumns+`) VALUES (?, ?, ?, ?, ?, ?)`,
		r.Number, stamp(r.At), r.Note, origin, previous, d.codec.pack([]byte(r.Text)))
	return err
}

// scanRevision gives the empty revision where there is no row.
func (d *DB) scanRevision(row interface{ Scan(...any) error }) (Revision, error) {
	var r Revision
	var at, origin int64
	var packed []byte
	err := row.Scan(&r.Number, &at, &r.Note, &origin, &r.previous, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return Revision{}, nil
	}
	if err != nil {
		return Revision{}, err
	}
	text, err := d.codec.unpack(packed)
	if err != nil {
		return Revision{}, fmt.Errorf("revision %d of the rules: %w", r.Number, err)
	}
	r.At, r.Text = moment(at), string(text)
	if origin != r.Number {
		r.Undo, r.Of = true, origin
	}
	return r, nil
}

// Addresses gives the id and the address of every post that belongs in the index, in no order.
func (d *DB) Addresses(ctx context.Context, f func(blog.ID, string)) error {
	err := d.query(ctx, func(rows *sql.Rows) error {
		var id blog.ID
		var url string
		err := rows.Scan(&id, &url)
		if err == nil {
			f(id, url)
		}
		return err
	}, `SELECT id, url FROM posts WHERE NOT gone`)
	if err != nil {
		return fmt.Errorf("read the addresses of the posts: %w", err)
	}
	return nil
}
