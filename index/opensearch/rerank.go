package opensearch

import (
	"cmp"
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/rank"
)

// rerank adds to the scores of the first hits what the places of the words tell, and sorts them anew.
func (s *searchRun) rerank(first []ranked) error {
	places := rank.NewProximity(s.plan, s.scorer.idf)
	var st rank.Stream
	w := s.plan.Weights
	for i := range first {
		r := &first[i]
		if err := decodeStream(&st, r.stream); err != nil {
			return err
		}
		reckoned, right := s.aged(r.wall)
		base := r.score / (reckoned * r.lift)
		r.score = (base + places.Bonus(&st, w.Norm(st.Length(w.Title), s.mean))) * places.Shape(&st) * right * r.lift
	}
	slices.SortFunc(first, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), rank.ByDate(a.wall, b.wall, index.ByRelevance), cmp.Compare(a.id, b.id))
	})
	return nil
}
