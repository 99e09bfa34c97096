package extract

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// maxDepth is how deep a page may nest once it has been flattened. The parser refuses 512; no blog we know needs 100.
const maxDepth = 200

// document is a parsed page with what is asked of it again and again.
type document struct {
	page       *blog.Page
	doc        *goquery.Document
	self       *url.URL // the address of the page
	base       *url.URL // what links are relative to
	recipe     *recipe
	theme      *Theme // of the blog
	fragment   bool   // a bare body out of an export: no head, nothing around the post
	site       string // the blog's own name; empty when unknown
	metas      page.Metas
	around     map[*html.Node]bool // see readAround
	graph      page.Graph          // what JSON-LD says
	address    string              // of the post, see canonical
	keys       map[string]bool     // of addresses that are this page or the front page
	local      *time.Location      // see zone
	articles   []*html.Node        // see article
	searched   bool
	paragraphs int // see prose
}

func parse(p *blog.Page, theme *Theme) (*document, error) {
	body := bytes.TrimPrefix(p.Body, []byte("\ufeff"))
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		root, err = html.Parse(bytes.NewReader(flatten(body)))
	}
	if err != nil {
		return nil, fmt.Errorf("parse its HTML: %w", err)
	}
	d := &document{page: p, theme: theme, doc: goquery.NewDocumentFromNode(root), fragment: isFragment(body)}
	d.unfold()
	d.self, err = url.Parse(p.URL)
	if err != nil {
		return nil, fmt.Errorf("parse its address: %w", err)
	}
	d.base = d.self
	if href, ok := d.doc.Find("base[href]").First().Attr("href"); ok {
		if u, err := d.base.Parse(strings.TrimSpace(href)); err == nil {
			d.base = u
		}
	}
	d.around = map[*html.Node]bool{}
	if body := d.doc.Find("body"); body.Length() > 0 {
		d.around = readAround(body.Get(0))
	}
	d.recipe = d.pick()
	m := page.Read(body, d.self)
	d.metas, d.graph = m.Metas, m.Graph
	d.site = d.siteName()
	d.address = d.canonical()
	d.keys = map[string]bool{blog.Key(p.URL): true, blog.Key(d.address): true, blog.Key(p.Site): true}
	return d, nil
}

// unfold puts the text of a template in the place of its script, where that is all that the element of a post holds: the official
// theme of Blogger has a browser do so.
func (d *document) unfold() {
	for _, s := range d.doc.Find(`script[type="text/template"], script[type="text/x-template"]`).EachIter() {
		n := s.Get(0)
		if n.Parent == nil || sizeOf(n.Parent) > 0 || n.FirstChild == nil || s.Closest("[itemprop=articleBody], .post-body, .entry-content, article").Length() == 0 {
			continue
		}
		parts, err := html.ParseFragment(strings.NewReader(n.FirstChild.Data), n.Parent)
		if err != nil {
			continue // then the page has no text that can be read
		}
		for _, c := range parts {
			n.Parent.InsertBefore(c, n)
		}
		n.Parent.RemoveChild(n)
	}
}

// wholePage matches what a page has and a body out of an export has not. The tags may be left out; then a title stands first.
var wholePage = regexp.MustCompile(`<(!doctype|html|head|body)[\s>]|^\s*<(title|meta)[\s>]`)

// isFragment says whether the bytes are a bare body as an export has it, not a captured page.
func isFragment(body []byte) bool {
	const enough = 4096 // a page declares itself early
	head := bytes.ToLower(body[:min(len(body), enough)])
	return !wholePage.Match(head)
}

// flatten drops the tags that nest deeper than maxDepth; the parser refuses such pages, but their text is worth keeping.
func flatten(body []byte) []byte {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(body))
	depth := 0
	for {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			return out.Bytes()
		case html.StartTagToken:
			depth++
			if depth > maxDepth {
				continue
			}
		case html.EndTagToken:
			depth--
			if depth < 0 {
				depth = 0
			}
			if depth >= maxDepth {
				continue
			}
		}
		out.Write(raw)
	}
}

// pick finds the recipe whose platform made the page; the generic one knows no platform.
func (d *document) pick() *recipe {
	if !d.fragment {
		for i := range recipes {
			if d.has(strings.Join(recipes[i].signs, ", ")) {
				return &recipes[i]
			}
		}
	}
	return &recipe{name: "generic"}
}

// has says whether the page has an element that the selector matches; no selector matches nothing.
func (d *document) has(selector string) bool {
	return selector != "" && d.doc.FindMatcher(goquery.Single(selector)).Length() > 0
}

// siteName is the name of the blog as the page gives it, to be taken off titles.
func (d *document) siteName() string {
	for _, s := range []string{
		d.doc.Find("html").AttrOr("data-blog-name", ""),
		d.meta("og:site_name"),
		d.graph.Site,
		d.meta("application-name"),
		d.doc.Find(`link[rel="alternate"][type="application/atom+xml"], link[rel="alternate"][type="application/rss+xml"]`).First().AttrOr("title", ""),
	} {
		if s = tidy(s); s != "" && !isFeedName(s) {
			return s
		}
	}
	for _, a := range d.doc.Find("header a[href], h1 a[href], [class*=head] a[href], a[rel=home]").EachIter() {
		if s := tidy(a.Text()); s != "" && blog.Key(d.resolve(a.AttrOr("href", ""))) == d.front() {
			return s
		}
	}
	return ""
}

// isFeedName says whether the title of a feed link names the format and not the blog.
func isFeedName(s string) bool {
	switch strings.ToLower(s) {
	case "atom", "rss", "rss2.0", "rss 2.0", "rss feed", "atom feed", "feed", "rdf":
		return true
	}
	return false
}

// meta is the content of the first meta element of that property, name or itemprop.
func (d *document) meta(key string) string { return tidy(d.metas.First(key)) }

// resolve makes the address absolute; it is empty for what leads nowhere.
func (d *document) resolve(href string) string {
	u, err := d.base.Parse(strings.TrimSpace(href))
	if err != nil || u.Host == "" {
		return ""
	}
	return u.String()
}

// canonical is the canonical URL of the post: what the page calls canonical if that is on the same host and not the front page.
func (d *document) canonical() string {
	own := d.page.URL
	href, ok := d.doc.Find(`link[rel="canonical"]`).First().Attr("href")
	if !ok || d.fragment {
		return own
	}
	u, err := url.Parse(d.resolve(href))
	if err != nil || !strings.EqualFold(u.Host, d.self.Host) {
		return own
	}
	u.Fragment = ""
	key := blog.Key(u.String())
	if u.Path == "" || u.Path == "/" || key == blog.Key(d.page.Site) || key == blog.Key(own) {
		return own
	}
	return u.String()
}
