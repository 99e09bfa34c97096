package opensearch

import (
	"math"

	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
)

// The cluster cannot divide, as the factor for a post's age asks for, but it can let a value decay; the sum of three decays differs
// from the hyperbola by less than a hundredth over thirty years. What it is wrong by is put right for the hits that are ranked again.
type decay struct{ share, rate float64 } // rate: by e in 1/rate years

func decays() []decay { return []decay{{0.067, 0.02}, {0.392, 0.25}, {0.541, 1.5}} }

// decayed is the factor of a post's age as the cluster reckons it.
func decayed(published, newest int64) float64 {
	f := 1.0
	if published == rank.Undated {
		return f
	}
	years := float64(newest-published) / (weight.Default().RecencyYears * rank.SecondsYear)
	for _, d := range decays() {
		f += weight.Default().Recency * d.share * math.Exp(-d.rate*years)
	}
	return f
}

// recent multiplies the scores of a query by the factor of each post's age, which counts so many times as much as usual.
func recent(query clause, newest int64, times float64) clause {
	functions := []any{clause{"weight": 1}}
	for _, d := range decays() {
		functions = append(functions, clause{
			"filter": clause{"exists": clause{"field": fieldLocalTime}},
			"weight": times * weight.Default().Recency * d.share,
			"exp":    clause{fieldLocalTime: clause{"origin": newest, "scale": weight.Default().RecencyYears * rank.SecondsYear / d.rate, "decay": 1 / math.E}},
		})
	}
	return clause{"function_score": clause{"query": query, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}}
}
