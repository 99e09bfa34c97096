package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// walker turns the elements of a body into blocks in reading order. The parser limits how deep elements nest, so it recurses.
type walker struct {
	strict bool // the body is certain: only well-known boilerplate is passed over, not what merely sounds like it
	blocks []blog.Block
	line   line      // the inline text gathered so far
	kind   blog.Kind // what that text will become
	alts   []string  // of pictures inside it
	images int

	picture string // address of the first picture that can stand for the post
	embeds  int
	films   int   // players that tell nothing of what they play
	size    int   // bytes of text in all bodies
	spared  int   // see holdsMost
	junk    words // names of what is no part of the post
	theme   *Theme
	title   string // of the post

	leads  func(href string) bool // says whether a link leads to another page of the blog; nil where that is not asked
	inLink int                    // how many such links are around the text
	linked int                    // bytes of the gathered line that are in one
	links  map[int]int            // the same for the blocks that have any
}

// walk reads the bodies one after the other.
func walk(strict bool, bodies ...*html.Node) *walker {
	w := &walker{strict: strict, junk: junkWords.without(common(junkWords, bodies...))}
	return w.walk(bodies...)
}

func (w *walker) walk(bodies ...*html.Node) *walker {
	w.kind = blog.Paragraph
	w.links = map[int]int{}
	for _, n := range bodies {
		w.size += sizeOf(n)
	}
	for _, n := range bodies {
		w.children(n)
		w.flush()
	}
	return w
}

// kept is how many bytes of text there are in the blocks.
func (w *walker) kept() int {
	n := 0
	for _, b := range w.blocks {
		n += len(b.Text)
	}
	return n
}

func (w *walker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !w.strict && len(w.blocks) > 0 && (endsPost(c) || isBlock(c) && opensJunk(c)) && w.isTail(c) && !w.holdsMost(c) {
			return
		}
		w.node(c)
	}
}

// isTail says whether little of the text comes after the element, so that nothing of the post is lost with it: what follows on
// share buttons at the end is about the writer and other posts.
func (w *walker) isTail(n *html.Node) bool {
	rest := 0
	for c := n.NextSibling; c != nil; c = c.NextSibling {
		rest += sizeOf(c)
	}
	return rest*2 < w.size
}

func (w *walker) node(n *html.Node) {
	if n.Type == html.TextNode {
		w.line.write(n.Data)
		if w.inLink > 0 {
			w.linked += len(strings.TrimSpace(n.Data))
		}
		return
	}
	if n.Type != html.ElementNode || w.passed(n) {
		return
	}
	if n.DataAtom == atom.A && w.leads != nil && w.leads(attr(n, "href")) {
		w.inLink++
		defer func() { w.inLink-- }()
	}
	switch n.DataAtom {
	case atom.Br:
		w.lineBreak()
	case atom.Img:
		w.image(n)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.heading(n)
	case atom.Pre, atom.Xmp, atom.Listing:
		w.code(n)
	case atom.Table:
		w.table(n)
	case atom.Iframe:
		w.embed(n)
	case atom.Math:
		w.math(n)
	default:
		w.container(n)
	}
}

// container reads an element that only holds others: its kind of text changes for quotations, items and footnotes.
func (w *walker) container(n *html.Node) {
	switch {
	case hasWord(n, cardWords):
		w.card(n)
	case isFootnotes(n):
		w.within(blog.Footnote, n)
	case n.DataAtom == atom.Blockquote:
		w.within(blog.Quote, n)
	case (n.DataAtom == atom.Li || n.DataAtom == atom.Dt || n.DataAtom == atom.Dd) && w.kind != blog.Footnote:
		w.within(blog.ListItem, n)
	case isBlock(n):
		w.within(w.kind, n)
	default:
		w.children(n)
	}
}

func (w *walker) within(kind blog.Kind, n *html.Node) {
	w.flush()
	outer := w.kind
	w.kind = kind
	w.children(n)
	w.flush()
	w.kind = outer
}

// lineBreak takes two in a row as the end of a paragraph: so do blogs that were written without paragraphs.
func (w *walker) lineBreak() {
	if w.line.last == '\n' && w.kind != blog.Heading {
		w.flush()
		return
	}
	w.line.lineBreak()
}

