package rank

import (
	"slices"

	"github.com/fumikura/fumikura/index/plan"
)

// ways is the expanded query: all ways of writing what it asks for, to find them in streams.
type ways struct {
	terms   map[uint32]way      // by the hash of the term
	phrases map[uint32][]phrase // by the hash of the first term
	may     *[64]uint64         // a bit for each of these hashes, of which some others share one
}

// way is a concept and what one way of writing it is worth, against 1 for the word itself.
type way struct {
	concept int
	weight  float64
}

// phrase is a way of writing concepts, side by side in the query, in several terms side by side. It stands for each of them.
type phrase struct {
	rest     []uint32 // the hashes of the terms after the first
	concepts []way
}

func waysOf(p *plan.Plan) ways {
	w := ways{map[uint32]way{}, map[uint32][]phrase{}, new([64]uint64)}
	for i := range p.Concepts {
		c := &p.Concepts[i]
		if c.Excluded {
			continue
		}
		for j := range c.Alternatives {
			w.add(i, &c.Alternatives[j])
		}
	}
	for i := len(p.Concepts) - 1; i >= 0; i-- {
		if c := &p.Concepts[i]; !c.Excluded {
			w.terms[hash(c.Term)] = way{i, 1}
			w.releases(i, c.Term, p.Weights.Or().Release)
		}
	}
	for h := range w.terms {
		w.may[h>>6&63] |= 1 << (h & 63)
	}
	for h := range w.phrases {
		w.may[h>>6&63] |= 1 << (h & 63)
	}
	return w
}

// meeting is what a word of a post is asked for.
type meeting struct {
	term    way // without weight where it is no term
	phrases []phrase
}

// meet gives what a word with the hash is asked for, if anything.
func (w ways) meet(h uint32) (meeting, bool) {
	if w.may[h>>6&63]&(1<<(h&63)) == 0 {
		return meeting{}, false
	}
	m := meeting{w.terms[h], w.phrases[h]}
	return m, m.term.weight > 0 || m.phrases != nil
}

// add adds an alternative to what begins with a concept.
func (w ways) add(concept int, a *plan.Alternative) {
	h, weight := hash(a.Terms[0]), 1.0 // which stands in its place as well as the word itself
	if len(a.Terms) == 1 {
		if w.terms[h].weight < weight {
			w.terms[h] = way{concept, weight}
		}
		return
	}
	var ph phrase
	for _, t := range a.Terms[1:] {
		ph.rest = append(ph.rest, hash(t))
	}
	for c := range a.Span {
		ph.concepts = append(ph.concepts, way{concept + c, weight})
	}
	w.phrases[h] = append(w.phrases[h], ph)
}

// occurrence is where in its block a concept stands, in some way of writing.
type occurrence struct {
	way
	at int
}

// block is the places of concepts in one block, with the number of its words.
type block struct {
	places []occurrence
	words  int
}

// places gives the places of concepts in each block that was read. They are good until the next call.
func (s *Stream) places(w ways) []block {
	asked := resized(&s.asked, len(s.hashes)) // by word: one more than its place in met
	s.met = s.met[:0]
	for i, h := range s.hashes {
		asked[i] = 0
		if m, ok := w.meet(h); ok {
			s.met = append(s.met, m)
			asked[i] = int32(len(s.met))
		}
	}
	blocks := resized(&s.found, len(s.starts))
	for i := range blocks {
		b, words := &blocks[i], s.block(i)
		b.places, b.words = b.places[:0], len(words)
		if i > 0 && s.titled {
			continue
		}
		for at, id := range words {
			if n := asked[id]; n > 0 {
				s.stand(b, &s.met[n-1], words, at)
			}
		}
		if len(w.phrases) > 0 { // they reach over what follows
			slices.SortStableFunc(b.places, func(x, y occurrence) int { return x.at - y.at })
		}
	}
	return blocks
}

// stand adds what one word that is asked for stands for.
func (s *Stream) stand(b *block, m *meeting, words []uint32, at int) {
	if m.term.weight > 0 {
		b.places = append(b.places, occurrence{m.term, at})
	}
	for _, ph := range m.phrases {
		if s.begins(words[at+1:], ph.rest) {
			b.stand(ph, at)
		}
	}
}

// resized gives n items in the memory of those before, which they may hold yet.
func resized[T any](items *[]T, n int) []T {
	*items = slices.Grow((*items)[:0], n)[:n]
	return *items
}

// stand spreads what a phrase is written for over its words.
func (b *block) stand(ph phrase, at int) {
	for i, w := range ph.concepts {
		b.places = append(b.places, occurrence{w, at + i*len(ph.rest)/max(len(ph.concepts)-1, 1)})
	}
}
