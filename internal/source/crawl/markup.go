package crawl

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/fetch"
)

// maxLinks is how many links of one page are read; the longest archive page of ten years has some thousands.
const maxLinks = 20_000

// markup is what a page of HTML says about itself and where it leads.
type markup struct {
	base      *url.URL
	links     []string // of a elements
	hinted    []string // of those marked nofollow
	pagers    []string // rel=next and rel=prev
	feeds     []string
	cut       bool // there were more links than are read
	canonical string
	refresh   string // where a meta refresh leads
	self      string // og:url
	api       string // of WordPress
	generator string
	ogType    string
	dataPage  string // of Hatena: index, entry, archive, …
	body      string // the classes of the body element
	robots    fetch.Directives
	posting   bool // structured data calls the page an article
	listing   bool // structured data calls it a collection
	articles  int  // article elements that stand alone
	linked    int  // of these, with a heading that leads to another page
	loose     int  // paragraphs outside of article elements
	dated     bool // there is a time element or a microformat of an entry
	isHTML    bool // there is any element of HTML at all
}

// reader is the state of one pass over a page.
type reader struct {
	*markup
	z       *html.Tokenizer
	article int  // how deep in article elements
	heading bool // in a heading of an article
	counted bool // the heading of this article was seen
}

// readMarkup reads a page in one pass. There is no page that it refuses.
func readMarkup(body []byte, address *url.URL) *markup {
	r := &reader{markup: &markup{base: address}, z: html.NewTokenizer(bytes.NewReader(body))}
	for {
		switch r.z.Next() {
		case html.ErrorToken:
			return r.markup
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start()
		case html.EndTagToken:
			r.end()
		}
	}
}

func (r *reader) start() {
	name, more := r.z.TagName()
	tag := atom.Lookup(name)
	r.isHTML = r.isHTML || tag != 0
	switch tag {
	case atom.H1, atom.H2, atom.H3:
		r.heading = r.article == 1
	case atom.P:
		if r.article == 0 {
			r.loose++
		}
	case atom.Time:
		r.dated = true
	case atom.A, atom.Area:
		r.anchor(r.attributes(more))
	case atom.Link:
		r.link(r.attributes(more))
	case atom.Meta:
		r.meta(r.attributes(more))
	case atom.Script:
		if strings.EqualFold(r.attributes(more)["type"], "application/ld+json") {
			r.structured()
		}
	case atom.Base:
		r.rebase(r.attributes(more)["href"])
	case atom.Html, atom.Body, atom.Article, atom.Div, atom.Main, atom.Section:
		r.part(tag, r.attributes(more))
	}
}

// part reads an element that holds a part of the page, or all of it.
func (r *reader) part(tag atom.Atom, a map[string]string) {
	classes := " " + a["class"]
	r.dated = r.dated || strings.Contains(classes, " hentry") || strings.Contains(classes, " h-entry")
	switch tag {
	case atom.Html:
		r.dataPage = a["data-page"]
		r.typed(a["itemtype"])
	case atom.Body:
		r.body = a["class"]
		r.typed(a["itemtype"])
	case atom.Article:
		if r.article++; r.article == 1 {
			r.articles++
			r.counted = false
		}
	}
}

func (r *reader) end() {
	name, _ := r.z.TagName()
	switch atom.Lookup(name) {
	case atom.Article:
		r.article = max(r.article-1, 0)
	case atom.H1, atom.H2, atom.H3:
		r.counted = r.counted || r.heading
		r.heading = false
	}
}

// attributes reads those of the present tag that matter; of two with one name the first counts, as in browsers.
func (r *reader) attributes(more bool) map[string]string {
	a := map[string]string{}
	for more {
		var k, v []byte
		k, v, more = r.z.TagAttr()
		switch name := string(k); name {
		case "href", "rel", "type", "class", "name", "property", "content", "http-equiv", "data-page", "itemtype":
			if _, ok := a[name]; !ok {
				a[name] = string(v)
			}
		}
	}
	return a
}

func (r *reader) rebase(href string) {
	if u, err := r.base.Parse(strings.TrimSpace(href)); err == nil && u.Host != "" {
		r.base = u
	}
}

func (r *reader) anchor(a map[string]string) {
	href := strings.TrimSpace(a["href"])
	if href == "" || href[0] == '#' {
		return
	}
	if len(r.links)+len(r.hinted) >= maxLinks {
		r.cut = true
		return
	}
	rel := strings.Fields(strings.ToLower(a["rel"]))
	if has(rel, "next") || has(rel, "prev") {
		r.pagers = append(r.pagers, href)
	}
	if has(rel, "nofollow") {
		r.hinted = append(r.hinted, href)
		return
	}
	r.links = append(r.links, href)
	if r.heading && !r.counted {
		r.linked++
		r.counted = true
	}
}

func (r *reader) link(a map[string]string) {
	rel, href := strings.Fields(strings.ToLower(a["rel"])), strings.TrimSpace(a["href"])
	switch {
	case href == "":
	case has(rel, "canonical"):
		if r.canonical == "" {
			r.canonical = href
		}
	case has(rel, "https://api.w.org/"):
		r.api = href
	case has(rel, "next"), has(rel, "prev"):
		r.pagers = append(r.pagers, href)
	case has(rel, "alternate"), has(rel, "feed"):
		r.alternate(a, href)
	}
}

// maxAlternates is how many feeds a page may offer.
const maxAlternates = 20

func (r *reader) alternate(a map[string]string, href string) {
	t, _, _ := strings.Cut(strings.ToLower(a["type"]), ";")
	switch strings.TrimSpace(t) {
	case "application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/feed+json", "application/json", "application/xml", "text/xml":
		// WordPress offers the comments as a feed, and its API as JSON.
		if !strings.Contains(href, "/comments/") && !strings.Contains(href, "/wp-json/") && len(r.feeds) < maxAlternates {
			r.feeds = append(r.feeds, href)
		}
	}
}

func (r *reader) meta(a map[string]string) {
	content := strings.TrimSpace(a["content"])
	switch strings.ToLower(a["name"]) {
	case "robots", fetch.Product:
		r.robots = r.robots.Or(fetch.ParseDirectives(content))
	case "generator":
		r.generator = strings.ToLower(content)
	}
	switch strings.ToLower(a["property"]) {
	case "og:type":
		r.ogType = strings.ToLower(content)
	case "og:url":
		r.self = content
	}
	if strings.EqualFold(a["http-equiv"], "refresh") {
		if _, target, ok := strings.Cut(content, "="); ok {
			r.refresh = strings.Trim(target, ` '"`)
		}
	}
}

func has(list []string, word string) bool {
	for _, s := range list {
		if s == word {
			return true
		}
	}
	return false
}
