package extract

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// articleSelector matches what may be one post, on its own page or in a list.
const articleSelector = `article, .hentry, .h-entry, [itemtype$="/BlogPosting"], [itemtype$="/Article"], .post, .blog-post`

// entries are the elements of the page that look like a post each.
func (d *document) entries() []*html.Node {
	if !d.searched {
		d.searched = true
		s := d.doc.Find(articleSelector).FilterFunction(func(_ int, s *goquery.Selection) bool {
			n := s.Get(0)
			return n.Data != "html" && n.Data != "body" && n.Data != "main" && n.Data != "li" && n.Data != "a" && !hasWord(n, aroundWords) && !d.aside(n, nil)
		})
		d.articles = outermost(s.Nodes)
	}
	return d.articles
}

// article is the entry with the most text whose own page is this one; nil when there is none.
func (d *document) article() *html.Node {
	var own []*html.Node
	for _, n := range d.entries() {
		if !d.teaser(n) {
			own = append(own, n)
		}
	}
	best := largest(own)
	if best == nil || d.isBox(best[0]) {
		return nil
	}
	return best[0]
}

// isBox says whether the entry is a small part of a page whose text stands elsewhere, and mostly leads to other pages: the only
// article of some themes is the box of the previous and the next post.
func (d *document) isBox(entry *html.Node) bool {
	size := sizeOf(entry)
	if size*4 > d.prose() {
		return false
	}
	links := 0
	for _, a := range choose(entry).Find("a[href]").EachIter() {
		if d.elsewhere(a.AttrOr("href", "")) {
			links += sizeOf(a.Get(0))
		}
	}
	return links*8 > size
}

// teaser says whether the entry's own heading leads to another page of the blog: then its post is there. A heading that stands
// behind text is not the entry's own.
func (d *document) teaser(entry *html.Node) bool {
	h := choose(entry).Find("h1, h2, h3, h4, .entry-title, .post-title, .p-name").First()
	if h.Length() == 0 || textBefore(entry, h.Get(0)) > headText {
		return false
	}
	link := h.Find("a[href]").First()
	if link.Length() == 0 {
		link = h.Closest("a[href]")
	}
	if link.Length() == 0 {
		return d.covered(entry)
	}
	return tidy(link.Text()) != "" && d.elsewhere(link.AttrOr("href", ""))
}

// covered says whether a link without any text lies over the whole entry and leads to another page: a card.
func (d *document) covered(entry *html.Node) bool {
	for c := range entry.ChildNodes() {
		if c.DataAtom == atom.A && sizeOf(c) == 0 && choose(c).Find("img, svg, picture").Length() == 0 && d.elsewhere(attr(c, "href")) {
			return true
		}
	}
	return false
}

// textBefore is how many bytes of text the element has above what is in it.
func textBefore(element, inner *html.Node) int {
	size := 0
	for n := range element.Descendants() {
		if n == inner {
			break
		}
		if n.Type == html.TextNode && !silent(n.Parent) {
			size += len(strings.TrimSpace(n.Data))
		}
	}
	return size
}

// isTeaserTitle says whether the whole heading is a link to another page, or part of one.
func (d *document) isTeaserTitle(h *html.Node) bool {
	link := choose(h).Find("a[href]").First()
	if around := choose(h).Closest("a[href]"); around.Length() > 0 {
		return d.elsewhere(around.AttrOr("href", ""))
	}
	return link.Length() > 0 && tidy(link.Text()) == tidy(textOf(h)) && d.elsewhere(link.AttrOr("href", ""))
}

// several says whether the page shows entries that live on pages of their own.
func (d *document) several() string {
	entries := d.entries()
	own, teasers, most, all := 0, 0, 0, 0
	for _, n := range entries {
		size := sizeOf(n)
		all += size
		if d.teaser(n) {
			teasers++
			continue
		}
		own++
		most = max(most, size)
	}
	switch {
	case own == 0 && teasers > 0 && !d.proseBeside(entries):
		return "its entries live on other pages"
	case own > 1 && most*10 < all*6:
		return "it shows several entries"
	case own == 0 && d.isIndex():
		return "its headings lead to other pages"
	}
	return ""
}

