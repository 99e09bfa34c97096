package bleve

// A posting carries more than a frequency: how often a term stands in the body, how often in the title, and whether it
// stands in code. All three are packed into the one number the index keeps for each posting, so that a term needs a single
// postings list and `title:` and `code:` need no fields of their own:
//
//	body<<3 | code<<2 | min(title, 3)
//
// The commonest value, once in the body, trades places with 1, because the index keeps a term of a single document in its
// dictionary, without a postings list, where the number is 1. In a postings list it is 0, which takes half the room (segment.go).
type tally struct {
	body  int
	title int
	code  bool
}

const (
	maxTitle = 3
	once     = 1 << 3 // body 1, nothing else
)

func (t tally) pack() uint32 {
	v := uint32(t.body)<<3 | uint32(min(t.title, maxTitle))
	if t.code {
		v |= 1 << 2
	}
	return swapOnce(v)
}

func unpack(v uint32) tally {
	if v == 0 {
		v = 1
	}
	v = swapOnce(v)
	return tally{body: int(v >> 3), title: int(v & 3), code: v&(1<<2) != 0}
}

func swapOnce(v uint32) uint32 {
	switch v {
	case once:
		return 1
	case 1:
		return once
	}
	return v
}
