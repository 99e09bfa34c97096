package web

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// postView is the page of a kept post.
type postView struct {
	frame
	Post    blog.Post
	Day     *date
	Blocks  []blockView
	Related []hitView
	Back    string
	Before  *link // the post before it in its series
	After   *link
}

// blockView is a block with the matches of the query marked.
type blockView struct {
	Kind   blog.Kind
	Anchor string
	Spans  []index.Span
	Opens  bool // it is the first item of a list
	Closes bool // it is the last
}

// kept is what a post page asks the engine for.
type kept struct {
	post    *blog.Post
	marks   []index.Mark
	related []index.Hit
}

// postPage shows the kept text of a post: what the search saw, for when the original is gone or a match is hard to see.
func (s *Server) postPage(w http.ResponseWriter, r *http.Request) error {
	if !s.KeptPosts {
		return errNoRoute
	}
	text := r.URL.Query().Get("q")
	q, err := query.Parse(text)
	if err != nil {
		return fmt.Errorf("read q: %w", err)
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	k, err := s.kept(r.Context(), blog.ID(mux.Vars(r)["id"]), q)
	if err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	f := s.newFrame(w, r)
	f.Query, f.Canonical, f.Heading = text, k.post.URL, cmp.Or(k.post.Title, k.post.URL)
	v := postView{frame: f, Post: *k.post, Day: f.date(k.post.Published), Blocks: markBlocks(k.post.Blocks, k.marks), Back: f.searchURL(text)}
	for _, h := range k.related {
		v.Related = append(v.Related, s.newHitView(f, h, false))
	}
	for i := range v.Related {
		v.Related[i].URL = v.Related[i].Kept
	}
	v.Before, v.After = turns(f, k)
	return show(w, s.pages.post, v)
}

// turns are the links to the posts before and after a post in its series, nil where there are none. They are among the related posts, which
// an engine begins with the neighbours.
func turns(f frame, k kept) (before, after *link) {
	series, number := blog.SeriesOf(k.post.Title)
	least, most := 0, math.MaxInt
	for _, h := range k.related {
		in := h.Series
		if series == "" || in == nil || in.Name != series {
			continue
		}
		to := &link{Text: h.Post.Title, URL: f.keptURL(h.Post.ID)}
		if in.Number < number && in.Number > least {
			before, least = to, in.Number
		}
		if in.Number > number && in.Number < most {
			after, most = to, in.Number
		}
	}
	return before, after
}

func (s *Server) kept(ctx context.Context, id blog.ID, q query.Query) (kept, error) {
	var k kept
	err := s.bounded(ctx, func(ctx context.Context) (err error) {
		if k.post, err = s.Engine.Post(ctx, id); err != nil {
			return fmt.Errorf("get a post: %w", err)
		}
		if !q.IsEmpty() {
			if k.marks, err = s.Engine.Marked(ctx, id, q); err != nil {
				return fmt.Errorf("mark a post: %w", err)
			}
		}
		if k.related, err = s.Engine.Related(ctx, id, relatedPosts); err != nil {
			return fmt.Errorf("get related posts: %w", err)
		}
		return nil
	})
	return k, err
}

// markBlocks cuts the text of blocks at the marks.
func markBlocks(blocks []blog.Block, marks []index.Mark) []blockView {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b index.Mark) int { return cmp.Or(cmp.Compare(a.Block, b.Block), cmp.Compare(a.Start, b.Start)) })
	views := make([]blockView, len(blocks))
	for i, b := range blocks {
		views[i] = blockView{Kind: b.Kind, Anchor: b.Anchor}
		if b.Kind == blog.ListItem {
			views[i].Opens = i == 0 || blocks[i-1].Kind != blog.ListItem
			views[i].Closes = i == len(blocks)-1 || blocks[i+1].Kind != blog.ListItem
		}
		at := 0
		for len(marks) > 0 && marks[0].Block <= i {
			m := marks[0]
			marks = marks[1:]
			if m.Block < i || m.Start < at || m.End <= m.Start || m.End > len(b.Text) {
				continue // no place of its own in this text; the text itself is always shown whole
			}
			views[i].Spans = append(views[i].Spans, index.Span{Text: b.Text[at:m.Start]}, index.Span{Text: b.Text[m.Start:m.End], Match: true})
			at = m.End
		}
		views[i].Spans = append(views[i].Spans, index.Span{Text: b.Text[at:]})
	}
	return views
}
