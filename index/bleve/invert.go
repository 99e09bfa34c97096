package bleve

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/fumikura/fumikura/internal/intern"
)

// inverted is the inverted index of one field while a batch is built: the terms by number, and the postings in order of documents, so that a
// batch of millions of postings has next to nothing that the garbage collector must look at.
type inverted struct {
	terms intern.Table
	place []uint32 // of each term in now, where it stands there
	now   []posting
	all   []posting // of the documents before
	docs  []uint32  // where each of them ends in all
}

// posting says what a term counts in a document.
type posting struct {
	term  uint32
	tally uint32 // packed
}

// count adds what an occurrence of a term counts in the document at hand.
func (v *inverted) count(term string, each tally) {
	n := v.terms.Number(term)
	if int(n) == len(v.place) {
		v.place = append(v.place, 0)
	}
	if at := v.place[n]; int(at) < len(v.now) && v.now[at].term == n {
		was := unpack(v.now[at].tally)
		v.now[at].tally = tally{body: was.body + each.body, title: was.title + each.title, code: was.code || each.code}.pack()
		return
	}
	v.place[n] = uint32(len(v.now))
	v.now = append(v.now, posting{n, each.pack()})
}

// end closes the document at hand.
func (v *inverted) end() {
	v.all = append(v.all, v.now...)
	v.docs, v.now = append(v.docs, uint32(len(v.all))), v.now[:0]
}

// drop forgets the document at hand. Its terms may stay without postings.
func (v *inverted) drop() { v.now = v.now[:0] }

// holder is a document that has a term.
type holder struct {
	doc   uint32
	tally uint32 // packed
}

// each shows the terms in order with who holds them. Documents are numbered anew by numbers; those with a negative one are left out.
func (v *inverted) each(numbers []int32, see func(term []byte, by []holder) error) error {
	ends := make([]uint32, v.terms.Len()+1)
	v.live(numbers, func(_ uint32, p posting) { ends[p.term+1]++ })
	for i := range v.terms.Len() {
		ends[i+1] += ends[i]
	}
	by, next := make([]holder, ends[v.terms.Len()]), slices.Clone(ends)
	v.live(numbers, func(doc uint32, p posting) {
		by[next[p.term]] = holder{doc, p.tally}
		next[p.term]++
	})
	for _, n := range v.sorted() {
		if ends[n] == ends[n+1] {
			continue
		}
		if err := see(v.terms.Bytes(n), by[ends[n]:ends[n+1]]); err != nil {
			return err
		}
	}
	return nil
}

// live shows the postings of the documents that are kept, in order.
func (v *inverted) live(numbers []int32, see func(doc uint32, p posting)) {
	from := uint32(0)
	for doc, end := range v.docs {
		if n := numbers[doc]; n >= 0 {
			for _, p := range v.all[from:end] {
				see(uint32(n), p)
			}
		}
		from = end
	}
}

// sorted gives the numbers of the terms in their order.
func (v *inverted) sorted() []uint32 {
	type key struct {
		head uint64 // the first eight bytes
		n    uint32
	}
	keys := make([]key, v.terms.Len())
	for n := range keys {
		var head uint64
		term := v.terms.Bytes(uint32(n))
		for i := range 8 {
			head <<= 8
			if i < len(term) {
				head |= uint64(term[i])
			}
		}
		keys[n] = key{head, uint32(n)}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return bytes.Compare(v.terms.Bytes(a.n), v.terms.Bytes(b.n))
	})
	sorted := make([]uint32, len(keys))
	for i, k := range keys {
		sorted[i] = k.n
	}
	return sorted
}
