package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/fumikura/fumikura/internal/blog"
)

// trimTitle takes the blog's name off a title, before or behind it. Where the name is unknown, a heading on the page that the
// title begins with is the title.
func (d *document) trimTitle(s string) string {
	s = d.theme.withoutAffixes(s)
	if d.site != "" && s != d.site {
		if rest, ok := strings.CutSuffix(s, d.site); ok && endsApart(rest) {
			return strings.TrimRightFunc(rest, apart)
		}
		if rest, ok := strings.CutPrefix(s, d.site); ok && startsApart(rest) {
			return strings.TrimLeftFunc(rest, apart)
		}
	}
	return d.shownTitle(s)
}

// shownTitle is the heading of the page that the title begins with, or that it is cut short of; without any it is the title.
func (d *document) shownTitle(title string) string {
	const few = 20 // headings of the page that may be its title
	stem := strings.TrimSuffix(strings.TrimSuffix(title, "..."), "…")
	best := ""
	for i, h := range d.doc.Find("h1, h2, .entry-title, .post-title").EachIter() {
		if i >= few {
			break
		}
		v := titleText(h.Get(0))
		rest, ok := strings.CutPrefix(title, v)
		switch {
		case v == title || stem != "" && stem != title && strings.HasPrefix(v, stem) || d.cutByQuote(title, v):
			return v
		case ok && v != d.site && startsApart(rest) && len(v) > len(best):
			best = v
		}
	}
	return first(best, title)
}

// cutByQuote says whether the title is what an unescaped quotation mark in its attribute left of the heading: the heading goes on
// with the mark, and the title element begins like it.
func (d *document) cutByQuote(title, heading string) bool {
	rest, ok := strings.CutPrefix(heading, title)
	return ok && title != "" && strings.HasPrefix(strings.TrimSpace(rest), `"`) && strings.HasPrefix(tidy(d.doc.Find("title").First().Text()), heading)
}

// isSiteName says whether the heading is that of the blog: its name, its logo, or a link to its front page and nothing else.
func (d *document) isSiteName(h *html.Node) bool {
	text := tidy(textOf(h))
	if d.site != "" && text == d.site || hasWord(h, siteWords) || h.Parent != nil && hasWord(h.Parent, siteWords) {
		return true
	}
	link := choose(h).Find("a[href]").First()
	return link.Length() > 0 && tidy(link.Text()) == text && blog.Key(d.resolve(link.AttrOr("href", ""))) == d.front()
}

// front is the key of the front page: what the caller called the site, or the root of its host.
func (d *document) front() string {
	if d.page.Site != "" {
		return blog.Key(d.page.Site)
	}
	return blog.Key(d.resolve("/"))
}

// apart says whether the rune stands between a title and the name of a blog.
func apart(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("-|–—―:：｜»«·•‹›/／~〜", r)
}

func endsApart(s string) bool {
	t := strings.TrimRightFunc(s, apart)
	return t != "" && len(s)-len(t) > 1
}

func startsApart(s string) bool {
	t := strings.TrimLeftFunc(s, apart)
	return t != "" && len(s)-len(t) > 1
}
