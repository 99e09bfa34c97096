package bleve

import (
	"github.com/fumikura/fumikura/index"
)

// What stands where is looked at for the best by their words alone; a hundred give the same ranking as all.
const rerankDepth = 100

// The weights of what is added for places; see the formulas at pairs, paragraphs and literals.
const (
	pairWeight      = 0.3
	pairReach       = 8 // words
	paragraphWeight = 0.35
	literalWeight   = 0.1
	titleShare      = 0.2 // what a word of the title counts in every paragraph
)

// rerank adds to the scores of the first documents what the places of the words tell, and sorts them anew.
func (s *scorer) rerank(first []ranked) error {
	concepts := s.numbers()
	var st stream
	for i := range first {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		r := &first[i]
		if err := s.stream(r.doc, &st); err != nil {
			return err
		}
		places := st.places(concepts)
		bonus := s.pairs(r.doc, places) + s.paragraphs(places)
		literal, err := s.literals(r.doc)
		if err != nil {
			return err
		}
		r.score = (float64(s.scores[r.doc]) + bonus + literal) * s.columns.recency(r.doc)
	}
	sortRanked(first, s.columns, index.ByRelevance)
	return nil
}

// numbers maps the hash of each term of the query that stands for one concept to the number of that concept.
func (s *scorer) numbers() map[uint32]int {
	n := map[uint32]int{}
	for i := range s.plan.Concepts {
		c := &s.plan.Concepts[i]
		if c.Excluded {
			continue
		}
		for _, a := range c.Alternatives {
			if len(a.Terms) == 1 {
				n[hash(a.Terms[0])] = i
			}
		}
	}
	for i := len(s.plan.Concepts) - 1; i >= 0; i-- {
		if c := &s.plan.Concepts[i]; !c.Excluded {
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
func (s *scorer) pairs(doc uint32, blocks []block) float64 {
	near := make([]float64, len(s.idf)) // of each concept with the one after it
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
	norm := saturation * float64(s.columns.words.norm[doc])
	sum := 0.0
	for i := range len(near) - 1 {
		if near[i] > 0 {
			sum += min(s.idf[i], s.idf[i+1]) * near[i] / (near[i] + norm)
		}
	}
	return pairWeight * sum
}

// paragraphs is what the best block holds of the query: the sum of idf·n/(n+.5), less the share of the post that the block is,
// for a post of one block says nothing new.
func (s *scorer) paragraphs(blocks []block) float64 {
	total := 0
	for _, b := range blocks {
		total += b.words
	}
	inTitle := make([]bool, len(s.idf))
	for _, p := range blocks[0].places {
		inTitle[p.concept] = true
	}
	best, n := 0.0, make([]int, len(s.idf))
	for _, b := range blocks[1:] {
		clear(n)
		for _, p := range b.places {
			n[p.concept]++
		}
		sum := 0.0
		for c, k := range n {
			share := float64(k) / (float64(k) + .5)
			if inTitle[c] {
				share = max(share, titleShare)
			}
			sum += s.idf[c] * share
		}
		best = max(best, sum*(1-float64(b.words)/float64(max(total, 1))))
	}
	return paragraphWeight * best
}

// literals is the idf of every chunk of two and more words that stands in the post as typed.
func (s *scorer) literals(doc uint32) (float64, error) {
	if len(s.plan.Literals) == 0 {
		return 0, nil
	}
	sum := 0.0
	err := s.text(doc, func(_, folded []byte) error {
		for _, l := range s.plan.Literals {
			if stands(folded, l.Text, "") {
				for c := l.First; c < l.Last; c++ {
					sum += s.idf[c]
				}
			}
		}
		return nil
	})
	return literalWeight * sum, err
}
