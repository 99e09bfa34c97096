package extract

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The title element of a page has the title of the post between words that every page has (a common affix): The Harbour Blog: Ropes -
// a diary. Where no page says what the blog is called, these are learned by comparison. So is a witness of the title that says the same
// on every page: the largest heading of some themes is the name of the blog.

// often is the share of pages from which on a title element is taken to begin or to end as all do.
const often = .8

// affixes gives what stands in the title elements before and behind the titles, with the signs that set it apart.
func affixes(lessons []*lesson) (before, after string) {
	starts, ends := map[string]int{}, map[string]int{}
	whole := map[string]bool{}
	for _, l := range lessons {
		title := tidy(l.d.doc.Find("title").First().Text())
		whole[title] = true
		for _, run := range apartRuns(title) {
			starts[title[:run[1]]]++
			ends[title[run[0]:]]++
		}
	}
	if len(whole)*2 < len(lessons) {
		return "", "" // the titles are those of the blog
	}
	return longest(starts, len(lessons)), longest(ends, len(lessons))
}

// longest is the longest text that is there often; empty where none is.
func longest(count map[string]int, of int) string {
	best := ""
	for s, n := range count {
		if float64(n) >= often*float64(of) && (len(s) > len(best) || len(s) == len(best) && s < best) {
			best = s
		}
	}
	return best
}

// apartRuns are where signs stand in a title that set parts of it apart: more than a space, and more than a hyphen within a word.
func apartRuns(title string) [][2]int {
	var runs [][2]int
	start := -1
	for i, r := range title + "x" {
		switch {
		case apart(r) && start < 0:
			start = i
		case !apart(r) && start >= 0:
			if run := title[start:i]; start > 0 && i < len(title) && len(run) > 1 && strings.TrimSpace(run) != "" {
				runs = append(runs, [2]int{start, i})
			}
			start = -1
		}
	}
	return runs
}

// withoutAffixes takes off what the title elements of the blog begin and end with.
func (t *Theme) withoutAffixes(s string) string {
	rest := s
	if t.Before != "" {
		rest = strings.TrimPrefix(rest, t.Before)
	}
	if t.After != "" {
		rest = strings.TrimSuffix(rest, t.After)
	}
	if strings.TrimFunc(rest, apart) == "" {
		return s
	}
	return rest
}

// sameTitles are the witnesses that give most posts one title.
func sameTitles(lessons []*lesson) []Liar {
	count := map[string]map[string]int{}
	for _, l := range lessons {
		for _, c := range l.claims {
			if c.title == "" || c.source == "known" {
				continue
			}
			if count[c.source] == nil {
				count[c.source] = map[string]int{}
			}
			count[c.source][c.title]++
		}
	}
	var list []Liar
	for source, titles := range count {
		for _, n := range titles {
			if n >= minLessons && n*2 > len(lessons) {
				list = append(list, Liar{Field: "title", Source: source, Reason: fmt.Sprintf("it says the same on %d pages", n)})
			}
		}
	}
	slices.SortFunc(list, func(a, b Liar) int { return cmp.Compare(a.Source, b.Source) })
	return list
}

// isChapter says whether a heading of the first rank opens a part of the text and not all of it: the head of the page calls it
// otherwise, and that name is shown above the heading, or there are several headings of the rank and none is named so.
func (d *document) isChapter(root, heading *html.Node) bool {
	name, certain := d.headName()
	if name == "" || alike(name, titleText(heading)) {
		return false
	}
	several := 0
	for n := range root.Descendants() {
		switch {
		case n == heading:
			several++
		case n.DataAtom == atom.H1:
			if alike(name, titleText(n)) {
				return false
			}
			several++
		case several == 0 && fold(ownText(n)) == fold(name) && (isBlock(n) || isHeading(n)):
			return true
		}
	}
	return certain && several > 1
}

// headName is the title of the page by its head, without the name of the blog, and whether it is surely that of this page.
func (d *document) headName() (name string, certain bool) {
	if s := first(d.meta("og:title"), d.meta("twitter:title")); s != "" {
		name = d.trimTitle(s)
		return name, name != d.site
	}
	title := tidy(d.doc.Find("title").First().Text())
	name = d.trimTitle(title)
	if name == d.site {
		return "", false
	}
	return name, name != title
}

// alike says whether one of two titles has all of the other.
func alike(a, b string) bool {
	a, b = fold(a), fold(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}

// titleText is the text of a heading without the signs that lead to the heading itself (permalinks).
func titleText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !silent(c.Parent) && !leadsToItself(c.Parent, n) {
			b.WriteString(c.Data)
		}
	}
	return trimMarks(tidy(b.String()))
}

// trimMarks takes off the signs around a heading that lead to it. The sharp of C# is a part of its word.
func trimMarks(s string) string {
	const marks = " ¶§🔗"
	s = strings.TrimLeft(strings.TrimRight(s, marks), marks+"#")
	return strings.TrimRight(strings.TrimSuffix(s, " #"), marks)
}

// leadsToItself says whether the element lies in a link within the page whose text has no letter.
func leadsToItself(n, heading *html.Node) bool {
	for ; n != nil && n != heading; n = n.Parent {
		if isAnchorLink(n) {
			return strings.IndexFunc(textOf(n), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0
		}
	}
	return false
}
