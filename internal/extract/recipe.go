package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// recipe is what is known of the pages of one platform. All fields are CSS selectors; of several the first that finds
// something wins.
type recipe struct {
	name      string
	signs     []string // any of these marks the platform
	list      string   // marks pages that hold no single post
	post      string   // marks pages that hold one, whatever else they look like
	root      string   // the element of the post, where the fields are looked for first
	title     []string
	author    []string
	published []string
	updated   []string
	tags      []string
	body      []string // all elements that the first to match gives are the body, in their order
	drop      string   // what is in the body and not of it
	japanese  bool     // a time of day without a zone is Japanese
}

// claim is what one witness says of a page. Empty fields are unknown.
type claim struct {
	source    string
	title     string
	author    string
	published moment
	updated   moment
	tags      []string
	bodies    []*html.Node
	drop      string
	guessed   bool // the bodies may hold more than the post
}

// claim reads the page by the recipe.
func (r *recipe) claim(d *document) claim {
	root := d.doc.Selection
	if r.root != "" {
		if s := d.doc.Find(r.root).First(); s.Length() > 0 {
			root = s
		}
	}
	return claim{
		source:    r.name,
		title:     firstText(d.findEach(root, r.title)),
		author:    names(d.findEach(root, r.author)),
		published: d.momentIn(root, r.published, sayPublished),
		updated:   d.momentIn(root, r.updated, sayUpdated),
		tags:      tagNames(d.findEach(root, r.tags)),
		bodies:    outermost(d.findEach(root, r.body).Nodes),
		drop:      r.drop,
	}
}

// find gives what the first of the selectors matches inside root, or else anywhere on the page, without what stands around
// posts: other posts, comments, side bars.
func (d *document) find(root *goquery.Selection, selectors []string) *goquery.Selection {
	for _, from := range d.scopes(root) {
		for _, sel := range selectors {
			s := from.Find(sel).FilterFunction(func(_ int, s *goquery.Selection) bool { return !d.aside(s.Get(0), root.Get(0)) })
			if s.Length() > 0 {
				return s
			}
		}
	}
	return root.Slice(0, 0)
}

// scopes are the parts of the page to look in, one after the other.
func (d *document) scopes(root *goquery.Selection) []*goquery.Selection {
	if root == d.doc.Selection {
		return []*goquery.Selection{root}
	}
	return []*goquery.Selection{root, d.doc.Selection}
}

// findEach is find for selectors that are in order of trust: each is looked for in root and on the page before the next.
func (d *document) findEach(root *goquery.Selection, selectors []string) *goquery.Selection {
	for i := range selectors {
		if s := d.find(root, selectors[i:i+1]); s.Length() > 0 {
			return s
		}
	}
	return root.Slice(0, 0)
}

// valueOf is what the element says: in an attribute for machines, else in its text.
func valueOf(s *goquery.Selection) string {
	if v, ok := s.Attr("content"); ok {
		return tidy(v)
	}
	if v, ok := s.Attr("data-user-name"); ok && v != "" {
		return tidy(v)
	}
	return tidy(textOf(s.Get(0)))
}

func firstText(s *goquery.Selection) string {
	for _, one := range s.EachIter() {
		if v := valueOf(one); v != "" {
			return v
		}
	}
	return ""
}

// names joins the authors that are given; a byline repeats them at times.
func names(s *goquery.Selection) string {
	const many = 10 // a list of all authors is not a byline
	if s.Length() > many {
		return ""
	}
	var out []string
	for _, one := range s.EachIter() {
		v := byName(valueOf(one))
		if isName(v) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return strings.Join(out, ", ")
}

// posted is the line under a post of Seesaa and others: posted by Taro at 23:50.
var posted = regexp.MustCompile(`(?i)^posted by (.+?) (?:at|on) `)

// byDate is where a date begins that stands behind a name.
var byDate = regexp.MustCompile(`(?i)\d{1,2} ?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{4} ?[-/.年]`)

// byName takes the words off that introduce a name.
func byName(s string) string {
	if f := posted.FindStringSubmatch(s); f != nil {
		return f[1]
	}
	if i := byDate.FindStringIndex(s); i != nil {
		s = strings.TrimRight(s[:i[0]], " ,|·•-–/")
	}
	for _, p := range []string{"by ", "By ", "BY ", "Posted by ", "Written by ", "Author: ", "投稿者 ", "投稿者: ", "投稿者：", "投稿者:", "著者 ", "著者: ", "著者：", "執筆者: ", "執筆者：", "この記事を書いた人", "文・", "@"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, p))
	}
	return s
}

// isName says whether the text can be the name of a person: short, and not an address.
func isName(s string) bool {
	const long = 60
	return s != "" && len([]rune(s)) <= long && !strings.Contains(s, "://") && !strings.ContainsRune(s, '\n')
}

// persons leaves out what can be no name.
func persons(names []string) []string {
	return slices.DeleteFunc(names, func(s string) bool { return !isName(s) })
}

// tagNames are the texts of the links, without doubles.
func tagNames(s *goquery.Selection) []string {
	const many, long = 100, 100
	var out []string
	for _, one := range s.EachIter() {
		v := strings.TrimSpace(strings.TrimPrefix(strings.Trim(valueOf(one), " ,、"), "#"))
		if v != "" && len(v) < long && len(out) < many && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// momentIn is the first date that one of the selectors gives, inside root or else on the page. Of a text it is the date in the
// part that says which.
func (d *document) momentIn(root *goquery.Selection, selectors []string, part func(string) string) moment {
	for _, from := range d.scopes(root) {
		for _, sel := range selectors {
			for _, s := range from.Find(sel).EachIter() {
				if d.aside(s.Get(0), root.Get(0)) {
					continue
				}
				if m, ok := d.momentOf(s, part); ok {
					return m
				}
			}
		}
	}
	return moment{}
}

// momentOf reads the element's attribute for machines; where that has only the date, the time of day may be in its text.
func (d *document) momentOf(s *goquery.Selection, part func(string) string) (moment, bool) {
	var best moment
	found := false
	for _, v := range []string{s.AttrOr("datetime", ""), s.AttrOr("content", ""), s.AttrOr("title", ""), part(textOf(s.Get(0)))} {
		m, ok := parseMoment(v, d.zone())
		switch {
		case !ok:
		case !found:
			best, found = m, true
		case !best.clock && m.clock && best.Format("2006-01-02") == m.Format("2006-01-02"):
			best = m
		}
	}
	return best, found
}

// outermost drops the nodes that lie in others of the list.
func outermost(nodes []*html.Node) []*html.Node {
	in := map[*html.Node]bool{}
	for _, n := range nodes {
		in[n] = true
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(n *html.Node) bool {
		for p := n.Parent; p != nil; p = p.Parent {
			if in[p] {
				return true
			}
		}
		return false
	})
}
