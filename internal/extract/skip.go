package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// passed says whether the element is boilerplate: no part of what was written.
func (w *walker) passed(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Object, atom.Video,
		atom.Audio, atom.Canvas, atom.Svg, atom.Dialog, atom.Rp, atom.Rt, atom.Head, atom.Link, atom.Meta, atom.Title:
		return true
	case atom.Ul, atom.Ol:
		if isContents(n) {
			return true
		}
	case atom.A, atom.Sup:
		if isMark(n) {
			return true
		}
	case atom.Span, atom.Td:
		if hasClass(n, gutter...) || hasClass(n, "footnote-delimiter", "footnotes-title") {
			return true
		}
	case atom.Cite:
		return hasClass(n, "hatena-citation") // only the host of the card before it
	}
	return w.theme.isCommon(n, w.title) || w.looksOdd(n) && !w.holdsMost(n)
}

// looksOdd says whether the element is of a kind, or named, or begins, like something around a post.
func (w *walker) looksOdd(n *html.Node) bool {
	switch {
	case isFootnotes(n):
		return false
	case hidden(n), n.DataAtom == atom.Nav, n.DataAtom == atom.Form:
		return true
	case n.DataAtom == atom.Footer && !inside(n, atom.Blockquote):
		return true
	case n.DataAtom == atom.Aside:
		return !isCallout(n) && (!w.strict || w.namedJunk(n))
	case isBlock(n):
		return w.namedJunk(n) || opensJunk(n) || !w.strict && hasWord(n, headWords) && short(n)
	}
	return (n.DataAtom == atom.Span || n.DataAtom == atom.A || n.DataAtom == atom.Ins) && hasWord(n, w.junk)
}

// namedJunk says whether the block is named like something around a post. In a certain body the id of a section comes from its
// heading: a chapter on comments is not the comments.
func (w *walker) namedJunk(n *html.Node) bool {
	found := w.junk.of(n)
	if w.strict && n.DataAtom == atom.Section {
		found = w.junk.ofClass(n)
	}
	for word := range found {
		if !w.strict || !softWords[word] || !hasProse(n) {
			return true
		}
	}
	return false
}

// hasProse says whether there are paragraphs to read in the element, apart from links.
func hasProse(n *html.Node) bool {
	const some = 120 // bytes: more than an invitation to subscribe
	size := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !silent(c.Parent) && (inside(c, atom.P) || inside(c, atom.Pre) || inside(c, atom.Li)) && !inside(c, atom.A) {
			if size += len(strings.TrimSpace(c.Data)); size > some {
				return true
			}
		}
	}
	return false
}

// holdsMost says whether most of the text is in the element. Then it is the post, whatever it looks like: a theme may well call it
// read-more or widget, or put the page in a form.
func (w *walker) holdsMost(n *html.Node) bool {
	const most = 8 // such elements around each other; more are made to cost time
	if w.spared >= most || !holds(n, w.size/2) {
		return false
	}
	w.spared++
	return true
}

// holds says whether the node has more than so many bytes of text.
func holds(n *html.Node, size int) bool {
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !silent(c.Parent) {
			if size -= len(strings.TrimSpace(c.Data)); size < 0 {
				return true
			}
		}
	}
	return false
}

// short says whether there is little text in the element, as in the head of a post and not its body.
func short(n *html.Node) bool {
	const little = 300
	return !holds(n, little)
}

// isMark says whether the link or superscript only leads somewhere on the page: to a footnote, back from it, to a heading.
func isMark(n *html.Node) bool {
	if hasClass(n, "footnote-ref", "footnote-backref", "footnote-return", "footnote-number", "footnote-reference", "headerlink", "anchor",
		"header-anchor", "heading-anchor", "anchor-link", "reversefootnote", "header-anchor-link", "data-footnote-backref") ||
		attr(n, "role") == "doc-noteref" || attr(n, "role") == "doc-backlink" || hasAttr(n, "data-footnote-ref") || hasAttr(n, "data-footnote-backref") {
		return n.DataAtom == atom.Sup || leadsNowhere(n)
	}
	if n.DataAtom == atom.Sup {
		return strings.HasPrefix(attr(n, "id"), "fnref")
	}
	if n.Parent != nil && isHeading(n.Parent) && leadsToItself(n, n.Parent) {
		return true
	}
	return strings.HasPrefix(attr(n, "name"), "fn-") && strings.Contains(attr(n, "href"), "#f-") ||
		strings.HasPrefix(attr(n, "href"), "#fn") && strings.HasPrefix(strings.TrimSpace(textOf(n)), "↩")
}

// leadsNowhere says whether the link has a sign for its text: one that wraps a heading has the heading's.
func leadsNowhere(a *html.Node) bool {
	const sign = 4
	text := strings.TrimSpace(textOf(a))
	return len([]rune(text)) <= sign || attr(a, "aria-hidden") == "true"
}

// hidden says whether no reader sees the element.
func hidden(n *html.Node) bool {
	if hasAttr(n, "hidden") || attr(n, "aria-hidden") == "true" {
		return true
	}
	style := attr(n, "style")
	return style != "" && strings.Contains(strings.ReplaceAll(strings.ToLower(style), " ", ""), "display:none")
}

// isCallout says whether the aside is the writer's own: a note, a warning, a pull quote.
func isCallout(n *html.Node) bool {
	return hasWord(n, wordSet("msg", "message", "note", "callout", "admonition", "alert", "tip", "warning", "info", "pull", "quote", "footnotes", "column", "hint", "caution")) ||
		isFootnotes(n)
}

// isContents says whether the list is a table of contents: links within the page and nothing else.
func isContents(list *html.Node) bool {
	links := 0
	for n := range list.Descendants() {
		switch {
		case n.DataAtom == atom.A:
			if !isAnchorLink(n) || isMark(n) {
				return false
			}
			links++
		case n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" && !inside(n, atom.A):
			return false
		}
	}
	return links > 1
}

func inside(n *html.Node, a atom.Atom) bool {
	const far = 20 // the nearest few ancestors decide
	for p, i := n.Parent, 0; p != nil && i < far; p, i = p.Parent, i+1 {
		if p.DataAtom == a {
			return true
		}
	}
	return false
}
