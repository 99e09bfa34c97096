package bleve

import (
	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/internal/blog"
)

// hits shows the ranked documents: each with its post, the title and an excerpt with what matches marked.
func (m *matcher) hits(page []ranked, loose *relaxed) ([]index.Hit, error) {
	finder, err := m.finder()
	if err != nil {
		return nil, err
	}
	hits := make([]index.Hit, 0, len(page))
	for _, r := range page {
		if err := m.ctx.Err(); err != nil {
			return nil, err
		}
		post, err := m.post(r.doc)
		if err != nil {
			return nil, err
		}
		h := hit(finder, post)
		h.Score, h.Missing = r.score, loose.missing(r.doc)
		hits = append(hits, h)
	}
	return hits, nil
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
func (m *matcher) finder() (*excerpt.Finder, error) {
	var needles []excerpt.Needle
	for i := range m.plan.Concepts {
		c := &m.plan.Concepts[i]
		if c.Excluded || c.Weak {
			continue
		}
		l, err := m.list(fieldWords, c.Term)
		if err != nil {
			return nil, err
		}
		weight := m.rarity(len(l.docs))
		needles = append(needles, excerpt.Needle{Terms: []string{c.Term}, Weight: weight, Concept: i})
		for _, a := range c.Alternatives {
			needles = append(needles, excerpt.Needle{Terms: a.Terms, Weight: a.Weight * weight, Concept: i, Span: a.Span})
		}
	}
	m.runs(m.plan.Root, &needles)
	for _, l := range m.plan.Literals {
		needles = append(needles, excerpt.Needle{Run: l.Text, Weight: 1, Concept: l.First, Span: l.Last - l.First})
	}
	return excerpt.New(m.analyzer, needles), nil
}

// runs adds what is looked for as it stands.
func (m *matcher) runs(n plan.Node, needles *[]excerpt.Needle) {
	add := func(r plan.Run, first, last int, exact bool) {
		if r.Text == "" {
			return
		}
		if first == last {
			first = len(m.plan.Concepts) + len(*needles) // a concept of its own
		}
		*needles = append(*needles, excerpt.Needle{Run: r.Text, Exact: exact, Weight: 1, Concept: first, Span: last - first})
	}
	switch n := n.(type) {
	case plan.And:
		for _, c := range n.Nodes {
			m.runs(c, needles)
		}
	case plan.Or:
		for _, c := range n.Nodes {
			m.runs(c, needles)
		}
	case plan.Unit:
		add(n.Run, n.First, n.Last, false)
	case plan.Phrase:
		add(n.Run, 0, 0, true)
	}
}
