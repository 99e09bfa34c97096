package opensearch

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index/plan"
)

// Not all words of a query can be required where no post has them all; and a long question, in other words than the post that
// answers it, finds the wrong few that happen to have them all. The rules are those of the embedded engine.
const (
	// share is how much of a query's weight a post has to hold then.
	share = 0.3
	// So many pieces make a question; it is relaxed where fewer than fewHits have all of them.
	questionUnits = 4
	fewHits       = 10
)

// relaxation is how a query can be relaxed.
type relaxation struct {
	words []word
	hard  []plan.Node // what stays required
	few   int         // it is relaxed where fewer posts than this match as it stands
}

// word is a word of the query and what has it.
type word struct {
	text string
	has  clause
}

// relaxable gives how the query can be relaxed, nil where it cannot.
func (c *compiler) relaxable() *relaxation {
	if len(c.plan.Concepts) < 2 {
		return nil
	}
	r := &relaxation{few: 1}
	units := 0
	for _, n := range side(c.plan.Root) {
		u, ok := n.(plan.Unit)
		switch {
		case ok && u.Field == "" && !u.Weak:
			units++
			r.words = append(r.words, c.held(u)...)
		case ok && u.Field == "":
		case n != nil:
			r.hard = append(r.hard, n)
		}
	}
	if c.plan.Question || units >= questionUnits {
		r.few = fewHits
	}
	return r
}

// side gives the nodes that must all match.
func side(n plan.Node) []plan.Node {
	and, ok := n.(plan.And)
	if !ok {
		return []plan.Node{n}
	}
	var out []plan.Node
	for _, c := range and.Nodes {
		out = append(out, side(c)...)
	}
	return out
}

// held gives what has each word of a unit that carries something. The unit as it stands inside words counts for all.
func (c *compiler) held(u plan.Unit) []word {
	whole := c.whole(u)
	var words []word
	for i := u.First; i < u.Last; i++ {
		if !c.plan.Concepts[i].Weak {
			words = append(words, word{c.plan.Concepts[i].Surface, either(append([]clause{c.concept(u, i)}, whole...)...)})
		}
	}
	return words
}

// relaxed gives what matches where not all words are required: what holds enough of the query, each word weighed by its idf. What
// no post has cannot be required of any. Its hits tell by name which words they have.
func (c *compiler) relaxed(ctx context.Context, r *relaxation) (clause, error) {
	var asked []clause
	for _, w := range r.words {
		asked = append(asked, w.has)
	}
	counts, err := c.count(ctx, asked)
	if err != nil {
		return nil, err
	}
	total := 0.0
	var parts []clause
	for i, w := range r.words {
		if counts[i] == 0 {
			continue
		}
		idf := c.rarity(counts[i])
		total += idf
		part := constant(w.has, idf)
		part["constant_score"].(clause)["_name"] = heldName(i)
		parts = append(parts, part)
	}
	if total == 0 {
		return matchNone(), nil
	}
	// The cluster adds up in single precision.
	enough := share * total * (1 - 1e-5)
	held := clause{"function_score": clause{"query": either(parts...), "functions": []clause{{"weight": 1}}, "min_score": enough}}
	if len(r.hard) == 0 {
		return held, nil
	}
	return all(held, c.and(r.hard)), nil
}

func heldName(i int) string { return fmt.Sprintf("word %d", i) }

// missing gives the words of the query that a hit lacks.
func (r *relaxation) missing(names []string) []string {
	has := map[string]bool{}
	for _, n := range names {
		has[n] = true
	}
	var out []string
	for i, w := range r.words {
		if !has[heldName(i)] {
			out = append(out, w.text)
		}
	}
	return out
}
