package bleve

import (
	"sync"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/rank"
)

// scorer adds up BM25 scores for the documents that matched, a term at a time.
type scorer struct {
	*matcher
	found set
	*scratch
	idf   []float64 // of each concept, the highest of its ways of writing
	boost boost

	k1, title float32 // of the weights
}

// scratch is the memory of a scorer, which grows with the index and is used by one search after the other.
type scratch struct {
	scores []float32 // by document
	best   []float32 // of the concept being scored; nothing but zeros between two concepts
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// newScorer makes a scorer; release must follow.
func newScorer(m *matcher, found set) *scorer {
	t := scratches.Get().(*scratch)
	if n := m.size(); cap(t.scores) < n {
		t.scores, t.best = make([]float32, n), make([]float32, n)
	} else {
		t.scores, t.best = t.scores[:n], t.best[:n]
		clear(t.scores)
	}
	return &scorer{matcher: m, found: found, scratch: t, boost: m.columns.boost(m.rules), idf: make([]float64, len(m.plan.Concepts)),
		k1: float32(m.weights.Saturation), title: float32(m.weights.Title)}
}

func (s *scorer) release() {
	clear(s.best) // an error may have left something
	scratches.Put(s.scratch)
}

// score fills scores.
func (s *scorer) score() error {
	for i := range s.plan.Concepts {
		if s.plan.Concepts[i].Excluded {
			continue
		}
		if err := s.concept(i); err != nil {
			return err
		}
	}
	for _, g := range rank.Gains(s.plan) {
		if err := s.gain(g); err != nil {
			return err
		}
	}
	for _, g := range s.plan.Grams {
		l, n, err := s.postingsOf(fieldGrams, g)
		if err != nil {
			return err
		}
		s.add(s.scores, l, s.columns.grams.norm, s.weights.Gram*s.rarity(n))
	}
	return nil
}

// gain is a constant score: it scores documents as if each had a term once.
func (s *scorer) gain(g rank.Gain) error {
	docs, err := s.eval(g.Match)
	if err != nil {
		return err
	}
	gain := float32(g.Gain(docs.count(), s.columns.posts))
	for doc := range docs.all {
		if s.found.has(doc) {
			s.scores[doc] += gain
		}
	}
	return nil
}

// concept scores a word by its best way of writing.
func (s *scorer) concept(i int) error {
	c := &s.plan.Concepts[i]
	l, n, err := s.postingsOf(fieldWords, c.Term)
	if err != nil {
		return err
	}
	s.idf[i] = s.rarity(n)
	if len(c.Alternatives) == 0 {
		s.add(s.scores, l, s.columns.words.norm, s.idf[i])
		return nil
	}
	if n == 0 {
		s.idf[i] = 0 // what nobody wrote so is as rare as its alternatives
	}
	typed := s.idf[i]
	s.addBest(l, s.idf[i])
	for j := range c.Alternatives {
		a := &c.Alternatives[j]
		if !rank.ScoresByFrequency(a) {
			continue
		}
		l, n, err := s.postingsOfWay(a)
		if err != nil {
			return err
		}
		worth := rank.Worth(a, s.rarity(n), typed)
		if n > 0 {
			s.idf[i] = max(s.idf[i], worth)
		}
		s.addBest(l, worth)
	}
	for doc := range s.found.all {
		s.scores[doc] += s.best[doc]
		s.best[doc] = 0
	}
	return nil
}

// postingsOf gives the postings of a term in what was found, and how many posts have it in all.
func (s *scorer) postingsOf(field, term string) (*list, int, error) {
	h, err := s.holders(field, term)
	if err != nil {
		return nil, 0, err
	}
	l, err := s.list(field, term, s.found)
	return l, h.n, err
}

// postingsOfWay gives the postings of an alternative in what was found, and how many posts have it. Several terms are together as
// frequent as the first of them.
func (s *scorer) postingsOfWay(a *plan.Alternative) (*list, int, error) {
	if len(a.Terms) == 1 {
		return s.postingsOf(fieldWords, a.Terms[0])
	}
	docs, err := s.eval(s.plan.Way(a))
	if err != nil {
		return nil, 0, err
	}
	l, err := s.list(fieldWords, a.Terms[0], docs)
	if err != nil {
		return nil, 0, err
	}
	out := &list{}
	for i, d := range l.docs {
		if docs.has(d) {
			out.docs, out.tallys = append(out.docs, d), append(out.tallys, l.tallys[i])
		}
	}
	return out, docs.count(), nil
}

// rarity is the idf of what stands in df posts.
func (s *snapshot) rarity(df int) float64 { return rank.Rarity(df, s.columns.posts) }

// add adds the score of a term to every document that matched.
func (s *scorer) add(scores []float32, l *list, norm []float32, worth float64) {
	w := float32(worth)
	for i, d := range l.docs {
		if s.found.has(d) {
			scores[d] += w * s.saturate(l.tallys[i], norm[d])
		}
	}
}

// addBest is a disjunction maximum: it keeps the better of what a document has and what a term gives it.
func (s *scorer) addBest(l *list, worth float64) {
	w, norm := float32(worth), s.columns.words.norm
	for i, d := range l.docs {
		if s.found.has(d) {
			s.best[d] = max(s.best[d], w*s.saturate(l.tallys[i], norm[d]))
		}
	}
}

// saturate is tf/(tf+k1) with the frequency taken relative to the length of the document.
func (s *scorer) saturate(packed uint32, norm float32) float32 {
	t := unpack(packed)
	tf := float32(t.body) + s.title*float32(t.title)
	return tf / (tf + s.k1*norm)
}
