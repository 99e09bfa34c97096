package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
)

// Put stores captures in one transaction: all of them are kept, or none. A page whose content is as before stays as it was read,
// unless reading it had failed.
// What a later visit does not say is kept from the visit before: the ETag after a time-out, and that a page was gone or
// forbidden until it is seen again. Since when the result has been the same is the archive's to say.
func (d *DB) Put(ctx context.Context, captures ...blog.Capture) error {
	if len(captures) == 0 {
		return nil
	}
	// Packing is most of the work, so it is done before the transaction holds up others.
	packed := make([]packedPage, len(captures))
	for i, c := range captures {
		if c.Page == nil {
			continue
		}
		var err error
		if packed[i], err = d.codec.packPage(c.Page); err != nil {
			return fmt.Errorf("store page %s: %w", c.Page.URL, err)
		}
	}
	return d.touch(ctx, func(w writing) (pages []string, err error) {
		for i, c := range captures {
			before, err := putVisit(ctx, w, c)
			if err != nil {
				return pages, fmt.Errorf("store visit of %s: %w", c.Visit.URL, err)
			}
			pages = append(pages, before)
			if c.Page == nil {
				continue
			}
			pages = append(pages, c.Page.URL)
			if err := d.putPage(ctx, w, c, packed[i]); err != nil {
				return pages, fmt.Errorf("store page %s: %w", c.Page.URL, err)
			}
		}
		return pages, nil
	})
}

// packedPage is what of a page is compressed, with the hash that tells whether its content changed.
type packedPage struct {
	known, body []byte
	hash        string
}

func (c *codec) packPage(p *blog.Page) (packedPage, error) {
	plain, known, err := c.packJSON(&p.Known)
	if err != nil {
		return packedPage{}, err
	}
	return packedPage{known: known, body: c.pack(p.Body), hash: pageHash(p.Form, plain, p.Body)}, nil
}

func pageHash(form blog.Form, known, body []byte) string {
	h := sha256.New()
	for _, b := range [][]byte{[]byte(form), known, body} {
		fmt.Fprintf(h, "%d ", len(b))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

const putVisitSQL = `
INSERT INTO visits (url, site, role, outcome, status, at, etag, modified, hash, final, reason, excluded, found, missing, page, since)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, max(?14, ?4 = 'gone'), ?15, ?6)
ON CONFLICT (url) DO UPDATE SET site = ?2, role = ?3, outcome = ?4, status = ?5, at = ?6,
	etag     = CASE WHEN ?4 = 'fetched' OR ?7 <> '' THEN ?7 ELSE etag END,
	modified = CASE WHEN ?4 = 'fetched' OR ?8 <> '' THEN ?8 ELSE modified END,
	hash     = CASE WHEN ?4 = 'fetched' OR ?9 <> '' THEN ?9 ELSE hash END,
	final    = CASE WHEN ?4 = 'fetched' OR ?10 <> '' THEN ?10 ELSE final END,
	since    = CASE WHEN ?4 = 'fetched' OR (?4 = 'unchanged') <> (outcome IN ('fetched', 'unchanged'))
		OR ?4 NOT IN ('fetched', 'unchanged') AND ?4 <> outcome OR ?4 = 'passed' AND ?12 <> excluded THEN ?6 ELSE since END,
	reason = ?11,
	excluded = ?12 OR (excluded AND ?4 IN ('gone', 'passed')),
	found    = CASE WHEN ?13 <> '' THEN ?13 ELSE found END,
	missing  = CASE WHEN ?14 > 0 THEN ?14 WHEN ?4 = 'gone' THEN missing + 1 WHEN ?4 = 'passed' AND NOT ?12 THEN missing ELSE 0 END,
	page     = CASE WHEN ?15 <> '' THEN ?15 ELSE page END`

// putVisit gives the page that the address led to before.
func putVisit(ctx context.Context, tx transaction, c blog.Capture) (before string, err error) {
	v, page := c.Visit, ""
	if c.Page != nil {
		page = c.Page.URL
	}
	if v.URL == "" {
		v.URL = page
	}
	if v.URL == "" {
		return "", nil // an entry of an import without an address; the report names where it was
	}
	err = tx.QueryRowContext(ctx, `SELECT page FROM visits WHERE url = ?`, v.URL).Scan(&before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	_, err = tx.ExecContext(ctx, putVisitSQL, v.URL, v.Site, v.Role, v.Outcome, v.Status, stamp(v.At), v.ETag, v.LastModified,
		v.Hash, v.Final, v.Reason, v.Excluded, v.Found, v.Missing, page)
	return before, err
}

const putPageSQL = `
INSERT INTO pages (url, site, role, form, fetched, hash, known, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (url) DO UPDATE SET site = ?2, role = ?3, form = ?4, fetched = ?5, known = ?7, body = ?8,
	reader  = CASE WHEN hash = ?6 AND site = ?2 AND role = ?3 AND NOT lost THEN reader END,
	problem = CASE WHEN hash = ?6 THEN problem ELSE '' END,
	lost    = CASE WHEN hash = ?6 THEN lost ELSE 0 END,
	hash = ?6`

func (d *DB) putPage(ctx context.Context, tx transaction, c blog.Capture, k packedPage) error {
	p := c.Page
	var hash string
	err := tx.QueryRowContext(ctx, `SELECT hash FROM pages WHERE url = ?`, p.URL).Scan(&hash)
	if err == nil && hash != k.hash {
		err = writeOut(ctx, tx, d.codec, `page = ?`, p.URL)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = tx.ExecContext(ctx, putPageSQL, p.URL, p.Site, c.Visit.Role, p.Form, stamp(p.FetchedAt), k.hash, k.known, k.body)
	return err
}
