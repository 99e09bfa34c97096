package bleve

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// visit shows the stored fields of a document. The values are only good until see returns. It never stops early: the storage
// puts the buffer of a visit that stops at the id back twice, and two later visits would share it.
func (p *part) visit(doc uint32, see func(field string, value []byte) error) error {
	var failed error
	err := p.segment.VisitDocument(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if failed == nil {
			failed = see(field, value)
		}
		return true
	})
	if err == nil {
		err = failed
	}
	return err
}

// part gives the segment of a document and its number there.
func (s *snapshot) part(doc uint32) (*part, uint32) {
	i, found := slices.BinarySearchFunc(s.parts, doc, func(p part, d uint32) int {
		if p.offset+p.size <= d {
			return -1
		}
		if p.offset > d {
			return 1
		}
		return 0
	})
	if !found {
		panic(fmt.Sprintf("document %d of %d", doc, s.size()))
	}
	return &s.parts[i], doc - s.parts[i].offset
}

// post reads a whole post.
func (s *snapshot) post(doc uint32) (*blog.Post, error) {
	var post *blog.Post
	err := s.text(doc, postHalf, func(encoded []byte) (err error) {
		post, err = decodePost(encoded)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read post %s: %w", s.columns.id[doc], err)
	}
	return post, nil
}

// text shows the encoded post or the folded text of a document, good until see returns.
func (s *snapshot) text(doc uint32, h half, see func([]byte) error) error {
	return s.record(doc, fieldPost, func(packed []byte) error {
		return s.lending(see, func(buf []byte) ([]byte, error) { return s.packer.unpack(packed, h, buf) })
	})
}

// record shows one stored field of a document.
func (s *snapshot) record(doc uint32, name string, see func([]byte) error) error {
	p, local := s.part(doc)
	found := false
	err := p.visit(local, func(field string, value []byte) error {
		if field != name {
			return nil
		}
		found = true
		return see(value)
	})
	if err == nil && !found {
		err = fmt.Errorf("document %d has no record %q: %w", doc, name, errAbsent)
	}
	return err
}

// lending lends memory to unpack into, and shows what was unpacked, good until see returns.
func (s *snapshot) lending(see func([]byte) error, unpack func(buf []byte) ([]byte, error)) error {
	buf := s.packer.buffer()
	defer s.packer.release(buf)
	b, err := unpack(*buf)
	if err != nil {
		return err
	}
	if cap(b) > cap(*buf) {
		*buf = b
	}
	return see(b)
}

// streams keeps the memory of those that were read: a search reads hundreds.
var streams = sync.Pool{New: func() any { return new(rank.Stream) }}

// stream shows the words of a document, which are good until see returns; decode reads as much of them as is needed.
func (s *snapshot) stream(doc uint32, decode func(*rank.Stream, []byte) error, see func(*rank.Stream)) error {
	st := streams.Get().(*rank.Stream)
	defer streams.Put(st)
	read := func(b []byte) error {
		err := decode(st, b)
		if err == nil {
			see(st)
		}
		return err
	}
	err := s.record(doc, fieldStream, read)
	if errors.Is(err, errAbsent) {
		err = s.record(doc, fieldPacked, func(b []byte) error {
			return s.lending(read, func(buf []byte) ([]byte, error) { return s.packer.decompress(b, buf) })
		})
	}
	if err != nil {
		return fmt.Errorf("read words of %s: %w", s.columns.id[doc], err)
	}
	return nil
}
