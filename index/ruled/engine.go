package ruled

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// Engine is an engine that answers by the rules it was last given. It is safe for concurrent use.
type Engine struct {
	index.Engine
	set atomic.Pointer[Set]
}

// Over has an engine answer by rules; nil for none.
func Over(e index.Engine, s *Set) *Engine {
	r := &Engine{Engine: e}
	r.Follow(s)
	return r
}

// Follow has all later answers be by other rules; nil for none.
func (e *Engine) Follow(s *Set) { e.set.Store(s) }

// Revision is the number of the rules that are followed, 0 for none.
func (e *Engine) Revision() int64 {
	if s := e.set.Load(); s != nil {
		return s.Number
	}
	return 0
}

// Canonical gives a query as the rules have it written: what a page should show and link to.
func (e *Engine) Canonical(q query.Query) query.Query {
	if s := e.set.Load(); s != nil {
		return s.Canonical(q)
	}
	return q
}

// Hides says whether the rules hide a post for a query.
func (e *Engine) Hides(id blog.ID, q query.Query) bool {
	s := e.set.Load()
	return s != nil && slices.Contains(s.For(s.Canonical(q)).Hidden, id)
}

// Search answers by the rules.
func (e *Engine) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	return Search(ctx, e.Engine, e.set.Load(), req)
}

// Search asks an engine by rules, whatever it follows else; nil for none.
func Search(ctx context.Context, e index.Engine, s *Set, req index.Request) (*index.Result, error) {
	if s == nil {
		return e.Search(ctx, req)
	}
	req.Query = s.Canonical(req.Query)
	req.Rules = s.For(req.Query)
	res, err := e.Search(ctx, req)
	if err == nil && res.Corrected != nil && s.stopped(res.Corrected.To) && !s.stopped(res.Corrected.From) {
		req.Verbatim = true // what may not be suggested is not answered in place of what was typed either
		res, err = e.Search(ctx, req)
	}
	if err != nil {
		return nil, err
	}
	for i := range res.Hits {
		res.Hits[i].Post = *s.Post(&res.Hits[i].Post)
	}
	if s.stopped(res.DidYouMean) {
		res.DidYouMean = ""
	}
	return res, nil
}

// more is how many suggestions and related posts are asked for beyond those wanted, in place of those that go.
const more = 20

// Suggest completes by the rules.
func (e *Engine) Suggest(ctx context.Context, typed string, limit int) ([]index.Suggestion, error) {
	s := e.set.Load()
	if s == nil || limit <= 0 {
		return e.Engine.Suggest(ctx, typed, limit)
	}
	asked := limit
	if len(s.stop) > 0 || s.names != nil || s.excluded != nil {
		asked += more
	}
	list, err := e.Engine.Suggest(ctx, typed, asked)
	if err != nil {
		return nil, err
	}
	out := list[:0]
	for _, g := range list {
		if s.names != nil && (g.Kind == string(query.Tag) || g.Kind == string(query.Author)) {
			g.Text = s.names.Shown(query.Field(g.Kind), g.Text)
		}
		if s.stopped(g.Text) || s.goes(g) || slices.ContainsFunc(out, func(o index.Suggestion) bool { return o.Text == g.Text && o.Kind == g.Kind && o.URL == g.URL }) {
			continue
		}
		out = append(out, g)
	}
	return out[:min(limit, len(out))], nil
}

// Found counts what each query finds as the rules have it written.
func (e *Engine) Found(ctx context.Context, queries []query.Query) ([]int, error) {
	asked := make([]query.Query, len(queries))
	for i, q := range queries {
		asked[i] = e.Canonical(q)
	}
	return e.Engine.Found(ctx, asked)
}

// goes says whether a suggestion leads to what is not published.
func (s *Set) goes(g index.Suggestion) bool {
	if s.excluded == nil {
		return false
	}
	p := &blog.Post{URL: g.URL}
	if g.Kind == string(query.Tag) {
		p.Tags = []string{g.Text}
	}
	return (g.URL != "" || len(p.Tags) > 0) && (s.Excluded(p) != "" || g.URL != "" && slices.Contains(s.excluded.IDs, blog.NewID(g.URL)))
}

// Post gives a post as it is shown. One that is excluded is not found.
func (e *Engine) Post(ctx context.Context, id blog.ID) (*blog.Post, error) {
	p, err := e.Engine.Post(ctx, id)
	s := e.set.Load()
	if err != nil || s == nil {
		return p, err
	}
	if s.Excluded(p) != "" {
		return nil, fmt.Errorf("read post %s: it is excluded by the rules: %w", id, blog.ErrNotFound)
	}
	return s.Post(p), nil
}

// Related gives the posts that are alike and published.
func (e *Engine) Related(ctx context.Context, id blog.ID, limit int) ([]index.Hit, error) {
	s := e.set.Load()
	if s == nil || limit <= 0 {
		return e.Engine.Related(ctx, id, limit)
	}
	if _, err := e.Post(ctx, id); err != nil {
		return nil, err
	}
	asked := limit
	if s.excluded != nil {
		asked += more
	}
	hits, err := e.Engine.Related(ctx, id, asked)
	if err != nil {
		return nil, err
	}
	hits = slices.DeleteFunc(hits, func(h index.Hit) bool { return s.Excluded(&h.Post) != "" })
	for i := range hits {
		hits[i].Post = *s.Post(&hits[i].Post)
	}
	return hits[:min(limit, len(hits))], nil
}

// Marked says where a query matches in a post that is published.
func (e *Engine) Marked(ctx context.Context, id blog.ID, q query.Query) ([]index.Mark, error) {
	if s := e.set.Load(); s != nil && s.excluded != nil {
		if _, err := e.Post(ctx, id); err != nil {
			return nil, err
		}
	}
	return e.Engine.Marked(ctx, id, q)
}
