package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/fumikura/fumikura/internal/blog"
)

// Reading is what the extraction made of a page.
type Reading struct {
	Page    *blog.Page
	Version string       // of the extraction
	Posts   []*blog.Post // none where the page holds no post, or where reading failed
	Problem string       // why there is none, for the owner: one sentence, lower case
	Lost    bool         // reading failed; posts that the page gave before are kept as they are

	Forgotten bool // it shows nothing but what is to stay out; the page is not kept
}

// PutReadings stores readings in one transaction. A post that several pages hold is taken from the newest of them.
func (d *DB) PutReadings(ctx context.Context, readings ...Reading) error {
	if len(readings) == 0 {
		return nil
	}
	packed := make([][]packedPost, len(readings))
	for i, r := range readings {
		for _, p := range r.Posts {
			k, err := d.codec.packPost(p, r.Page.Body)
			if err != nil {
				return fmt.Errorf("store post %s: %w", p.URL, err)
			}
			packed[i] = append(packed[i], k)
		}
	}
	return d.touch(ctx, func(w writing) (pages []string, err error) {
		for i, r := range readings {
			pages = append(pages, r.Page.URL)
			if err := d.putReading(ctx, w, r, packed[i]); err != nil {
				return pages, fmt.Errorf("store what was read on %s: %w", r.Page.URL, err)
			}
		}
		return pages, nil
	})
}

func (d *DB) putReading(ctx context.Context, tx transaction, r Reading, packed []packedPost) error {
	if r.Forgotten {
		if err := writeOut(ctx, tx, d.codec, `page = ?`, r.Page.URL); err != nil {
			return err
		}
		return all(ctx, tx, stmt{`DELETE FROM pages WHERE url = ?`, []any{r.Page.URL}}, stmt{`DELETE FROM origins WHERE page = ?`, []any{r.Page.URL}})
	}
	const mark = `UPDATE pages SET reader = ?, problem = ?, lost = ? WHERE url = ?`
	if _, err := tx.ExecContext(ctx, mark, r.Version, r.Problem, r.Lost, r.Page.URL); err != nil || r.Lost {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM origins WHERE page = ?`, r.Page.URL); err != nil {
		return err
	}
	if slices.ContainsFunc(packed, func(k packedPost) bool { return k.plain != nil }) {
		if ok, err := holdsBody(ctx, tx, d.codec, r.Page.URL, r.Page.Body); err != nil {
			return err
		} else if !ok { // it is not kept, or another is
			for i := range packed {
				packed[i].writeOut(d.codec)
			}
		}
	}
	for i, p := range r.Posts {
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO origins VALUES (?, ?)`, r.Page.URL, p.ID); err != nil {
			return err
		}
		if err := putPost(ctx, tx, r.Page, p, packed[i]); err != nil {
			return fmt.Errorf("post %s: %w", p.URL, err)
		}
	}
	return nil
}

// packedPost is a post as it is kept, with the hash that tells whether it changed.
type packedPost struct {
	hash  string
	post  []byte
	plain []byte // of a delta; nil else
}

// packPost packs a post, as a delta of the body of its page where that has its text.
func (c *codec) packPost(p *blog.Post, body []byte) (packedPost, error) {
	plain, err := json.Marshal(p)
	if err != nil {
		return packedPost{}, fmt.Errorf("pack: %w", err)
	}
	k := packedPost{hash: postHash(plain)}
	if d := delta(plain, body); d != nil {
		k.post, k.plain = append([]byte{deltaMark}, c.pack(d)...), plain
		return k, nil
	}
	k.post = c.pack(plain)
	return k, nil
}

// writeOut has the post kept without its page.
func (k *packedPost) writeOut(c *codec) {
	if k.plain != nil {
		k.post, k.plain = c.pack(k.plain), nil
	}
}

func postHash(plain []byte) string {
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:])
}

const putPostSQL = `
INSERT INTO posts (id, site, url, page, fetched, hash, fields, gone, born, change, post) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?8, ?9)
ON CONFLICT (id) DO UPDATE SET site = ?2, url = ?3, page = ?4, fetched = ?5, hash = ?6, fields = ?7,
	gone = 0, born = CASE WHEN gone THEN ?8 ELSE born END, change = ?8, post = ?9`

// putPost stores the post where the page is the newest that holds it, and counts a change where there is one.
func putPost(ctx context.Context, tx transaction, page *blog.Page, p *blog.Post, k packedPost) error {
	var hash, from string
	var fetched int64
	var gone bool
	row := tx.QueryRowContext(ctx, `SELECT hash, page, fetched, gone FROM posts WHERE id = ?`, p.ID)
	err := row.Scan(&hash, &from, &fetched, &gone)
	known, at := err == nil, stamp(page.FetchedAt)
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return err
	case known && from != page.URL && !newer(page.URL, at, from, fetched):
		return nil
	case known && !gone && hash == k.hash:
		_, err := tx.ExecContext(ctx, `UPDATE posts SET page = ?, fetched = ?, post = ? WHERE id = ?`, page.URL, at, k.post, p.ID)
		return err
	}
	change, err := nextChange(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, putPostSQL, p.ID, p.Site, p.URL, page.URL, at, k.hash, filled(p), change, k.post)
	return err
}

// newer orders two pages of one post. Of two captured at the same moment the shorter address wins, so that the order of reading
// never matters.
func newer(url string, at int64, other string, otherAt int64) bool {
	if at != otherAt {
		return at > otherAt
	}
	if len(url) != len(other) {
		return len(url) < len(other)
	}
	return url < other
}

// nextChange gives the number of a new change.
func nextChange(ctx context.Context, tx transaction) (int64, error) {
	var n int64
	err := tx.QueryRowContext(ctx, `UPDATE settings SET value = value + 1 WHERE key = 'change' RETURNING value`).Scan(&n)
	return n, err
}
