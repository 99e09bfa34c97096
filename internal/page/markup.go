package page

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// MaxLinks is how many links of one page are read; the longest archive page of ten years has some thousands.
const MaxLinks = 20_000

// Markup is what a page of HTML says about itself and where it leads.
type Markup struct {
	Base      *url.URL
	Links     []string // of a elements
	Hinted    []string // of those marked nofollow
	Pagers    []string // rel=next and rel=prev
	Feeds     []string
	Cut       bool // there were more links than are read
	Canonical string
	Refresh   string // where a meta refresh leads
	Self      string // og:url
	API       string // of WordPress
	Generator string
	OgType    string
	DataPage  string // of Hatena: index, entry, archive, …
	BodyClass string // the classes of the body element
	Metas     Metas
	Graph     Graph // what JSON-LD says
	posting   bool  // microdata on the whole page calls it an article
	listing   bool  // microdata on the whole page calls it a collection
	Articles  int   // article elements that stand alone
	Linked    int   // of these, with a heading that leads to another page
	Loose     int   // paragraphs outside of article elements
	Dated     bool  // there is a time element or a microformat of an entry
	IsHTML    bool  // there is any element of HTML at all
}

// reader is the state of one pass over a page.
type reader struct {
	*Markup
	z       *html.Tokenizer
	article int      // how deep in article elements
	heading bool     // in a heading of an article
	counted bool     // the heading of this article was seen
	data    []string // scripts of JSON-LD
}

// Read reads a page in one pass. There is no page that it refuses.
func Read(body []byte, address *url.URL) *Markup {
	r := &reader{Markup: &Markup{Base: address, Metas: Metas{}}, z: html.NewTokenizer(bytes.NewReader(body))}
	for {
		switch r.z.Next() {
		case html.ErrorToken:
			r.Graph = ReadGraph(r.data, address.String())
			return r.Markup
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
	r.IsHTML = r.IsHTML || tag != 0
	switch tag {
	case atom.H1, atom.H2, atom.H3:
		r.heading = r.article == 1
	case atom.P:
		if r.article == 0 {
			r.Loose++
		}
	case atom.Time:
		r.Dated = true
	case atom.A, atom.Area:
		r.anchor(r.attributes(more))
	case atom.Link:
		r.link(r.attributes(more))
	case atom.Meta:
		r.meta(r.attributes(more))
	case atom.Script:
		if strings.EqualFold(r.attributes(more)["type"], "application/ld+json") {
			if r.z.Next() == html.TextToken {
				r.data = append(r.data, string(r.z.Text()))
			}
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
	r.Dated = r.Dated || strings.Contains(classes, " hentry") || strings.Contains(classes, " h-entry")
	switch tag {
	case atom.Html:
		r.DataPage = a["data-page"]
		r.typed(a["itemtype"])
	case atom.Body:
		r.BodyClass = a["class"]
		r.typed(a["itemtype"])
	case atom.Article:
		if r.article++; r.article == 1 {
			r.Articles++
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
		case "href", "rel", "type", "class", "name", "property", "content", "http-equiv", "data-page", "itemtype", "itemprop":
			if _, ok := a[name]; !ok {
				a[name] = string(v)
			}
		}
	}
	return a
}

func (r *reader) rebase(href string) {
	if u, err := r.Base.Parse(strings.TrimSpace(href)); err == nil && u.Host != "" {
		r.Base = u
	}
}

func (r *reader) anchor(a map[string]string) {
	href := strings.TrimSpace(a["href"])
	if href == "" || href[0] == '#' {
		return
	}
	if len(r.Links)+len(r.Hinted) >= MaxLinks {
		r.Cut = true
		return
	}
	rel := strings.Fields(strings.ToLower(a["rel"]))
	if has(rel, "next") || has(rel, "prev") {
		r.Pagers = append(r.Pagers, href)
	}
	if has(rel, "nofollow") {
		r.Hinted = append(r.Hinted, href)
		return
	}
	r.Links = append(r.Links, href)
	if r.heading && !r.counted {
		r.Linked++
		r.counted = true
	}
}

func (r *reader) link(a map[string]string) {
	rel, href := strings.Fields(strings.ToLower(a["rel"])), strings.TrimSpace(a["href"])
	switch {
	case href == "":
	case has(rel, "canonical"):
		if r.Canonical == "" {
			r.Canonical = href
		}
	case has(rel, "https://api.w.org/"):
		r.API = href
	case has(rel, "next"), has(rel, "prev"):
		r.Pagers = append(r.Pagers, href)
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
		if !strings.Contains(href, "/comments/") && !strings.Contains(href, "/wp-json/") && len(r.Feeds) < maxAlternates {
			r.Feeds = append(r.Feeds, href)
		}
	}
}

func (r *reader) meta(a map[string]string) {
	content := strings.TrimSpace(a["content"])
	r.Metas.add(a["property"], a["name"], a["itemprop"], content)
	if strings.EqualFold(a["name"], "generator") {
		r.Generator = strings.ToLower(content)
	}
	switch strings.ToLower(a["property"]) {
	case "og:type":
		r.OgType = strings.ToLower(content)
	case "og:url":
		r.Self = content
	}
	if strings.EqualFold(a["http-equiv"], "refresh") {
		if _, target, ok := strings.Cut(content, "="); ok {
			r.Refresh = strings.Trim(target, ` '"`)
		}
	}
}

// typed reads a type of schema.org that the whole page bears.
func (r *reader) typed(t string) {
	switch kindOfType(t[strings.LastIndexByte(t, '/')+1:]) {
	case Article:
		r.posting = true
	case List:
		r.listing = true
	}
}

// Metas are the contents of the meta elements of a page, in order, by property, name or itemprop in lower case.
type Metas map[string][]string

// maxMetas is how many meta elements of a page are kept; the most talkative themes write a hundred.
const maxMetas = 1000

func (m Metas) add(property, name, itemprop, content string) {
	key := property
	if key == "" {
		key = name
	}
	if key == "" {
		key = itemprop
	}
	if key = strings.ToLower(strings.TrimSpace(key)); key != "" && content != "" && len(m) < maxMetas {
		m[key] = append(m[key], content)
	}
}

// First is the first content of that name, empty without any.
func (m Metas) First(name string) string {
	if all := m[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

func has(list []string, word string) bool {
	for _, s := range list {
		if s == word {
			return true
		}
	}
	return false
}
