package opensearch

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// tier is hits that are put in order among themselves: what matches, but for some posts, which are counted in its facets all the same.
type tier struct {
	match clause
	but   []ranked
}

// matching is the pagination: it asks for the hits of a tier from one place in the order to another, and for facets.
func (s *searchRun) matching(ctx context.Context, t tier, from, until int) ([]ranked, *index.Result, error) {
	first, last := from, until
	again := s.ranks() && from < rank.Depth && from < until
	if again {
		// The first are ranked again among themselves, so that any page of them needs them all.
		first, last = 0, max(until, rank.Depth)
	}
	var a answer
	if err := s.search(ctx, s.body(t, first, last), preference(s.req.Query.String()), &a); err != nil {
		return nil, nil, err
	}
	res := &index.Result{Generation: s.view.id(), Total: s.total(&a)}
	if len(s.req.Facets) > 0 {
		res.Facets = s.choice.read(a.Aggs, s.req)
	}
	if n := len(a.Hits.Hits); n > 0 && n == last-first && s.foldField() == "" {
		s.ends.set(s.place(t, last), a.Hits.Hits[n-1].Sort)
	}
	s.preferTwins(a.Hits.Hits)
	list, err := s.ranked(a.Hits.Hits)
	if err != nil {
		return nil, nil, err
	}
	if again {
		if err := s.rerank(list[:min(rank.Depth, len(list))]); err != nil {
			return nil, nil, err
		}
		list = list[min(from, len(list)):min(until, len(list))]
	}
	return list, res, nil
}

// body asks for the hits from one place in the order to another. Where the page before was asked for its end is known, and the
// cluster has to put nothing in order that is before it.
func (s *searchRun) body(t tier, from, until int) clause {
	// Columns only: to read anything stored, even the id, the cluster would unpack the texts around it for each hit.
	columns := []string{fieldID, fieldLocalTime, string(query.Lang)}
	if s.ranks() && from == 0 {
		columns = append(columns, fieldStream)
	}
	if len(s.rules.Factors()) > 0 {
		columns = append(columns, string(query.Tag), string(query.Blog))
	}
	if field := s.foldField(); field != "" {
		columns = append(columns, field)
	}
	body := clause{"track_total_hits": true, "_source": false, "stored_fields": "_none_", "query": s.query(t.match), "sort": s.order(),
		"docvalue_fields": columns, "size": until - from}
	if end, ok := s.ends.get(s.place(t, from)); ok {
		body["search_after"] = end
	} else {
		body["from"] = from
	}
	kept := s.choice.clauses("")
	if len(t.but) > 0 {
		kept = append(kept, not(s.withFolded(t.but)))
	}
	if len(kept) > 0 {
		body["post_filter"] = all(kept...)
	}
	if len(s.req.Facets) > 0 {
		body["aggs"] = s.choice.aggs(s.req)
	}
	s.collapse(body, columns, from)
	return body
}

// place names a place in the order of a tier of this search's hits.
func (s *searchRun) place(t tier, at int) string {
	key := ""
	if s.rules != nil {
		key = s.rules.Key
	}
	return fmt.Sprintf("%d %d %s %s %s", at, len(t.but), s.req.Sort, s.req.Query, key)
}

// ranks says whether hits come in the order of their scores.
func (s *searchRun) ranks() bool {
	return s.req.Sort == index.ByRelevance && len(s.plan.Concepts)+len(s.plan.Grams) > 0
}

// query is what matches, scored where that is wanted.
func (s *searchRun) query(match clause) clause {
	if !s.ranks() {
		return all(match)
	}
	scored := clause{"bool": clause{"filter": []clause{match}, "should": s.scorer.clauses()}}
	return s.boosted(recent(scored, s.newest, s.rules.Age()))
}

// order is by score where that is wanted, then by date, then by id, so that pages never overlap.
func (s *searchRun) order() []clause {
	date := "desc"
	if s.req.Sort == index.Oldest {
		date = "asc"
	}
	order := []clause{{fieldLocalTime: clause{"order": date, "missing": "_last"}}, {fieldID: "asc"}}
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
	fold    string  // what it is folded by
	whole   bool    // it has all words
	lift    float64 // what the owner multiplies its score by
}

func (s *searchRun) ranked(hits []found) ([]ranked, error) {
	out := make([]ranked, 0, len(hits))
	for _, h := range hits {
		r := ranked{wall: rank.Undated, matched: h.Matched}
		if h.Score != nil {
			r.score = *h.Score
		}
		for field, to := range map[string]any{fieldID: &r.id, fieldLocalTime: &r.wall, fieldStream: &r.stream, s.foldField(): &r.fold} {
			if raw := h.Fields[field]; len(raw) > 0 {
				if err := json.Unmarshal(raw[0], to); err != nil {
					return nil, fmt.Errorf("read %s of a hit: %w", field, err)
				}
			}
		}
		values := map[query.Field][]string{}
		for _, f := range s.rules.Factors() {
			var own []string
			for _, raw := range h.Fields[string(f.Field)] {
				var value string
				if err := json.Unmarshal(raw, &value); err != nil {
					return nil, fmt.Errorf("read %s of a hit: %w", f.Field, err)
				}
				own = append(own, value)
			}
			values[f.Field] = own
		}
		r.lift = s.boost(values)
		out = append(out, r)
	}
	return out, nil
}
