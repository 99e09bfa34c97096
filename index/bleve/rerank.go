package bleve

import (
	"slices"
	"sync"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/rank"
)

// rerank adds to the scores of the first documents what the places of the words tell, and sorts them anew.
func (s *scorer) rerank(first []ranked) error {
	places := rank.NewPlaces(s.plan, s.idf)
	streams := sync.Pool{New: func() any { return new(rank.Stream) }}
	err := each(s.ctx, len(first), func(i int) error {
		r, st := &first[i], streams.Get().(*rank.Stream)
		defer streams.Put(st)
		if err := s.stream(r.doc, st); err != nil {
			return err
		}
		literal, err := s.literals(places, r.doc)
		if err != nil {
			return err
		}
		bonus := places.Bonus(st, float64(s.columns.words.norm[r.doc]))
		r.score = (float64(s.scores[r.doc]) + bonus + literal) * s.columns.recency(r.doc)
		return nil
	})
	slices.SortFunc(first, func(a, b ranked) int { return s.columns.before(a, b, index.ByRelevance) })
	return err
}

// literals scores what stands in a document as typed.
func (s *scorer) literals(places *rank.Places, doc uint32) (sum float64, err error) {
	if len(s.plan.Literals) == 0 {
		return 0, nil
	}
	err = s.text(doc, func(_, folded []byte) error {
		sum = places.Literals(func(text string) bool { return stands(folded, text, "") })
		return nil
	})
	return sum, err
}
