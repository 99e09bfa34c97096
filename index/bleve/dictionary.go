package bleve

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
)

// dictionary is the term dictionary of a field in one segment (an FST), with the file in which its postings lists lie. It reads what
// segment.go describes; the storage's own iterator makes an object of each posting and asks its bitmap one document at a time. It is safe for
// concurrent use, and panics on a damaged file.
type dictionary struct {
	fst  *vellum.FST // nil where no document of the segment has the field
	file []byte
	mode uint32 // how numbers are cut into chunks
	size uint32 // documents of the segment
}

// openDictionary reads the dictionary of a field in a segment that lies in a file.
func openDictionary(of segment.Segment, field string) (*dictionary, error) {
	s, ok := of.(*zap.Segment)
	if !ok {
		return nil, fmt.Errorf("read the dictionary of %q: a segment of %T lies in no file", field, of)
	}
	d := &dictionary{file: s.Data(), mode: s.ChunkMode(), size: uint32(s.NumDocs())}
	if !slices.Contains(s.Fields(), field) {
		return d, nil
	}
	at, err := s.DictAddr(field)
	if err != nil {
		return nil, fmt.Errorf("find the dictionary of %q: %w", field, err)
	}
	n, size := binary.Uvarint(d.file[at:])
	at += uint64(size)
	if d.fst, err = vellum.Load(d.file[at : at+n]); err != nil {
		return nil, fmt.Errorf("read the dictionary of %q: %w", field, err)
	}
	return d, nil
}

// terms gives each term from one key up to another, with what stands for its postings list, until see returns an error.
func (d *dictionary) terms(from, to []byte, see func(term []byte, value uint64) error) error {
	if d.fst == nil {
		return nil
	}
	it, err := d.fst.Iterator(from, to)
	for ; err == nil; err = it.Next() {
		if err := see(it.Current()); err != nil {
			return err
		}
	}
	if err == vellum.ErrIteratorDone {
		return nil
	}
	return err
}

// postings is a postings list as it lies in a segment: the documents, numbered within the segment, and their numbers (tally.go) in chunks.
type postings struct {
	docs    roaring.Bitmap
	numbers uint64 // where they begin in the file; 0 where the list is one document, whose number is 1
}

// open finds the postings list that a value of the dictionary stands for.
func (d *dictionary) open(value uint64, p *postings) error {
	p.docs.Clear()
	if value&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit {
		doc, _ := zap.FSTValDecode1Hit(value)
		p.docs.Add(uint32(doc))
		p.numbers = 0
		return nil
	}
	r := uvarints(d.file[value:])
	p.numbers = r.next()
	r.next() // where positions are, of which there are none
	if _, err := p.docs.FromBuffer(r[:r.next()]); err != nil {
		return fmt.Errorf("read a bitmap: %w", err)
	}
	return nil
}

// read appends postings in order to a list: all of them, or the wanted ones only unless they are nil. Both sets are numbered as the
// documents of all segments are, those of this one from offset on; has are the documents of the postings list.
func (d *dictionary) read(p *postings, has, wanted set, offset uint32, to *list) {
	if p.numbers == 0 {
		if doc := offset + p.docs.Minimum(); wanted == nil || wanted.has(doc) {
			to.docs, to.tallys = append(to.docs, doc), append(to.tallys, 1)
		}
		return
	}
	r := uvarints(d.file[p.numbers:])
	ends := make([]uint64, r.next())
	for i := range ends {
		ends[i] = r.next()
	}
	size, begin := d.chunk(int(p.docs.GetCardinality())), uint64(0)
	for i, end := range ends {
		from := offset + uint32(i)*size
		until := min(from+size, offset+d.size)
		if wanted == nil {
			decode(r[begin:end], has, from, until, to)
		} else if wanted.any(from, until) {
			decodeWanted(r[begin:end], has, wanted, from, until, to)
		}
		begin = end
	}
}

// chunk is how many documents the numbers of one chunk are of, in a list of n postings.
func (d *dictionary) chunk(n int) uint32 {
	if d.mode != zap.DefaultChunkMode {
		panic(fmt.Sprintf("numbers are cut by mode %d", d.mode))
	}
	return d.size / uint32(n/longChunk+1)
}

// decode reads a chunk of numbers: 0, or twice the number and then the length of a field, which is not used.
func decode(b uvarints, has set, from, until uint32, to *list) {
	docs, tallys := to.docs, to.tallys
	for i := from >> 6; i<<6 < until; i++ {
		for w := within(has[i], i, from, until); w != 0; w &= w - 1 {
			docs, tallys = append(docs, i<<6+uint32(bits.TrailingZeros64(w))), append(tallys, b.tally())
		}
	}
	to.docs, to.tallys = docs, tallys
}

// decodeWanted reads of a chunk the numbers of some documents.
func decodeWanted(b uvarints, has, wanted set, from, until uint32, to *list) {
	unread := 0 // numbers before the next
	for i := from >> 6; i<<6 < until; i++ {
		all := within(has[i], i, from, until)
		for w := all & wanted[i]; w != 0; w &= w - 1 {
			bit := bits.TrailingZeros64(w)
			b.skip(unread + bits.OnesCount64(all&(1<<bit-1)))
			to.docs, to.tallys = append(to.docs, i<<6+uint32(bit)), append(to.tallys, b.tally())
			all &= ^uint64(1) << bit
			unread = 0
		}
		unread += bits.OnesCount64(all)
	}
}

// tally takes the number of a posting.
func (u *uvarints) tally() uint32 {
	v := u.next()
	if v > 1 {
		u.next()
	}
	return uint32(v >> 1)
}

// skip passes the numbers of n postings, eight bytes at a time where all are short: then bytes are 0, or even with a 1 behind it.
func (u *uvarints) skip(n int) {
	const each, high = 0x0101010101010101, 0x8080808080808080
	b := *u
	for n >= 8 && len(b) >= 8 {
		w := binary.LittleEndian.Uint64(b)
		ones := w & each
		if w&high != 0 || w&(ones*0xFF) != ones {
			*u = b
			u.tally()
			b, n = *u, n-1
			continue
		}
		took := 8
		if b[7] > 1 {
			took = 7 // its 1 comes next
		}
		n -= took - bits.OnesCount64(ones)
		b = b[took:]
	}
	for *u = b; n > 0; n-- {
		u.tally()
	}
}

// uvarints are numbers of one byte and more, one behind the other.
type uvarints []byte

// next takes the first of them.
func (u *uvarints) next() uint64 {
	b := *u
	if b[0] < 0x80 {
		*u = b[1:]
		return uint64(b[0])
	}
	v, n := binary.Uvarint(b)
	if n <= 0 {
		panic("a number that does not end")
	}
	*u = b[n:]
	return v
}
