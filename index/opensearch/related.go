package opensearch

import (
	"context"
	"fmt"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

// Related gives the posts most like the one with the id.
func (e *Engine) Related(ctx context.Context, id blog.ID, limit int) (hits []index.Hit, err error) {
	limit = rank.RelatedLimit(limit)
	err = e.using(ctx, "find related posts", func(v *view) error {
		post, err := v.byID(ctx, id)
		if err != nil {
			return err
		}
		hits, err = v.like(ctx, post, limit)
		return err
	})
	return hits, err
}

// like lets the cluster choose the words that tell the post from others: frequent in it, and rare elsewhere.
func (v *view) like(ctx context.Context, post *blog.Post, limit int) ([]index.Hit, error) {
	words := rank.RelatedWords(v.analyzer.Words, weight.Default(), post)
	if len(words) == 0 || limit == 0 {
		return nil, nil
	}
	for i, w := range words {
		words[i] = token(w)
	}
	beside, err := v.neighbours(ctx, post)
	if err != nil {
		return nil, err
	}
	alike := clause{"more_like_this": clause{"fields": []string{fieldWords}, "like": strings.Join(words, " "), "max_query_terms": rank.RelatedTerms,
		"min_term_freq": 1, "min_doc_freq": 2, "minimum_should_match": "1"}}
	out := append([]blog.ID{post.ID}, beside...)
	body := clause{"size": limit, "collapse": clause{"field": fieldWork}, "sort": []clause{{"_score": "desc"}, {fieldLocalTime: clause{"order": "desc", "missing": "_last"}}, {fieldID: "asc"}},
		"query": clause{"bool": clause{"must": []clause{alike}, "must_not": []clause{{"terms": clause{fieldID: out}}, term(fieldWork, workOf(post))}}}}
	var a answer
	if err := v.search(ctx, body, preference(string(post.ID)), &a); err != nil {
		return nil, err
	}
	var hits []index.Hit
	plain := excerpt.New(v.analyzer, nil)
	posts, err := v.postsOf(ctx, beside)
	if err != nil {
		return nil, err
	}
	for _, id := range beside {
		hits = append(hits, rank.Hit(plain, posts[id]))
	}
	for _, f := range a.Hits.Hits {
		if f.Source.Post == nil || f.Score == nil {
			return nil, fmt.Errorf("read post %q: %w", f.ID, blog.ErrNotFound)
		}
		h := rank.Hit(plain, f.Source.Post)
		h.Score = *f.Score
		hits = append(hits, h)
	}
	hits = hits[:min(limit, len(hits))]
	return hits, v.folded(ctx, hits)
}
