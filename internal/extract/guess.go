package extract

import (
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// fitting gives the body that the first of the selectors finds which holds a good part of the paragraphs: a card of another post
// may have a body too. In an article several of them are its parts; elsewhere the largest is the post.
func (d *document) fitting(root *goquery.Selection, selectors []string, article bool) []*html.Node {
	for i := range selectors {
		bodies := outermost(d.find(root, selectors[i:i+1]).Nodes)
		if !article || strings.Contains(selectors[i], "$=") { // every box of such a theme has a content
			bodies = largest(bodies)
		}
		size := 0
		for _, n := range bodies {
			size += sizeOf(n)
		}
		if len(bodies) > 0 && size*3 >= d.prose() {
			return bodies
		}
	}
	return nil
}

// guess finds the body where no class names it: the article, the main part, what readability takes, or all of the page.
func (d *document) guess() claim {
	const enough = 140 // bytes; below that an article element may be a card
	places := []func() *html.Node{
		d.article,
		func() *html.Node { return d.first("main") },
		func() *html.Node { return d.first("[role=main]") },
		d.readable,
		func() *html.Node { return d.first("body") },
	}
	sources := []string{"guess", "guess", "guess", "readability", "guess"}
	last := claim{source: "guess"}
	for i, place := range places {
		n := place()
		if n == nil {
			continue
		}
		if sources[i] != "readability" {
			n = d.narrow(n)
		}
		c := claim{source: sources[i], guessed: true, bodies: []*html.Node{n}}
		// Readability has its own measure; among comments a post may well be the smaller part.
		if size := sizeOf(n); size >= enough && (c.source == "readability" || size*4 >= d.prose()) {
			return c
		}
		if len(last.bodies) == 0 {
			last = c // short posts are posts, too
		}
	}
	return last
}

// prose is how many bytes of text stand in paragraphs, without those around the post.
func (d *document) prose() int {
	if d.paragraphs == 0 {
		for _, p := range d.doc.Find("p").EachIter() {
			if !d.aside(p.Get(0), nil) {
				d.paragraphs += sizeOf(p.Get(0))
			}
		}
	}
	return d.paragraphs
}

func (d *document) first(selector string) *html.Node {
	if s := d.doc.FindMatcher(goquery.Single(selector)); s.Length() > 0 {
		return s.Get(0)
	}
	return nil
}

// largest is the one with the most text.
func largest(nodes []*html.Node) []*html.Node {
	var best *html.Node
	most := 0
	for _, n := range outermost(nodes) {
		if size := sizeOf(n); best == nil || size > most {
			best, most = n, size
		}
	}
	if best == nil {
		return nil
	}
	return []*html.Node{best}
}

// readable asks readability, which scores every element: not for pages that are larger than people write.
func (d *document) readable() *html.Node {
	const most = 50_000 // nodes
	p := readability.NewParser()
	p.MaxElemsToParse = most
	p.KeepClasses = true
	a, err := p.ParseDocument(d.doc.Get(0), d.self)
	if err != nil {
		return nil // it is a guess; without one the page has no body
	}
	if a.Node != nil {
		for n := range a.Node.Descendants() { // it makes paragraphs that have a name but no atom
			n.DataAtom = atom.Lookup([]byte(n.Data))
		}
	}
	return a.Node
}

// narrow is the smallest element within a guessed body that holds nearly all of its prose: what lies around it there are teasers,
// buttons and lists of links.
func (d *document) narrow(root *html.Node) *html.Node {
	const some, least = 60, 600 // bytes of a block, and of all of them, that tell something
	const part = .95
	held := heldIn(root, func(n *html.Node) int {
		text := len(tidy(ownText(n))) - linked(n)
		if text < some || d.aside(n, root) {
			return 0
		}
		return text
	})
	if held[root] < least {
		return root
	}
	return holder(root, held, part, func(n *html.Node) bool { return isText(n) || n.DataAtom == atom.Table })
}

// heldIn weighs the blocks of text below the root, and gives for each element the weight of all that it holds.
func heldIn(root *html.Node, weight func(*html.Node) int) map[*html.Node]int {
	held := map[*html.Node]int{}
	for n := range blocksOf(root) {
		w := weight(n)
		if w == 0 {
			continue
		}
		for p := n; p != nil; p = p.Parent {
			held[p] += w
			if p == root {
				break
			}
		}
	}
	return held
}

// holder is the smallest element that holds so large a part of what the root holds, and is none of those that are parts of a text.
func holder(root *html.Node, held map[*html.Node]int, part float64, isPart func(*html.Node) bool) *html.Node {
	at := root
	for {
		var next *html.Node
		for c := range at.ChildNodes() {
			if float64(held[c]) >= part*float64(held[root]) {
				next = c
			}
		}
		if next == nil || isPart(next) {
			return at
		}
		at = next
	}
}

// isText says whether the element is a part of a text and holds no other: a paragraph, a heading, code, a quotation, a list.
func isText(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Pre, atom.Blockquote, atom.Ul, atom.Ol:
		return true
	}
	return isHeading(n)
}

// linked is how many bytes of the text of the element are in links.
func linked(n *html.Node) int {
	size := 0
	for c := range n.Descendants() {
		if c.DataAtom == atom.A {
			size += sizeOf(c)
		}
	}
	return size
}
