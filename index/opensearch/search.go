package opensearch

import (
	"context"
	"errors"
	"slices"
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
		v = v.withRules(req.Rules)
		res, err = rank.Answer(vocabulary{v, ctx}, req, func(req index.Request) (*index.Result, error) {
			res, err := v.searching(req, v.plan(ctx, req.Query)).run(ctx)
			if errors.Is(err, errTooLarge) {
				p := v.plan(ctx, req.Query)
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

// searchRun is one search from beginning to end: what everything weighs, what matches and how often, and the posts of one page.
type searchRun struct {
	*view
	req    index.Request
	plan   *plan.Plan
	choice choice
	scorer *scorer
	loose  *relaxation // nil while all words are required
	strict int         // posts that match with all words
	pinned []ranked    // that come first
}

func (v *view) searching(req index.Request, p *plan.Plan) *searchRun {
	return &searchRun{view: v, req: req, plan: p, choice: choice{v, p.Filters}}
}

func (s *searchRun) run(ctx context.Context) (*index.Result, error) {
	var err error
	if s.pinned, err = s.pins(ctx); err != nil {
		return nil, err
	}
	match := s.orPinned(s.print(s.plan.Match()))
	can := s.relaxable(s.plan)
	var soon []clause
	if can != nil {
		// Most such queries are relaxed; asking first saves asking twice for hits.
		soon = append([]clause{s.chosen(match)}, can.has...)
	}
	scorer, counts, err := s.newScorer(ctx, s.plan, soon...)
	if err != nil {
		return nil, err
	}
	s.scorer = scorer
	if can != nil {
		if s.strict = counts[0]; can.Wanted(s.req.Sort, s.strict) {
			return s.relax(ctx, match, can)
		}
	}
	from, until := s.span()
	n := len(s.pinned)
	hits, res, err := s.matching(ctx, tier{match: match, but: s.pinned}, max(from-n, 0), max(until-n, 0))
	if err != nil {
		return nil, err
	}
	if s.foldField() == "" {
		res.Total += n // of folded hits, all are counted
	}
	s.strict = res.Total
	return res, s.finish(ctx, res, append(slices.Clone(s.pinned[min(from, n):min(until, n)]), hits...))
}

// span is the places of the first hit of the page and of the one after its last.
func (s *searchRun) span() (from, until int) {
	return (s.req.Page - 1) * s.req.Size, s.req.Page * s.req.Size
}

// relax searches without requiring all words. Facets and filters stay as they are. The strict hits come first, unless they are ranked
// among the others.
func (s *searchRun) relax(ctx context.Context, match clause, r *relaxation) (*index.Result, error) {
	s.loose = r
	loose, err := s.relaxed(ctx, r)
	if err != nil {
		return nil, err
	}
	from, until := s.span()
	rest := tier{match: s.orPinned(loose), but: s.pinned}
	first := slices.Clone(s.pinned)
	if more := s.strict - len(first); !r.Mixed && more > 0 {
		strict, _, err := s.matching(ctx, tier{match: match, but: s.pinned}, 0, more)
		if err != nil {
			return nil, err
		}
		for i := range strict {
			strict[i].whole = true
		}
		first = append(first, strict...)
		rest.but, s.strict = first, len(first)
	}
	n := len(first)
	hits, res, err := s.matching(ctx, rest, max(from-n, 0), max(until-n, 0))
	if err != nil {
		return nil, err
	}
	if s.foldField() == "" {
		res.Total += n // of folded hits, all are counted
	}
	res.Relaxed = res.Total > s.strict
	return res, s.finish(ctx, res, append(first[min(from, n):min(until, n)], hits...))
}

// chosen is what matches and passes every chosen facet.
func (s *searchRun) chosen(match clause) clause {
	return all(append([]clause{match}, s.choice.clauses("")...)...)
}

// finish adds the posts of the page, and what may have been meant.
func (s *searchRun) finish(ctx context.Context, res *index.Result, page []ranked) (err error) {
	res.Strict = min(s.strict, res.Total)
	if len(s.pinned) == 0 { // else the owner knows the query
		if res.DidYouMean, err = rank.Ask(vocabulary{s.view, ctx}, s.req.Query, res, s.strict); err != nil {
			return err
		}
	}
	res.Hits, err = s.hits(ctx, page)
	return err
}
