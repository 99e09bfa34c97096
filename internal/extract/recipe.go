package extract

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	if isHeading(s.Get(0)) {
		return titleText(s.Get(0))
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
				if d.aside(s.Get(0), root.Get(0)) || quoted(s.Get(0)) {
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

// quoted says whether the element lies in what the post shows of others, or in running text: in a quotation, an embedded post, a
// listing, a paragraph of some length.
func quoted(n *html.Node) bool {
	const far, sentence = 12, 160 // levels; bytes
	for p, i := n, 0; p != nil && i < far; p, i = p.Parent, i+1 {
		switch {
		case p.DataAtom == atom.Blockquote, p.DataAtom == atom.Pre, p.DataAtom == atom.Code, p.DataAtom == atom.Iframe,
			hasClass(p, "instagram-media", "twitter-tweet", "tiktok-embed", "fb-post", "embed"):
			return true
		case p.DataAtom == atom.P && holds(p, sentence):
			return true
		}
	}
	return false
}

// momentOf reads the element's attribute for machines; where that has only the date, the time of day may be in its text.
func (d *document) momentOf(s *goquery.Selection, part func(string) string) (moment, bool) {
	var best moment
	found := false
	for _, v := range []string{s.AttrOr("datetime", ""), s.AttrOr("content", ""), s.AttrOr("title", ""), part(textOf(s.Get(0)))} {
		m, ok := d.parseMoment(v)
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
