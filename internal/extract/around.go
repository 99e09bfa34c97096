package extract

import (
	"strings"
	"time"

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
// though a theme may call it l-sidebar-layout; and a word that the elements around most of the text have is no evidence, as where a
// page builder calls every part a widget.
func readAround(body *html.Node) map[*html.Node]bool {
	const most = 8 // as for walker.holdsMost
	around := map[*html.Node]bool{}
	size, spared := sizeOf(body), 0
	set := aroundWords.without(common(aroundWords, body))
	isByline := func(n *html.Node) bool { // some theme shows date and author in an element called read-more
		if !short(n) || choose(n).Find("a[href], time").Length() > 0 {
			return false
		}
		line := tidy(textOf(n))
		_, dated := parseMoment(line, time.UTC)
		return dated && isDateline(line)
	}
	var look func(n *html.Node)
	look = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			sounds := c.DataAtom == atom.Nav || c.DataAtom == atom.Aside || isBlock(c) && hasWord(c, set)
			if sounds && spared < most && (holds(c, size/2) || c.DataAtom != atom.Nav && isByline(c)) {
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

// common gives the words of the set whose elements hold most of the prose together, though none alone does.
func common(set words, roots ...*html.Node) words {
	const some = 400 // bytes: in less than that nothing is common
	held, all := map[string]int{}, 0
	var look func(n *html.Node, in words)
	look = func(n *html.Node, in words) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			inner := in
			switch {
			case c.Type == html.TextNode:
				if !silent(n) && !inside(c, atom.A) {
					size := len(strings.TrimSpace(c.Data))
					all += size
					for w := range in {
						held[w] += size
					}
				}
				continue
			case isBlock(c):
				for w := range set.of(c) {
					if !inner[w] {
						inner = inner.with(w)
					}
				}
			}
			look(c, inner)
		}
	}
	for _, n := range roots {
		look(n, nil)
	}
	most := words{}
	for w, n := range held {
		if all > some && n > all/2 {
			most[w] = true
		}
	}
	return most
}
