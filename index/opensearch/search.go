package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
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
		res, err = v.searching(req, v.compiler(v.plan(req.Query))).run(ctx)
		if errors.Is(err, errTooLarge) {
			res, err = v.searching(req, v.coarsely(v.plan(req.Query))).run(ctx)
		}
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
	req      index.Request
	compiler *compiler
	choice   choice
	scorer   *scorer
	loose    *relaxation // nil while all words are required
	strict   int         // posts that match with all words
}

func (v *view) searching(req index.Request, c *compiler) *searching {
	return &searching{view: v, req: req, compiler: c, choice: choice{v, c.plan.Filters}}
}

func (s *searching) run(ctx context.Context) (*index.Result, error) {
	var err error
	if s.scorer, err = s.compiler.newScorer(ctx); err != nil {
		return nil, err
	}
	match := s.compiler.node(s.compiler.plan.Root)
	can := s.compiler.relaxable()
	if can != nil && can.Few > 1 {
		// Most such questions are relaxed; asking first saves asking twice for hits.
		n, err := s.count(ctx, []clause{s.chosen(match)})
		if err != nil {
			return nil, err
		}
		s.strict = n[0]
		if s.strict < can.Few {
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
	match, err := s.compiler.relaxed(ctx, r)
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

// matching asks for hits in order, and for facets.
func (s *searching) matching(ctx context.Context, match clause) ([]ranked, *index.Result, error) {
	body := clause{"track_total_hits": true, "_source": false, "query": s.query(match), "sort": s.order(),
		"docvalue_fields": []string{fieldWall}}
	from, until := s.req.Page*s.req.Size-s.req.Size, s.req.Page*s.req.Size
	again := s.ranks() && from < rank.Depth
	if again {
		// The first are ranked again among themselves, so that any page of them needs them all.
		from, until = 0, max(until, rank.Depth)
		body["docvalue_fields"] = []string{fieldWall, fieldStream}
	}
	body["from"], body["size"] = from, until-from
	if chosen := s.choice.clauses(""); len(chosen) > 0 {
		body["post_filter"] = all(chosen...)
	}
	if s.req.Facets {
		body["aggs"] = s.choice.aggs()
	}
	var a answer
	if err := s.search(ctx, body, preference(s.req.Query.String()), &a); err != nil {
		return nil, nil, err
	}
	res := &index.Result{Generation: s.view.id(), Total: a.Hits.Total.Value}
	if s.req.Facets {
		res.Facets = s.choice.read(a.Aggs)
	}
	list, err := s.ranked(a.Hits.Hits)
	if err != nil {
		return nil, nil, err
	}
	if again {
		if err := s.rerank(list[:min(rank.Depth, len(list))]); err != nil {
			return nil, nil, err
		}
		skip := min(s.req.Page*s.req.Size-s.req.Size, len(list))
		list = list[skip:min(skip+s.req.Size, len(list))]
	}
	return list, res, nil
}

// ranks says whether hits come in the order of their scores.
func (s *searching) ranks() bool {
	p := s.compiler.plan
	return s.req.Sort == index.ByRelevance && len(p.Concepts)+len(p.Grams) > 0
}

// query is what matches, scored where that is wanted.
func (s *searching) query(match clause) clause {
	if !s.ranks() {
		return all(match)
	}
	scored := clause{"bool": clause{"filter": []clause{match}, "should": s.scorer.clauses()}}
	return recent(scored, s.newest)
}

// order is by score where that is wanted, then by date, then by id, so that pages never overlap.
func (s *searching) order() []clause {
	date := "desc"
	if s.req.Sort == index.Oldest {
		date = "asc"
	}
	order := []clause{{fieldWall: clause{"order": date, "missing": "_last"}}, {fieldID: "asc"}}
	if s.ranks() {
		order = append([]clause{{"_score": "desc"}}, order...)
	}
	return order
}

// preference sends equal questions to equal copies of the shards.
func preference(text string) string { return fmt.Sprintf("q%x", crc32.ChecksumIEEE([]byte(text))) }

// ranked is a hit in its place.
type ranked struct {
	id      blog.ID
	score   float64
	wall    int64 // when it was published, or rank.Undated
	stream  string
	matched []string
}

func (s *searching) ranked(hits []found) ([]ranked, error) {
	out := make([]ranked, 0, len(hits))
	for _, h := range hits {
		r := ranked{id: blog.ID(h.ID), wall: rank.Undated, matched: h.Matched}
		if h.Score != nil {
			r.score = *h.Score
		}
		if raw := h.Fields[fieldWall]; len(raw) > 0 {
			if err := json.Unmarshal(raw[0], &r.wall); err != nil {
				return nil, fmt.Errorf("read the date of %s: %w", h.ID, err)
			}
		}
		if raw := h.Fields[fieldStream]; len(raw) > 0 {
			if err := json.Unmarshal(raw[0], &r.stream); err != nil {
				return nil, fmt.Errorf("read the words of %s: %w", h.ID, err)
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// finish adds the posts of the page, and what may have been meant.
func (s *searching) finish(ctx context.Context, res *index.Result, page []ranked) (err error) {
	if res.Total <= rank.FewFound || res.Relaxed {
		if res.DidYouMean, err = rank.Meant(known{s.view, ctx}, s.req.Query, s.strict); err != nil {
			return err
		}
	}
	res.Hits, err = s.hits(ctx, page)
	return err
}
