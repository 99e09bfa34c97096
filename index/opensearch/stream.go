package opensearch

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// stream is the words of a post in order, for what depends on where words stand. It is kept with each post and read for the
// best hits of a search. Its form is a list of the hashes of all distinct words and then, block by block (the title first), the
// number of the word at each place; numbers are varints.
type stream struct {
	ids    map[string]int
	hashes []uint32
	blocks [][]int
}

// hashBytes is how much of a word's hash is kept. Two words of one post are mistaken for each other once in 16 million pairs.
const hashBytes = 3

var errStream = errors.New("damaged stream of words")

// hash is FNV-1a, folded to hashBytes.
func hash(term string) uint32 {
	h := uint32(2166136261)
	for i := range len(term) {
		h = (h ^ uint32(term[i])) * 16777619
	}
	return h>>(8*hashBytes) ^ h&(1<<(8*hashBytes)-1)
}

func (s *stream) begin() { s.blocks = append(s.blocks, nil) }

func (s *stream) add(term string) {
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

func (s *stream) encode() string {
	b := binary.AppendUvarint(nil, uint64(len(s.hashes)))
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
	return base64.StdEncoding.EncodeToString(b)
}

// decodeStream reads what encode wrote.
func decodeStream(text string) (*stream, error) {
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "=")) // some versions leave the padding out
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errStream, err)
	}
	d := numbers{rest: b}
	s := &stream{hashes: make([]uint32, d.count(hashBytes))}
	for i := range s.hashes {
		s.hashes[i] = uint32(d.rest[0]) | uint32(d.rest[1])<<8 | uint32(d.rest[2])<<16
		d.rest = d.rest[hashBytes:]
	}
	s.blocks = make([][]int, d.count(1))
	for i := range s.blocks {
		s.blocks[i] = make([]int, d.count(1))
		for j := range s.blocks[i] {
			id := d.number()
			if id >= uint64(len(s.hashes)) {
				return nil, errStream
			}
			s.blocks[i][j] = int(id)
		}
	}
	if d.bad || len(s.blocks) == 0 {
		return nil, errStream
	}
	return s, nil
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

// count reads the number of items that follow, each of at least size bytes.
func (d *numbers) count(size int) int {
	n := d.number()
	if n > uint64(len(d.rest)/size) {
		d.bad, d.rest = true, nil
		return 0
	}
	return int(n)
}

// length is how many words a post has, those of the title counted as they score.
func (s *stream) length() float64 {
	n := titleWeight * float64(len(s.blocks[0]))
	for _, words := range s.blocks[1:] {
		n += float64(len(words))
	}
	return n
}
