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
	hits := make([]index.Hit, len(page))
	err = each(m.ctx, len(page), func(i int) error {
		post, err := m.post(page[i].doc)
		if err != nil {
			return err
		}
		hits[i] = rank.Hit(finder, post)
		hits[i].Score, hits[i].Missing = page[i].score, loose.missing(page[i].doc)
		hits[i].Translations, hits[i].Series = m.columns.translations(page[i].doc), m.columns.seriesOf(page[i].doc)
		return nil
	})
	return hits, err
}

// finder prepares to mark what the plan looks for, the rarer the more it weighs.
func (m *matcher) finder() (f *excerpt.Finder, err error) {
	f = rank.Finder(m.analyzer, m.plan, func(concept int) float64 {
		h, e := m.holders(fieldWords, m.plan.Concepts[concept].Term)
		if e != nil {
			err = e
			return 0
		}
		return m.rarity(h.n)
	})
	return f, err
}
