// Package warc reads the HTML pages out of web archives (WARC 1.0 and 1.1, plain or packed) and writes kept pages as one. It is
// no archive for everything: images, redirects and requests are passed by.
package warc

// A file is a row of records: a version line, fields, an empty line, a block of Content-Length bytes, two line ends. Packed, each
// record is a gzip member of its own, so that a broken one loses only itself: reading goes on at the next member, or, where
// nothing is packed, at the next version line. The block of a response is the HTTP message as it came.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	maxFields = 64 << 10 // of one record
	maxBlock  = 8 << 20  // of a response that is read: a page of 5 MiB and what HTTP adds
	maxPage   = 5 << 20  // of a page once decoded, as for a crawled one
)

// Read hands over one capture for each HTML page, captured when the record says.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		in := newInput(r)
		for n := 1; ; n++ {
			if err := ctx.Err(); err != nil {
				yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
				return
			}
			rec, err := in.record()
			switch {
			case err == io.EOF:
				return
			case in.raw.err != nil:
				yield(blog.Capture{}, fmt.Errorf("read %s, record %d: %w", x.Name, n, in.raw.err))
				return
			case errors.Is(err, errBomb):
				yield(blog.Capture{}, fmt.Errorf("read %s, record %d: %w", x.Name, n, err))
				return
			case err != nil:
				place := x
				place.Name = fmt.Sprintf("%s, record %d", x.Name, n)
				if !yield(place.Pass(0, "", err.Error()), nil) || !in.resume() {
					return
				}
				continue
			}
			if c, ok := capture(rec, n, x); ok && !yield(c, nil) {
				return
			}
		}
	}
}

// source remembers an error of the file itself, to tell it from damage in what the file holds, and counts.
type source struct {
	r   io.Reader
	n   int64
	err error
}

// Read reads on.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// newBuffer is large enough to look for the next record without copying much.
func newBuffer(r io.Reader) *bufio.Reader { return bufio.NewReaderSize(r, 64<<10) }
