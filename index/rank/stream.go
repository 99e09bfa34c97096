package rank

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"

	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/blog"
)

// Stream is the words of a post in order, for what depends on where words stand: side by side, near, in one paragraph. It is kept
// with each post, as a hash of each distinct word and then, block by block (the title first), the number of the word at each
// place; numbers are varints. The zero value is empty.
type Stream struct {
	ids    map[string]uint32
	hashes []uint32
	words  []uint32 // of all blocks, as numbers in hashes
	starts []int    // of each block in words
	headed bool     // the last block ends with a heading
	titled bool     // of words, only those of the title were read

	// The memory of places.
	asked []int32
	met   []meeting
	found []block
}

// block gives the words of a block.
func (s *Stream) block(i int) []uint32 {
	if i+1 < len(s.starts) {
		return s.words[s.starts[i]:s.starts[i+1]]
	}
	return s.words[s.starts[i]:]
}

// Texts analyses each text of a post, the title first.
func Texts(a excerpt.Analyzer, p *blog.Post) [][]ja.Token {
	texts := make([][]ja.Token, 0, len(p.Blocks)+1)
	texts = append(texts, a.Words(p.Title))
	for _, b := range p.Blocks {
		texts = append(texts, a.Words(b.Text))
	}
	return texts
}

// StreamOf makes the stream of a post from its Texts.
func StreamOf(p *blog.Post, texts [][]ja.Token) *Stream {
	s := &Stream{}
	for i, text := range texts {
		s.Begin(i > 0 && p.Blocks[i-1].Kind == blog.Heading)
		for _, t := range text {
			if t.Kind == ja.Word {
				s.Add(t.Term)
			}
		}
	}
	return s
}

// ErrStream says that a stored stream is damaged.
var ErrStream = errors.New("damaged stream of words")

// hashBytes is how much of a word's hash is kept. Two words of one post are mistaken for each other once in 16 million pairs.
const hashBytes = 3

// hash is FNV-1a, folded to hashBytes.
func hash(term string) uint32 {
	h := uint32(2166136261)
	for i := range len(term) {
		h = (h ^ uint32(term[i])) * 16777619
	}
	return h>>(8*hashBytes) ^ h&(1<<(8*hashBytes)-1)
}

// Begin opens the next block. What follows a heading is one block with it, for a paragraph tells more under its heading; their words are
// not side by side.
func (s *Stream) Begin(heading bool) {
	if s.headed {
		s.Add(divide)
	} else {
		s.starts = append(s.starts, len(s.words))
	}
	s.headed = heading
}

// divide stands between a heading and what follows it. No word is written so.
const divide = "\x00"

// Add puts a word at the end of the block.
func (s *Stream) Add(term string) {
	id, ok := s.ids[term]
	if !ok {
		if s.ids == nil {
			s.ids = map[string]uint32{}
		}
		id = uint32(len(s.hashes))
		s.ids[term] = id
		s.hashes = append(s.hashes, hash(term))
	}
	s.words = append(s.words, id)
}

// Length is how many words the post has, those of the title counted so many times.
func (s *Stream) Length(title float64) float64 {
	inTitle := len(s.block(0))
	n := title * float64(inTitle)
	for _, id := range s.words[inTitle:] {
		if s.hashes[id] != hash(divide) {
			n++
		}
	}
	return n
}

// Encode writes the stream.
func (s *Stream) Encode() []byte {
	b := make([]byte, 0, hashBytes*len(s.hashes)+2*len(s.words)+2*len(s.starts)+8)
	b = binary.AppendUvarint(b, uint64(len(s.hashes)))
	for _, h := range s.hashes {
		b = append(b, byte(h), byte(h>>8), byte(h>>16))
	}
	b = binary.AppendUvarint(b, uint64(len(s.starts)))
	for i := range s.starts {
		words := s.block(i)
		b = binary.AppendUvarint(b, uint64(len(words)))
		for _, id := range words {
			b = binary.AppendUvarint(b, uint64(id))
		}
	}
	return b
}

// Decode reads what Encode wrote. The memory of an earlier reading is used again.
func (s *Stream) Decode(b []byte) error {
	d := numbers{rest: b}
	table, blocks := s.open(&d, false)
	s.readHashes(table)
	for i := range blocks {
		words := s.grow(&d, i)
		d.numbers(words, uint32(len(s.hashes)))
	}
	return s.whole(&d)
}

