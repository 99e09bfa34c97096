package rank

import (
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

// Gain is something that scores as if it were a term that stands once in each post that matches.
type Gain struct {
	Match  plan.Match
	Weight float64 // of the idf of what matches
}

// Gains gives what the words and pairs of a plan do not score: what was published at a date that the query names, as if the post said
// so, what has a flag in its code, and hiragana or the beginning of a Latin word inside longer words.
func Gains(p *plan.Plan) []Gain {
	var out []Gain
	w := p.Weights.Or()
	add := func(m plan.Match, weight float64) { out = append(out, Gain{m, weight / (1 + w.Saturation)}) }
	dated := map[string]bool{} // a year and its month are one date
	for _, u := range plan.Units(p.Root) {
		if u.Date != "" && !dated[u.Date] {
			dated[u.Date] = true
			add(&plan.Value{Field: query.Year, Value: u.Date}, w.Date)
		}
		if u.Flag != "" {
			add(&plan.Term{Field: query.CodeIn, Term: u.Flag}, w.Flag)
		}
		if u.Weak || plan.ScoringGrams(u.Grams) {
			continue
		}
		if m := p.InsideOnly(u); m != nil {
			add(m, w.Inside)
		}
	}
	return out
}

// Gain is what each post with it scores, where some of all posts have it.
func (g Gain) Gain(posts, all int) float64 { return g.Weight * Rarity(posts, all) }
