package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// aside says whether the node stands in a part of the page that is about other posts or by other people, as seen from root.
func (d *document) aside(n, root *html.Node) bool {
	for ; n != nil && n != root; n = n.Parent {
		if d.around[n] {
			return true
		}
	}
	return false
}

// readAround finds the parts of the page that are about other posts or by other people. What holds most of the text is the post,
// though a theme may call it l-sidebar-layout.
func readAround(body *html.Node) map[*html.Node]bool {
	const most = 8 // as for walker.holdsMost
	around := map[*html.Node]bool{}
	size, spared := sizeOf(body), 0
	var look func(n *html.Node)
	look = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			sounds := c.DataAtom == atom.Nav || c.DataAtom == atom.Aside || isBlock(c) && hasWord(c, aroundWords)
			if sounds && spared < most && holds(c, size/2) {
				spared++
				sounds = false
			}
			if sounds {
				around[c] = true
			} else {
				look(c)
			}
		}
	}
	look(body)
	return around
}
