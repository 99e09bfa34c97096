package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/fumikura/fumikura/index"
)

const feedSize = 20

// atomFeed is a search as a feed, after RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published,omitempty"`
	Author     *atomAuthor    `xml:"author"`
	Link       atomLink       `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// feed is a search to subscribe to: what was found, newest first.
func (s *Server) feed(w http.ResponseWriter, r *http.Request) error {
	v, err := s.values(w, r)
	if err != nil {
		return err
	}
	a, err := s.readAsk(v)
	if err != nil {
		return err
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	a.sort, a.page, a.size = index.Newest, 1, feedSize
	result, err := s.look(r.Context(), a) // a feed reader asks every hour; it is not somebody who searches
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	if _, err := w.Write([]byte(xml.Header)); err != nil {
		return err
	}
	if err := xml.NewEncoder(w).Encode(s.newFeed(s.origin(r), a, result)); err != nil {
		return fmt.Errorf("write a feed: %w", err)
	}
	return nil
}

func (s *Server) newFeed(origin string, a ask, r *index.Result) atomFeed {
	understood := a.query.String()
	asked := url.Values{"q": {understood}}.Encode()
	self := origin + "/search.atom?" + asked
	f := atomFeed{
		ID: self, Title: strings.TrimSpace(understood + " - " + s.Title), Author: atomAuthor{s.Title},
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}, {Rel: "alternate", Type: "text/html", Href: origin + "/search?" + asked}},
	}
	latest := time.Unix(0, 0).UTC() // the order of hits, not their updates, decides what is new; an empty feed is old
	for _, h := range r.Hits {
		e := newEntry(h)
		if t := changed(h); t.After(latest) {
			latest = t
		}
		f.Entries = append(f.Entries, e)
	}
	f.Updated = latest.Format(time.RFC3339)
	return f
}

func newEntry(h index.Hit) atomEntry {
	e := atomEntry{ID: h.Post.URL, Title: h.Post.Title, Link: atomLink{Href: h.Post.URL}, Summary: plain(h.Excerpt)}
	e.Updated = changed(h).Format(time.RFC3339)
	if !h.Post.Published.IsZero() {
		e.Published = h.Post.Published.Format(time.RFC3339)
	}
	if h.Post.Author != "" {
		e.Author = &atomAuthor{h.Post.Author}
	}
	for _, t := range h.Post.Tags {
		e.Categories = append(e.Categories, atomCategory{t})
	}
	return e
}

// changed is when a post was last touched. Atom asks for a time even where nobody knows one.
func changed(h index.Hit) time.Time {
	switch {
	case !h.Post.Updated.IsZero():
		return h.Post.Updated
	case !h.Post.Published.IsZero():
		return h.Post.Published
	}
	return time.Unix(0, 0).UTC()
}

func plain(spans []index.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}
