package bleve

import (
	"math/bits"
)

// set is a set of document numbers, one bit each.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(i uint32)      { s[i>>6] |= 1 << (i & 63) }
func (s set) remove(i uint32)   { s[i>>6] &^= 1 << (i & 63) }
func (s set) has(i uint32) bool { return s[i>>6]&(1<<(i&63)) != 0 }

func (s set) clone() set { return append(set(nil), s...) }

// and keeps what t has too.
func (s set) and(t set) set {
	for i := range s {
		s[i] &= t[i]
	}
	return s
}

// or adds what t has.
func (s set) or(t set) set {
	for i := range s {
		s[i] |= t[i]
	}
	return s
}

// without drops what t has.
func (s set) without(t set) set {
	for i := range s {
		s[i] &^= t[i]
	}
	return s
}

// orAt adds what t has, numbered from offset on.
func (s set) orAt(t set, offset uint32) {
	at, shift := offset>>6, offset&63
	for i, w := range t {
		if w == 0 {
			continue
		}
		s[at+uint32(i)] |= w << shift
		if rest := w >> (64 - shift); rest != 0 {
			s[at+uint32(i)+1] |= rest
		}
	}
}

func (s set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s set) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

// any says whether there are members from one number up to another.
func (s set) any(from, to uint32) bool {
	for i := from >> 6; i<<6 < to; i++ {
		if within(s[i], i, from, to) != 0 {
			return true
		}
	}
	return false
}

// within keeps those bits of word i of a set that are from one number up to another.
func within(w uint64, i, from, to uint32) uint64 {
	if first := i << 6; first < from {
		w &= ^uint64(0) << (from - first)
	}
	if n := to - i<<6; n < 64 {
		w &= 1<<n - 1
	}
	return w
}

// all calls yield for each member in order until it returns false; it is an iter.Seq.
func (s set) all(yield func(uint32) bool) {
	for i, w := range s {
		for w != 0 {
			if !yield(uint32(i<<6 + bits.TrailingZeros64(w))) {
				return
			}
			w &= w - 1
		}
	}
}
