package extract

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/page"
)

// claims asks the witnesses in the order of trust.
func (d *document) claims() []claim {
	if d.fragment {
		return []claim{{source: "fragment", bodies: d.doc.Find("body").Nodes}, d.fromAddress()}
	}
	var all []claim
	if len(d.recipe.signs) > 0 {
		all = append(all, d.recipe.claim(d))
	}
	all = append(all, d.fromGraph(), d.fromOpenGraph(), d.fromClasses(), d.fromFeed(), d.fromHead(), d.fromLines(), d.fromAddress())
	theme := d.fromTheme()
	return append([]claim{theme}, d.judged(all, theme)...)
}

func (d *document) fromGraph() claim {
	c := claim{source: "json-ld"}
	if a := d.graph.Article; a != nil {
		c.title = first(tidy(page.Text(a["headline"])), tidy(page.Text(a["name"])))
		c.author = strings.Join(persons(d.graph.People()), ", ")
		c.published = d.issue(page.Text(a["datePublished"]))
		c.updated, _ = d.parseMoment(page.Text(a["dateModified"]))
	}
	return c
}

func (d *document) fromOpenGraph() claim {
	c := claim{source: "opengraph", title: first(d.meta("og:title"), d.meta("twitter:title"))}
	c.published = d.issue(d.meta("article:published_time"))
	c.updated, _ = d.parseMoment(first(d.meta("article:modified_time"), d.meta("og:updated_time")))
	return c
}

// issue is the moment that a page gives machines as that of its publication, unless it is that at which all pages were made.
func (d *document) issue(s string) moment {
	m, _ := d.parseMoment(s) // one before there were blogs is believed where it is declared: somebody dated a speech of 1963
	if d.isStamp(m) {
		return moment{}
	}
	return m
}

func (d *document) isStamp(m moment) bool { return d.theme.Stamp != nil && m.Equal(*d.theme.Stamp) }

// isStamped says whether the page gives machines the moment at which it was made as the date of a post.
func (d *document) isStamped() bool {
	if d.theme.Stamp == nil {
		return false
	}
	dates := []string{d.meta("article:published_time")}
	if a := d.graph.Article; a != nil {
		dates = append(dates, page.Text(a["datePublished"]))
	}
	for _, s := range dates {
		if m, ok := d.parseMoment(s); ok && d.isStamp(m) {
			return true
		}
	}
	return false
}

// classes are the names that most themes share, and microdata and microformats.
func classes() *recipe {
	return &recipe{
		name:   "classes",
		title:  []string{".p-name", "[itemprop=headline]", ".entry-title", "h1.post-title", ".post-title", "h1.article-title", ".article-title", "h1"},
		author: []string{".p-author", ".author .fn", "[itemprop=author] [itemprop=name]", "[itemprop=author]", "a[rel~=author]", ".byline-name", ".author-name"},
		published: []string{".dt-published", "[itemprop=datePublished]", "time[pubdate]", "time.published", ".published", "time.entry-date",
			"header time:not(.updated):not(.modified)", "time[datetime]:not(.updated):not(.modified)", "time", ".post-date", ".entry-date", ".post-meta",
			".date", ".article-date", ".posted-on", ".meta", ".post-info", "[class*=publish]", "[class*=posted]", "[class*=date]"},
		updated: []string{".dt-updated", ".dt-modified", "[itemprop=dateModified]", "time.updated:not(.published)", "time.modified",
			".last-updated", ".post-updated", ".modified", ".updated time", ".update time", ".date-modified"},
		tags: []string{"a[rel~=tag]", ".p-category", ".post-tags a", ".entry-tags a", ".tags a", ".tag-list a", ".taglist a", ".article-tags a",
			"[itemprop=keywords] a", ".entry-categories a", ".post-categories a", ".categories a",
			`a[href*="/tags/"], a[href*="/tags#"]`, `a[href*="/tag/"], a[href*="/tag#"]`, `a[href*="?tag="], a[href*="?tags="]`,
			`a[href*="/categories/"], a[href*="/categories#"]`, `a[href*="/category/"], a[href*="/category#"]`, `a[href*="/hashtag/"]`, `a[href*="/topics/"]`},
		body: []string{"[itemprop=articleBody]", ".e-content", ".entry-content", ".post-content", ".article-content", ".post-body", ".article-body",
			".entry-body", ".post__content", ".article__content", ".article__body", ".blog-post-content", ".single-content", ".markdown-body",
			".prose", ".post-text", `[class$="__body"]`, `[class$="__content"]`, `[class$="entry-text"]`},
	}
}

