package bleve

import (
	"context"
	"fmt"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// list is the postings of one term over the whole index. It does not change once it is read.
type list struct {
	docs   []uint32
	tallys []uint32 // packed
}

// lookup reads postings for one search and keeps them until its end, because matching and scoring ask for the same terms. It
// is for one goroutine.
type lookup struct {
	*snapshot
	ctx   context.Context
	dicts map[string][]segment.TermDictionary
	lists map[[2]string]*list
	pl    segment.PostingsList
	it    segment.PostingsIterator
}

func newLookup(ctx context.Context, s *snapshot) *lookup {
	return &lookup{snapshot: s, ctx: ctx, dicts: map[string][]segment.TermDictionary{}, lists: map[[2]string]*list{}}
}

// checkEvery is how many postings are read between two looks at the clock: some 50 µs.
const checkEvery = 1024

// list gives the postings of a term; an unknown term has none.
func (l *lookup) list(field, term string) (*list, error) {
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
	got := &list{}
	for i, d := range dicts {
		if err := l.read(got, &l.parts[i], d, term); err != nil {
			return nil, fmt.Errorf("read postings of %q: %w", term, err)
		}
	}
	l.lists[key] = got
	l.cache.put(key, got)
	return got, nil
}

func (l *lookup) read(got *list, p *part, d segment.TermDictionary, term string) (err error) {
	if l.pl, err = d.PostingsList([]byte(term), p.segment.Deleted(), l.pl); err != nil {
		return err
	}
	n := int(l.pl.Count())
	if n == 0 {
		return nil
	}
	got.docs = grow(got.docs, n)
	got.tallys = grow(got.tallys, n)
	l.it = l.pl.Iterator(true, false, false, l.it)
	for i := 0; ; i++ {
		if i%checkEvery == 0 && l.ctx.Err() != nil {
			return l.ctx.Err()
		}
		posting, err := l.it.Next()
		if err != nil {
			return err
		}
		if posting == nil {
			return nil
		}
		got.docs = append(got.docs, p.offset+uint32(posting.Number()))
		got.tallys = append(got.tallys, uint32(posting.Frequency()))
	}
}

func grow(s []uint32, n int) []uint32 {
	if s == nil {
		return make([]uint32, 0, n)
	}
	return s
}

func (l *lookup) dictionaries(field string) ([]segment.TermDictionary, error) {
	if ds, ok := l.dicts[field]; ok {
		return ds, nil
	}
	ds := make([]segment.TermDictionary, len(l.parts))
	for i := range l.parts {
		d, err := l.parts[i].dictionary(field)
		if err != nil {
			return nil, err
		}
		ds[i] = d
	}
	l.dicts[field] = ds
	return ds, nil
}

// prefix gives the documents that have a term beginning so, in any number of terms.
func (l *lookup) prefix(field, prefix string) (set, error) { return l.terms(field, prefix, nil) }

// terms gives the documents that have a term beginning with prefix that want, unless nil, wants.
func (l *lookup) terms(field, prefix string, want func(term string) bool) (set, error) {
	found := newSet(l.size())
	dicts, err := l.dictionaries(field)
	if err != nil {
		return nil, err
	}
	for i, d := range dicts {
		if err := l.termsIn(found, &l.parts[i], d, prefix, want); err != nil {
			return nil, fmt.Errorf("read terms beginning with %q: %w", prefix, err)
		}
	}
	return found, nil
}

// termsIn adds what one segment has. The sets are read one after the other: to join them first costs more, for each is copied as
// often as others follow.
func (l *lookup) termsIn(found set, p *part, d segment.TermDictionary, prefix string, want func(string) bool) error {
	terms := d.AutomatonIterator(nil, []byte(prefix), prefixEnd(prefix))
	for i := 0; ; i++ {
		e, err := terms.Next()
		if e == nil || err != nil {
			return err
		}
		if i%checkEvery == 0 && l.ctx.Err() != nil {
			return l.ctx.Err()
		}
		if want != nil && !want(e.Term) {
			continue
		}
		if l.pl, err = d.PostingsList([]byte(e.Term), p.segment.Deleted(), l.pl); err != nil {
			return err
		}
		l.it = l.pl.Iterator(false, false, false, l.it)
		for {
			posting, err := l.it.Next()
			if err != nil {
				return err
			}
			if posting == nil {
				break
			}
			found.add(p.offset + uint32(posting.Number()))
		}
	}
}

// prefixEnd is the least key after all that begin with prefix, nil where there is none.
func prefixEnd(prefix string) []byte {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
