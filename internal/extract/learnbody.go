package extract

// Where the text of the pages is, and which blocks recur on them (boilerplate).

import (
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// container is the element that on nearly all pages holds the text which no other page has, and nothing around it.
func container(lessons []*lesson, usual map[string]bool) Place {
	pages := pagesOfBlocks(lessons)
	votes := map[string]int{}
	for _, l := range lessons {
		if n := l.deepest(pages); n != nil {
			if s := selectorOf(n, usual); s != "" {
				votes[s]++
			}
		}
	}
	best := ""
	for s, n := range votes {
		if n > votes[best] || n == votes[best] && s < best {
			best = s
		}
	}
	p := Place{Field: "body", Selector: best, Right: votes[best], Filled: len(lessons)}
	const most = .8 // a post of one picture has its text elsewhere
	if float64(p.Right) < most*float64(p.Filled) {
		return Place{}
	}
	return p
}

// deepest is the smallest element with nearly all of the text that only this page has, but for parts that are about other posts or by
// other people.
func (l *lesson) deepest(pages map[uint64]int) *html.Node {
	const some = 20 // bytes of a block that tells something
	const part = .9
	body := l.d.doc.Find("body").Get(0)
	held := heldIn(body, func(n *html.Node) int {
		text := tidy(ownText(n))
		if len(text) < some || pages[markOf(n, l.title)] > 1 || l.d.aside(n, nil) || linksOnly(n) {
			return 0
		}
		return len(text)
	})
	if held[body] == 0 {
		return nil
	}
	return holder(body, held, part, isText)
}

// linksOnly says whether all the text of the element is in links.
func linksOnly(n *html.Node) bool {
	for c := range n.Descendants() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" && !silent(c.Parent) && !inside(c, atom.A) {
			return false
		}
	}
	return true
}

// blocksOf gives the elements that begin a block of text: those that own some, apart from inline ones.
func blocksOf(root *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && (isBlock(n) || isHeading(n)) && !silent(n) && strings.TrimSpace(ownText(n)) != "" && !yield(n) {
				return
			}
		}
	}
}

// ownText is the text of an element without that of blocks in it.
func ownText(n *html.Node) string {
	var b strings.Builder
	var add func(n *html.Node)
	add = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case c.Type == html.ElementNode && !isBlock(c) && !isHeading(c) && !silent(c):
				add(c)
			}
		}
	}
	add(n)
	return b.String()
}

// The parts of a recurring block that differ from page to page: addresses, and in a short one (a count, a reading time) numbers.
// Longer text that differs in numbers alone is what somebody wrote down every day.
var (
	addresses = regexp.MustCompile(`https?://\S+`)
	numbers   = regexp.MustCompile(`\d+([.,:/-]\d+)*`)
)

// markOf is a fingerprint of a block and of what it lies in: its own text without what varies and without the title of the post.
func markOf(n *html.Node, title string) uint64 {
	text := tidy(ownText(n))
	if title != "" {
		text = strings.ReplaceAll(text, title, "")
	}
	const count = 60 // bytes
	text = addresses.ReplaceAllString(text, "")
	if len(text) < count {
		text = numbers.ReplaceAllString(text, "0")
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(n.Data + "\x00" + text)) // a hash takes all that it is given
	if n.Parent != nil {
		_, _ = h.Write([]byte("\x00" + n.Parent.Data))
	}
	return h.Sum64()
}

// pagesOfBlocks counts on how many pages of the sample each block stands.
func pagesOfBlocks(lessons []*lesson) map[uint64]int {
	pages := map[uint64]int{}
	for _, l := range lessons {
		seen := map[uint64]bool{}
		for n := range blocksOf(l.d.doc.Find("body").Get(0)) {
			if m := markOf(n, l.title); !seen[m] {
				seen[m] = true
				pages[m]++
			}
		}
	}
	return pages
}

// commonBlocks are the marks of the blocks that recur on most pages. A heading must stand on nearly all, for writers like to call
// their chapters the same; code is never among them.
func commonBlocks(lessons []*lesson) []uint64 {
	pages := pagesOfBlocks(lessons)
	var common []uint64
	headings := map[uint64]bool{}
	for _, l := range lessons {
		for n := range blocksOf(l.d.doc.Find("body").Get(0)) {
			if isHeading(n) {
				headings[markOf(n, l.title)] = true
			}
		}
	}
	for m, n := range pages {
		share := recurring
		if headings[m] {
			share = recurringHeading
		}
		if float64(n) >= share*float64(len(lessons)) {
			common = append(common, m)
		}
	}
	if len(common) > maxCommon {
		return nil
	}
	slices.Sort(common)
	return common
}
