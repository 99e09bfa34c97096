package bleve

import (
	"fmt"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// list is the postings list of one term, by document. It does not change once it is read.
type list struct {
	docs   []uint32
	tallys []uint32 // packed
}

// holders are the documents that have a term. They do not change once they are read.
type holders struct {
	docs set
	n    int // how many they are
}

// checkEvery is how many postings are read between two looks at the clock: some 50 µs.
const checkEvery = 1024

// sparse is how many times fewer the documents in question must be than the postings, that jumping to each is the faster way.
const sparse = 4

// maxHeld is of how many terms a search keeps who has them; each takes a bit a document.
const maxHeld = 500

// holders gives the documents that have a term, without reading how often.
func (l *lookup) holders(field, term string) (holders, error) {
	key := [2]string{field, term}
	if got, ok := l.held[key]; ok {
		return got, nil
	}
	got, err := l.gather(field, func(to *holders, p *part, d segment.TermDictionary) error {
		return l.addHolders(to, p, d, []byte(term))
	})
	if err != nil {
		return holders{}, fmt.Errorf("read who has %q: %w", term, err)
	}
	if len(l.held) < maxHeld {
		l.held[key] = got
	}
	return got, nil
}

// addHolders adds what one segment has, a block of the storage's bitmap at a time.
func (l *lookup) addHolders(to *holders, p *part, d segment.TermDictionary, term []byte) (err error) {
	if l.pl, err = d.PostingsList(term, p.segment.Deleted(), l.pl); err != nil {
		return err
	}
	l.it = l.pl.Iterator(false, false, false, l.it)
	fast, ok := l.it.(segment.OptimizablePostingsIterator)
	if !ok {
		return fmt.Errorf("%T has no bitmap", l.it)
	}
	if doc, one := fast.DocNum1Hit(); one {
		to.docs.add(p.offset + uint32(doc))
		to.n++
		return nil
	}
	bitmap := fast.ActualBitmap()
	if bitmap == nil {
		return nil
	}
	for it := bitmap.ManyIterator(); ; {
		n := it.NextMany(l.block[:])
		if n == 0 {
			return nil
		}
		to.n += n
		for _, doc := range l.block[:n] {
			to.docs.add(p.offset + doc)
		}
		if err := l.ctx.Err(); err != nil {
			return err
		}
	}
}

// list gives the postings list of a term; an unknown term has an empty one. Those outside within, unless it is nil, may be left out.
func (l *lookup) list(field, term string, within set) (*list, error) {
	key := [2]string{field, term}
	if got, ok := l.lists[key]; ok {
		return got, nil
	}
	if got, ok := l.cache.get(key); ok {
		l.lists[key] = got
		return got, nil
	}
	dicts, err := l.dictionaries(field)
	if err != nil {
		return nil, err
	}
	wanted, err := l.wanted(field, term, within)
	if err != nil {
		return nil, err
	}
	got := &list{}
	for i, d := range dicts {
		if err := l.read(got, &l.parts[i], d, []byte(term), wanted); err != nil {
			return nil, fmt.Errorf("read postings of %q: %w", term, err)
		}
	}
	if wanted == nil {
		l.lists[key] = got
		l.cache.put(key, got)
	}
	return got, nil
}

// wanted gives the documents within that have the term, or nil where reading all postings is as good.
func (l *lookup) wanted(field, term string, within set) (set, error) {
	if within == nil {
		return nil, nil
	}
	all, err := l.holders(field, term)
	if err != nil {
		return nil, err
	}
	if few := all.docs.clone().and(within); few.count()*sparse < all.n {
		return few, nil
	}
	return nil, nil
}

// read adds the postings of one segment, of the wanted documents only unless they are nil.
func (l *lookup) read(got *list, p *part, d segment.TermDictionary, term []byte, wanted set) (err error) {
	if l.pl, err = d.PostingsList(term, p.segment.Deleted(), l.pl); err != nil {
		return err
	}
	l.it = l.pl.Iterator(true, false, false, l.it)
	if wanted != nil {
		return l.jump(got, p, wanted)
	}
	n := int(l.pl.Count())
	got.docs, got.tallys = grow(got.docs, n), grow(got.tallys, n)
	for i := 0; ; i++ {
		if i%checkEvery == 0 && l.ctx.Err() != nil {
			return l.ctx.Err()
		}
		posting, err := l.it.Next()
		if posting == nil || err != nil {
			return err
		}
		got.add(p, posting)
	}
}

// jump reads the postings of the wanted documents of one segment, all of which have the term.
func (l *lookup) jump(got *list, p *part, wanted set) error {
	for doc := range wanted.between(p.offset, p.offset+p.size) {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		posting, err := l.it.Advance(uint64(doc - p.offset))
		if posting == nil || err != nil {
			return err
		}
		got.add(p, posting)
	}
	return nil
}

func (l *list) add(p *part, posting segment.Posting) {
	l.docs = append(l.docs, p.offset+uint32(posting.Number()))
	l.tallys = append(l.tallys, uint32(posting.Frequency()))
}

func grow(s []uint32, n int) []uint32 {
	if s == nil {
		return make([]uint32, 0, n)
	}
	return s
}
