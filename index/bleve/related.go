package bleve

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// Related gives the posts most like the one with the id.
func (e *Engine) Related(ctx context.Context, id blog.ID, limit int) (hits []index.Hit, err error) {
	limit = rank.RelatedLimit(limit)
	err = e.using(ctx, "find related posts", func(s *liveGeneration) error {
		post, err := s.byID(id)
		if err != nil {
			return err
		}
		self, _, err := s.document(id)
		if err != nil {
			return err
		}
		hits, err = s.like(ctx, post, self, limit)
		return err
	})
	return hits, err
}

func (s *snapshot) like(ctx context.Context, post *blog.Post, self uint32, limit int) ([]index.Hit, error) {
	l := newLookup(ctx, s)
	p, err := l.typical(post)
	if err != nil {
		return nil, err
	}
	found := newSet(s.size())
	for _, c := range p.Concepts {
		h, err := l.holders(fieldWords, c.Term)
		if err != nil {
			return nil, err
		}
		found.or(h.docs)
	}
	found.remove(self)
	for _, twin := range s.columns.twins(self) {
		found.remove(twin)
	}
	sc := newScorer(newMatcher(l, p), found)
	defer sc.release()
	if err := sc.score(); err != nil {
		return nil, err
	}
	var hits []index.Hit
	plain := excerpt.New(s.analyzer, nil)
	for _, r := range s.nearest(post, self, found, limit, sc) {
		other, err := s.post(r.doc)
		if err != nil {
			return nil, err
		}
		h := rank.Hit(plain, other)
		h.Score, h.Translations, h.Series = r.score, s.columns.translations(r.doc), s.columns.seriesOf(r.doc)
		hits = append(hits, h)
	}
	return hits, nil
}

// nearest puts what is like a post in order: first its neighbours in its series, then the most alike, of translations the one in the
// post's language.
func (s *snapshot) nearest(post *blog.Post, self uint32, found set, limit int, sc *scorer) []ranked {
	score := func(doc uint32) float64 { return float64(sc.scores[doc]) }
	var first []ranked
	for _, doc := range s.columns.neighbours(self) {
		first = append(first, ranked{doc: doc, score: score(doc)})
		found.remove(doc)
		for _, twin := range s.columns.twins(doc) {
			found.remove(twin)
		}
	}
	first = append(first, s.columns.topFolded(found, 0, limit, index.Request{Langs: []string{post.Lang}}, lacksNone, score)...)
	return first[:min(limit, len(first))]
}

// lacksNone is for hits that no words were asked for.
func lacksNone(uint32) int { return 0 }

// typical makes a plan of the words that tell a post from others: frequent in it, and rare elsewhere.
func (l *lookup) typical(post *blog.Post) (*plan.Plan, error) {
	counts := map[string]int{}
	for _, term := range rank.RelatedWords(l.analyzer.Words, l.weights, post) {
		counts[term]++
	}
	type word struct {
		term   string
		weight float64
	}
	var words []word
	for term, n := range counts {
		h, err := l.holders(fieldWords, term)
		if err != nil {
			return nil, err
		}
		if h.n > 1 {
			words = append(words, word{term, l.rarity(h.n) * float64(n) / (float64(n) + l.weights.Saturation)})
		}
	}
	slices.SortFunc(words, func(a, b word) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.term, b.term))
	})
	p := &plan.Plan{}
	for _, w := range words[:min(len(words), rank.RelatedTerms)] {
		p.Concepts = append(p.Concepts, plan.Concept{Term: w.term})
	}
	return p, nil
}
