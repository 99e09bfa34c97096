package extract

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// hasClass says whether the element has one of the classes.
func hasClass(n *html.Node, classes ...string) bool {
	value := attr(n, "class")
	if value == "" {
		return false
	}
	for have := range strings.FieldsSeq(value) {
		for _, want := range classes {
			if have == want {
				return true
			}
		}
	}
	return false
}

// textOf is all text below the node as it stands in the source, without that of scripts and styles.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !silent(c.Parent) {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// sizeOf is how many bytes of text the node has, without the white space that indents the source.
func sizeOf(n *html.Node) int {
	size := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !silent(c.Parent) {
			size += len(strings.TrimSpace(c.Data))
		}
	}
	return size
}

// silent says whether the text of the element is never shown.
func silent(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Textarea, atom.Title, atom.Iframe, atom.Noframes, atom.Rp, atom.Rt:
		return true
	}
	return false
}

// first is the first of the strings that says something.
func first(s ...string) string {
	for _, v := range s {
		if v != "" {
			return v
		}
	}
	return ""
}

// choose makes a selection of the nodes; nil ones are left out.
func choose(nodes ...*html.Node) *goquery.Selection {
	s := new(goquery.Selection)
	for _, n := range nodes {
		if n != nil {
			s = s.AddNodes(n)
		}
	}
	return s
}
