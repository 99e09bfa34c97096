package bleve

import (
	"context"
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
	err = e.using(ctx, "search", func(s *served) (err error) {
		res, err = rank.Answer(known{s, newLookup(ctx, s.snapshot)}, req, func(req index.Request) (*index.Result, error) {
			return s.search(ctx, s.plan(req.Query), req)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	res.Took = time.Since(start)
	return res, nil
}

func (s *served) plan(q query.Query) *plan.Plan {
	return plan.Maker{Analyzer: s.analyzer, Rewrites: plan.Rewrites(s.words)}.Make(q)
}

// search is one search from beginning to end.
func (s *served) search(ctx context.Context, p *plan.Plan, req index.Request) (*index.Result, error) {
	m := newMatcher(newLookup(ctx, s.snapshot), p)
	text, err := m.eval(p.Match())
	if err != nil {
		return nil, err
	}
	chosen := s.columns.chosen(p.Filters)
	found := filtered(text, chosen, "")
	res := &index.Result{Generation: s.id}
	strict := found.count()
	loose, err := m.relax(found)
	if err != nil {
		return nil, err
	}
	if loose != nil {
		// Facets and filters stay as they are; only words may be missing.
		text = loose.found
		found = filtered(text, chosen, "")
		res.Relaxed = !found.empty()
	}
	res.Total = s.columns.foldedCount(found, req.Fold)
	if len(req.Facets) > 0 {
		res.Facets = s.columns.facetCounts(text, chosen, p.Filters, req)
	}
	if rank.Unsure(req.Query, res) {
		if res.DidYouMean, err = rank.Meant(known{s, m.lookup}, req.Query, strict); err != nil {
			return nil, err
		}
	}
	page, err := m.page(found, req)
	if err != nil {
		return nil, err
	}
	if res.Hits, err = m.hits(page, loose); err != nil {
		return nil, err
	}
	return res, nil
}

// page puts what was found in order and gives the part that is asked for.
func (m *matcher) page(found set, req index.Request) ([]ranked, error) {
	until := req.Page * req.Size
	from := until - req.Size
	var first []ranked
	if req.Sort != index.ByRelevance || len(m.plan.Concepts)+len(m.plan.Grams) == 0 {
		first = m.columns.topFolded(found, until, req, nil)
	} else {
		s := newScorer(m, found)
		defer s.release()
		if err := s.score(); err != nil {
			return nil, err
		}
		first = m.columns.topFolded(found, max(until, rank.Depth), req, func(doc uint32) float64 {
			return float64(s.scores[doc]) * m.columns.recency(doc)
		})
		if err := s.rerank(first[:min(rank.Depth, len(first))]); err != nil {
			return nil, err
		}
	}
	first = first[:min(until, len(first))]
	return first[min(from, len(first)):], nil
}
