package bleve

import (
	"context"
	"slices"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// Search answers a request from the live generation.
func (e *Engine) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	start := time.Now()
	req, err := req.Normal()
	if err != nil {
		return nil, err
	}
	var res *index.Result
	err = e.using(ctx, "search", func(s *liveGeneration) (err error) {
		res, err = rank.Answer(vocabulary{s, newLookupUnder(ctx, s.snapshot, req.Rules)}, req, func(req index.Request) (*index.Result, error) {
			return s.search(ctx, req)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	res.Took = time.Since(start)
	return res, nil
}

func (s *liveGeneration) plan(l *lookup, q query.Query) *plan.Plan {
	return plan.Maker{Analyzer: s.analyzer, Rewrites: plan.Rewrites(s.withSynonyms(l.rules), s.weights), InCode: l.inCode, Weights: s.weights}.Make(q)
}

// inCode says whether posts have a term in their code. One that cannot be read is found by nothing else either.
func (l *lookup) inCode(term string) bool {
	found, err := l.list(fieldWords, term, nil)
	return err == nil && slices.ContainsFunc(found.tallys, func(t uint32) bool { return unpack(t).code })
}

// search is one search from beginning to end.
func (s *liveGeneration) search(ctx context.Context, req index.Request) (*index.Result, error) {
	l := newLookupUnder(ctx, s.snapshot, req.Rules)
	p := s.plan(l, req.Query)
	m := newMatcher(l, p)
	chosen := s.columns.chosen(p.Filters, req.Rules)
	if all, err := m.allowed(); err != nil {
		return nil, err
	} else if all != nil {
		chosen[always] = all
	}
	m.reachable = s.columns.reachable(chosen, req.Facets)
	text, err := m.eval(p.Match())
	if err != nil {
		return nil, err
	}
	var pins set
	if ids := req.Pins(); len(ids) > 0 {
		if pins, err = m.documentsOf(ids); err != nil {
			return nil, err
		}
		text = text.clone().or(pins)
		pins = filtered(pins, chosen, "")
	}
	found := filtered(text, chosen, "")
	strict := found.count()
	tiers := m.columns.tiers(pins, found, req.Fold)
	loose, err := m.relax(req, strict)
	if err != nil {
		return nil, err
	}
	m.loose = loose
	if loose != nil {
		// Facets and filters stay as they are; only words may be missing.
		text = loose.found.clone().or(text)
		all := filtered(text, chosen, "")
		if loose.Mixed {
			tiers = m.columns.tiers(pins, all, req.Fold)
		} else {
			tiers = append(tiers, m.columns.withoutFolded(all.without(found), found, req.Fold))
		}
	}
	res := &index.Result{Generation: s.id, Strict: s.columns.foldedCount(found, req.Fold)}
	for i, tier := range tiers {
		if i == 0 && !pins.empty() {
			res.Total += tier.count() // none of them is folded
			continue
		}
		res.Total += s.columns.foldedCount(tier, req.Fold)
	}
	res.Relaxed = res.Total > res.Strict
	if len(req.Facets) > 0 {
		res.Facets = s.columns.facetCounts(text, chosen, p.Filters, req)
	}
	if pins.empty() { // else the owner knows the query
		if res.DidYouMean, err = rank.Ask(vocabulary{s, m.lookup}, req.Query, res, strict); err != nil {
			return nil, err
		}
	}
	page, err := m.page(tiers, pins, req)
	if err != nil {
		return nil, err
	}
	if res.Hits, err = m.hits(page, loose); err != nil {
		return nil, err
	}
	return res, nil
}

// page is the pagination: it puts what was found in order, one tier behind the other, and gives the part that is asked for.
func (m *matcher) page(tiers []set, pins set, req index.Request) ([]ranked, error) {
	until := req.Page * req.Size
	from := until - req.Size
	s, err := m.scorer(tiers, req)
	if err != nil {
		return nil, err
	}
	if s != nil {
		defer s.release()
	}
	var first []ranked
	for i, tier := range tiers {
		if len(first) >= until || tier.empty() {
			continue
		}
		if i == 0 && !pins.empty() {
			if first, err = m.pinned(req.Pins(), tier); err != nil {
				return nil, err
			}
			continue
		}
		ordered, err := m.ordered(tier, max(0, from-len(first)), until-len(first), req, s)
		if err != nil {
			return nil, err
		}
		first = append(first, ordered...)
	}
	return first[min(from, len(first)):], nil
}

// scorer scores the documents of all tiers, where an order by relevance is wanted; else it is nil.
func (m *matcher) scorer(tiers []set, req index.Request) (*scorer, error) {
	if req.Sort != index.ByRelevance || len(m.plan.Concepts)+len(m.plan.Grams) == 0 {
		return nil, nil
	}
	found := newSet(m.size())
	for _, tier := range tiers {
		found.or(tier)
	}
	s := newScorer(m, found)
	return s, s.score()
}

// ordered gives the first n documents of a tier, in order from one place on. The first by their scores are ranked again among themselves,
// unless that place is behind them.
func (m *matcher) ordered(tier set, from, n int, req index.Request, s *scorer) ([]ranked, error) {
	if s == nil {
		return m.columns.topFolded(tier, from, n, req, m.loose.lacks, nil), nil
	}
	most, again := n, from < rank.Depth
	if again {
		from, most = 0, max(n, rank.Depth)
	}
	first := m.columns.topFolded(tier, from, most, req, m.loose.lacks, func(doc uint32) float64 {
		return float64(s.scores[doc]) * s.boost.of(doc)
	})
	if again {
		if err := s.rerank(first[:min(rank.Depth, len(first))]); err != nil {
			return nil, err
		}
	}
	return first[:min(n, len(first))], nil
}
