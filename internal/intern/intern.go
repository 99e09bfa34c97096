// Package intern gives texts numbers (string interning), so that millions of words are kept once and counted in arrays. Both the inverted
// index of a batch and the document frequencies of a lexicon are built over it.
//
// A Table is a hash table by open addressing over one piece of memory: next to nothing that the garbage collector must look at.
package intern

import (
	"hash/maphash"
	"unsafe"
)

// Table numbers texts, and pairs of texts, from 0 on. Most pairs are the same text twice, which is kept once. The zero value is empty. It is
// not safe for concurrent use.
type Table struct {
	slots []uint64 // by hash: its upper half, and one more than the number; a power of two, at most half full
	text  []byte
	ends  [][2]uint32 // of both in text; the second has no room of its own where it is the first again
}

const leastSlots = 1 << 10

var seed = maphash.MakeSeed()

// Len is how many numbers are given.
func (t *Table) Len() int { return len(t.ends) }

// Number gives the number of a text, a new one where it is not known.
func (t *Table) Number(text string) uint32 { return t.Pair(text, text) }

// Pair gives the number of a pair, a new one where it is not known.
func (t *Table) Pair(a, b string) uint32 {
	if 2*len(t.ends) >= len(t.slots) {
		t.grow()
	}
	hash := hashOf(a, b)
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		e := t.slots[i]
		if e == 0 {
			t.slots[i] = slot(hash, len(t.ends))
			return t.add(a, b)
		}
		if e>>32 == hash>>32 {
			if x, y := t.At(uint32(e) - 1); x == a && y == b {
				return uint32(e) - 1
			}
		}
	}
}

// At gives the pair with a number, the same text twice for that of one text. They are good until the next is added.
func (t *Table) At(n uint32) (a, b string) {
	from := uint32(0)
	if n > 0 {
		from = t.ends[n-1][1]
	}
	e := t.ends[n]
	all := unsafe.String(unsafe.SliceData(t.text), len(t.text))
	if a = all[from:e[0]]; e[0] == e[1] {
		return a, a
	}
	return a, all[e[0]:e[1]]
}

// Bytes gives the first text with a number. It must not be changed, and is good until the next is added.
func (t *Table) Bytes(n uint32) []byte {
	a, _ := t.At(n)
	return unsafe.Slice(unsafe.StringData(a), len(a))
}

// Texts gives a copy whose texts stay good, and to which nothing may be added.
func (t *Table) Texts() *Table { return &Table{text: append([]byte(nil), t.text...), ends: t.ends} }

func (t *Table) add(a, b string) uint32 {
	t.text = append(t.text, a...)
	end := uint32(len(t.text))
	if a != b {
		t.text = append(t.text, b...)
	}
	t.ends = append(t.ends, [2]uint32{end, uint32(len(t.text))})
	return uint32(len(t.ends) - 1)
}

func (t *Table) grow() {
	t.slots = make([]uint64, max(leastSlots, 4*len(t.slots)))
	mask := uint64(len(t.slots) - 1)
	for n := range t.ends {
		hash := hashOf(t.At(uint32(n)))
		i := hash & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = slot(hash, n)
	}
}

func slot(hash uint64, number int) uint64 { return hash&^(1<<32-1) | uint64(number+1) }

func hashOf(a, b string) uint64 {
	h := maphash.String(seed, a)
	if a != b {
		h ^= 31 * maphash.String(seed, b)
	}
	return h
}
