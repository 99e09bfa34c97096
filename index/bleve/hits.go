package bleve

import (
	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/rank"
)

// hits shows the ranked documents: each with its post, the title and an excerpt with what matches marked.
func (m *matcher) hits(page []ranked, loose *relaxed) ([]index.Hit, error) {
	finder, err := m.finder()
	if err != nil {
		return nil, err
	}
	hits := make([]index.Hit, 0, len(page))
	for _, r := range page {
		if err := m.ctx.Err(); err != nil {
			return nil, err
		}
		post, err := m.post(r.doc)
		if err != nil {
			return nil, err
		}
		h := rank.Hit(finder, post)
		h.Score, h.Missing = r.score, loose.missing(r.doc)
		hits = append(hits, h)
	}
	return hits, nil
}

// finder prepares to mark what the plan looks for, the rarer the more it weighs.
func (m *matcher) finder() (f *excerpt.Finder, err error) {
	f = rank.Finder(m.analyzer, m.plan, func(concept int) float64 {
		l, e := m.list(fieldWords, m.plan.Concepts[concept].Term)
		if e != nil {
			err = e
			return 0
		}
		return m.rarity(len(l.docs))
	})
	return f, err
}
