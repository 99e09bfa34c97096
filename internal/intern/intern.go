// Package intern gives texts numbers (string interning), so that millions of words are kept once and counted in arrays. Both the inverted
// index of a batch and the document frequencies of a lexicon are built over it.
//
// A Table is a hash table by open addressing over one piece of memory: next to nothing that the garbage collector must look at. Texts of a few
// bytes, such as two kanji, are most of all; they have a table of their own, in which the text itself stands in the slot.
package intern

import (
	"hash/maphash"
	"unsafe"
)

// Table numbers texts, and pairs of texts, from 0 on. Most pairs are the same text twice, which is kept once. The zero value is empty. It is
// not safe for concurrent use.
type Table struct {
	slots []uint64 // by hash: its upper half, and one more than the number; a power of two, at most half full
	long  int      // how many are in slots
	short []short  // by hash, in the same way; those that are not in slots
	text  []byte
	ends  [][2]uint32 // of both in text; the second has no room of its own where it is the first again
}

const leastSlots = 1 << 10

var seed = maphash.MakeSeed()

// short is a slot of a short text.
type short struct {
	key    uint64 // the text and its length; 0 for none
	number uint32
}

// shortest texts have up to so many bytes.
const shortest = 7

// keyOf gives a short text that is not empty as a number.
func keyOf(text string) uint64 {
	n := len(text)
	if n < 4 {
		return uint64(n)<<56 | uint64(text[0]) | uint64(text[n/2])<<8 | uint64(text[n-1])<<16
	}
	return uint64(n)<<56 | four(text) | four(text[n-4:])<<(8*(n-4))
}

func four(text string) uint64 {
	return uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24
}

// place is where a key is looked for first (Fibonacci hashing).
func place(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 >> 24 }

// Len is how many numbers are given.
func (t *Table) Len() int { return len(t.ends) }

// Number gives the number of a text, a new one where it is not known.
func (t *Table) Number(text string) uint32 {
	if len(text) == 0 || len(text) > shortest {
		return t.pair(text, text)
	}
	if 2*(len(t.ends)-t.long) >= len(t.short) {
		t.growShort()
	}
	key, mask := keyOf(text), uint64(len(t.short)-1)
	for i := place(key) & mask; ; i = (i + 1) & mask {
		switch s := &t.short[i]; s.key {
		case key:
			return s.number
		case 0:
			*s = short{key, uint32(len(t.ends))}
			return t.add(text, text)
		}
	}
}

// Pair gives the number of a pair, a new one where it is not known.
func (t *Table) Pair(a, b string) uint32 {
	if len(a) <= shortest && a == b {
		return t.Number(a)
	}
	return t.pair(a, b)
}

func (t *Table) pair(a, b string) uint32 {
	if 2*t.long >= len(t.slots) {
		t.grow()
	}
	hash := hashOf(a, b)
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		e := t.slots[i]
		if e == 0 {
			t.slots[i] = slot(hash, len(t.ends))
			t.long++
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
		a, b := t.At(uint32(n))
		if len(a) > 0 && len(a) <= shortest && a == b {
			continue
		}
		hash := hashOf(a, b)
		i := hash & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = slot(hash, n)
	}
}

func (t *Table) growShort() {
	before := t.short
	t.short = make([]short, max(leastSlots, 4*len(before)))
	mask := uint64(len(t.short) - 1)
	for _, s := range before {
		if s.key == 0 {
			continue
		}
		i := place(s.key) & mask
		for t.short[i].key != 0 {
			i = (i + 1) & mask
		}
		t.short[i] = s
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
