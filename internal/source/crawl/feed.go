package crawl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/json"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// feed is what one feed says: the posts it names, with what it knows of them, and where it goes on.
type feed struct {
	posts []blog.Post
	next  string // a further page of it
}

// readFeed reads Atom, RSS, RDF and JSON Feed.
func readFeed(body []byte) (f *feed, err error) {
	if isDeep(body) {
		return nil, errors.New("read the feed: its elements lie too deep")
	}
	defer func() {
		if p := recover(); p != nil { // the parser is not ours, and the feed is a stranger's
			f, err = nil, fmt.Errorf("read the feed: %v", p)
		}
	}()
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	parsed, err := p.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read the feed: %w", err)
	}
	f = &feed{next: nextOf(parsed)}
	for _, item := range parsed.Items {
		if p := postOf(item); p.URL != "" {
			f.posts = append(f.posts, p)
		}
	}
	return f, nil
}

// maxFeedNesting is how deep the elements of a feed may lie. XHTML in Atom has some dozens.
const maxFeedNesting = 1000

// isDeep says whether the elements lie so deep that gofeed, which calls itself for each, would exhaust the stack: that ends a
// program and cannot be recovered from.
func isDeep(body []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict, d.Entity = false, xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for depth := 0; depth <= maxFeedNesting; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if _, ok := token.(xml.StartElement); ok {
			depth++
		} else if _, ok := token.(xml.EndElement); ok {
			depth--
		}
	}
	return true
}

// nextOf gives the further page that Atom (RFC 5005) and JSON Feed can name.
func nextOf(f *gofeed.Feed) string {
	switch o := f.OriginalFeed().(type) {
	case *json.Feed:
		return o.NextURL
	case *atom.Feed:
		for _, l := range o.Links {
			if l.Rel == "next" {
				return l.Href
			}
		}
	}
	return ""
}

func postOf(item *gofeed.Item) blog.Post {
	p := blog.Post{
		URL:       strings.TrimSpace(item.Link),
		Title:     strings.TrimSpace(html.UnescapeString(item.Title)), // many write them as HTML
		Published: moment(item.Published, item.PublishedParsed),
		Updated:   moment(item.Updated, item.UpdatedParsed),
		Tags:      item.Categories,
	}
	// FeedBurner leads through its own address, and says which one it hides.
	if burner, ok := item.Extensions["feedburner"]["origLink"]; ok && len(burner) > 0 {
		p.URL = strings.TrimSpace(burner[0].Value)
	}
	if p.URL == "" && isWeb(item.GUID) {
		p.URL = item.GUID
	}
	p.Author = authorsOf(item)
	return p
}

// authorsOf joins the names of those who wrote an entry, as they are joined where a page names several.
func authorsOf(item *gofeed.Item) string {
	const many = 10 // more are not those of one post
	var names []string
	for _, a := range item.Authors {
		if a == nil {
			continue
		}
		if name := strings.TrimSpace(a.Name); name != "" && !slices.Contains(names, name) && len(names) < many {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// moment keeps the zone that the feed wrote, where it can be read; gofeed gives the moment alone.
func moment(written string, parsed *time.Time) time.Time {
	for _, layout := range []string{time.RFC3339, time.RFC1123Z, "Mon, _2 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(layout, strings.TrimSpace(written)); err == nil {
			return t
		}
	}
	for _, layout := range []string{time.RFC1123, "Mon, _2 Jan 2006 15:04:05 MST", "Mon, _2 Jan 2006 15:04 MST", "02 Jan 2006 15:04:05 MST"} {
		if t, err := time.Parse(layout, strings.TrimSpace(written)); err == nil {
			return page.Named(t)
		}
	}
	if parsed == nil {
		return time.Time{}
	}
	return *parsed
}
