package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/fumikura/fumikura/internal/blog"
)

// postsAtOnce is how many posts a stream holds.
const postsAtOnce = 64

// Kept is a post as the archive has it.
type Kept struct {
	ID     blog.ID
	Post   *blog.Post
	Page   string // the page it was read from
	Gone   bool   // no page of its blog shows it any more; it is out of the index
	Born   int64  // the change with which it last came into the index
	Change int64  // the change that last touched it
}

const keptColumns = `id, page, gone, born, change, post, ` + bodySQL

// Post gives the post, also one that is gone. It is blog.ErrNotFound where there never was one.
func (d *DB) Post(ctx context.Context, id blog.ID) (*Kept, error) {
	k, err := d.scanKept(d.read.QueryRowContext(ctx, `SELECT `+keptColumns+` FROM posts WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read post %s: %w", id, blog.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read post %s: %w", id, d.explain(err))
	}
	return &k, nil
}

// Posts gives the posts that belong in the index, in the order of their last change.
func (d *DB) Posts(ctx context.Context) iter.Seq2[Kept, error] {
	return d.streamKept(ctx, `SELECT `+keptColumns+` FROM posts WHERE NOT gone AND change > ? ORDER BY change LIMIT ?`, 0)
}

// Changes gives the posts that changed after the change of that number, gone ones too, in the order of their last change.
func (d *DB) Changes(ctx context.Context, since int64) iter.Seq2[Kept, error] {
	return d.streamKept(ctx, `SELECT `+keptColumns+` FROM posts WHERE change > ? ORDER BY change LIMIT ?`, since)
}

func (d *DB) streamKept(ctx context.Context, q string, last int64) iter.Seq2[Kept, error] {
	return stream(func() ([]Kept, error) {
		var list []Kept
		err := d.query(ctx, func(rows *sql.Rows) error {
			k, err := d.scanKept(rows)
			if err == nil {
				list, last = append(list, k), k.Change
			}
			return err
		}, q, last, postsAtOnce)
		if err != nil {
			err = fmt.Errorf("read posts: %w", err)
		}
		return list, err
	})
}

func (d *DB) scanKept(row interface{ Scan(...any) error }) (Kept, error) {
	var k Kept
	var packed, body []byte
	if err := row.Scan(&k.ID, &k.Page, &k.Gone, &k.Born, &k.Change, &packed, &body); err != nil {
		return Kept{}, err
	}
	k.Post = new(blog.Post)
	plain, err := d.codec.unpackPost(packed, body)
	if err == nil {
		err = json.Unmarshal(plain, k.Post)
	}
	if err != nil {
		return Kept{}, fmt.Errorf("post %s: %w", k.ID, err)
	}
	return k, nil
}

// PostsOf gives the ids of the posts that the page at the URL held when it was last read, with the reason where it held none.
func (d *DB) PostsOf(ctx context.Context, url string) (ids []blog.ID, problem string, err error) {
	err = d.query(ctx, func(rows *sql.Rows) error {
		var id blog.ID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT post FROM origins WHERE page = ? ORDER BY post`, url)
	if err == nil {
		err = d.read.QueryRowContext(ctx, `SELECT problem FROM pages WHERE url = ?`, url).Scan(&problem)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = blog.ErrNotFound
	}
	if err != nil {
		return nil, "", fmt.Errorf("find the posts of %s: %w", url, d.explain(err))
	}
	return ids, problem, nil
}
