package extract

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/PuerkitoBio/goquery"

	"github.com/fumikura/fumikura/internal/blog"
)

// Theme is what was learned of the pages of one blog by looking at many of them at once (wrapper induction; see Learn). It is a
// witness like the others, asked first: its places were seen to say exactly what the feed of the blog says. It also knows which of
// the other witnesses the blog contradicts, and which blocks of text recur on its pages. The zero Theme knows nothing.
type Theme struct {
	Version string   `json:"version"`          // of the extraction that learned it
	Pages   int      `json:"pages"`            // how many posts it was learned from; with fewer than minLessons nothing was
	Places  []Place  `json:"places,omitempty"` // the better one first, by field
	Liars   []Liar   `json:"liars,omitempty"`
	Common  []uint64 `json:"common,omitempty"` // marks of the blocks that recur, in order
	// Undated says that the feed dates posts whose pages show no date: then a page without one may be a post.
	Undated bool `json:"undated,omitempty"`
	// Han is ja or zh where nearly all posts of the blog in Chinese characters are in that language; a short title tells it from the
	// other by nothing else.
	Han string `json:"han,omitempty"`
	// Before and After are how the title elements of the blog begin and end, around the titles of the posts.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Stamp is the moment at which the pages were made, where those that are no posts give it as the date of theirs.
	Stamp *time.Time `json:"stamp,omitempty"`
	// DayFirst says that 05/03/2020 is in March on this blog.
	DayFirst bool `json:"day_first,omitempty"`
}

// Place is where the pages of a blog say one thing: a CSS selector that the owner can try in a browser.
type Place struct {
	Field    string `json:"field"` // title, author, published, tags or body
	Selector string `json:"selector"`
	Right    int    `json:"right"`        // pages on which it says what the teacher says
	Filled   int    `json:"filled"`       // pages that have something there
	Taught   bool   `json:"taught"`       // by a feed, an export or JSON-LD; else it was found by comparison alone
	By       string `json:"by,omitempty"` // json-ld where that is the teacher
}

// Liar is a witness whose word on a field does not count on this blog.
type Liar struct {
	Field  string `json:"field"`
	Source string `json:"source"`
	Reason string `json:"reason"`
}

// ReadTheme reads what Theme.String wrote; nothing is the zero Theme.
func ReadTheme(s string) (*Theme, error) {
	t := &Theme{}
	if s == "" {
		return t, nil
	}
	if err := json.Unmarshal([]byte(s), t); err != nil {
		return t, fmt.Errorf("read a learned theme: %w", err)
	}
	return t, nil
}

// String is the theme as it is kept.
func (t *Theme) String() string {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // it has only strings and numbers
	}
	return string(b)
}

// Evidence tells the owner what was learned and how surely, a line each.
func (t *Theme) Evidence() []string {
	var lines []string
	for _, p := range t.Places {
		how := "by comparison"
		if p.By != "" {
			how = "taught by " + p.By
		} else if p.Taught {
			how = "taught by the feed"
		}
		lines = append(lines, fmt.Sprintf("theme: %s at %q, right on %d of %d pages, %s", p.Field, p.Selector, p.Right, p.Filled, how))
	}
	for _, l := range t.Liars {
		lines = append(lines, fmt.Sprintf("theme: %s by %s does not count: %s", l.Field, l.Source, l.Reason))
	}
	if t.Undated {
		lines = append(lines, "theme: pages show no dates, though the feed has them; a page without a date may be a post")
	}
	if t.Before != "" || t.After != "" {
		lines = append(lines, fmt.Sprintf("theme: titles stand between %q and %q", t.Before, t.After))
	}
	if t.Stamp != nil {
		lines = append(lines, fmt.Sprintf("theme: %s is when pages were made, and the date of no post", t.Stamp.Format(time.RFC3339)))
	}
	if t.DayFirst {
		lines = append(lines, "theme: dates in numbers have the day before the month")
	}
	if len(t.Common) > 0 {
		lines = append(lines, fmt.Sprintf("theme: %d blocks of text recur on most pages and are no part of a post", len(t.Common)))
	}
	return lines
}

// Posts reads all the posts on the page, as the function Posts does, with what was learned of its blog.
func (t *Theme) Posts(p *blog.Page) ([]*blog.Post, error) {
	posts, _, err := read(p, t)
	return posts, err
}

// Explain reads the post on the page, as the function Explain does, with what was learned of its blog.
func (t *Theme) Explain(p *blog.Page) (*blog.Post, Trace, error) {
	posts, trace, err := read(p, t)
	if len(posts) == 0 {
		return nil, trace, err
	}
	return posts[0], trace, err
}

// places are those of the field.
func (t *Theme) places(field string) []Place {
	var list []Place
	for _, p := range t.Places {
		if p.Field == field {
			list = append(list, p)
		}
	}
	return list
}

// lies says whether the word of the witness on the field does not count.
func (t *Theme) lies(field, source string) bool {
	return slices.ContainsFunc(t.Liars, func(l Liar) bool { return l.Field == field && l.Source == source })
}

