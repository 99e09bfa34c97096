package opensearch

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// Post gives a whole post.
func (e *Engine) Post(ctx context.Context, id blog.ID) (post *blog.Post, err error) {
	err = e.using(ctx, "read a post", func(v *view) (err error) {
		post, err = v.byID(ctx, id)
		return err
	})
	return post, err
}

func (v *view) byID(ctx context.Context, id blog.ID) (*blog.Post, error) {
	posts, err := v.postsOf(ctx, []blog.ID{id})
	return posts[id], err
}

// Marked gives the places of a post at which a query matches.
func (e *Engine) Marked(ctx context.Context, id blog.ID, q query.Query) (marks []index.Mark, err error) {
	err = e.using(ctx, "mark a post", func(v *view) error {
		post, err := v.byID(ctx, id)
		if err != nil {
			return err
		}
		s, _, err := v.newScorer(ctx, v.plan(ctx, q))
		if err != nil {
			return err
		}
		marks = rank.Marks(rank.Finder(v.analyzer, s.plan, s.rarityOf), post)
		return nil
	})
	return marks, err
}

// Holds says whether the post is in the live index, and whether the query matches it with all that it requires: what doctor asks
// of each part of a query.
func (e *Engine) Holds(ctx context.Context, id blog.ID, q query.Query) (indexed, matches bool, err error) {
	err = e.using(ctx, "ask for one post", func(v *view) error {
		_, err := v.byID(ctx, id)
		if errors.Is(err, blog.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		p := v.plan(ctx, q)
		parts := append([]clause{term(fieldID, string(id)), v.print(p.Match())}, choice{v, p.Filters}.clauses("")...)
		n, err := v.count(ctx, []clause{all(parts...)})
		indexed, matches = true, err == nil && n[0] > 0
		return err
	})
	return indexed, matches, err
}

// Meta gives what the builder of the live generation kept with SetMeta.
func (e *Engine) Meta(context.Context) (json.RawMessage, error) {
	v, err := e.answering()
	if err != nil || v.manifest.Source == "" {
		return nil, err
	}
	return json.RawMessage(v.manifest.Source), nil
}

// Stats describes the live generation. It asks no node, but fails while none answers.
func (e *Engine) Stats(context.Context) (index.Stats, error) {
	v, err := e.answering()
	if err != nil {
		return index.Stats{}, err
	}
	return index.Stats{Generation: v.id(), Posts: v.posts, Bytes: v.bytes, Built: v.manifest.Built, Analyzer: v.manifest.Analyzer,
		Outdated: v.manifest.Analyzer != analysis(), Sites: v.facets[query.Blog].posts}, nil
}

// answering gives the live generation of a cluster that answered last time.
func (e *Engine) answering() (*view, error) {
	if down := e.down.Load(); down != nil {
		return nil, *down
	}
	return e.current()
}
