package rank

import (
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/weight"
)

// Proximity scores proximity: words of the query near each other, in one paragraph, or as they were typed.
type Proximity struct {
	plan    *plan.Plan
	weights weight.Weights
	idf     []float64
	several bool  // more than one thing is asked for
	bound   []int // by concept: one more than the version that stands beside it in the query; 0 for none
	ways    ways
}

// NewProximity prepares to score for a plan. The idf is of each of its concepts, the highest of its ways of writing.
func NewProximity(p *plan.Plan, idf []float64) *Proximity {
	return &Proximity{plan: p, weights: p.Weights.Or(), idf: idf, several: clauses(p.Root) > 1, bound: boundOf(p), ways: waysOf(p)}
}

// clauses counts the clauses of a query, the things that it asks for: units that carry something, and phrases.
func clauses(n plan.Node) int {
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
		sum += clauses(c)
	}
	return sum
}

// Decode reads a stream as far as the scores need it: for one word the title and the lengths of the blocks, which tell all that its places
// tell, in a fifth of the time.
func (p *Proximity) Decode(s *Stream, b []byte) error {
	if p.several || len(p.idf) > 1 {
		return s.Decode(b)
	}
	return s.decodeTitle(b)
}

// Bonus is the proximity score: what the places of the words in a post add to its score. The norm is that of the post's length.
func (p *Proximity) Bonus(s *Stream, norm float64) float64 {
	x := p.Parts(s, norm)
	return x.Pairs + x.Title + x.Release + (x.Paragraph + x.Opening)
}

// Parts is a proximity score by what the places tell.
type Parts struct {
	Pairs     float64 // words of the query near each other
	Title     float64 // what the title covers
	Release   float64 // a title that names the product and the version
	Paragraph float64 // the best passage
	Opening   float64 // the lead paragraph
}

// Parts gives the parts of Bonus. Of one thing asked for, such as an identifier, no part of the text tells more than the post.
func (p *Proximity) Parts(s *Stream, norm float64) (x Parts) {
	blocks := s.places(p.ways)
	title := p.inTitle(blocks[0])
	x.Pairs, x.Title, x.Release = p.pairs(blocks, norm), p.cover(blocks[0], title), p.release(s, blocks[0], title)
	if p.several {
		x.Paragraph, x.Opening = p.paragraphs(blocks, title), p.opening(blocks[1:])
	}
	return x
}

// A list has at least so many blocks of at most so many words, which are so much of it.
const (
	leastItems = 5
	itemWords  = 12
	leastShare = .7
)

// Shape is the factor by which the score of a post falls that is little but a list of short items, such as links, a ranking or a table of
// contents: it names what others are about. What its title says of the query, it is about itself.
func (p *Proximity) Shape(s *Stream) float64 {
	items, inItems, all := 0, 0, 0
	for i := 1; i < len(s.starts); i++ {
		n := len(s.block(i))
		if all += n; n <= itemWords {
			items, inItems = items+1, inItems+n
		}
	}
	if items < leastItems || float64(inItems) < leastShare*float64(all) {
		return 1
	}
	title := p.inTitle(s.places(p.ways)[0])
	held, total := 0.0, 0.0
	for c, idf := range p.idf {
		if !p.plan.Concepts[c].Weak {
			held, total = held+min(title[c], 1)*idf, total+idf
		}
	}
	return 1 - p.weights.List*(1-held/max(total, 1e-9))
}

// Literals is the idf of every chunk of two and more words that stands in the post as typed. It asks for each by its number in the plan's
// Literals.
func (p *Proximity) Literals(stands func(i int) bool) float64 {
	sum := 0.0
	for i, l := range p.plan.Literals {
		if stands(i) {
			for c := l.First; c < l.Last; c++ {
				sum += p.idf[c]
			}
		}
	}
	return p.weights.Literal * sum
}

// inTitle gives for each concept what its best way of writing in the title is worth, 0 where it has none.
func (p *Proximity) inTitle(title block) []float64 {
	in := make([]float64, len(p.idf))
	for _, x := range title.places {
		in[x.concept] = max(in[x.concept], x.weight)
	}
	return in
}

// cover is what the title holds of the query, times the share of the query that this is and the share of the title: a title that says
// all of it is more than one that says a word, and one that says nothing else is about it.
func (p *Proximity) cover(b block, title []float64) float64 {
	held, all := 0.0, 0.0
	for c, idf := range p.idf {
		if !p.plan.Concepts[c].Weak {
			held += title[c] * idf
			all += idf
		}
	}
	share := b.share()
	bonus := held * (p.weights.Cover*held/max(all, 1e-9) + p.weights.Exact*share)
	if held >= all && share == 1 { // the title is the query: all of it counts once more, so that hardly a body outweighs it
		bonus += held
	}
	return bonus
}

// share is how much of a block the query asks for.
func (b block) share() float64 {
	n, last := 0, -1
	for _, x := range b.places { // in order
		if x.at != last {
			n, last = n+1, x.at
		}
	}
	return float64(n) / float64(max(b.words, 1))
}

// pairs is the proximity of neighbours: for each two words side by side in the query, the smaller idf times tf/(tf+norm), where tf is the sum of 1/distance
// over their places within reach in one block.
func (p *Proximity) pairs(blocks []block, norm float64) float64 {
	near, reach := make([]float64, len(p.idf)), int(p.weights.PairReach) // near: of each concept with the one after it
	for _, b := range blocks {
		for i, x := range b.places {
			for j := i + 1; j < len(b.places) && b.places[j].at-x.at <= reach; j++ {
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
			sum += p.pairWorth(i) * near[i] / (near[i] + p.weights.Saturation*norm)
		}
	}
	return p.weights.Pair * sum
}

// paragraphs is the best passage: what the best block says of the query, less the share of the post that the block is, for a post of one block says
// nothing new.
func (p *Proximity) paragraphs(blocks []block, title []float64) float64 {
	total := 0
	for _, b := range blocks {
		total += b.words
	}
	best, n := 0.0, make([]float64, len(p.idf))
	for _, b := range blocks[1:] {
		clear(n)
		b.count(n, b.words)
		best = max(best, p.saturated(n, title)*(1-float64(b.words)/float64(max(total, 1))))
	}
	return p.weights.Paragraph * best
}

// opening is the lead paragraph: what the first words of the text say of the query, for there a post tells what it is about.
func (p *Proximity) opening(blocks []block) float64 {
	n, left := make([]float64, len(p.idf)), int(p.weights.OpeningWords)
	for i := 0; i < len(blocks) && left > 0; i++ {
		blocks[i].count(n, left)
		left -= blocks[i].words
	}
	return p.weights.Opening * p.saturated(n, nil)
}

// count adds to n what each concept is worth in the first words of the block.
func (b block) count(n []float64, words int) {
	for _, x := range b.places {
		if x.at < words {
			n[x.concept] += x.weight
		}
	}
}

// saturated is a saturating sum of term weights, of idf·n/(n+Said) over the concepts; what the title holds of them counts a little everywhere.
func (p *Proximity) saturated(n, title []float64) float64 {
	sum := 0.0
	for c, k := range n {
		share := k / (k + p.weights.Said)
		if title != nil && title[c] > 0 {
			share = max(share, p.weights.TitleShare)
		}
		sum += p.idf[c] * share
	}
	return sum
}
