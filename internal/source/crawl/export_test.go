package crawl

import (
	"net/url"

	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/page"
)

// The parsers are fuzzed and held against odd files; a blog for each would hide which of them fails.

// Sitemap gives the addresses of pages and of further sitemaps in a file, and whether it is a feed.
func Sitemap(body []byte) (pages, sitemaps []string, isFeed bool, err error) {
	s, err := readSitemap(body)
	for _, l := range s.pages {
		pages = append(pages, l.address)
	}
	return pages, s.sitemaps, s.isFeed, err
}

// Changed reads a lastmod.
var Changed = changedAt

// Feed gives the addresses in a feed.
func Feed(body []byte) ([]string, error) {
	f, err := readFeed(body)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, p := range f.posts {
		list = append(list, p.URL)
	}
	return list, nil
}

// Links gives where a page of the blog at start leads.
func Links(body []byte, start, address string) ([]string, error) {
	scope, err := fetch.NewScope(start)
	if err != nil {
		return nil, err
	}
	front, err := fetch.Address(start)
	if err != nil {
		return nil, err
	}
	at, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	p := newPlace(scope, front, front)
	m := page.Read(body, at)
	p.named(m.Canonical)
	p.canonicalOf(m, at)
	roleOf(m, task{}, false)
	var list []string
	for _, t := range p.links(m, address) {
		list = append(list, t.url)
	}
	return list, nil
}
