package opensearch

import (
	"context"
	"fmt"
	"math"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/rank"
)

// relaxation is how a query can be relaxed.
type relaxation struct {
	*rank.Relaxation
	has []clause // what has each word
}

// relaxable gives how the query can be relaxed, nil where it cannot.
func (v *view) relaxable(p *plan.Plan) *relaxation {
	can := rank.Relax(p)
	if can == nil {
		return nil
	}
	r := &relaxation{Relaxation: can}
	for _, w := range can.Words {
		r.has = append(r.has, v.print(w.Match))
	}
	return r
}

// relaxed gives what matches where not all words are required: what holds enough of the query, each word weighed by its idf, and so
// many words at least. Its hits tell by name which words they have.
func (v *view) relaxed(ctx context.Context, r *relaxation) (clause, error) {
	counts, err := v.count(ctx, r.has)
	if err != nil {
		return nil, err
	}
	weights, enough := r.Weigh(counts, v.posts)
	if math.IsInf(enough, 1) {
		return matchNone(), nil
	}
	var parts []clause
	for i, has := range r.has {
		if weights[i] > 0 {
			parts = append(parts, clause{"constant_score": clause{"filter": has, "boost": weights[i], "_name": heldName(i)}})
		}
	}
	least := clause{"bool": clause{"should": parts, "minimum_should_match": r.Least}}
	// The cluster adds up in single precision.
	enough *= 1 - 1e-5
	held := clause{"function_score": clause{"query": least, "functions": []clause{{"weight": 1}}, "min_score": enough}}
	if r.Hard == nil {
		return held, nil
	}
	return all(held, v.print(r.Hard)), nil
}

func heldName(i int) string { return fmt.Sprintf("word %d", i) }

// missing gives the words of the query that a hit lacks, by the names of what it has.
func (r *relaxation) missing(names []string) []string {
	has := map[string]bool{}
	for _, n := range names {
		has[n] = true
	}
	return r.Missing(func(word int) bool { return has[heldName(word)] })
}
