package web_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// fake is an engine that looks for runs of characters in a few posts. It finds less than a real one and marks less well, but
// it keeps the contract of index.Engine.
type fake struct {
	mu         sync.Mutex // held by set, and by a search while it looks at what set changes
	posts      []*blog.Post
	generation atomic.Int64
	searches   atomic.Int64
	before     func(context.Context) error // called at the start of every search
	change     func(*index.Result)         // called at its end
	stats      index.Stats
	statsErr   error
}

var _ index.Engine = (*fake)(nil)

func newFake(posts ...*blog.Post) *fake {
	if len(posts) == 0 {
		posts = samplePosts()
	}
	return &fake{posts: posts}
}

// set changes the engine while a browser may still be asking it.
func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) held() []*blog.Post {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.posts
}

func (f *fake) name() string { return "g" + strconv.FormatInt(f.generation.Load(), 10) }

func (f *fake) Search(ctx context.Context, r index.Request) (*index.Result, error) {
	f.searches.Add(1)
	if f.before != nil {
		if err := f.before(ctx); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("fake search: %w", err)
	}
	f.mu.Lock()
	change := f.change
	f.mu.Unlock()
	chosen, rest := query.Filters(r.Query)
	result := &index.Result{Facets: map[query.Field][]index.Value{}, Generation: f.name(), Took: 1500 * time.Microsecond}
	counts := map[query.Field]map[string]int{}
	var found []*blog.Post
	for _, p := range f.held() {
		if !matches(p, rest.Root) {
			continue
		}
		missed := failing(p, chosen)
		for _, name := range []query.Field{query.Tag, query.Author, query.Year, query.Lang, query.Blog} {
			if len(missed) == 0 || len(missed) == 1 && missed[0] == name {
				for _, v := range valuesOf(p, name) {
					if counts[name] == nil {
						counts[name] = map[string]int{}
					}
					counts[name][v]++
				}
			}
		}
		if len(missed) == 0 {
			found = append(found, p)
		}
	}
	for name, values := range counts {
		for v, n := range values {
			if !strings.Contains(strings.ToLower(v), strings.ToLower(r.FacetFind)) {
				continue
			}
			result.Facets[name] = append(result.Facets[name], index.Value{Value: v, Count: n, Selected: slices.Contains(chosen[name], v)})
		}
		slices.SortFunc(result.Facets[name], func(a, b index.Value) int {
			if name == query.Year {
				return cmp.Compare(b.Value, a.Value)
			}
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	for name, values := range result.Facets {
		if r.FacetSize > 0 {
			most := min(len(values), r.FacetSize)
			chosen := slices.DeleteFunc(slices.Clone(values[most:]), func(v index.Value) bool { return !v.Selected })
			result.Facets[name] = append(values[:most:most], chosen...)
		}
	}
	slices.SortStableFunc(found, func(a, b *blog.Post) int {
		if r.Sort == index.Oldest {
			return a.Published.Compare(b.Published)
		}
		return b.Published.Compare(a.Published)
	})
	result.Total, result.Strict = len(found), len(found)
	from := min((r.Page-1)*r.Size, len(found))
	for i, p := range found[from:min(from+r.Size, len(found))] {
		result.Hits = append(result.Hits, newHit(p, rest.Root, float64(len(found)-i)))
	}
	if change != nil {
		change(result)
	}
	return result, nil
}

func newHit(p *blog.Post, n query.Node, score float64) index.Hit {
	h := index.Hit{Post: *p, Score: score, Title: mark(p.Title, n), Excerpt: mark(p.Text(), n)}
	h.Post.Blocks = nil
	for _, b := range p.Blocks {
		if b.Kind == blog.Code && len(mark(b.Text, n)) > 1 {
			h.Code, h.Excerpt = true, mark(b.Text, n)
		}
		if b.Kind == blog.Heading && b.Anchor != "" {
			h.Section = &index.Section{Title: b.Text, URL: p.URL + "#" + b.Anchor}
		}
	}
	return h
}

func failing(p *blog.Post, chosen map[query.Field][]string) []query.Field {
	var missed []query.Field
	for name, wanted := range chosen {
		if !slices.ContainsFunc(valuesOf(p, name), func(v string) bool { return slices.Contains(wanted, v) }) {
			missed = append(missed, name)
		}
	}
	return missed
}

func valuesOf(p *blog.Post, f query.Field) []string {
	switch f {
	case query.Tag:
		return p.Tags
	case query.Author:
		if p.Author == "" {
			return nil
		}
		return []string{p.Author}
	case query.Year:
		return []string{p.Published.Format("2006")}
	case query.Lang:
		return []string{p.Lang}
	}
	return []string{p.Site}
}

func matches(p *blog.Post, n query.Node) bool {
	text := strings.ToLower(p.Title + "\n" + p.Text())
	switch n := n.(type) {
	case query.And:
		return !slices.ContainsFunc(n.Nodes, func(n query.Node) bool { return !matches(p, n) })
	case query.Or:
		return slices.ContainsFunc(n.Nodes, func(n query.Node) bool { return matches(p, n) })
	case query.Not:
		return !matches(p, n.Node)
	case query.Word:
		return strings.Contains(text, strings.ToLower(n.Text))
	case query.Phrase:
		return strings.Contains(text, strings.ToLower(n.Text))
	}
	return true
}

// mark cuts text at the first place of each word.
func mark(text string, n query.Node) []index.Span {
	for _, w := range wordsOf(n) {
		if i := strings.Index(strings.ToLower(text), strings.ToLower(w)); w != "" && i >= 0 && i+len(w) <= len(text) {
			return []index.Span{{Text: text[:i]}, {Text: text[i : i+len(w)], Match: true}, {Text: text[i+len(w):]}}
		}
	}
	return []index.Span{{Text: text}}
}

func wordsOf(n query.Node) []string {
	switch n := n.(type) {
	case query.And:
		var all []string
		for _, m := range n.Nodes {
			all = append(all, wordsOf(m)...)
		}
		return all
	case query.Word:
		return []string{n.Text}
	case query.Phrase:
		return []string{n.Text}
	}
	return nil
}

func (f *fake) Suggest(_ context.Context, typed string, limit int) ([]index.Suggestion, error) {
	var list []index.Suggestion
	for _, p := range f.held() {
		for _, t := range p.Tags {
			s := index.Suggestion{Text: t, Kind: "tag"}
			if typed != "" && strings.HasPrefix(strings.ToLower(t), strings.ToLower(typed)) && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
		if typed != "" && strings.HasPrefix(p.Title, typed) {
			list = append(list, index.Suggestion{Text: p.Title, Kind: "post", URL: p.URL})
		}
	}
	return list[:min(limit, len(list))], nil
}

func (f *fake) Found(ctx context.Context, queries []query.Query) ([]int, error) {
	counts := make([]int, len(queries))
	for i, q := range queries {
		r, err := f.Search(ctx, index.Request{Query: q, Page: 1, Size: 1})
		if err != nil {
			return nil, err
		}
		counts[i] = r.Total
	}
	return counts, nil
}

func (f *fake) Post(_ context.Context, id blog.ID) (*blog.Post, error) {
	for _, p := range f.held() {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, fmt.Errorf("post %s: %w", id, blog.ErrNotFound)
}

func (f *fake) Related(ctx context.Context, id blog.ID, limit int) ([]index.Hit, error) {
	if _, err := f.Post(ctx, id); err != nil {
		return nil, err
	}
	var hits []index.Hit
	for _, p := range f.held() {
		if p.ID != id && len(hits) < limit {
			hits = append(hits, newHit(p, nil, 1))
		}
	}
	return hits, nil
}

func (f *fake) Marked(ctx context.Context, id blog.ID, q query.Query) ([]index.Mark, error) {
	p, err := f.Post(ctx, id)
	if err != nil {
		return nil, err
	}
	var marks []index.Mark
	for i, b := range p.Blocks {
		for _, w := range wordsOf(q.Root) {
			if at := strings.Index(b.Text, w); at >= 0 {
				marks = append(marks, index.Mark{Block: i, Start: at, End: at + len(w)})
			}
		}
	}
	return marks, nil
}

func (f *fake) Build(context.Context, index.Mode) (index.Builder, error) {
	return nil, fmt.Errorf("the fake is never built: %w", blog.ErrUsage)
}

func (f *fake) Stats(context.Context) (index.Stats, error) {
	if f.statsErr != nil {
		return index.Stats{}, f.statsErr
	}
	s := f.stats
	s.Generation, s.Posts = f.name(), len(f.held())
	return s, nil
}

func (f *fake) Close() error { return nil }
