package web

import (
	"cmp"
	"context"
	"strconv"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// step is one element of the pager: a page, previous, next, or a gap without URL.
type step struct {
	link
	Label string // for screen readers, where Text alone says too little
	Rel   string
}

// pager is the pagination: it leads to the pages around this one, the first and the last that can be reached.
func pager(f frame, at searchState, a ask, total int) []step {
	last := (min(total, index.MaxResults) + a.size - 1) / a.size
	last = min(last, index.MaxResults/a.size)
	if last < 2 {
		return nil
	}
	var steps []step
	if a.page > 1 {
		steps = append(steps, step{link: link{Text: f.Say("prev"), URL: at.url(a.page - 1)}, Rel: "prev"})
	}
	before := 0
	for p := 1; p <= last; p++ {
		if p != 1 && p != last && (p < a.page-2 || p > a.page+2) {
			continue
		}
		if p > before+1 {
			steps = append(steps, step{link: link{Text: "…"}})
		}
		before = p
		steps = append(steps, step{link: link{Text: strconv.Itoa(p), URL: at.url(p), On: p == a.page}, Label: f.Say("page", p)})
	}
	if a.page < last {
		steps = append(steps, step{link: link{Text: f.Say("next"), URL: at.url(a.page + 1)}, Rel: "next"})
	}
	return steps
}

// maxOffers bounds the searches that an empty page makes to find what would find something.
const maxOffers = 6

// nothing is what a page without hits says instead.
type nothing struct {
	Text   string
	Offers []offer
	Alike  []link // words that begin alike
	Near   []link // posts that come close
	Tags   []link // the most frequent of all posts
	First  link   // always leads somewhere
}

// offer is another search that finds something.
type offer struct {
	link
	Count int
}

// newNothing explains an empty page and tries what might find something: fewer filters, then single words.
func (s *Server) newNothing(ctx context.Context, f frame, a ask, r *index.Result) *nothing {
	at := newPlace(f, a)
	n := &nothing{Text: f.Say("none.all"), First: link{Text: f.Say("none.newest"), URL: f.Root + "/" + f.HLOnly()}}
	if r.Total > 0 {
		n.Text, n.First = f.Say("none.past", r.Total), link{Text: f.Say("first"), URL: at.url(1)}
		return n
	}
	if at.words != "" {
		n.Text = f.Say("none", at.words)
	}
	ctx, cancel := s.timed(ctx) // for all of them together
	defer cancel()
	tried := 0
	try := func(q query.Query, l link) {
		if tried++; tried > maxOffers {
			return
		}
		fewer := ask{query: q, page: 1, size: 1}
		if result, err := s.look(ctx, fewer); err == nil && result.Strict > 0 {
			n.Offers = append(n.Offers, offer{link: l, Count: result.Strict})
		}
	}
	for _, name := range facets {
		for _, value := range at.chosen[name] {
			text := f.Say("none.drop", valueName(f, name, value))
			try(a.query.Without(name, value), link{Text: text, URL: at.without(name, value).url(1)})
		}
	}
	s.help(ctx, f, a, n)
	_, rest := query.Filters(a.query)
	if and, ok := rest.Root.(query.And); ok {
		for _, node := range and.Nodes {
			if _, excludes := node.(query.Not); excludes {
				continue
			}
			word := query.Query{Root: node}
			text := word.String()
			try(word, link{Text: f.Say("none.word", text), URL: f.searchURL(text)})
		}
	}
	return n
}

// help adds what may be meant instead: words, posts and tags that are there.
func (s *Server) help(ctx context.Context, f frame, a ask, n *nothing) {
	blogs := a.query.Values(query.Blog)
	here := func(text string) string {
		q, err := query.Parse(text)
		if err != nil {
			return f.searchURL(text)
		}
		return f.searchURL(inBlogs(q, blogs).String())
	}
	alike := s.near(ctx, a.query.Words(), blogs)
	for _, l := range alike {
		if l.Kind != "post" && len(n.Alike) < nearPosts {
			n.Alike = append(n.Alike, link{Text: l.Text, URL: here(phraseOf(l))})
		}
	}
	for _, h := range s.nearest(ctx, a, alike) {
		v := s.newHitView(f, h, false)
		n.Near = append(n.Near, link{Text: cmp.Or(h.Post.Title, h.Post.URL), URL: v.URL})
	}
	known, err := s.look(ctx, ask{query: inBlogs(query.Query{}, blogs), page: 1, size: 1, counted: []query.Field{query.Tag}, facetSize: startTags})
	if err != nil { // the other ways out are enough
		return
	}
	for _, t := range known.Facets[query.Tag] {
		n.Tags = append(n.Tags, link{Text: t.Value, URL: here(one(query.Tag, t.Value))})
	}
}

// phraseOf is the query that a suggestion stands for.
func phraseOf(s index.Suggestion) string {
	switch s.Kind {
	case "tag":
		return one(query.Tag, s.Text)
	case "author":
		return one(query.Author, s.Text)
	}
	return s.Text
}
