package extract

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Where nobody teaches who wrote a post, its name shows by comparison (unsupervised wrapper induction): a place that is filled on most
// pages with a few names, which differ from page to page and come again on others. Categories do the same, so a place must also say by
// itself that it is one of people: its links lead to pages about authors, or it is named so, or a portrait or a label stands before it.

// personAddress matches where pages about authors lie.
var personAddress = regexp.MustCompile(`(?i)/(authors?|writers?|people|members?|staff|contributors?|auteurs?|autore?s?|autoren|verfasser)/[^/?#]`)

// personAddresses are the parts of such addresses that a selector can ask for.
var personAddresses = []string{"/author/", "/authors/", "/writer/", "/writers/", "/people/", "/member/", "/members/", "/staff/", "/contributor/", "/contributors/",
	"/auteur/", "/auteurs/", "/autor/", "/autores/", "/autore/", "/autoren/", "/verfasser/"}

// personWords are in the class names of what shows who wrote a post.
var personWords = wordSet("author", "authors", "byline", "writer", "writers", "contributor", "contributors", "auteur", "autor", "autore", "verfasser", "postedby", "writtenby", "vcard", "person", "user", "username")

// portraitWords are in the class names of the sign or picture before a name.
var portraitWords = wordSet("avatar", "avatars", "user", "users", "person", "author", "gravatar", "pen", "pencil", "profile")

// namePlaces is the place of names that is filled on most pages; none where the witnesses name several authors already.
func namePlaces(lessons []*lesson, usual map[string]bool) []Place {
	named, shown := 0, 0
	told := map[string]bool{}
	for _, l := range lessons {
		if by := l.firstClaim(func(c claim) bool { return c.author != "" }).author; by != "" {
			named++
			told[by] = true
		}
		if l.shownAuthor() != "" {
			shown++
		}
	}
	if float64(named) >= nearly*float64(len(lessons)) && len(told) > 1 || float64(shown) >= often*float64(len(lessons)) {
		return nil
	}
	candidates := map[string]bool{}
	for _, l := range lessons {
		for n := range l.d.doc.Find("body").Get(0).Descendants() {
			for _, s := range personSelectors(n, usual) {
				candidates[s] = true
			}
		}
	}
	best := Place{}
	for selector := range candidates {
		p, ok := weighNames(selector, lessons)
		if !ok || p.Filled <= named && len(told) > 1 {
			continue
		}
		if len(told) == 1 && float64(named) >= often*float64(len(lessons)) && !isAddressed(p) {
			continue // the blog's own name; only the surest sign tells that others write there
		}
		if best.Selector == "" || p.isSurer(best) {
			best = p
		}
	}
	if best.Selector == "" {
		return nil
	}
	return []Place{best}
}

// isAddressed says whether the place is one of links to pages about authors, which is the surest sign.
func isAddressed(p Place) bool { return strings.Contains(p.Selector, "[href*=") }

// isSurer says whether the place shows authors more surely than another, or on more pages; of equals the shorter selector is.
func (p Place) isSurer(than Place) bool {
	if isAddressed(p) != isAddressed(than) {
		return isAddressed(p)
	}
	return cmp.Or(cmp.Compare(p.Filled, than.Filled), cmp.Compare(len(than.Selector), len(p.Selector)), cmp.Compare(than.Selector, p.Selector)) > 0
}

// personSelectors are the ways to an element that says by itself that it shows who wrote the post; none for others.
func personSelectors(n *html.Node, usual map[string]bool) []string {
	const long = 100 // bytes of one name, or of some
	if n.Type != html.ElementNode || n.DataAtom == atom.Time || isHeading(n) || silent(n) || holds(n, long) || tidy(textOf(n)) == "" || isTagLink(n) || leadsWithin(n) {
		return nil
	}
	s := selectorOf(n, usual)
	switch {
	case s == "":
		return nil
	case n.DataAtom == atom.A && personAddress.MatchString(attr(n, "href")) && !runs(n):
		for _, part := range personAddresses {
			if strings.Contains(attr(n, "href"), part) {
				return []string{s + `[href*="` + part + `"]`}
			}
		}
		return nil
	case hasWord(n, personWords), n.Parent != nil && hasWord(n.Parent, personWords), followsPortrait(n):
		return []string{s}
	}
	return nil
}

// leadsWithin says whether a link of the element leads within the page: a table of contents has such.
func leadsWithin(n *html.Node) bool {
	if isAnchorLink(n) {
		return true
	}
	for c := range n.Descendants() {
		if isAnchorLink(c) {
			return true
		}
	}
	return false
}

// isAnchorLink says whether the element is a link within the page.
func isAnchorLink(n *html.Node) bool {
	return n.DataAtom == atom.A && strings.HasPrefix(attr(n, "href"), "#")
}

// followsPortrait says whether a portrait, a sign for a person or a label (by, 著者) stands right before the element.
func followsPortrait(n *html.Node) bool {
	for c := n.PrevSibling; c != nil; c = c.PrevSibling {
		switch {
		case c.Type == html.TextNode && tidy(c.Data) == "" || c.Type == html.CommentNode:
			continue
		case c.Type == html.TextNode:
			return endsInLabel(tidy(c.Data))
		}
		for p := range c.Descendants() {
			if isPortrait(p) {
				return true
			}
		}
		return isPortrait(c) || endsInLabel(tidy(textOf(c)))
	}
	return false
}

func isPortrait(n *html.Node) bool {
	return (n.DataAtom == atom.Img || n.DataAtom == atom.I || n.DataAtom == atom.Svg || n.DataAtom == atom.Span) && hasWord(n, portraitWords)
}

// weighNames counts on how many pages the place has names, and says whether they are those of authors: not all the same, few of them,
// and most of them on more than one page.
func weighNames(selector string, lessons []*lesson) (p Place, ok bool) {
	const (
		several = 2
		half    = .5 // of the pages: among the others are lists that could not be told from posts yet
	)
	p = Place{Field: "author", Selector: selector}
	pages, sets := map[string]int{}, map[string]int{}
	most := 0
	for _, l := range lessons {
		name := l.d.authorAt(selector)
		if name == "" {
			continue
		}
		p.Filled++
		sets[name]++
		most = max(most, sets[name])
		for _, one := range namesAt(l.d, selector) {
			pages[one]++
		}
	}
	p.Right = p.Filled
	again := 0
	for _, n := range pages {
		if n > 1 {
			again += n
		}
	}
	ok = float64(p.Filled) >= half*float64(len(lessons)) && len(pages) >= several && len(pages)*2 <= p.Filled && again*2 > p.Filled && most < p.Filled
	return p, ok
}

// namesAt are the single names at a place.
func namesAt(d *document, selector string) []string {
	var out []string
	for _, s := range d.doc.Find(selector).EachIter() {
		for _, v := range namesOf(s) {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}
