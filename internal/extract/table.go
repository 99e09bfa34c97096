package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// table reads a table by rows; one that only lays things out is read like any other container.
func (w *walker) table(n *html.Node) {
	switch {
	case codeTable(n):
		w.code(n)
	case laysOut(n):
		w.within(w.kind, n)
	default:
		w.flush()
		w.rows(n)
	}
}

// laysOut says whether the table holds more than words in its cells.
func laysOut(t *html.Node) bool {
	paragraphs := 0
	for n := range t.Descendants() {
		switch n.DataAtom {
		case atom.Td, atom.Th:
			paragraphs = 0
		case atom.P, atom.Div:
			paragraphs++
		case atom.Pre, atom.Table, atom.Blockquote, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return true
		}
		if paragraphs > 2 {
			return true
		}
	}
	return false
}

// rows gives a block for each row, the cells apart by a tab.
func (w *walker) rows(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode || w.passed(c):
		case c.DataAtom == atom.Tr:
			w.row(c)
		case c.DataAtom == atom.Caption:
			w.within(blog.Paragraph, c)
		default:
			w.rows(c)
		}
	}
}

func (w *walker) row(tr *html.Node) {
	var cells []string
	inner := &walker{strict: w.strict, kind: blog.TableRow, size: w.size, spared: w.spared, junk: w.junk, theme: w.theme, title: w.title}
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		at := len(inner.blocks)
		inner.node(td)
		inner.flush()
		var words []string
		for _, b := range inner.blocks[at:] {
			words = append(words, strings.ReplaceAll(b.Text, "\n", " "))
		}
		if len(words) > 0 {
			cells = append(cells, strings.Join(words, " "))
		}
	}
	w.images += inner.images
	w.embeds, w.films = w.embeds+inner.embeds, w.films+inner.films
	if len(cells) > 0 {
		w.blocks = append(w.blocks, blog.Block{Kind: blog.TableRow, Text: strings.Join(cells, "\t")})
	}
}
