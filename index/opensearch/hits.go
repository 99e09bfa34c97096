package opensearch

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// hits shows the ranked documents: each with its post, the title and an excerpt with what matches marked.
func (s *searchRun) hits(ctx context.Context, page []ranked) ([]index.Hit, error) {
	ids := make([]blog.ID, len(page))
	for i, r := range page {
		ids[i] = r.id
	}
	posts, err := s.postsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	finder := rank.Finder(s.analyzer, s.plan, s.scorer.rarityOf)
	hits := make([]index.Hit, 0, len(page))
	for _, r := range page {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		h := rank.Hit(finder, posts[r.id])
		h.Score = r.score
		if s.loose != nil && !r.whole {
			h.Missing = s.loose.missing(r.matched)
		}
		hits = append(hits, h)
	}
	return hits, s.folded(ctx, hits)
}

// postsOf reads whole posts. One that is not there is an error: their ids come from the same index.
func (v *view) postsOf(ctx context.Context, ids []blog.ID) (map[blog.ID]*blog.Post, error) {
	out := map[blog.ID]*blog.Post{}
	if len(ids) == 0 {
		return out, nil
	}
	var a answer
	body := clause{"size": len(ids), "query": clause{"ids": clause{"values": ids}}}
	if err := v.search(ctx, body, "", &a); err != nil {
		return nil, fmt.Errorf("read posts: %w", err)
	}
	for _, h := range a.Hits.Hits {
		out[blog.ID(h.ID)] = h.Source.Post
	}
	for _, id := range ids {
		if out[id] == nil {
			return nil, fmt.Errorf("read post %q: %w", id, blog.ErrNotFound)
		}
	}
	return out, nil
}
