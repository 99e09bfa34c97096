package extract

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/page"
)

// claims asks the witnesses in the order of trust.
func (d *document) claims() []claim {
	if d.fragment {
		return []claim{{source: "fragment", bodies: d.doc.Find("body").Nodes}}
	}
	var all []claim
	if len(d.recipe.signs) > 0 {
		all = append(all, d.recipe.claim(d))
	}
	return append(all, d.fromGraph(), d.fromOpenGraph(), d.fromClasses(), d.fromHead())
}

func (d *document) fromGraph() claim {
	c := claim{source: "json-ld"}
	if a := d.graph.Article; a != nil {
		c.title = first(tidy(page.Text(a["headline"])), tidy(page.Text(a["name"])))
		c.author = strings.Join(persons(d.graph.People()), ", ")
		c.published, _ = parseMoment(page.Text(a["datePublished"]), d.zone())
		c.updated, _ = parseMoment(page.Text(a["dateModified"]), d.zone())
	}
	return c
}

func (d *document) fromOpenGraph() claim {
	c := claim{source: "opengraph", title: first(d.meta("og:title"), d.meta("twitter:title"))}
	c.published, _ = parseMoment(d.meta("article:published_time"), d.zone())
	c.updated, _ = parseMoment(first(d.meta("article:modified_time"), d.meta("og:updated_time")), d.zone())
	return c
}

// classes are the names that most themes share, and microdata and microformats.
func classes() *recipe {
	return &recipe{
		name:  "classes",
		title: []string{".p-name", "[itemprop=headline]", ".entry-title", "h1.post-title", ".post-title", "h1.article-title", ".article-title", "h1"},
		author: []string{".p-author", ".author .fn", "[itemprop=author] [itemprop=name]", "[itemprop=author]", "a[rel~=author]", ".byline-name", ".author-name",
			"[class*=author-name]", "[class*=authorName]", ".post-author", ".entry-author", ".byline", ".author", ".writer", ".by", "[class$=author]",
			"[class$=author__name]", "[class$=byline]", `a[href*="/author/"]`, `a[href*="/authors/"]`},
		published: []string{".dt-published", "[itemprop=datePublished]", "time[pubdate]", "time.published", ".published", "time.entry-date",
			"header time:not(.updated):not(.modified)", "time[datetime]:not(.updated):not(.modified)", "time", ".post-date", ".entry-date", ".post-meta",
			".date", ".article-date", ".posted-on", ".meta", ".post-info", "[class*=publish]", "[class*=posted]", "[class*=date]"},
		updated: []string{".dt-updated", ".dt-modified", "[itemprop=dateModified]", "time.updated:not(.published)", "time.modified",
			".last-updated", ".post-updated", ".modified", ".updated time", ".update time", ".date-modified"},
		tags: []string{"a[rel~=tag]", ".p-category", ".post-tags a", ".entry-tags a", ".tags a", ".tag-list a", ".taglist a", ".article-tags a",
			"[itemprop=keywords] a", ".entry-categories a", ".post-categories a", ".categories a",
			`a[href*="/tags/"]`, `a[href*="/tag/"]`, `a[href*="/categories/"]`, `a[href*="/category/"]`, `a[href*="/hashtag/"]`, `a[href*="/topics/"]`},
		body: []string{"[itemprop=articleBody]", ".e-content", ".entry-content", ".post-content", ".article-content", ".post-body", ".article-body",
			".entry-body", ".post__content", ".article__content", ".article__body", ".blog-post-content", ".single-content", ".markdown-body",
			".prose", ".post-text", `[class$="__body"]`, `[class$="__content"]`, `[class$="entry-text"]`},
	}
}

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
	near := d.dateline(root)
	if article != nil && c.published.IsZero() && near.published.IsZero() { // the title may stand above the article
		near = d.dateline(d.doc.Selection)
	}
	if c.published.IsZero() {
		c.published = near.published
	}
	if c.updated.IsZero() {
		c.updated = near.updated
	}
	c.author = first(c.author, near.author)
	c.bodies = d.fitting(root, r.body, article != nil)
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
		if m, ok := parseMoment(d.meta(key), d.zone()); ok && c.published.IsZero() {
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
			s := root.Find(sel).FilterFunction(func(_ int, s *goquery.Selection) bool {
				path := strings.TrimRight(s.AttrOr("href", ""), "/")
				all := strings.HasSuffix(path, "/tags") || strings.HasSuffix(path, "/categories")
				return !all && !d.aside(s.Get(0), nil)
			})
			if s.Length() > 0 {
				return s
			}
		}
	}
	return d.doc.Slice(0, 0)
}

// heading is the title as the page shows it: not the name of the blog, and not a link to another page.
func (d *document) heading(root *goquery.Selection, selectors []string) string {
	for _, sel := range selectors {
		for _, s := range root.Find(sel).EachIter() {
			n := s.Get(0)
			if d.aside(n, root.Get(0)) || n.DataAtom == atom.A && d.elsewhere(s.AttrOr("href", "")) {
				continue
			}
			if v := valueOf(s); v != "" && !d.isSiteName(n) && !d.isTeaserTitle(n) {
				return v
			}
		}
	}
	return ""
}
