package ingest

import (
	"context"
	"hash/fnv"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// A page whose text is made of pieces of other posts is a list, whatever it declares: teasers begin as the posts begin. No single page
// shows that, so it is looked for when all unread pages were read. Posts are compared by how they open: a fingerprint of the beginning
// of their first paragraph. The comparison is with the posts read in the same run; a list that is captured later alone is judged by
// itself.

const (
	// openingRunes of a paragraph tell it from others; shorter paragraphs are greetings.
	openingRunes = 30
	// fewPieces is how many posts a page must quote the openings of; a post may well quote two.
	fewPieces = 3
	// maxCompared bounds what is kept of a run for the comparison, some hundred bytes a page.
	maxCompared = 100_000
)

// pieces is what is kept of the pages that were read.
type pieces struct {
	openings map[string]map[uint64]string // by site: the page of the post that opens so, or that several do
	titles   map[string]map[string]string // by site: the page of the post of that title
	pages    []piece
}

func newPieces() pieces {
	return pieces{openings: map[string]map[uint64]string{}, titles: map[string]map[string]string{}}
}

// piece is one page with a single post.
type piece struct {
	page     *blog.Page // without its body
	version  string
	opening  uint64
	headings []string
	others   []uint64 // how its other paragraphs begin
	lettered []int    // and how long they are
	size     int      // of all its text
}

// several stands for the page of an opening that more than one post has.
const several = "several"

// add takes note of a reading. What a feed names is a post, and is compared with but not judged.
func (s *pieces) add(r archive.Reading) {
	if len(r.Posts) != 1 || r.Page.Form == blog.FormGiven || r.Page.Form == blog.FormNone || len(s.pages) >= maxCompared {
		return
	}
	p := piece{page: &blog.Page{URL: r.Page.URL, Site: r.Page.Site, Form: r.Page.Form, FetchedAt: r.Page.FetchedAt}, version: r.Version}
	for _, b := range r.Posts[0].Blocks {
		p.size += len(b.Text)
		mark, ok := opening(b.Text)
		switch {
		case b.Kind == blog.Heading:
			p.headings = append(p.headings, b.Text)
		case !ok || b.Kind == blog.Code:
		case p.opening == 0:
			p.opening = mark
		default:
			p.others, p.lettered = append(p.others, mark), append(p.lettered, len(b.Text))
		}
	}
	if p.opening == 0 {
		return
	}
	if s.openings[r.Page.Site] == nil {
		s.openings[r.Page.Site], s.titles[r.Page.Site] = map[uint64]string{}, map[string]string{}
	}
	if other, found := s.openings[r.Page.Site][p.opening]; found && other != r.Page.URL {
		s.openings[r.Page.Site][p.opening] = several
	} else {
		s.openings[r.Page.Site][p.opening] = r.Page.URL
	}
	if title := r.Posts[0].Title; title != "" {
		s.titles[r.Page.Site][title] = r.Page.URL
	}
	if r.Page.Known.Title == "" && (len(p.others)+1 >= fewPieces || len(p.headings) > 0) {
		s.pages = append(s.pages, p)
	}
}

// opening is a fingerprint of how a paragraph begins.
func opening(text string) (uint64, bool) {
	h, n := fnv.New64a(), 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		_, _ = h.Write([]byte(strings.ToLower(string(r)))) // a hash takes all that it is given
		if n++; n == openingRunes {
			return h.Sum64(), true
		}
	}
	return 0, false
}

// lists are the pages that are made of the openings of other posts.
func (s *pieces) lists() []archive.Reading {
	var found []archive.Reading
	for _, p := range s.pages {
		openings := s.openings[p.page.Site]
		seen := map[uint64]bool{}
		quoted := 0
		if openings[p.opening] == several {
			seen[p.opening] = true
		}
		for i, mark := range p.others {
			if other := openings[mark]; other != "" && other != p.page.URL {
				seen[mark] = true
				quoted += p.lettered[i]
			}
		}
		if s.isTeaser(p, len(seen)) || len(seen) >= fewPieces && len(seen)*2 > len(p.others) || len(seen) >= 2*fewPieces && quoted*2 > p.size {
			found = append(found, archive.Reading{Page: p.page, Version: p.version, Problem: "its text is made of the openings of other posts: not a post"})
		}
	}
	return found
}

// isTeaser says whether all paragraphs of the page open other posts, and its headings are the titles of others: a list of one or two.
func (s *pieces) isTeaser(p piece, seen int) bool {
	if seen <= len(p.others) || len(p.headings) == 0 {
		return false
	}
	for _, h := range p.headings {
		if other := s.titles[p.page.Site][h]; other == "" || other == p.page.URL {
			return false
		}
	}
	return true
}

// dropLists has the pages count as lists that turned out to be some.
func (r *run) dropLists(ctx context.Context) error {
	found := r.pieces.lists()
	r.pieces.pages = nil
	for _, reading := range found {
		r.report.site(reading.Page.Site).Skipped++
	}
	return r.Archive.PutReadings(ctx, found...)
}
