package rank

import (
	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/internal/blog"
)

// maxSections is how many sections of a post a hit shows.
const maxSections = 3

// Hit shows one post: the title, a snippet with what matches marked and the heading above it, and the sections that match.
func Hit(f *excerpt.Finder, post *blog.Post) index.Hit {
	x, passages := f.Passages(excerptBlocks(post), func(block int) int { return heading(post, block) }, maxSections)
	h := index.Hit{Post: *post, Title: spans(f.Title(post.Title)), Excerpt: spans(x.Spans), Code: x.Code}
	if x.Match {
		h.Section = section(post, x.Block)
	}
	for _, p := range passages {
		h.Sections = append(h.Sections, index.Passage{Section: *section(post, p.Block), Excerpt: spans(p.Spans)})
	}
	h.Post.Blocks = nil
	return h
}

// Marks gives where a query matches in the blocks of a post.
func Marks(f *excerpt.Finder, post *blog.Post) []index.Mark {
	var marks []index.Mark
	for i, b := range post.Blocks {
		for _, m := range f.Marks(b.Text) {
			marks = append(marks, index.Mark{Block: i, Start: m[0], End: m[1]})
		}
	}
	return marks
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
		case blog.ImageAlt:
			blocks[i].Kind = excerpt.Alt
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
	if i := heading(post, at); i >= 0 {
		return &index.Section{Title: post.Blocks[i].Text, URL: post.URL + "#" + post.Blocks[i].Anchor}
	}
	return nil
}

// heading numbers the block of the nearest heading at or above a block that can be linked to, below 0 where there is none.
func heading(post *blog.Post, at int) int {
	for i := min(at, len(post.Blocks)-1); i >= 0; i-- {
		if b := post.Blocks[i]; b.Kind == blog.Heading && b.Anchor != "" {
			return i
		}
	}
	return -1
}

// Finder prepares to mark what a plan looks for. A concept weighs what rarity says of it, so that an excerpt shows the rarest words.
func Finder(a excerpt.Analyzer, p *plan.Plan, rarity func(concept int) float64) *excerpt.Finder {
	var needles []excerpt.Needle
	for i := range p.Concepts {
		c := &p.Concepts[i]
		if c.Excluded || c.Weak {
			continue
		}
		weight := rarity(i)
		needles = append(needles, excerpt.Needle{Terms: []string{c.Term}, Weight: weight, Concept: i})
		for _, a := range c.Alternatives {
			needles = append(needles, excerpt.Needle{Terms: a.Terms, Weight: a.Weight * weight, Concept: i, Span: a.Span})
		}
	}
	needles = runs(needles, p.Root, len(p.Concepts))
	for _, l := range p.Literals {
		needles = append(needles, excerpt.Needle{Run: l.Text, Weight: 1, Concept: l.First, Span: l.Last - l.First})
	}
	return excerpt.New(a, needles)
}

// runs adds what is looked for as it stands. What has no concept is one of its own, with a number after the others.
func runs(needles []excerpt.Needle, n plan.Node, concepts int) []excerpt.Needle {
	add := func(r plan.Run, first, last int, exact bool) {
		if r.Text == "" {
			return
		}
		if first == last {
			first = concepts + len(needles)
		}
		needles = append(needles, excerpt.Needle{Run: r.Text, Exact: exact, Weight: 1, Concept: first, Span: last - first})
	}
	switch n := n.(type) {
	case plan.And:
		for _, c := range plan.Required(n.Nodes) {
			needles = runs(needles, c, concepts)
		}
	case plan.Or:
		for _, c := range n.Nodes {
			needles = runs(needles, c, concepts)
		}
	case plan.Unit:
		add(n.Run, n.First, n.Last, false)
	case plan.Phrase:
		add(n.Run, 0, 0, true)
	}
	return needles
}
