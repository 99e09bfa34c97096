package bleve

import "math/bits"

// signature tells of a folded text which runs of characters cannot stand in it, so that the text need not be read: it has one bit
// for each three and each four characters side by side, by their hash. A run stands in the text only if all its bits are set; each
// that the text does not have is set by another in half of all cases. It is a Bloom filter of one hash (Bloom, 1970) whose length is
// a power of two, so that it can be folded to half. The empty one, of an index before there were signatures, tells nothing.
type signature []byte

// Of fullOf bits of a signature at most fullness are set. It takes some one and a half bits for each distinct three or four, a
// twelfth of a text's bytes.
const fullness, fullOf = 13, 20

// signatureOf makes the signature of a folded text.
func signatureOf(folded string) signature {
	s := make(signature, 1<<bits.Len(uint(len(folded))))
	eachRun(folded, func(h uint32) { s[h>>3&uint32(len(s)-1)] |= 1 << (h & 7) })
	for len(s) > 1 {
		half := len(s) / 2
		set := 0
		for i := range half {
			set += bits.OnesCount8(s[i] | s[half+i])
		}
		if set*fullOf > half*8*fullness {
			break
		}
		for i := range half {
			s[i] |= s[half+i]
		}
		s = s[:half]
	}
	return s
}

// eachRun gives the hash of each three and each four characters of a text that stand side by side in one block.
func eachRun(text string, see func(hash uint32)) {
	var a, b, c uint64 // the characters before; 0 for none
	for _, r := range text {
		d := uint64(r)
		if r == markProse || r == markCode {
			d = 0
		}
		if b != 0 && c != 0 && d != 0 {
			three := b<<42 | c<<21 | d
			see(mix(three))
			if a != 0 {
				see(mix(a*0x9e3779b97f4a7c15 ^ three))
			}
		}
		a, b, c = b, c, d
	}
}

// mix hashes a number so that each of its bits tells on each of the hash (the finalizer of MurmurHash3, but for its last shift).
func mix(x uint64) uint32 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return uint32(x >> 32)
}

// hashes gives what a text must have in its signature for a run to stand in it.
func hashes(run string) []uint32 {
	var out []uint32
	eachRun(run, func(h uint32) { out = append(out, h) })
	return out
}

// may says whether a run with these hashes can stand in the text.
func (s signature) may(hashes []uint32) bool {
	if len(s) == 0 {
		return true
	}
	for _, h := range hashes {
		if s[h>>3&uint32(len(s)-1)]&(1<<(h&7)) == 0 {
			return false
		}
	}
	return true
}

// may gives those of the documents in which a run can stand.
func (s *snapshot) may(docs set, run string) []uint32 {
	var out []uint32
	wanted := hashes(run)
	for doc := range docs.all {
		if s.columns.signatures[doc].may(wanted) {
			out = append(out, doc)
		}
	}
	return out
}
