package rank

import (
	"math"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/plan"
)

// Not all words of a query can be required where few posts have them all; and a long question, in other words than the post that
// answers it, finds the wrong few that happen to have them all. Measured by MRR@10 over five sets of known items, an English blog and
// help pages: going on below a full page lifts other spellings (.940 to .945, .895 to .915 in English); ranking questions always by
// what posts hold lifts them in English (.633 to .683) and nothing else falls, while strict hits before all others would cost
// questions .06. Words that no post has are best not counted: .003 to .006 are lost where they are.
//
// A post has to hold a share of the weight of the known words, each weighed by its idf. Of a name that nobody wrote with a digit behind
// it, the posts with the digit are no answer: so much of the weight of all words must be of known ones at all.

// Relaxation is the minimum-should-match of a query: how it is asked where not all of its words can be required.
type Relaxation struct {
	Words []plan.Word // that may be missing
	Hard  plan.Match  // exclusions, fields, phrases and the reader's own alternatives stay required; nil for none
	Least int         // how many of the words a post has to hold at least
	Mixed bool        // strict hits are ranked among the others, as for a question, and not before them

	few   int     // fewer strict hits leave a page unfilled
	share float64 // of the weight that any posts have, which a post has to hold
	known float64 // the least share of the weight that any posts have
	one   bool    // the words are one run
}

// Relax gives how a query is relaxed, nil where it cannot be.
func Relax(p *plan.Plan) *Relaxation {
	if len(p.Concepts) < 2 {
		return nil
	}
	r := &Relaxation{Mixed: p.Question}
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
	w := p.Weights.Or()
	r.Least, r.few, r.share, r.known = least(units, len(r.Words)), int(w.Page), w.Share, w.LeastKnown
	switch {
	case r.Mixed:
		r.known = 0
	case len(units) == 1: // its words mean one thing together
		r.few, r.known, r.one = 1, w.LeastOfOne, true
	}
	return r
}

// Wanted says whether posts that lack some words are wanted beside so many strict hits: for a question always, else where a page is not
// filled. In the order of their dates they would stand between the strict hits, and are wanted only in place of none.
func (r *Relaxation) Wanted(order index.Sort, strict int) bool {
	if order != index.ByRelevance {
		return strict == 0
	}
	return r.Mixed || strict < r.few
}

// least is how many of the words of the units a post has to hold at least. All that is asked for may be one Latin name, such as
// foo_bar or a.long.key. Its parts are other names; but a name of many parts may stand in a post with one of them written
// otherwise.
func least(units []plan.Unit, words int) int {
	if len(units) == 1 && plan.IsASCII(units[0].Text) {
		return min(max(2, words-1), words)
	}
	return 1
}

// Weigh gives what each word weighs, by how many of all posts have it, and how much of that a post has to hold. Nothing is enough where
// nearly nothing of the query is known.
func (r *Relaxation) Weigh(posts []int, all int) (weights []float64, enough float64) {
	weights = make([]float64, len(posts))
	known, telling, total := 0.0, 0.0, 0.0
	for i, n := range posts {
		idf := Rarity(n, all)
		total += idf
		if n > 0 {
			weights[i] = idf
			known += idf
			if !r.one || strings.Trim(r.Words[i].Text, "0123456789") != "" { // a number in a run tells nothing by itself
				telling += idf
			}
		}
	}
	if telling == 0 || telling < r.known*total {
		return weights, math.Inf(1)
	}
	return weights, r.share * known
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
