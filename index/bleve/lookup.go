package bleve

import (
	"context"
	"fmt"

	"github.com/blevesearch/vellum"

	"github.com/fumikura/fumikura/index"
)

// lookup reads postings for one search and keeps them until its end, because matching and scoring ask for the same terms. It
// is for one goroutine.
type lookup struct {
	*snapshot
	ctx   context.Context
	dicts map[string][]termReader
	lists map[[2]string]*list
	held  map[[2]string]holders
	sets  map[[2]string]set // who has any of many terms, such as all that begin so
	block [512]uint32
	at    postings // of the list that is being read
	raw   set      // the documents of that list, the deleted ones among them; made when first needed, as is the next
	dense set      // the same, numbered within a segment
	reads int      // texts read so far
	rules *index.Rules
}

func newLookup(ctx context.Context, s *snapshot) *lookup { return newLookupUnder(ctx, s, nil) }

func newLookupUnder(ctx context.Context, s *snapshot, r *index.Rules) *lookup {
	return &lookup{snapshot: s, ctx: ctx, rules: r, dicts: map[string][]termReader{}, lists: map[[2]string]*list{},
		held: map[[2]string]holders{}, sets: map[[2]string]set{}}
}

// termReader looks terms up in the dictionary of one segment, for one search.
type termReader struct {
	*part
	*dictionary
	fst *vellum.Reader // nil where the dictionary is
}

func (l *lookup) dictionaries(field string) ([]termReader, error) {
	if ds, ok := l.dicts[field]; ok {
		return ds, nil
	}
	ds := make([]termReader, len(l.parts))
	for i := range l.parts {
		d, err := l.parts[i].dictionaries[field]()
		if err != nil {
			return nil, err
		}
		ds[i] = termReader{part: &l.parts[i], dictionary: d}
		if d.fst == nil {
			continue
		}
		if ds[i].fst, err = d.fst.Reader(); err != nil {
			return nil, fmt.Errorf("read the dictionary of %q: %w", field, err)
		}
	}
	l.dicts[field] = ds
	return ds, nil
}

// find looks a term up; there is no value where no document of the segment has it.
func (t termReader) find(term string) (value uint64, ok bool, err error) {
	if t.fst == nil {
		return 0, false, nil
	}
	return t.fst.Get([]byte(term))
}

// gather collects the documents that add finds in each segment by the words of a field.
func (l *lookup) gather(field string, add func(to set, t termReader) error) (set, error) {
	docs := newSet(l.size())
	readers, err := l.dictionaries(field)
	for _, t := range readers {
		if err == nil {
			err = add(docs, t)
		}
	}
	return docs.and(l.columns.live), err
}

// prefix gives the documents that have a term beginning so, in any number of terms.
func (l *lookup) prefix(field, prefix string) (set, error) {
	found, err := remembered(l.sets, [2]string{field, prefix}, func() (set, error) {
		return l.gather(field, func(to set, t termReader) error { return l.prefixIn(to, t, prefix) })
	})
	if err != nil {
		return nil, fmt.Errorf("read terms beginning with %q: %w", prefix, err)
	}
	return found.clone(), nil
}

// remembered gives what was found before under a key, or finds it. What it gives must not be changed.
func remembered[K comparable](known map[K]set, key K, find func() (set, error)) (set, error) {
	if s, ok := known[key]; ok {
		return s, nil
	}
	s, err := find()
	if err == nil {
		known[key] = s
	}
	return s, err
}

// prefixIn adds what one segment has. The sets are read one after the other: to join them first costs more, for each is copied as
// often as others follow.
func (l *lookup) prefixIn(found set, t termReader, prefix string) error {
	i := 0
	return t.terms([]byte(prefix), prefixEnd(prefix), func(_ []byte, value uint64) error {
		if i++; i%checkEvery == 0 && l.ctx.Err() != nil {
			return l.ctx.Err()
		}
		return l.addHolders(found, t, value)
	})
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
