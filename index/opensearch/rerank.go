package opensearch

import (
	"cmp"
	"math"
	"slices"
)

// What stands where is looked at for the best by their words alone; a hundred give the same ranking as all.
const rerankDepth = 100

// The weights of what is added for places; see the formulas at pairs and paragraphs. They are those of the embedded engine.
const (
	pairWeight      = 0.3
	pairReach       = 8 // words
	paragraphWeight = 0.35
	titleShare      = 0.2 // what a word of the title counts in every paragraph
)

// rerank adds to the scores of the first hits what the places of the words tell, and sorts them anew.
func (s *searching) rerank(first []ranked) error {
	concepts := s.numbers()
	for i := range first {
		r := &first[i]
		st, err := decodeStream(r.stream)
		if err != nil {
			return err
		}
		base, gain := r.score, 1.0
		if r.wall != nil {
			years := float64(s.newest-*r.wall) / secondsYear
			base, gain = r.score/decayed(years), recency(years)
		}
		blocks := st.places(concepts)
		norm := 1 - lengthWeight + lengthWeight*st.length()/s.mean
		r.score = (base + s.pairs(blocks, norm) + s.paragraphs(blocks)) * gain
	}
	slices.SortStableFunc(first, func(a, b ranked) int {
		wall := func(r ranked) int64 {
			if r.wall == nil {
				return math.MinInt64
			}
			return *r.wall
		}
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(wall(b), wall(a)), cmp.Compare(a.id, b.id))
	})
	return nil
}

// numbers maps the hash of each term of the query that stands for one concept to the number of that concept.
func (s *searching) numbers() map[uint32]int {
	n := map[uint32]int{}
	concepts := s.compiler.plan.Concepts
	for i := range concepts {
		for _, a := range concepts[i].Alternatives {
			if len(a.Terms) == 1 && !concepts[i].Excluded {
				n[hash(a.Terms[0])] = i
			}
		}
	}
	for i := len(concepts) - 1; i >= 0; i-- {
		if c := &concepts[i]; !c.Excluded {
			n[hash(c.Term)] = i
		}
	}
	return n
}

// place is where in its block a concept stands.
type place struct{ concept, at int }

// block is the places of concepts in one block, with the number of its words.
type block struct {
	places []place
	words  int
}

// places gives the places of concepts in each block.
func (s *stream) places(concepts map[uint32]int) []block {
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
func (s *searching) pairs(blocks []block, norm float64) float64 {
	idf := s.scorer.idf
	near := make([]float64, len(idf)) // of each concept with the one after it
	for _, b := range blocks {
		for i, p := range b.places {
			for j := i + 1; j < len(b.places) && b.places[j].at-p.at <= pairReach; j++ {
				q := b.places[j]
				distance := float64(max(q.at-p.at, 1))
				switch q.concept - p.concept {
				case 1:
					near[p.concept] += 1 / distance
				case -1:
					near[q.concept] += 1 / distance
				}
			}
		}
	}
	sum := 0.0
	for i := range len(near) - 1 {
		if near[i] > 0 {
			sum += min(idf[i], idf[i+1]) * near[i] / (near[i] + saturation*norm)
		}
	}
	return pairWeight * sum
}

// paragraphs is what the best block holds of the query: the sum of idf·n/(n+.5), less the share of the post that the block is,
// for a post of one block says nothing new.
func (s *searching) paragraphs(blocks []block) float64 {
	idf := s.scorer.idf
	total := 0
	for _, b := range blocks {
		total += b.words
	}
	inTitle := make([]bool, len(idf))
	for _, p := range blocks[0].places {
		inTitle[p.concept] = true
	}
	best, n := 0.0, make([]int, len(idf))
	for _, b := range blocks[1:] {
		clear(n)
		for _, p := range b.places {
			n[p.concept]++
		}
		sum := 0.0
		for c, k := range n {
			held := float64(k) / (float64(k) + .5)
			if inTitle[c] {
				held = max(held, titleShare)
			}
			sum += idf[c] * held
		}
		best = max(best, sum*(1-float64(b.words)/float64(max(total, 1))))
	}
	return paragraphWeight * best
}
