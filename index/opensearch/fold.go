package opensearch

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// Field collapsing: hits that are one thing to a reader are folded into one by the cluster. Translations of one post share the
// field of their work (blog.Post.Work); a post of a series has the name of the series in the other field, any other post its work.

const (
	// foldsAtMost is how many members of a work are looked at to choose the language that is shown.
	foldsAtMost = 8
	// exactFolds is up to how many hits the cluster counts folded ones exactly.
	exactFolds = 40_000
	// longestSeries is how many posts of a series are looked at for the neighbours of one.
	longestSeries = 1000
)

// workOf is the value by which translations of a post are known.
func workOf(p *blog.Post) string {
	h := fnv.New64a()
	h.Write([]byte(p.Work())) // a hash never fails to write
	return strconv.FormatUint(h.Sum64(), 36)
}

// foldFacts adds by what a post is folded.
func (d *document) foldFacts(p *blog.Post, series string) {
	work := workOf(p)
	d.fields[fieldWork], d.fields[fieldFold] = work, work
	if series != "" {
		d.fields[fieldFold] = string(query.Series) + ":" + series
	}
}

// foldField is the field by which a request is folded, empty where nothing is.
func (s *searchRun) foldField() string {
	switch {
	case s.req.Fold == index.FoldSeries:
		return fieldFold
	case s.req.Fold == index.FoldTranslations && s.twins:
		return fieldWork
	}
	return ""
}

// collapse folds the hits of a search. A search that does cannot go on where another ended.
func (s *searchRun) collapse(body clause, columns []string, from int) {
	field := s.foldField()
	if field == "" {
		return
	}
	delete(body, "search_after")
	body["from"] = from
	body["collapse"] = clause{"field": field, "inner_hits": clause{"name": "folded", "size": foldsAtMost, "sort": s.order(),
		"_source": false, "docvalue_fields": columns}}
	aggs, _ := body["aggs"].(clause)
	if aggs == nil {
		aggs = clause{}
	}
	aggs["folded"] = clause{"filter": all(s.choice.clauses("")...), "aggs": clause{"number": clause{"cardinality": clause{"field": field, "precision_threshold": exactFolds}}}}
	body["aggs"] = aggs
}

// withFolded matches hits and what is folded with them.
func (s *searchRun) withFolded(hits []ranked) clause {
	ids, folds := make([]blog.ID, len(hits)), make([]string, len(hits))
	for i, h := range hits {
		ids[i], folds[i] = h.id, h.fold
	}
	if field := s.foldField(); field != "" {
		return clause{"terms": clause{field: folds}}
	}
	return clause{"terms": clause{fieldID: ids}}
}

// total is how many hits there are, as folded.
func (s *searchRun) total(a *answer) int {
	if n := a.Aggs["folded"].Number; n != nil && n.Value != nil {
		return int(*n.Value)
	}
	return a.Hits.Total.Value
}

// preferTwins puts in the place of each hit the member of its work that is shown: the one that lacks fewest words, then by its language.
func (s *searchRun) preferTwins(hits []found) {
	langs := rank.ReaderLangs(s.req)
	if len(langs) == 0 && s.loose == nil || s.foldField() != fieldWork {
		return
	}
	lacks := func(f found) int { return -len(f.Matched) } // of the same words
	for i, h := range hits {
		best := h
		for _, other := range h.Inner.Folded.Hits.Hits {
			if rank.PreferTwin(langs, other.lang(), best.lang(), lacks(other), lacks(best)) < 0 {
				best = other
			}
		}
		best.Sort = h.Sort
		hits[i] = best
	}
}

// lang is the language of a hit, empty when unknown.
func (f found) lang() string {
	if raw := f.Fields[string(query.Lang)]; len(raw) > 0 {
		return strings.Trim(string(raw[0]), `"`)
	}
	return ""
}

// seriesOf is the place of a post in its series, nil when it stands alone.
func (v *view) seriesOf(p *blog.Post) *index.Series {
	name, number := blog.SeriesOf(p.Title)
	if name == "" || v.facets[query.Series] == nil || v.facets[query.Series].posts[name] < rank.LeastSeries {
		return nil
	}
	return &index.Series{Name: name, Number: number, Count: v.facets[query.Series].posts[name]}
}

// folded adds to hits what is folded into them or stands beside them: translations and series.
func (v *view) folded(ctx context.Context, hits []index.Hit) error {
	for i := range hits {
		hits[i].Series = v.seriesOf(&hits[i].Post)
	}
	if !v.twins || len(hits) == 0 {
		return nil
	}
	works := make([]string, len(hits))
	for i := range hits {
		works[i] = workOf(&hits[i].Post)
	}
	var a answer
	body := clause{"size": len(hits) * foldsAtMost, "query": clause{"terms": clause{fieldWork: works}}, "docvalue_fields": []string{fieldWork},
		"sort": []clause{{fieldID: "asc"}}, "_source": []string{fieldPost + ".ID", fieldPost + ".URL", fieldPost + ".Title", fieldPost + ".Lang"}}
	if err := v.search(ctx, body, "", &a); err != nil {
		return fmt.Errorf("read translations: %w", err)
	}
	for i := range hits {
		for _, f := range a.Hits.Hits {
			p := f.Source.Post
			if raw := f.Fields[fieldWork]; p == nil || len(raw) == 0 || strings.Trim(string(raw[0]), `"`) != works[i] ||
				p.ID == hits[i].Post.ID || p.Lang == hits[i].Post.Lang {
				continue
			}
			t := index.Translation{Lang: p.Lang, URL: p.URL, Title: p.Title}
			if !slices.ContainsFunc(hits[i].Translations, func(o index.Translation) bool { return o.Lang == t.Lang }) {
				hits[i].Translations = append(hits[i].Translations, t)
			}
		}
		slices.SortFunc(hits[i].Translations, func(a, b index.Translation) int { return strings.Compare(a.Lang, b.Lang) })
	}
	return nil
}

// neighbours are the posts before and after a post in its series.
func (v *view) neighbours(ctx context.Context, post *blog.Post) ([]blog.ID, error) {
	of := v.seriesOf(post)
	if of == nil {
		return nil, nil
	}
	var a answer
	body := clause{"size": longestSeries, "query": term(string(query.Series), of.Name), "sort": []clause{{fieldLocalTime: "asc"}, {fieldID: "asc"}},
		"_source": []string{fieldPost + ".ID", fieldPost + ".Title"}}
	if err := v.search(ctx, body, "", &a); err != nil {
		return nil, fmt.Errorf("read the series %s: %w", of.Name, err)
	}
	list := slices.DeleteFunc(a.Hits.Hits, func(f found) bool { return f.Source.Post == nil })
	slices.SortStableFunc(list, func(a, b found) int {
		_, m := blog.SeriesOf(a.Source.Post.Title)
		_, n := blog.SeriesOf(b.Source.Post.Title)
		return m - n
	})
	at := slices.IndexFunc(list, func(f found) bool { return f.Source.Post.ID == post.ID })
	var ids []blog.ID
	if at > 0 {
		ids = append(ids, list[at-1].Source.Post.ID)
	}
	if at >= 0 && at+1 < len(list) {
		ids = append(ids, list[at+1].Source.Post.ID)
	}
	return ids, nil
}
