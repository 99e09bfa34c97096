package bleve

import "slices"

// stream is the words of a post in order, for what depends on where words stand: side by side, near, in one paragraph. It
// keeps a hash of each distinct word and then, block by block (the title first), the number of the word at each place.
type stream struct {
	ids    map[string]int
	hashes []uint32
	blocks [][]int
}

// hashBits is how much of a word's hash is kept. Two words of one post are mistaken for each other once in 16 million pairs.
const hashBits = 24

// hash is FNV-1a, folded to hashBits.
func hash(term string) uint32 {
	h := uint32(2166136261)
	for i := range len(term) {
		h = (h ^ uint32(term[i])) * 16777619
	}
	return h>>hashBits ^ h&(1<<hashBits-1)
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

func (s *stream) encode() []byte {
	e := encoder{b: make([]byte, 0, 3*len(s.hashes)+len(s.blocks)*32)}
	e.uint(len(s.hashes))
	for _, h := range s.hashes {
		e.b = append(e.b, byte(h), byte(h>>8), byte(h>>16))
	}
	e.uint(len(s.blocks))
	for _, b := range s.blocks {
		e.uint(len(b))
		for _, id := range b {
			e.uint(id)
		}
	}
	return e.b
}

// decodeStream fills s; the hashes and blocks of an earlier reading are used again.
func (s *stream) decode(b []byte) error {
	d := decoder{b: b}
	n := d.count()
	s.hashes = s.hashes[:0]
	for range n {
		if len(d.b) < 3 {
			return errRecord
		}
		s.hashes = append(s.hashes, uint32(d.b[0])|uint32(d.b[1])<<8|uint32(d.b[2])<<16)
		d.b = d.b[3:]
	}
	n = d.count()
	s.blocks = slices.Grow(s.blocks[:0], n)[:n]
	for i := range s.blocks {
		words := d.count()
		s.blocks[i] = slices.Grow(s.blocks[i][:0], words)[:words]
		for j := range s.blocks[i] {
			if s.blocks[i][j] = d.uint(); s.blocks[i][j] >= len(s.hashes) {
				return errRecord
			}
		}
	}
	return d.err
}

// run counts how often terms stand side by side in one block.
func (s *stream) run(terms []string) int {
	want := make([]uint32, len(terms))
	for i, t := range terms {
		want[i] = hash(t)
	}
	n := 0
	for _, words := range s.blocks {
		for at := 0; at+len(want) <= len(words); at++ {
			k := 0
			for k < len(want) && s.hashes[words[at+k]] == want[k] {
				k++
			}
			if k == len(want) {
				n++
			}
		}
	}
	return n
}
