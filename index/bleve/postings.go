package bleve

import (
	"fmt"
	"slices"
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

// checkEvery is how many terms are read between two looks at the clock.
const checkEvery = 1024

// sparse is how many times fewer the documents in question must be than the postings, that only their chunks are read.
const sparse = 4

// maxHeld is of how many terms a search keeps who has them; each takes a bit a document.
const maxHeld = 500

// holders gives the documents that have a term, without reading how often.
func (l *lookup) holders(field, term string) (holders, error) {
	key := [2]string{field, term}
	if got, ok := l.held[key]; ok {
		return got, nil
	}
	docs, err := l.gather(field, func(to set, t termReader) error { return l.addTerm(to, t, term) })
	if err != nil {
		return holders{}, fmt.Errorf("read who has %q: %w", term, err)
	}
	got := holders{docs: docs, n: docs.count()}
	if len(l.held) < maxHeld {
		l.held[key] = got
	}
	return got, nil
}

// addTerm adds the documents of one segment that have a term, the deleted ones among them.
func (l *lookup) addTerm(to set, t termReader, term string) error {
	value, ok, err := t.find(term)
	if err != nil || !ok {
		return err
	}
	return l.addHolders(to, t, value)
}

// addHolders adds the documents of one postings list, the deleted ones among them.
func (l *lookup) addHolders(to set, t termReader, value uint64) error {
	if err := t.open(value, &l.at); err != nil {
		return err
	}
	l.spread(to, t)
	return nil
}

// spread adds the documents of the list that was opened, the deleted ones among them: those of a short one each, a long one as a whole.
func (l *lookup) spread(to set, t termReader) {
	if l.at.docs.GetCardinality() > uint64(t.part.size/64) {
		if l.dense == nil {
			l.dense = newSet(l.size() + 1<<16) // a bitmap is written in pieces of 1<<16
		}
		clear(l.dense)
		l.at.docs.WriteDenseTo(l.dense)
		to.orAt(l.dense[:(t.part.size+63)/64], t.offset)
		return
	}
	for it := l.at.docs.ManyIterator(); ; {
		n := it.NextMany(l.block[:])
		if n == 0 {
			return
		}
		for _, doc := range l.block[:n] {
			to.add(t.offset + doc)
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
	readers, err := l.dictionaries(field)
	if err != nil {
		return nil, err
	}
	wanted, err := l.wanted(field, term, within)
	if err != nil {
		return nil, err
	}
	got := &list{}
	for _, t := range readers {
		if err := l.read(got, t, term, wanted); err != nil {
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
func (l *lookup) read(got *list, t termReader, term string, wanted set) error {
	value, ok, err := t.find(term)
	if err == nil && ok {
		err = t.open(value, &l.at)
	}
	if err != nil || !ok {
		return err
	}
	if l.raw == nil {
		l.raw = newSet(l.size())
	}
	clear(l.raw)
	l.spread(l.raw, t)
	if wanted == nil {
		n := int(l.at.docs.GetCardinality())
		got.docs, got.tallys = slices.Grow(got.docs, n), slices.Grow(got.tallys, n)
		if t.segment.Deleted() != nil {
			wanted = l.columns.live
		}
	}
	t.read(&l.at, l.raw, wanted, t.offset, got)
	return l.ctx.Err()
}
