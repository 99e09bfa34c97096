package opensearch

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/internal/blog"
)

// hits shows the ranked documents: each with its post, the title and an excerpt with what matches marked.
func (s *searching) hits(ctx context.Context, page []ranked) ([]index.Hit, error) {
	ids := make([]blog.ID, len(page))
	for i, r := range page {
		ids[i] = r.id
	}
	posts, err := s.postsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	finder := s.scorer.finder()
	hits := make([]index.Hit, 0, len(page))
	for _, r := range page {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		h := hit(finder, posts[r.id])
		h.Score = r.score
		if s.loose != nil {
			h.Missing = s.loose.missing(r.matched)
		}
		hits = append(hits, h)
	}
	return hits, nil
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

// hit shows one post.
func hit(f *excerpt.Finder, post *blog.Post) index.Hit {
	x := f.Make(excerptBlocks(post))
	h := index.Hit{Post: *post, Title: spans(f.Title(post.Title)), Excerpt: spans(x.Spans), Code: x.Code}
	if x.Match {
		h.Section = section(post, x.Block)
	}
	h.Post.Blocks = nil
	return h
}

func excerptBlocks(post *blog.Post) []excerpt.Block {
	blocks := make([]excerpt.Block, len(post.Blocks))
	for i, b := range post.Blocks {
		blocks[i].Text = b.Text
		switch b.Kind {
		case blog.Heading:
			blocks[i].Kind = excerpt.Heading
		case blog.Code:
			blocks[i].Kind = excerpt.Code
		}
	}
	return blocks
}

func spans(in []excerpt.Span) []index.Span {
	out := make([]index.Span, len(in))
	for i, s := range in {
		out[i] = index.Span(s)
	}
	return out
}

// section gives the nearest heading at or above a block that can be linked to.
func section(post *blog.Post, at int) *index.Section {
	for i := min(at, len(post.Blocks)-1); i >= 0; i-- {
		if b := post.Blocks[i]; b.Kind == blog.Heading && b.Anchor != "" {
			return &index.Section{Title: b.Text, URL: post.URL + "#" + b.Anchor}
		}
	}
	return nil
}

// finder prepares to mark what the plan looks for, the rarer the more it weighs.
func (s *scorer) finder() *excerpt.Finder {
	var needles []excerpt.Needle
	for i := range s.plan.Concepts {
		c := &s.plan.Concepts[i]
		if c.Excluded || c.Weak {
			continue
		}
		weight := s.rarity(s.own[i])
		needles = append(needles, excerpt.Needle{Terms: []string{c.Term}, Weight: weight, Concept: i})
		for _, a := range c.Alternatives {
			needles = append(needles, excerpt.Needle{Terms: a.Terms, Weight: a.Weight * weight, Concept: i, Span: a.Span})
		}
	}
	s.runs(s.plan.Root, &needles)
	for _, l := range s.plan.Literals {
		needles = append(needles, excerpt.Needle{Run: l.Text, Weight: 1, Concept: l.First, Span: l.Last - l.First})
	}
	return excerpt.New(s.analyzer, needles)
}

// runs adds what is looked for as it stands.
func (s *scorer) runs(n plan.Node, needles *[]excerpt.Needle) {
	add := func(r plan.Run, first, last int, exact bool) {
		if r.Text == "" {
			return
		}
		if first == last {
			first = len(s.plan.Concepts) + len(*needles) // a concept of its own
		}
		*needles = append(*needles, excerpt.Needle{Run: r.Text, Exact: exact, Weight: 1, Concept: first, Span: last - first})
	}
	switch n := n.(type) {
	case plan.And:
		for _, c := range n.Nodes {
			s.runs(c, needles)
		}
	case plan.Or:
		for _, c := range n.Nodes {
			s.runs(c, needles)
		}
	case plan.Unit:
		add(n.Run, n.First, n.Last, false)
	case plan.Phrase:
		add(n.Run, 0, 0, true)
	}
}
