package bleve

import (
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/rank"
)

// rerank adds to the scores of the first documents what the places of the words tell, and sorts them anew.
func (s *scorer) rerank(first []ranked) error {
	places := rank.NewProximity(s.plan, s.idf)
	wanted := make([][]uint32, len(s.plan.Literals))
	for i, l := range s.plan.Literals {
		wanted[i] = hashes(l.Text)
	}
	err := each(s.ctx, len(first), func(i int) error {
		r, bonus, shape := &first[i], 0.0, 1.0
		err := s.stream(r.doc, places.Decode, func(st *rank.Stream) {
			bonus, shape = places.Bonus(st, float64(s.columns.words.norm[r.doc])), places.Shape(st)
		})
		if err != nil {
			return err
		}
		literal, err := s.literals(places, wanted, r.doc)
		r.score = (float64(s.scores[r.doc]) + bonus + literal) * shape * s.boost.of(r.doc)
		return err
	})
	slices.SortFunc(first, func(a, b ranked) int { return s.columns.before(a, b, index.ByRelevance) })
	return err
}

// literals scores what stands in a document as typed. Where the signature of the text says that none of it can, the text is not read.
func (s *scorer) literals(places *rank.Proximity, wanted [][]uint32, doc uint32) (sum float64, err error) {
	may := make([]bool, len(wanted))
	for i, hashes := range wanted {
		may[i] = s.columns.signatures[doc].may(hashes)
	}
	if !slices.Contains(may, true) {
		return 0, nil
	}
	err = s.text(doc, foldedHalf, func(folded []byte) error {
		sum = places.Literals(func(i int) bool { return may[i] && hasRun(folded, s.plan.Literals[i].Text, "") })
		return nil
	})
	return sum, err
}
