package rank

import "github.com/fumikura/fumikura/index/plan"

// The weights of what is added for places; see the formulas at pairs, paragraphs and Literals.
const (
	pairWeight      = 0.4
	pairReach       = 8 // words
	paragraphWeight = 0.35
	literalWeight   = 0.1
	titleShare      = 0.2 // what a word of the title counts in every paragraph
)

// Places scores what stands where: words of the query near each other, in one paragraph, or as they were typed.
type Places struct {
	plan     *plan.Plan
	idf      []float64
	concepts map[uint32]int // by the hash of each term that stands for one concept
}

// NewPlaces prepares to score for a plan. The idf is of each of its concepts, the highest of its ways of writing.
func NewPlaces(p *plan.Plan, idf []float64) *Places {
	n := map[uint32]int{}
	for i := range p.Concepts {
		c := &p.Concepts[i]
		if c.Excluded {
			continue
		}
		for _, a := range c.Alternatives {
			if len(a.Terms) == 1 {
				n[hash(a.Terms[0])] = i
			}
		}
	}
	for i := len(p.Concepts) - 1; i >= 0; i-- {
		if c := &p.Concepts[i]; !c.Excluded {
			n[hash(c.Term)] = i
		}
	}
	return &Places{plan: p, idf: idf, concepts: n}
}

// Bonus is what the places of the words in a post add to its score. The norm is that of the post's length.
func (p *Places) Bonus(s *Stream, norm float64) float64 {
	blocks := s.places(p.concepts)
	return p.pairs(blocks, norm) + p.paragraphs(blocks)
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

// place is where in its block a concept stands.
type place struct{ concept, at int }

// block is the places of concepts in one block, with the number of its words.
type block struct {
	places []place
	words  int
}

// places gives the places of concepts in each block.
func (s *Stream) places(concepts map[uint32]int) []block {
	local := make([]int, len(s.hashes))
	for i, h := range s.hashes {
		local[i] = -1
		if c, ok := concepts[h]; ok {
			local[i] = c
		}
	}
	blocks := make([]block, len(s.blocks))
	for i, words := range s.blocks {
		blocks[i].words = len(words)
		for at, id := range words {
			if c := local[id]; c >= 0 {
				blocks[i].places = append(blocks[i].places, place{c, at})
			}
		}
	}
	return blocks
}

// pairs is, for each two words side by side in the query, the smaller idf times tf/(tf+norm), where tf is the sum of 1/distance
// over their places within reach in one block.
func (p *Places) pairs(blocks []block, norm float64) float64 {
	near := make([]float64, len(p.idf)) // of each concept with the one after it
	for _, b := range blocks {
		for i, x := range b.places {
			for j := i + 1; j < len(b.places) && b.places[j].at-x.at <= pairReach; j++ {
				y := b.places[j]
				distance := float64(max(y.at-x.at, 1))
				switch y.concept - x.concept {
				case 1:
					near[x.concept] += 1 / distance
				case -1:
					near[y.concept] += 1 / distance
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
func (p *Places) paragraphs(blocks []block) float64 {
	total := 0
	for _, b := range blocks {
		total += b.words
	}
	inTitle := make([]bool, len(p.idf))
	for _, x := range blocks[0].places {
		inTitle[x.concept] = true
	}
	best, n := 0.0, make([]int, len(p.idf))
	for _, b := range blocks[1:] {
		clear(n)
		for _, x := range b.places {
			n[x.concept]++
		}
		sum := 0.0
		for c, k := range n {
			share := float64(k) / (float64(k) + .5)
			if inTitle[c] {
				share = max(share, titleShare)
			}
			sum += p.idf[c] * share
		}
		best = max(best, sum*(1-float64(b.words)/float64(max(total, 1))))
	}
	return paragraphWeight * best
}
