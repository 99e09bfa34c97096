package rank

import "github.com/fumikura/fumikura/index/plan"

// Not all words of a query can be required where no post has them all; and a long question, in other words than the post that
// answers it, finds the wrong few that happen to have them all.
const (
	// Share is how much of a query's weight, each word weighed by its idf, a post has to hold then. What no post has cannot be
	// required of any and does not count.
	Share = 0.2
	// A question is relaxed where fewer have all of it. Over the known items this finds as much as never requiring all words, and
	// words typed side by side keep meaning what they say.
	fewHits = 10
)

// Relaxation is how a query is asked where not all of its words can be required.
type Relaxation struct {
	Words []plan.Word // that may be missing
	Hard  plan.Match  // exclusions, fields, phrases and the reader's own alternatives stay required; nil for none
	Few   int         // it is wanted where fewer posts than this have all words
	Least int         // how many of the words a post has to hold at least
}

// Relax gives how a query is relaxed, nil where it cannot be.
func Relax(p *plan.Plan) *Relaxation {
	if len(p.Concepts) < 2 {
		return nil
	}
	r := &Relaxation{Few: 1}
	if p.Question {
		r.Few = fewHits
	}
	var units []plan.Unit
	var hard []plan.Node
	for _, n := range plan.Flat([]plan.Node{p.Root}) {
		if u, ok := n.(plan.Unit); ok && u.Field == "" {
			if !u.Weak {
				units = append(units, u)
				r.Words = append(r.Words, p.Words(u)...)
			}
		} else if n != nil {
			hard = append(hard, n)
		}
	}
	if len(units) == 0 {
		return nil
	}
	if len(hard) > 0 {
		r.Hard = p.Node(plan.And{Nodes: hard})
	}
	r.Least = least(units, len(r.Words))
	return r
}

// least is how many of the words of the units a post has to hold at least. All that is asked for may be one Latin name, such as
// foo_bar or a.long.key. Its parts are other names; but a name of many parts may stand in a post with one of them written
// otherwise.
func least(units []plan.Unit, words int) int {
	if len(units) == 1 && plan.IsASCII(units[0].Text) {
		return max(2, words-1)
	}
	return 1
}

// Missing gives the words that a post lacks.
func (r *Relaxation) Missing(has func(word int) bool) []string {
	var out []string
	for i, w := range r.Words {
		if !has(i) {
			out = append(out, w.Text)
		}
	}
	return out
}