// fromTheme is what stands at the learned places of the page.
func (d *document) fromTheme() claim {
	c := claim{source: "theme"}
	for _, p := range d.theme.Places {
		switch p.Field {
		case "title":
			c.title = first(c.title, d.titleAt(p.Selector))
		case "author":
			c.author = first(c.author, d.authorAt(p.Selector))
		case "published":
			if c.published.IsZero() {
				c.published = d.momentAt(p.Selector)
			}
		case "tags":
			for _, tag := range d.tagsAt(p.Selector) {
				if !slices.Contains(c.tags, tag) {
					c.tags = append(c.tags, tag)
				}
			}
		}
	}
	return c
}

// themeBody is the learned container of the text; nil where the page does not have it, or hardly anything is in it.
func (d *document) themeBody() []*html.Node {
	for _, p := range d.theme.places("body") {
		if best := largest(d.doc.Find(p.Selector).Nodes); best != nil && sizeOf(best[0])*2 > d.prose() {
			return best
		}
	}
	return nil
}

func (d *document) titleAt(selector string) string {
	return firstText(d.doc.Find(selector))
}

func (d *document) authorAt(selector string) string {
	return names(d.doc.Find(selector))
}

func (d *document) momentAt(selector string) moment {
	for _, s := range d.doc.Find(selector).EachIter() {
		if m, ok := d.momentOf(s, sayPublished); ok {
			return m
		}
	}
	return moment{}
}

func (d *document) tagsAt(selector string) []string {
	return tagNames(d.doc.Find(selector).FilterFunction(func(_ int, s *goquery.Selection) bool { return !runs(s.Get(0)) }))
}

// judged takes out of the claims what does not count on this blog. Where a place for the author or the tags was taught and the page
// has nothing there, it has none: guesses are silent.
func (d *document) judged(claims []claim, theme claim) []claim {
	taught := func(field string) bool {
		return slices.ContainsFunc(d.theme.places(field), func(p Place) bool { return p.Taught })
	}
	for i := range claims {
		c := &claims[i]
		if d.theme.lies("author", c.source) || c.source == "byline" && theme.author == "" && taught("author") {
			c.author = ""
		}
		if d.theme.lies("tags", c.source) || c.source == "classes" && len(theme.tags) == 0 && taught("tags") {
			c.tags = nil
		}
		if d.theme.lies("published", c.source) {
			c.published = moment{}
		}
		if d.theme.lies("title", c.source) {
			c.title = ""
		}
	}
	return claims
}

// isCommon says whether the block recurs on the pages of the blog.
func (t *Theme) isCommon(n *html.Node, title string) bool {
	if t == nil || len(t.Common) == 0 || !isBlock(n) && !isHeading(n) || strings.TrimSpace(ownText(n)) == "" || holdsBlocks(n) {
		return false
	}
	return t.recurs(n, title) && !(isHeading(n) && t.opensChapter(n, title))
}

func (t *Theme) recurs(n *html.Node, title string) bool {
	_, found := slices.BinarySearch(t.Common, markOf(n, title))
	return found
}

// opensChapter says whether text that only this page has follows the heading: a writer may call a chapter the same in every post.
func (t *Theme) opensChapter(h *html.Node, title string) bool {
	const far = 3 // elements around a heading and its anchor
	n := h
	for range far {
		for c := n.NextSibling; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
				return true
			}
			if c.Type != html.ElementNode || silent(c) || sizeOf(c) == 0 {
				continue
			}
			first := c
			for b := range blocksOf(c) {
				if first = b; true {
					break
				}
			}
			return !isHeading(c) && !linksOnly(c) && !t.recurs(first, title)
		}
		if n = n.Parent; n == nil {
			return false
		}
	}
	return false
}

// holdsBlocks says whether there are blocks in the element.
func holdsBlocks(n *html.Node) bool {
	for c := range n.Descendants() {
		if isBlock(c) || isHeading(c) {
			return true
		}
	}
	return false
}

// selectorOf writes the way to a node as a CSS selector of a few steps, by its names and those of the elements around it that most
// pages have. It is empty for a node that no such selector tells apart.
func selectorOf(n *html.Node, usual map[string]bool) string {
	const most = 5 // steps; the nearest elements tell a place apart
	var steps []string
	named := false
	for p := n; p != nil && p.Type == html.ElementNode && p.Data != "html" && p.Data != "body" && len(steps) < most; p = p.Parent {
		step := p.Data
		for _, name := range usualNames(p, usual) {
			step += name
			named = true
		}
		steps = append(steps, step)
		if strings.Contains(step, "#") {
			break // an id is unique
		}
	}
	if !named && len(steps) < 2 {
		return ""
	}
	slices.Reverse(steps)
	return strings.Join(steps, " > ")
}

// usualNames are the id and the classes of the element that most pages have, as they are written in a selector.
func usualNames(n *html.Node, usual map[string]bool) []string {
	var names []string
	for _, name := range namesOfElement(n) {
		if usual[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// namesOfElement are its id and classes, as far as they can stand in a selector and do not number something.
func namesOfElement(n *html.Node) []string {
	var names []string
	if id := attr(n, "id"); plainName(id) {
		names = append(names, "#"+id)
	}
	for class := range strings.FieldsSeq(attr(n, "class")) {
		if plainName(class) {
			names = append(names, "."+class)
		}
	}
	return names
}

func plainName(s string) bool {
	const long = 60
	if s == "" || len(s) > long {
		return false
	}
	for i, r := range s {
		if r != '_' && r != '-' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s[0] != '-'
}
