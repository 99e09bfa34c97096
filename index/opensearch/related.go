package opensearch

import (
	"context"
	"fmt"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// likeTerms is how many of a post's words are looked for in others. More cost time and change nothing.
	likeTerms = 25
	// likeBytes is how much of a post is read for its words.
	likeBytes = 32 << 10
	// maxRelated is how many related posts may be asked for.
	maxRelated = 100
)

// Related gives the posts most like the one with the id.
func (e *Engine) Related(ctx context.Context, id blog.ID, limit int) (hits []index.Hit, err error) {
	limit = max(0, min(limit, maxRelated))
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
	words := v.typical(post)
	if words == "" || limit == 0 {
		return nil, nil
	}
	beside, err := v.neighbours(ctx, post)
	if err != nil {
		return nil, err
	}
	alike := clause{"more_like_this": clause{"fields": []string{fieldWords}, "like": words, "max_query_terms": likeTerms,
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

// typical gives the words of a post that carry something, as often as they stand there.
func (v *view) typical(post *blog.Post) string {
	text := strings.Repeat(post.Title+"\n", int(weight.Default().Title)) + strings.Join(post.Tags, "\n") + "\n" + post.Text()
	text = strings.ToValidUTF8(text[:min(len(text), likeBytes)], "")
	var words []string
	for _, t := range v.analyzer.Words(text) {
		if t.Kind == ja.Word && !t.Weak {
			words = append(words, token(t.Term))
		}
	}
	return strings.Join(words, " ")
}
