package archive

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// A post of which a page holds the text word for word, as that of an import does, is kept as a delta of the page (delta encoding): what the
// page has is copied from there, and only the rest is written. Text would be kept twice else, and is most of an archive. A delta is packed
// as all else is, behind deltaMark, with which no frame of zstd begins:
//
//	the length of the page's body and its CRC-32, then in turns the length of a literal, the literal, and what is copied: place and length
//
// It can be read only with the body that it was made of. So whoever takes that away or writes another in its place has the posts of the page
// written out first (writeOut).

const (
	deltaMark = 'R'
	// leastCopied is the shortest run of bytes that is copied; in shorter ones nothing is gained.
	leastCopied = 32
	// A page is read each time its post is. One that is more than so many times as long as what is copied from it is not worth it.
	mostPage = 4
)

// isDelta is true of a row of posts that is kept as a delta; bodySQL is then the body of its page, still packed.
const (
	isDelta = `substr(post, 1, 1) = x'52'`
	bodySQL = `CASE WHEN ` + isDelta + ` THEN (SELECT body FROM pages WHERE pages.url = posts.page) END`
)

var errDelta = errors.New("its page is not the one that it was read from")

// delta gives a text as a delta of a body, still to be packed, or nil where little is gained.
func delta(plain, body []byte) []byte {
	out := binary.AppendUvarint(nil, uint64(len(body)))
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	copied, written, from := 0, 0, 0 // from is where in the body the last copy ended: texts come in order
	for i := 0; i < len(plain); {
		n := bytes.IndexAny(plain[i:], `"\`)
		if n < 0 {
			n = len(plain) - i
		}
		if at := find(body, from, plain[i:i+n]); at >= 0 {
			out = binary.AppendUvarint(out, uint64(i-written))
			out = append(out, plain[written:i]...)
			out = binary.AppendUvarint(out, uint64(at))
			out = binary.AppendUvarint(out, uint64(n))
			copied, written, from = copied+n, i+n, at+n
		}
		i += n + 1
	}
	if 2*copied < len(plain) || len(body) > mostPage*copied {
		return nil
	}
	out = binary.AppendUvarint(out, uint64(len(plain)-written))
	return append(out, plain[written:]...)
}

// find looks for a run behind a place of the body, then in all of it; it is -1 where there is none.
func find(body []byte, from int, run []byte) int {
	if len(run) < leastCopied {
		return -1
	}
	if at := bytes.Index(body[from:], run); at >= 0 {
		return from + at
	}
	return bytes.Index(body, run)
}

// undelta gives the text that delta was given.
func undelta(d, body []byte) ([]byte, error) {
	size, n := binary.Uvarint(d)
	if n <= 0 || len(d) < n+crc32.Size || size != uint64(len(body)) || binary.LittleEndian.Uint32(d[n:]) != crc32.ChecksumIEEE(body) {
		return nil, errDelta
	}
	d = d[n+crc32.Size:]
	number := func() int {
		v, n := binary.Uvarint(d)
		if n <= 0 || v > maxDecoded {
			d = nil
			return maxDecoded + 1
		}
		d = d[n:]
		return int(v)
	}
	var plain []byte
	for {
		literal := number()
		if literal > len(d) {
			return nil, errDelta
		}
		plain = append(plain, d[:literal]...)
		if d = d[literal:]; len(d) == 0 {
			return plain, nil
		}
		at, n := number(), number()
		if at > len(body) || n > len(body)-at {
			return nil, errDelta
		}
		plain = append(plain, body[at:at+n]...)
	}
}

// unpackPost gives the JSON of a post; body is that of its page, packed, where it is a delta.
func (c *codec) unpackPost(packed, body []byte) ([]byte, error) {
	if len(packed) == 0 || packed[0] != deltaMark {
		return c.unpack(packed)
	}
	d, err := c.unpack(packed[1:])
	if err != nil {
		return nil, err
	}
	page, err := c.unpack(body)
	if err != nil {
		return nil, fmt.Errorf("its page: %w", err)
	}
	return undelta(d, page)
}

// writeOut has the posts of pages kept without them; cond chooses the rows of posts. One that cannot be read, because its page is damaged, is
// left to the next reading of that page.
func writeOut(ctx context.Context, tx transaction, c *codec, cond string, arg any) error {
	rows, err := tx.QueryContext(ctx, `SELECT id, post, `+bodySQL+` FROM posts WHERE `+isDelta+` AND `+cond, arg)
	if err != nil {
		return err
	}
	var list []stmt
	err = func() error {
		defer func() { _ = rows.Close() }() // Err says what went wrong
		for rows.Next() {
			var id string
			var packed, body []byte
			if err := rows.Scan(&id, &packed, &body); err != nil {
				return err
			}
			if plain, err := c.unpackPost(packed, body); err == nil {
				list = append(list, stmt{`UPDATE posts SET post = ? WHERE id = ?`, []any{c.pack(plain), id}})
			} else {
				list = append(list, stmt{`UPDATE posts SET hash = '' WHERE id = ?`, []any{id}})
			}
		}
		return rows.Err()
	}()
	if err != nil {
		return err
	}
	return all(ctx, tx, list...)
}

// holdsBody says whether the body of the page is the one that is kept.
func holdsBody(ctx context.Context, tx transaction, c *codec, url string, body []byte) (bool, error) {
	var packed []byte
	err := tx.QueryRowContext(ctx, `SELECT body FROM pages WHERE url = ?`, url).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	kept, err := c.unpack(packed)
	return err == nil && bytes.Equal(kept, body), nil // what is damaged is not built on
}