// bylines are class names and addresses that are mostly about the author of the post, and now and then about something else: they
// rank below what the head of the page and the feed say.
var bylines = []string{"[class*=author-name]", "[class*=authorName]", ".post-author", ".entry-author", ".byline", ".author", ".writer", ".by", "[class$=author]",
	"[class$=author__name]", "[class$=byline]", `a[href*="/author/"]`, `a[href*="/authors/"]`}

// fromClasses reads the article of a page of no known platform.
func (d *document) fromClasses() claim {
	r := classes()
	root := d.doc.Selection
	article := d.article()
	if article != nil {
		root = choose(article)
	}
	c := claim{
		source:    r.name,
		title:     d.heading(root, r.title),
		author:    names(d.find(root, r.author)),
		published: d.momentIn(root, r.published, sayPublished),
		updated:   d.momentIn(root, r.updated, sayUpdated),
		tags:      tagNames(d.tagLinks(r.tags)),
	}
	near := d.nearDateline()
	if c.published.IsZero() {
		c.published = near.published
	}
	if c.updated.IsZero() {
		c.updated = near.updated
	}
	c.bodies = d.fitting(root, r.body, article != nil)
	return c
}

// nearDateline is the dateline of the article, or of the page where the title stands above the article.
func (d *document) nearDateline() claim {
	article := d.article()
	if article == nil {
		return d.dateline(d.doc.Selection)
	}
	near := d.dateline(choose(article))
	if near.published.IsZero() {
		if above := d.dateline(d.doc.Selection); !above.published.IsZero() {
			above.author = first(near.author, above.author)
			return above
		}
	}
	return near
}

// fromLines is the author whom a byline or the line with the date seems to name: a guess.
func (d *document) fromLines() claim {
	c := claim{source: "byline"}
	root := d.doc.Selection
	if article := d.article(); article != nil {
		root = choose(article)
	}
	// Who is thanked in the text, with a link to a page of authors elsewhere, wrote something else.
	c.author = names(d.find(root, bylines).FilterFunction(func(_ int, s *goquery.Selection) bool {
		return (s.Get(0).DataAtom != atom.A || !runs(s.Get(0))) && !quoted(s.Get(0))
	}))
	c.author = first(c.author, d.nearDateline().author)
	return c
}

// fromHead reads what the head of the page says of its author and its tags, which is often the blog's and not the post's; the
// body is a guess.
func (d *document) fromHead() claim {
	c := claim{source: "head", title: tidy(d.doc.Find("title").First().Text()), tags: page.Split(d.metas["article:tag"])}
	for _, key := range []string{"article:author", "author", "dc.creator", "parsely-author"} {
		if v := byName(d.meta(key)); c.author == "" && isName(v) {
			c.author = v
		}
	}
	for _, key := range []string{"datepublished", "date", "dc.date", "dcterms.created", "pubdate", "publishdate", "publication_date",
		"parsely-pub-date", "sailthru.date"} {
		if m, ok := d.parseMoment(d.meta(key)); ok && c.published.IsZero() {
			c.published = m
		}
	}
	if len(c.tags) == 0 {
		c.tags = d.graph.Keywords()
	}
	return c
}

// tagLinks are the links to tags in the article, in the main part of a page without one, or else close to the title; elsewhere
// they are a tag cloud.
func (d *document) tagLinks(selectors []string) *goquery.Selection {
	title := d.doc.Find("h1").FilterFunction(func(_ int, s *goquery.Selection) bool { return !d.isSiteName(s.Get(0)) && !d.aside(s.Get(0), nil) }).First()
	for _, root := range []*goquery.Selection{choose(d.article()), d.doc.Find("main, [role=main], #main"), title.Parent().Not("body"), title.Parent().Parent().Not("body, html")} {
		for _, sel := range selectors {
			s := root.Find(sel).FilterFunction(func(_ int, s *goquery.Selection) bool { return d.isTagOfPost(s.Get(0)) })
			if s.Length() > 0 {
				return s
			}
		}
	}
	return d.doc.Slice(0, 0)
}

