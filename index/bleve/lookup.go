package bleve

import (
	"context"
	"fmt"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/fumikura/fumikura/index"
)

// lookup reads postings for one search and keeps them until its end, because matching and scoring ask for the same terms. It
// is for one goroutine.
type lookup struct {
	*snapshot
	ctx   context.Context
	dicts map[string][]segment.TermDictionary
	lists map[[2]string]*list
	held  map[[2]string]holders
	sets  map[[2]string]set // who has any of many terms, such as all that begin so
	block [512]uint32
	pl    segment.PostingsList
	it    segment.PostingsIterator
	reads int // texts read so far
	rules *index.Rules
}

func newLookup(ctx context.Context, s *snapshot) *lookup { return newLookupUnder(ctx, s, nil) }

func newLookupUnder(ctx context.Context, s *snapshot, r *index.Rules) *lookup {
	return &lookup{snapshot: s, ctx: ctx, rules: r, dicts: map[string][]segment.TermDictionary{}, lists: map[[2]string]*list{},
		held: map[[2]string]holders{}, sets: map[[2]string]set{}}
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

// gather collects the documents that add finds in each segment by the words of a field.
func (l *lookup) gather(field string, add func(to *holders, p *part, d segment.TermDictionary) error) (holders, error) {
	got := holders{docs: newSet(l.size())}
	dicts, err := l.dictionaries(field)
	for i, d := range dicts {
		if err == nil {
			err = add(&got, &l.parts[i], d)
		}
	}
	return got, err
}

// prefix gives the documents that have a term beginning so, in any number of terms.
func (l *lookup) prefix(field, prefix string) (set, error) {
	found, err := remembered(l.sets, [2]string{field, prefix}, func() (set, error) {
		found, err := l.gather(field, func(to *holders, p *part, d segment.TermDictionary) error { return l.prefixIn(to, p, d, prefix) })
		return found.docs, err
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
func (l *lookup) prefixIn(found *holders, p *part, d segment.TermDictionary, prefix string) error {
	terms := d.AutomatonIterator(nil, []byte(prefix), prefixEnd(prefix))
	for i := 0; ; i++ {
		e, err := terms.Next()
		if e == nil || err != nil {
			return err
		}
		if i%checkEvery == 0 && l.ctx.Err() != nil {
			return l.ctx.Err()
		}
		if err := l.addHolders(found, p, d, []byte(e.Term)); err != nil {
			return err
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