// proseBeside says whether most of the text in paragraphs stands outside of the entries: then they are cards under a post that
// has no element of its own.
func (d *document) proseBeside(entries []*html.Node) bool {
	in := map[*html.Node]bool{}
	inside, outside := 0, 0
	for _, n := range entries {
		in[n] = true
		inside += sizeOf(n)
	}
	for _, p := range d.doc.Find("p").EachIter() {
		n := p.Get(0)
		if d.aside(n, nil) {
			continue
		}
		for n != nil && !in[n] {
			n = n.Parent
		}
		if n == nil {
			outside += sizeOf(p.Get(0))
		}
	}
	return outside > inside
}

// datedLinks counts the lines that are a date and a link to another page.
func (d *document) datedLinks() int {
	count := 0
	for _, s := range d.doc.Find("li, p, tr, dt, dd").EachIter() {
		if !short(s.Get(0)) || d.aside(s.Get(0), nil) || !d.elsewhere(s.Find("a[href]").First().AttrOr("href", "")) {
			continue
		}
		if _, ok := parseMoment(tidy(textOf(s.Get(0))), d.zone()); ok {
			count++
		}
	}
	return count
}

// isListTitle says whether the title is one that every blog gives to its lists.
func isListTitle(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "アーカイブ", "アーカイブス", "記事一覧", "全記事一覧", "過去の記事", "過去記事", "タグ一覧", "タグ", "カテゴリー", "カテゴリ", "カテゴリー一覧", "検索結果",
		"archive", "archives", "all posts", "posts", "blog", "tags", "categories", "search", "search results":
		return true
	}
	return false
}

// isIndex says whether a page without entries has headings that lead to other pages of the blog: above all others, or with little to
// read for each.
func (d *document) isIndex() bool {
	const few, teaser = 2, 800 // headings; bytes of text that an index has for each at most
	linked, prose := 0, 0
	highest, own := "h9", "h9"
	for _, h := range d.doc.Find("h1, h2, h3").EachIter() {
		n := h.Get(0)
		if d.aside(n, nil) || d.isSiteName(n) {
			continue
		}
		if d.isTeaserTitle(n) {
			linked++
			highest = min(highest, n.Data)
		} else {
			own = min(own, n.Data)
		}
	}
	for _, p := range d.doc.Find("p").EachIter() {
		prose += sizeOf(p.Get(0))
	}
	return linked > 1 && highest < own || linked > few && prose < linked*teaser && !d.opensWithPost()
}

// opensWithPost says whether a date and then text to read stand above the first heading that leads to another page, outside of any
// link: then the headings are those of related posts. On a list the date of an entry is followed by its heading.
func (d *document) opensWithPost() bool {
	const some = 150  // bytes; an introduction to a list has no date before it
	const most = 3000 // elements; whoever has not begun by then is not a post
	dated, read := false, 0
	for i, s := range d.doc.Find("body *").EachIter() {
		n := s.Get(0)
		switch {
		case i > most:
			return false
		case isHeading(n) && !d.aside(n, nil) && d.isTeaserTitle(n):
			return dated && read >= some
		case d.aside(n, nil) || inside(n, atom.A) || inside(n, atom.Header) && !inside(n, atom.Main):
		case !dated && ownsText(n) && short(n):
			_, ok := d.parseMoment(tidy(textOf(n)))
			dated = ok && isDateline(tidy(textOf(n)))
		case dated && n.DataAtom == atom.P:
			read += sizeOf(n)
		}
	}
	return false
}

// ownsText says whether there is text in the element itself and not only in those it holds.
func ownsText(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return true
		}
	}
	return false
}
