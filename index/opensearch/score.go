package opensearch

import (
	"context"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
)

// scorer makes the clauses that score.
type scorer struct {
	*view
	plan  *plan.Plan
	idf   []float64 // of each concept, the highest of its ways of writing
	own   []int     // how many posts have each concept as typed
	ways  map[*plan.Alternative]int
	first map[*plan.Alternative]int // how many have the first term of an alternative of several
	gains []*gain                   // what scores beside words and pairs
	unit  float64                   // what a score of the cluster has to be multiplied by
}

// newScorer asks how rare everything is that scores, and in the same round how many posts match what is asked for beside.
func (v *view) newScorer(ctx context.Context, p *plan.Plan, beside ...clause) (*scorer, []int, error) {
	s := &scorer{view: v, plan: p, own: make([]int, len(p.Concepts)), idf: make([]float64, len(p.Concepts)),
		ways: map[*plan.Alternative]int{}, first: map[*plan.Alternative]int{}, unit: 1}
	if v.major.Load() < 3 {
		s.unit = 1 / (1 + weight.Default().Saturation) // before version 3 scores had a factor more
	}
	for _, g := range rank.Gains(p) {
		s.gains = append(s.gains, &gain{Gain: g, has: v.print(g.Match)})
	}
	clauses, keep := s.questions()
	counts, err := v.count(ctx, append(clauses, beside...))
	if err != nil {
		return nil, nil, err
	}
	for i, f := range keep {
		f(counts[i])
	}
	for i := range s.idf {
		s.idf[i] = s.rarest(i)
	}
	return s, counts[len(keep):], nil
}

// questions gives what has to be counted, and who keeps each number.
func (s *scorer) questions() (clauses []clause, keep []func(int)) {
	ask := func(q clause, f func(int)) { clauses, keep = append(clauses, q), append(keep, f) }
	for i := range s.plan.Concepts {
		k := &s.plan.Concepts[i]
		ask(term(fieldWords, token(k.Term)), func(n int) { s.own[i] = n })
		for j := range k.Alternatives {
			a := &k.Alternatives[j]
			if !rank.ScoresByFrequency(a) {
				continue
			}
			ask(s.print(s.plan.Way(a)), func(n int) { s.ways[a] = n })
			if len(a.Terms) > 1 {
				ask(term(fieldWords, token(a.Terms[0])), func(n int) { s.first[a] = n })
			}
		}
	}
	for _, g := range s.gains {
		ask(g.has, func(n int) { g.posts = n })
	}
	return clauses, keep
}

// rarityOf is how rare a concept is as typed.
func (s *scorer) rarityOf(i int) float64 { return s.rarity(s.own[i]) }

// typed is the idf of a concept as typed, 0 where nobody wrote it so.
func (s *scorer) typed(i int) float64 {
	if s.own[i] == 0 {
		return 0
	}
	return s.rarityOf(i)
}

// rarest is the idf of a concept. What nobody wrote as typed is as rare as its alternatives.
func (s *scorer) rarest(i int) float64 {
	k := &s.plan.Concepts[i]
	if len(k.Alternatives) == 0 {
		return s.rarityOf(i)
	}
	idf := s.typed(i)
	for j := range k.Alternatives {
		a := &k.Alternatives[j]
		if n := s.ways[a]; n > 0 {
			idf = max(idf, rank.Worth(a, s.rarity(n), s.typed(i)))
		}
	}
	return idf
}

// gain is what scores beside words and pairs, with how many posts have it.
type gain struct {
	rank.Gain
	has   clause
	posts int
}

// clauses gives all that scores.
func (s *scorer) clauses() []clause {
	var out []clause
	for i := range s.plan.Concepts {
		if !s.plan.Concepts[i].Excluded && len(out) < maxScored {
			out = append(out, s.concept(i))
		}
	}
	for _, g := range s.gains {
		out = append(out, constant(g.has, g.Gain.Gain(g.posts, s.posts)))
	}
	for i, g := range s.plan.Grams {
		if i < maxScored {
			out = append(out, weighed(fieldGrams, token(g), s.plan.Weights.Gram*s.unit))
		}
	}
	places := rank.NewProximity(s.plan, s.idf)
	for i, l := range s.plan.Literals {
		worth := places.Literals(func(n int) bool { return n == i })
		out = append(out, constant(chars(fieldChars, l.Text), worth))
	}
	return out
}

// concept scores a word by its best way of writing.
func (s *scorer) concept(i int) clause {
	k := &s.plan.Concepts[i]
	own := weighed(fieldWords, token(k.Term), s.unit)
	if len(k.Alternatives) == 0 {
		return own
	}
	ways := []clause{own}
	for j := range k.Alternatives {
		if a := &k.Alternatives[j]; rank.ScoresByFrequency(a) {
			ways = append(ways, s.way(a, s.typed(i)))
		}
	}
	return clause{"dis_max": clause{"queries": ways}}
}

// way scores an alternative to what was typed with an idf. Several terms are together as frequent as the rarest of them, so that the
// first one scores in place of all, with the idf of them together.
func (s *scorer) way(a *plan.Alternative, typed float64) clause {
	first, idf := token(a.Terms[0]), s.rarity(s.ways[a])
	boost := rank.Worth(a, idf, typed) * s.unit
	if len(a.Terms) == 1 {
		return weighed(fieldWords, first, boost/idf)
	}
	return clause{"bool": clause{"must": []clause{weighed(fieldWords, first, boost/s.rarity(s.first[a]))}, "filter": []clause{s.print(s.plan.Way(a))}}}
}

func weighed(field, value string, boost float64) clause {
	return clause{"term": clause{field: clause{"value": value, "boost": boost}}}
}

func constant(c clause, boost float64) clause {
	return clause{"constant_score": clause{"filter": c, "boost": boost}}
}