// decodeTitle reads the words of the title only, and of the other blocks how many they have. Words are numbered as they come, so that those
// of the title have the first numbers.
func (s *Stream) decodeTitle(b []byte) error {
	d := numbers{rest: b}
	table, blocks := s.open(&d, true)
	for i := range blocks {
		words := s.grow(&d, i)
		if i > 0 {
			d.skip(len(words))
			continue
		}
		s.readHashes(table[:min(len(table), hashBytes*len(words))])
		d.numbers(words, uint32(len(s.hashes)))
	}
	return s.whole(&d)
}

// open reads what stands before the words: the hashes, still packed, and how many blocks there are.
func (s *Stream) open(d *numbers, titled bool) (table []byte, blocks int) {
	s.ids, s.titled = nil, titled
	n := hashBytes * d.count(hashBytes)
	table, d.rest = d.rest[:n], d.rest[n:]
	s.words = s.words[:0]
	return table, len(resized(&s.starts, d.count(1)))
}

func (s *Stream) readHashes(table []byte) {
	for i := range resized(&s.hashes, len(table)/hashBytes) {
		b := table[hashBytes*i : hashBytes*i+hashBytes]
		s.hashes[i] = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
	}
}

// grow makes room for the words of the next block.
func (s *Stream) grow(d *numbers, block int) []uint32 {
	s.starts[block] = len(s.words)
	n := d.count(1)
	s.words = slices.Grow(s.words, n)[:len(s.words)+n]
	return s.words[s.starts[block]:]
}

func (s *Stream) whole(d *numbers) error {
	if d.bad || len(s.starts) == 0 {
		return ErrStream
	}
	return nil
}

// numbers reads varints; bad says that one was missing.
type numbers struct {
	rest []byte
	bad  bool
}

func (d *numbers) number() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.bad, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

// numbers fills out with numbers below a limit. It is the loop that takes the time of a search for common words: most numbers are of
// one byte, and nearly all others of two.
func (d *numbers) numbers(out []uint32, limit uint32) {
	rest, most := d.rest, uint32(0)
	for i := range out {
		var v uint32
		switch {
		case len(rest) > 0 && rest[0] < 0x80:
			v, rest = uint32(rest[0]), rest[1:]
		case len(rest) > 1 && rest[1] < 0x80:
			v, rest = uint32(rest[0]&0x7f)|uint32(rest[1])<<7, rest[2:]
		default:
			d.rest = rest
			v, rest = uint32(min(d.number(), math.MaxUint32)), d.rest
		}
		out[i], most = v, max(most, v)
	}
	d.rest = rest
	d.bad = d.bad || len(out) > 0 && most >= limit
}

// skip passes over n numbers, each of which ends with the first byte below 0x80, eight bytes at a time.
func (d *numbers) skip(n int) {
	rest := d.rest
	for n >= 8 && len(rest) >= 8 {
		n -= bits.OnesCount64(^binary.LittleEndian.Uint64(rest) & 0x8080808080808080)
		rest = rest[8:]
	}
	for ; n > 0; rest = rest[1:] {
		if len(rest) == 0 {
			d.bad, d.rest = true, nil
			return
		}
		if rest[0] < 0x80 {
			n--
		}
	}
	d.rest = rest
}

// count reads the number of items that follow, each of at least size bytes.
func (d *numbers) count(size int) int {
	n := d.number()
	if n > uint64(len(d.rest)/size) {
		d.bad, d.rest = true, nil
		return 0
	}
	return int(n)
}

// Run counts how often terms stand side by side in one block.
func (s *Stream) Run(terms []string) int {
	want := make([]uint32, len(terms))
	for i, t := range terms {
		want[i] = hash(t)
	}
	for _, h := range want {
		if !slices.Contains(s.hashes, h) {
			return 0
		}
	}
	n := 0
	for i := range s.starts {
		words := s.block(i)
		for at, id := range words {
			if s.hashes[id] == want[0] && s.begins(words[at:], want) {
				n++
			}
		}
	}
	return n
}

// begins says whether words begin with those that have the hashes.
func (s *Stream) begins(words, hashes []uint32) bool {
	if len(words) < len(hashes) {
		return false
	}
	for i, h := range hashes {
		if s.hashes[words[i]] != h {
			return false
		}
	}
	return true
}
