package opensearch

import (
	"context"
	"errors"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/plan"
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
	err = e.using(ctx, "search", func(v *view) (err error) {
		res, err = rank.Answer(known{v, ctx}, req, func(req index.Request) (*index.Result, error) {
			res, err := v.searching(req, v.plan(req.Query)).run(ctx)
			if errors.Is(err, errTooLarge) {
				p := v.plan(req.Query)
				p.Coarsen()
				res, err = v.searching(req, p).run(ctx)
			}
			return res, err
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	res.Took = time.Since(start)
	return res, nil
}

// searching is one search from beginning to end: what everything weighs, what matches and how often, and the posts of one page.
type searching struct {
	*view
	req    index.Request
	plan   *plan.Plan
	choice choice
	scorer *scorer
	loose  *relaxation // nil while all words are required
	strict int         // posts that match with all words
}

func (v *view) searching(req index.Request, p *plan.Plan) *searching {
	return &searching{view: v, req: req, plan: p, choice: choice{v, p.Filters}}
}

func (s *searching) run(ctx context.Context) (*index.Result, error) {
	match := s.print(s.plan.Match())
	can := s.relaxable(s.plan)
	var soon []clause
	if can != nil && can.Few > 1 {
		// Most such questions are relaxed; asking first saves asking twice for hits.
		soon = append([]clause{s.chosen(match)}, can.has...)
	}
	scorer, counts, err := s.newScorer(ctx, s.plan, soon...)
	if err != nil {
		return nil, err
	}
	s.scorer = scorer
	if len(soon) > 0 {
		if s.strict = counts[0]; s.strict < can.Few {
			return s.relax(ctx, can)
		}
	}
	hits, res, err := s.matching(ctx, match)
	if err != nil {
		return nil, err
	}
	s.strict = res.Total
	if can != nil && res.Total == 0 {
		return s.relax(ctx, can)
	}
	return res, s.finish(ctx, res, hits)
}

// relax searches without requiring all words. Facets and filters stay as they are.
func (s *searching) relax(ctx context.Context, r *relaxation) (*index.Result, error) {
	s.loose = r
	match, err := s.relaxed(ctx, r)
	if err != nil {
		return nil, err
	}
	hits, res, err := s.matching(ctx, match)
	if err != nil {
		return nil, err
	}
	res.Relaxed = res.Total > 0
	return res, s.finish(ctx, res, hits)
}

// chosen is what matches and passes every chosen facet.
func (s *searching) chosen(match clause) clause {
	return all(append([]clause{match}, s.choice.clauses("")...)...)
}

// finish adds the posts of the page, and what may have been meant.
func (s *searching) finish(ctx context.Context, res *index.Result, page []ranked) (err error) {
	if rank.Unsure(s.req.Query, res) {
		if res.DidYouMean, err = rank.Meant(known{s.view, ctx}, s.req.Query, s.strict); err != nil {
			return err
		}
	}
	res.Hits, err = s.hits(ctx, page)
	return err
}
