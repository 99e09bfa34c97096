package bleve

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Stored records are plain sequences of varints and length-prefixed strings. They are written and read by this program only,
// under files whose hashes are checked before opening; reading still refuses what does not add up.

var (
	errRecord = errors.New("damaged record")
	errAbsent = fmt.Errorf("no such record: %w", errRecord)
)

// maxYear keeps a zone and a time inside what time.Time can print; what lies beyond is taken for unknown.
const maxYear = 9999

type encoder struct{ b []byte }

func (e *encoder) uint(v int)   { e.b = binary.AppendUvarint(e.b, uint64(v)) }
func (e *encoder) int(v int64)  { e.b = binary.AppendVarint(e.b, v) }
func (e *encoder) str(s string) { e.uint(len(s)); e.b = append(e.b, s...) }

func (e *encoder) time(t time.Time) {
	if t.IsZero() || t.Year() > maxYear || t.Year() < 1 {
		e.uint(0)
		return
	}
	_, zone := t.Zone()
	e.uint(1)
	e.int(t.Unix())
	e.int(int64(zone))
}

// decoder reads a record. The strings that it gives are parts of the record's, so that a post is one piece of memory.
type decoder struct {
	b   string
	err error
}

// number reads a varint as package encoding/binary writes them.
func (d *decoder) number() uint64 {
	v := uint64(0)
	for i := range min(len(d.b), binary.MaxVarintLen64) {
		c := d.b[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.b = d.b[i+1:]
			return v
		}
	}
	d.fail()
	return 0
}

func (d *decoder) uint() int {
	v := d.number()
	if v > 1<<40 {
		d.fail()
		return 0
	}
	return int(v)
}

func (d *decoder) int() int64 {
	v := d.number()
	return int64(v>>1) ^ -int64(v&1)
}

// count reads the number of items that follow, each of at least one byte.
func (d *decoder) count() int {
	n := d.uint()
	if n > len(d.b) {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) str() string {
	n := d.count()
	s := d.b[:n]
	d.b = d.b[n:]
	return s
}

func (d *decoder) time() time.Time {
	if d.uint() == 0 {
		return time.Time{}
	}
	sec, zone := d.int(), d.int()
	if zone == 0 {
		return time.Unix(sec, 0).UTC()
	}
	return time.Unix(sec, 0).In(time.FixedZone("", int(zone)))
}

func (d *decoder) fail() {
	d.b = ""
	if d.err == nil {
		d.err = errRecord
	}
}

func encodePost(p *blog.Post) []byte {
	var e encoder
	for _, s := range []string{string(p.ID), p.Site, p.URL, p.Title, p.Author, p.Lang} {
		e.str(s)
	}
	e.time(p.Published)
	e.time(p.Updated)
	e.uint(len(p.Tags))
	for _, t := range p.Tags {
		e.str(t)
	}
	e.uint(len(p.Blocks))
	for _, b := range p.Blocks {
		for _, s := range []string{string(b.Kind), b.Text, b.Lang, b.Anchor} {
			e.str(s)
		}
	}
	e.str(p.Image)
	return e.b
}

func decodePost(b []byte) (*blog.Post, error) {
	d := decoder{b: string(b)}
	p := &blog.Post{ID: blog.ID(d.str()), Site: d.str(), URL: d.str(), Title: d.str(), Author: d.str(), Lang: d.str()}
	p.Published, p.Updated = d.time(), d.time()
	if n := d.count(); n > 0 {
		p.Tags = make([]string, n)
		for i := range p.Tags {
			p.Tags[i] = d.str()
		}
	}
	if n := d.count(); n > 0 {
		p.Blocks = make([]blog.Block, n)
		for i := range p.Blocks {
			p.Blocks[i] = blog.Block{Kind: blog.Kind(d.str()), Text: d.str(), Lang: d.str(), Anchor: d.str()}
		}
	}
	if len(d.b) > 0 { // else of an index before posts had pictures
		p.Image = d.str()
	}
	if d.err != nil {
		return nil, fmt.Errorf("read post: %w", d.err)
	}
	return p, nil
}
