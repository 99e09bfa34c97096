// Package replay asks queries twice and says what moved: by the rules of now and others, of one index and another. It judges nothing:
// whether a change is for the better, only a reader can say (index/eval can where judgements are).
package replay

import (
	"context"
	"errors"
	"fmt"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// Depth is how many hits of each query are compared: what a reader sees on a page.
const Depth = 10

// Ask answers one request.
type Ask func(context.Context, index.Request) (*index.Result, error)

// Hit is a post with its place in both answers.
type Hit struct {
	URL    string `json:"url"`
	Title  string `json:"title"`
	Before int    `json:"before"` // from 1; 0 where it is not among the first Depth
	After  int    `json:"after"`
}

// Moved is a query whose answer changes.
type Moved struct {
	Query      string `json:"query"`
	Before     int    `json:"before"` // how many posts are found
	After      int    `json:"after"`
	Hits       []Hit  `json:"hits"`        // the first Depth of both answers, as they come afterwards; those that leave come last
	Understood string `json:"understood"`  // another query that is answered afterwards; empty for none
	WasFound   bool   `json:"was_found"`   // it found something before
	IsFound    bool   `json:"is_found"`    // it finds something afterwards
	FirstMoved bool   `json:"first_moved"` // another post comes first
}

// Report is what became of all queries.
type Report struct {
	Asked   int      `json:"asked"`
	Same    int      `json:"same"`  // whose first Depth hits and number of posts stay as they are
	Moved   []Moved  `json:"moved"` // in the order in which they were asked
	Refused []string `json:"refused,omitempty"`
}

// Compare asks every query of both. A query that is none any more (too long) is named, not asked.
func Compare(ctx context.Context, queries []string, before, after Ask) (*Report, error) {
	r := &Report{Moved: []Moved{}}
	for _, text := range queries {
		q, err := query.Parse(text)
		if err != nil {
			r.Refused = append(r.Refused, text)
			continue
		}
		was, err := answer(ctx, before, q)
		if err != nil {
			return nil, fmt.Errorf("ask %q before the change: %w", text, err)
		}
		is, err := answer(ctx, after, q)
		if err != nil {
			return nil, fmt.Errorf("ask %q after the change: %w", text, err)
		}
		r.Asked++
		if m, moved := compared(text, was, is); moved {
			r.Moved = append(r.Moved, m)
		} else {
			r.Same++
		}
	}
	return r, nil
}

func answer(ctx context.Context, ask Ask, q query.Query) (*index.Result, error) {
	res, err := ask(ctx, index.Request{Query: q, Size: Depth})
	if err == nil && res == nil {
		err = errors.New("there is no answer")
	}
	return res, err
}

func compared(text string, was, is *index.Result) (Moved, bool) {
	m := Moved{Query: text, Before: was.Total, After: is.Total, WasFound: was.Total > 0, IsFound: is.Total > 0, Hits: []Hit{}}
	moved := was.Total != is.Total || len(was.Hits) != len(is.Hits)
	if is.Corrected != nil {
		m.Understood = is.Corrected.To
	}
	place := map[string]int{}
	for i, h := range was.Hits {
		place[h.Post.URL] = i + 1
	}
	for i, h := range is.Hits {
		m.Hits = append(m.Hits, Hit{h.Post.URL, h.Post.Title, place[h.Post.URL], i + 1})
		moved = moved || place[h.Post.URL] != i+1
		delete(place, h.Post.URL)
	}
	for i, h := range was.Hits {
		if place[h.Post.URL] == i+1 {
			m.Hits = append(m.Hits, Hit{h.Post.URL, h.Post.Title, i + 1, 0})
		}
	}
	m.FirstMoved = len(was.Hits) > 0 && len(is.Hits) > 0 && was.Hits[0].Post.URL != is.Hits[0].Post.URL
	return m, moved
}