// tagAddress matches where tags and categories lie.
var tagAddress = regexp.MustCompile(`(?i)/(tags?|categor(y|ies)|hashtags?|topics?|labels?)[/#?].`)

// isTagOfPost says whether the link is to a tag of the post: on the blog itself, to one tag and not all of them, and outside of
// running text, where a writer leads to the tags of others.
func (d *document) isTagOfPost(n *html.Node) bool {
	href := attr(n, "href")
	path := strings.TrimRight(href, "/#")
	all := strings.HasSuffix(path, "/tags") || strings.HasSuffix(path, "/categories") || strings.HasSuffix(path, "/tag") || strings.HasSuffix(path, "/category")
	return !all && !d.aside(n, nil) && (href == "" || d.own(href)) && !runs(n)
}

// own says whether the address lies on the blog: on the host of the page, or on the one that the page calls its own.
func (d *document) own(href string) bool {
	u, err := url.Parse(d.resolve(href))
	if err != nil {
		return false
	}
	if strings.EqualFold(u.Host, d.self.Host) {
		return true
	}
	for _, s := range []string{d.doc.Find(`link[rel="canonical"]`).AttrOr("href", ""), d.meta("og:url")} {
		if own, err := url.Parse(s); err == nil && own.Host != "" && strings.EqualFold(own.Host, u.Host) {
			return true
		}
	}
	return false
}

// runs says whether the link stands in running text: its line has a sentence beside the links.
func runs(n *html.Node) bool {
	label := 80 // bytes beside the links in a line of labels
	at, line := n, n.Parent
	for line != nil && line.Parent != nil && !isBlock(line) && !isHeading(line) {
		at, line = line, line.Parent
	}
	if line == nil {
		return false
	}
	var beside strings.Builder
	for _, c := range lineOf(at) {
		writeUnlinked(&beside, c)
	}
	s := tidy(beside.String())
	if line.DataAtom != atom.P && hasWord(line, headWords) {
		label *= 4 // one line tells when, where, how long and how often
	}
	return len(s) > label || line.DataAtom == atom.P && (strings.Contains(s, ". ") || strings.HasSuffix(s, ".") || strings.ContainsAny(s, "。！？"))
}

// lineOf gives a child of a block with the siblings that stand on its line: up to the next paragraph, heading or other block.
func lineOf(n *html.Node) []*html.Node {
	line := []*html.Node{n}
	for c := n.PrevSibling; c != nil && !breaksLine(c); c = c.PrevSibling {
		line = append([]*html.Node{c}, line...)
	}
	for c := n.NextSibling; c != nil && !breaksLine(c); c = c.NextSibling {
		line = append(line, c)
	}
	return line
}

func breaksLine(n *html.Node) bool { return isBlock(n) || isHeading(n) }

// writeUnlinked adds the text of an element that is in no link.
func writeUnlinked(b *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode && !silent(n.Parent) && !inside(n, atom.A) {
		b.WriteString(n.Data)
	}
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !silent(c.Parent) && !inside(c, atom.A) {
			b.WriteString(c.Data)
		}
	}
}

// headText is how many bytes of text may stand above the title in the element of the post: date, author and tags.
const headText = 200

// heading is the title as the page shows it: not the name of the blog, and not a link to another page.
func (d *document) heading(root *goquery.Selection, selectors []string) string {
	for _, sel := range selectors {
		for _, s := range root.Find(sel).EachIter() {
			n := s.Get(0)
			if d.aside(n, root.Get(0)) || n.DataAtom == atom.A && d.elsewhere(s.AttrOr("href", "")) {
				continue
			}
			if sel == "h1" && len(root.Nodes) == 1 && root.Get(0) != d.doc.Get(0) && d.isChapter(root.Get(0), n) {
				break
			}
			if sel == "h1" && len(root.Nodes) == 1 && root.Get(0).DataAtom != 0 && textBefore(root.Get(0), n) > headText {
				break // a chapter
			}
			if v := valueOf(s); v != "" && !d.isSiteName(n) && !d.isTeaserTitle(n) {
				return v
			}
		}
	}
	return ""
}
