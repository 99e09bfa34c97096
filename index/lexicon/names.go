package lexicon

import (
	"hash/maphash"
	"unsafe"
)

// names gives pairs of texts numbers from 0 on (interning, by open addressing). Most pairs are the same text twice, which is kept once. The
// zero value is empty.
type names struct {
	table []uint64 // by hash: its upper half, and one more than the number; a power of two, at most half full
	text  []byte
	ends  [][2]uint32 // of both in text; the second has no room of its own where it is the first again
}

const leastNames = 1 << 10

var nameSeed = maphash.MakeSeed()

func hashOf(a, b string) uint64 {
	h := maphash.String(nameSeed, a)
	if a != b {
		h ^= 31 * maphash.String(nameSeed, b)
	}
	return h
}

// at gives the pair with a number, good until the next is added.
func (n *names) at(i uint32) (a, b string) {
	from := uint32(0)
	if i > 0 {
		from = n.ends[i-1][1]
	}
	e := n.ends[i]
	all := unsafe.String(unsafe.SliceData(n.text), len(n.text))
	if a = all[from:e[0]]; e[0] == e[1] {
		return a, a
	}
	return a, all[e[0]:e[1]]
}

// number gives the number of a pair, a new one where it is not known.
func (n *names) number(a, b string) uint32 {
	if 2*len(n.ends) >= len(n.table) {
		n.grow()
	}
	hash := hashOf(a, b)
	mask := uint64(len(n.table) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		e := n.table[i]
		if e == 0 {
			n.table[i] = hash&^(1<<32-1) | uint64(len(n.ends)+1)
			return n.add(a, b)
		}
		if e>>32 == hash>>32 {
			if x, y := n.at(uint32(e) - 1); x == a && y == b {
				return uint32(e) - 1
			}
		}
	}
}

func (n *names) add(a, b string) uint32 {
	n.text = append(n.text, a...)
	end := uint32(len(n.text))
	if a != b {
		n.text = append(n.text, b...)
	}
	n.ends = append(n.ends, [2]uint32{end, uint32(len(n.text))})
	return uint32(len(n.ends) - 1)
}

func (n *names) grow() {
	n.table = make([]uint64, max(leastNames, 4*len(n.table)))
	mask := uint64(len(n.table) - 1)
	for number := range n.ends {
		hash := hashOf(n.at(uint32(number)))
		i := hash & mask
		for n.table[i] != 0 {
			i = (i + 1) & mask
		}
		n.table[i] = hash&^(1<<32-1) | uint64(number+1)
	}
}

// strings gives a copy in one piece, whose texts stay good.
func (n *names) strings() *names { return &names{text: append([]byte(nil), n.text...), ends: n.ends} }
