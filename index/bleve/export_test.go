package bleve

import (
	"context"
	"fmt"
	"math"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
)

// Reweigh opens the live generation anew with other weights, for the tests of weights; the words stay in memory.
func (e *Engine) Reweigh(ctx context.Context, w weight.Weights) error {
	e.swapping.Lock()
	defer e.swapping.Unlock()
	e.tools.weights = w
	old := e.live.Load()
	s, err := e.open(ctx, old.info.Load(), old)
	if err != nil {
		return err
	}
	e.live.Store(s)
	e.release(old)
	return nil
}

// Doubts gives what of a chunk of a query is hardly a word of the archive, with what may have been meant.
func (e *Engine) Doubts(ctx context.Context, chunk string) (list []lexicon.Doubt, err error) {
	err = e.using(ctx, "doubts", func(s *liveGeneration) error {
		v := vocabulary{s, newLookup(ctx, s.snapshot)}
		list = v.Doubts(chunk, v.Query(chunk))
		return nil
	})
	return list, err
}

// Part is one summand of a score, or one of its factors.
type Part struct {
	Name  string
	Value float64
}

// Reason tells how a post came by its score: the sum of the parts times the factors.
type Reason struct {
	Score          float64
	Parts, Factors []Part
}

// Reasons computes the scores of posts anew, a part at a time.
func (e *Engine) Reasons(ctx context.Context, q query.Query, hits []index.Hit) (list []Reason, err error) {
	err = e.using(ctx, "explain", func(live *liveGeneration) error {
		m := newMatcher(newLookup(ctx, live.snapshot), nil)
		m.plan = live.plan(m.lookup, q)
		s := newScorer(m, live.columns.live)
		defer s.release()
		list = make([]Reason, len(hits))
		docs := make([]uint32, len(hits))
		for i, h := range hits {
			if docs[i], _, err = live.document(h.Post.ID); err != nil {
				return err
			}
		}
		if err := s.parts(docs, list); err != nil {
			return err
		}
		for i, doc := range docs {
			if err := s.placed(doc, &list[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// parts adds what the terms of the plan score.
func (s *scorer) parts(docs []uint32, list []Reason) error {
	collect := func(name string) {
		for i, doc := range docs {
			list[i].add(name, float64(s.scores[doc]))
		}
		clear(s.scores)
	}
	for i, c := range s.plan.Concepts {
		if c.Excluded {
			continue
		}
		if err := s.concept(i); err != nil {
			return err
		}
		collect(c.Term)
	}
	for _, g := range rank.Gains(s.plan) {
		if err := s.gain(g); err != nil {
			return err
		}
		collect("gain")
	}
	for _, g := range s.plan.Grams {
		l, n, err := s.postingsOf(fieldGrams, g)
		if err != nil {
			return err
		}
		s.add(s.scores, l, s.columns.grams.norm, s.weights.Gram*s.rarity(n))
	}
	collect("pairs of characters")
	return nil
}

// placed adds what the places of the words score, and the factors.
func (s *scorer) placed(doc uint32, r *Reason) error {
	first := []ranked{{doc: doc}}
	var places rank.Parts
	bonus, shape := 0.0, 1.0
	p := rank.NewProximity(s.plan, s.idf)
	err := s.stream(doc, p.Decode, func(st *rank.Stream) {
		norm := float64(s.columns.words.norm[doc])
		places, bonus, shape = p.Parts(st, norm), p.Bonus(st, norm), p.Shape(st)
	})
	if err != nil {
		return err
	}
	if err := s.rerank(first); err != nil { // of a score of nothing: what the places add, times the factors
		return err
	}
	factor := shape * s.boost.of(doc)
	r.add("near", places.Pairs)
	r.add("title", places.Title)
	r.add("release", places.Release)
	r.add("paragraph", places.Paragraph)
	r.add("opening", places.Opening)
	r.add("as typed", first[0].score/factor-bonus)
	r.Factors = []Part{{"list", shape}, {"newness", s.boost.of(doc)}}
	r.Score *= factor
	return nil
}

// leastPart is what a part must have to be told.
const leastPart = .005

func (r *Reason) add(name string, value float64) {
	r.Score += value
	if math.Abs(value) >= leastPart {
		r.Parts = append(r.Parts, Part{name, value})
	}
}

// String writes a reason coarsely.
func (r Reason) String() string {
	out := fmt.Sprintf("%.2f", r.Score)
	sign := " ="
	for _, x := range r.Parts {
		out += fmt.Sprintf("%s %s %.2f", sign, x.Name, x.Value)
		sign = " +"
	}
	for _, x := range r.Factors {
		if math.Abs(x.Value-1) >= leastPart {
			out += fmt.Sprintf(", times %s %.2f", x.Name, x.Value)
		}
	}
	return out
}
