package bleve

import (
	"github.com/fumikura/fumikura/index/plan"
)

// Not all words of a query can be required where no post has them all; and a long question, in other words than the post that
// answers it, finds the wrong few that happen to have them all.
const (
	// share is how much of a query's weight a post has to hold then.
	share = 0.3
	// A question is relaxed where fewer have all of it. Over the known items this finds as much as never requiring all words, and
	// words typed side by side keep meaning what they say.
	fewHits = 10
)

// relaxed is what was found where not all words can be required.
type relaxed struct {
	found set
	words []heldBy
}

// heldBy is a word of the query and who has it.
type heldBy struct {
	text string
	docs set
}

// missing gives the words of the query that a document lacks.
func (r *relaxed) missing(doc uint32) []string {
	if r == nil {
		return nil
	}
	var out []string
	for _, w := range r.words {
		if !w.docs.has(doc) {
			out = append(out, w.text)
		}
	}
	return out
}

// relax finds the posts that hold most of the query, each word weighed by its idf, where too few were found that hold all of it;
// else it gives nil. Exclusions, fields, phrases and the reader's own alternatives stay required.
func (m *matcher) relax(found set) (*relaxed, error) {
	var units []plan.Unit
	var hard []plan.Node
	for _, n := range flat([]plan.Node{m.plan.Root}) {
		if u, ok := n.(plan.Unit); ok && u.Field == "" {
			if !u.Weak {
				units = append(units, u)
			}
		} else if n != nil {
			hard = append(hard, n)
		}
	}
	if !found.empty() && (!m.plan.Question || found.count() >= fewHits) || len(m.plan.Concepts) < 2 {
		return nil, nil
	}
	r := &relaxed{found: newSet(m.size())}
	for _, u := range units {
		words, err := m.held(u)
		if err != nil {
			return nil, err
		}
		r.words = append(r.words, words...)
	}
	must, err := m.and(hard)
	if err != nil {
		return nil, err
	}
	least := 1
	if compound(units) {
		least = max(2, len(r.words)-1)
	}
	m.weigh(r, must, least)
	return r, nil
}

// compound says whether all that is asked for is one Latin name, such as foo_bar or a.long.key. Its parts are other names; but a name
// of many parts may stand in a post with one of them written otherwise.
func compound(units []plan.Unit) bool { return len(units) == 1 && isASCII(units[0].Text) }

// held gives for each word of a unit that carries something who has it. The unit as it stands inside words counts for all.
func (m *matcher) held(u plan.Unit) ([]heldBy, error) {
	inside, err := m.insideOnly(u)
	if err != nil {
		return nil, err
	}
	inside = inside.clone().or(m.published(u))
	var words []heldBy
	for i := u.First; i < u.Last; i++ {
		if m.plan.Concepts[i].Weak {
			continue
		}
		docs, err := m.concept(u, i)
		if err != nil {
			return nil, err
		}
		words = append(words, heldBy{m.plan.Concepts[i].Surface, docs.clone().or(inside)})
	}
	return words, nil
}

// weigh finds the documents that hold enough, and so many words at least. What no post has cannot be required of any.
func (m *matcher) weigh(r *relaxed, must set, least int) {
	mass, total := make([]float32, m.size()), float32(0)
	held := make([]uint16, m.size())
	for _, w := range r.words {
		n := w.docs.count()
		if n == 0 {
			continue
		}
		idf := float32(m.rarity(n))
		total += idf
		for d := range w.docs.all {
			mass[d] += idf
			held[d]++
		}
	}
	for d := range must.all {
		if total > 0 && mass[d] >= share*total && int(held[d]) >= least {
			r.found.add(d)
		}
	}
}
