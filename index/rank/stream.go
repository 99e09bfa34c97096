package rank

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/blog"
)

// Stream is the words of a post in order, for what depends on where words stand: side by side, near, in one paragraph. It is kept
// with each post, as a hash of each distinct word and then, block by block (the title first), the number of the word at each
// place; numbers are varints. The zero value is empty.
type Stream struct {
	ids    map[string]int
	hashes []uint32
	blocks [][]int
	headed bool // the block ends with a heading

	// The memory of places.
	terms   []way
	phrases [][]phrase
	found   []block
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
		s.blocks = append(s.blocks, nil)
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
			s.ids = map[string]int{}
		}
		id = len(s.hashes)
		s.ids[term] = id
		s.hashes = append(s.hashes, hash(term))
	}
	last := len(s.blocks) - 1
	s.blocks[last] = append(s.blocks[last], id)
}

// Length is how many words the post has, those of the title counted as they score.
func (s *Stream) Length() float64 {
	n := TitleWeight * float64(len(s.blocks[0]))
	for _, words := range s.blocks[1:] {
		for _, id := range words {
			if s.hashes[id] != hash(divide) {
				n++
			}
		}
	}
	return n
}

// Encode writes the stream.
func (s *Stream) Encode() []byte {
	b := make([]byte, 0, hashBytes*len(s.hashes)+len(s.blocks)*32)
	b = binary.AppendUvarint(b, uint64(len(s.hashes)))
	for _, h := range s.hashes {
		b = append(b, byte(h), byte(h>>8), byte(h>>16))
	}
	b = binary.AppendUvarint(b, uint64(len(s.blocks)))
	for _, words := range s.blocks {
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
	s.ids = nil
	hashes := d.count(hashBytes)
	for i := range resized(&s.hashes, hashes) {
		b := d.rest[hashBytes*i : hashBytes*i+hashBytes]
		s.hashes[i] = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
	}
	d.rest = d.rest[hashBytes*hashes:]
	n := d.count(1)
	for i := range resized(&s.blocks, n) {
		words := d.count(1)
		block := resized(&s.blocks[i], words)
		d.numbers(block)
		for _, id := range block {
			if id >= len(s.hashes) {
				return ErrStream
			}
		}
	}
	if d.bad || len(s.blocks) == 0 {
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

// numbers fills out. It is the loop that takes the time of a search for common words: most numbers are of one byte.
func (d *numbers) numbers(out []int) {
	rest := d.rest
	for i := range out {
		if len(rest) > 0 && rest[0] < 0x80 {
			out[i], rest = int(rest[0]), rest[1:]
			continue
		}
		d.rest = rest
		v := d.number()
		d.bad = d.bad || v > math.MaxInt32
		out[i], rest = int(v&math.MaxInt32), d.rest
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
	n := 0
	for _, words := range s.blocks {
		for at := range words {
			if s.begins(words[at:], want) {
				n++
			}
		}
	}
	return n
}

// begins says whether words begin with those that have the hashes.
func (s *Stream) begins(words []int, hashes []uint32) bool {
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
