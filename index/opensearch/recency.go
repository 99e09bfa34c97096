package opensearch

import "math"

// The newest post gains by a third over an old one: its score is multiplied by 1 + recencyGain/(1+age in years), age counted
// against the newest post. The cluster cannot divide, but it can let a value decay; the sum of three decays differs from the
// hyperbola by less than a hundredth over thirty years. What it is wrong by is put right for the hits that are ranked again.
const (
	recencyGain = 0.3
	secondsYear = 365.25 * 24 * 3600
)

// decay is one exponential of the sum.
type decay struct{ share, rate float64 } // rate: by e in 1/rate years

func decays() []decay { return []decay{{0.067, 0.02}, {0.392, 0.25}, {0.541, 1.5}} }

// recency is the exact factor.
func recency(years float64) float64 { return 1 + recencyGain/(1+years) }

// decayed is the factor as the cluster reckons it.
func decayed(years float64) float64 {
	f := 1.0
	for _, d := range decays() {
		f += recencyGain * d.share * math.Exp(-d.rate*years)
	}
	return f
}

// recent multiplies the scores of a query by the factor of each post's age.
func recent(query clause, newest int64) clause {
	functions := []any{clause{"weight": 1}}
	for _, d := range decays() {
		functions = append(functions, clause{
			"filter": clause{"exists": clause{"field": fieldWall}},
			"weight": recencyGain * d.share,
			"exp":    clause{fieldWall: clause{"origin": newest, "scale": secondsYear / d.rate, "decay": 1 / math.E}},
		})
	}
	return clause{"function_score": clause{"query": query, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}}
}