// flush ends the block that is being gathered.
func (w *walker) flush() {
	text := w.line.take()
	if text != "" && !isStock(text) {
		if w.linked > 0 {
			w.links[len(w.blocks)] = w.linked
		}
		w.blocks = append(w.blocks, blog.Block{Kind: w.kind, Text: text})
	}
	w.linked = 0
	for _, alt := range w.alts {
		w.blocks = append(w.blocks, blog.Block{Kind: blog.ImageAlt, Text: alt})
	}
	w.alts = w.alts[:0]
}

func (w *walker) heading(n *html.Node) {
	w.flush()
	at := len(w.blocks)
	w.within(blog.Heading, n)
	if at < len(w.blocks) && w.blocks[at].Kind == blog.Heading {
		h := &w.blocks[at]
		h.Text = trimMarks(strings.ReplaceAll(h.Text, "\n", " "))
		h.Anchor = anchor(n)
		if h.Text == "" || isContentsTitle(h.Text) {
			w.blocks = append(w.blocks[:at], w.blocks[at+1:]...)
			delete(w.links, at)
		}
	}
}

// anchor is the fragment that leads to the heading: its own id, that of something in it, or that of the section it opens.
func anchor(h *html.Node) string {
	if id := attr(h, "id"); id != "" {
		return id
	}
	for n := range h.Descendants() {
		if id := attr(n, "id"); id != "" {
			return id
		}
		if name := attr(n, "name"); name != "" && n.DataAtom == atom.A {
			return name
		}
	}
	prev := h.PrevSibling
	for prev != nil && prev.Type == html.TextNode && strings.TrimSpace(prev.Data) == "" {
		prev = prev.PrevSibling
	}
	switch {
	case prev != nil && prev.DataAtom == atom.A && prev.FirstChild == nil:
		return first(attr(prev, "id"), attr(prev, "name"))
	case prev == nil && h.Parent != nil && (h.Parent.DataAtom == atom.Section || hasWord(h.Parent, sectionWords)):
		return attr(h.Parent, "id")
	}
	return ""
}

// machineAlt matches what a program wrote where a person might have: file names and photo ids.
var machineAlt = regexp.MustCompile(`(?i)^(f:id:\S+|\S+\.(png|jpe?g|gif|webp|svg|bmp|avif)|(img|dsc|image|photo|screenshot|スクリーンショット|画像)[-_ ]?[\d:._ -]*)$`)

// image keeps what a person wrote about a picture; a small one in the text (an emoji) is part of the text.
func (w *walker) image(n *html.Node) {
	alt := tidy(attr(n, "alt"))
	if class := attr(n, "class"); strings.Contains(class, "emoji") || strings.Contains(class, "wp-smiley") {
		w.line.write(alt)
		return
	}
	w.images++
	if w.picture == "" {
		w.picture = pictureSource(n)
	}
	if alt != "" && !machineAlt.MatchString(alt) {
		w.alts = append(w.alts, alt)
	}
}

// math keeps the source of a formula and not its parts.
func (w *walker) math(n *html.Node) {
	for c := range n.Descendants() {
		if c.Data == "annotation" && strings.Contains(attr(c, "encoding"), "tex") {
			w.line.write(textOf(c))
			return
		}
	}
	w.children(n)
}

// isFootnotes says whether the element holds the footnotes of the post, or one of them.
func isFootnotes(n *html.Node) bool {
	return hasClass(n, "footnote", "footnotes", "wp-block-footnotes") && n.DataAtom != atom.A && n.DataAtom != atom.Sup && n.DataAtom != atom.Span ||
		attr(n, "role") == "doc-endnotes" || hasAttr(n, "data-footnotes")
}

// isContentsTitle says whether the heading stands over a table of contents.
func isContentsTitle(s string) bool {
	switch strings.ToLower(strings.Trim(s, " :：[]【】")) {
	case "目次", "もくじ", "table of contents", "contents", "toc":
		return true
	}
	return false
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Aside, atom.Header, atom.Footer, atom.Ul, atom.Ol, atom.Dl,
		atom.Li, atom.Dt, atom.Dd, atom.Figure, atom.Figcaption, atom.Details, atom.Summary, atom.Address, atom.Center, atom.Hr,
		atom.Blockquote, atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption, atom.Fieldset, atom.Hgroup:
		return true
	}
	return false
}
