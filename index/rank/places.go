package rank

import "github.com/fumikura/fumikura/index/plan"

// The weights of what is added for places; see the formulas at pairs, paragraphs, cover and Literals.
const (
	pairWeight      = 0.6
	pairReach       = 8 // words
	paragraphWeight = 0.5
	literalWeight   = 0.1
	coverWeight     = 0.2
	titleShare      = 0.2 // what a word of the title counts in every paragraph
)

// Places scores what stands where: words of the query near each other, in one paragraph, or as they were typed.
type Places struct {
	plan    *plan.Plan
	idf     []float64
	several bool // more than one thing is asked for
	ways    ways
}

// NewPlaces prepares to score for a plan. The idf is of each of its concepts, the highest of its ways of writing.
func NewPlaces(p *plan.Plan, idf []float64) *Places {
	return &Places{plan: p, idf: idf, several: asked(p.Root) > 1, ways: waysOf(p)}
}

// asked counts the things that a query asks for: units that carry something, and phrases.
func asked(n plan.Node) int {
	var nodes []plan.Node
	switch n := n.(type) {
	case plan.And:
		nodes = n.Nodes
	case plan.Or:
		nodes = n.Nodes
	case plan.Unit:
		if !n.Weak {
			return 1
		}
	case plan.Phrase:
		return 1
	}
	sum := 0
	for _, c := range nodes {
		sum += asked(c)
	}
	return sum
}

// Bonus is what the places of the words in a post add to its score. The norm is that of the post's length. Of one thing asked for,
// such as an identifier, no paragraph tells more than the post.
func (p *Places) Bonus(s *Stream, norm float64) float64 {
	blocks := s.places(p.ways)
	title := p.inTitle(blocks[0])
	bonus := p.pairs(blocks, norm) + p.cover(title)
	if p.several {
		bonus += p.paragraphs(blocks, title)
	}
	return bonus
}

// Literals is the idf of every chunk of two and more words that stands in the post as typed.
func (p *Places) Literals(stands func(text string) bool) float64 {
	sum := 0.0
	for _, l := range p.plan.Literals {
		if stands(l.Text) {
			for c := l.First; c < l.Last; c++ {
				sum += p.idf[c]
			}
		}
	}
	return literalWeight * sum
}

// inTitle gives for each concept what its best way of writing in the title is worth, 0 where it has none.
func (p *Places) inTitle(title block) []float64 {
	in := make([]float64, len(p.idf))
	for _, x := range title.places {
		in[x.concept] = max(in[x.concept], x.weight)
	}
	return in
}

// cover is what the title holds of the query, times the share of the query that this is: a title that says all of it is more than one
// that says a word, however often the text says them.
func (p *Places) cover(title []float64) float64 {
	held, all := 0.0, 0.0
	for c, idf := range p.idf {
		if !p.plan.Concepts[c].Weak {
			held += title[c] * idf
			all += idf
		}
	}
	return coverWeight * held * held / max(all, 1e-9)
}

// pairs is, for each two words side by side in the query, the smaller idf times tf/(tf+norm), where tf is the sum of 1/distance
// over their places within reach in one block.
func (p *Places) pairs(blocks []block, norm float64) float64 {
	near := make([]float64, len(p.idf)) // of each concept with the one after it
	for _, b := range blocks {
		for i, x := range b.places {
			for j := i + 1; j < len(b.places) && b.places[j].at-x.at <= pairReach; j++ {
				y := b.places[j]
				gain := x.weight * y.weight / float64(max(y.at-x.at, 1))
				switch y.concept - x.concept {
				case 1:
					near[x.concept] += gain
				case -1:
					near[y.concept] += gain
				}
			}
		}
	}
	sum := 0.0
	for i := range len(near) - 1 {
		if near[i] > 0 {
			sum += min(p.idf[i], p.idf[i+1]) * near[i] / (near[i] + Saturation*norm)
		}
	}
	return pairWeight * sum
}

// paragraphs is what the best block holds of the query: the sum of idf·n/(n+.5), less the share of the post that the block is,
// for a post of one block says nothing new.
func (p *Places) paragraphs(blocks []block, title []float64) float64 {
	total := 0
	for _, b := range blocks {
		total += b.words
	}
	best, n := 0.0, make([]float64, len(p.idf))
	for _, b := range blocks[1:] {
		clear(n)
		for _, x := range b.places {
			n[x.concept] += x.weight
		}
		sum := 0.0
		for c, k := range n {
			share := k / (k + .5)
			if title[c] > 0 {
				share = max(share, titleShare)
			}
			sum += p.idf[c] * share
		}
		best = max(best, sum*(1-float64(b.words)/float64(max(total, 1))))
	}
	return paragraphWeight * best
}
