package extract

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"github.com/fumikura/fumikura/internal/blog"
)

// listing says why the page holds no single post; empty when it may.
func (d *document) listing() string {
	if d.fragment {
		return ""
	}
	switch {
	case d.has(d.recipe.list):
		return "it is a list page of " + d.recipe.name
	case d.has(d.recipe.post):
		return ""
	case d.isError():
		return "it says that nothing was found"
	case d.isHome():
		return "it is the front page"
	case d.declaredPost():
		return ""
	case d.graph.kind == listKind:
		return "its JSON-LD calls it a list"
	case d.listPath():
		return "its address is that of a list"
	}
	return d.several()
}

// unlike says why what was read is no post after all.
func (d *document) unlike(m merged) string {
	switch {
	case m.post.Title == "" && len(m.post.Blocks) == 0:
		return "it is empty"
	case d.fragment, d.has(d.recipe.post), d.declaredPost():
		return ""
	case m.post.Published.IsZero() && !monthPath.MatchString(d.self.Path):
		return "it has no date and does not call itself an article"
	case len(m.post.Blocks) == 0 && (m.body == nil || m.body.images == 0):
		return "it has no text"
	case m.size > 0 && m.links*2 > m.size, d.datedLinks() > 1 && m.links*4 > m.size:
		return "it is mostly links to other pages"
	case isListTitle(m.post.Title):
		return "its title is that of a list"
	}
	return ""
}

// declaredPost says whether the page tells machines that it is an article, with a date, or a feed has it as one: a mere og:type
// of "article" stands on archive pages too.
func (d *document) declaredPost() bool {
	return d.graph.kind == articleKind || d.meta("article:published_time") != "" || d.page.Known.Title != ""
}

var errorTitle = regexp.MustCompile(`(?i)^\W*404\b|\b404 not found|^(page )?not found|page not found|ページが(見つかりません|存在しません)|見つかりませんでした|お探しのページ`)

func (d *document) isError() bool {
	if d.has("body.error404, body.page-404, body.page-notfound") {
		return true
	}
	return errorTitle.MatchString(tidy(d.doc.Find("title").First().Text())) && d.meta("article:published_time") == ""
}

// isHome says whether this is the front page of the blog or of its host.
func (d *document) isHome() bool {
	bare := d.self.Path == "" || d.self.Path == "/" || d.self.Path == "/index.html"
	if bare && d.self.RawQuery == "" {
		return true
	}
	return blog.Key(d.page.URL) == blog.Key(d.page.Site) && !d.declaredPost()
}

// A list names itself in its address: /page/3, /tag/x, /archives, ?s=x. A year may also be the number or the name of a post.
var (
	listTail  = regexp.MustCompile(`(?i)/page/\d+/?$|/(archives?|tags?|categor(y|ies)|authors?|search|labels?|topics|series|blog|posts?|articles?|entries|news)/?$`)
	listHead  = regexp.MustCompile(`(?i)/(tags?|categor(y|ies)|authors?|search|labels?)/[^/]+/?$`)
	monthPath = regexp.MustCompile(`/(199|20[0-3])\d/(0[1-9]|1[0-2])/[^/]*[^/\d]`) // as WordPress and Blogger number their posts
	yearTail  = regexp.MustCompile(`(?i)/(archives?/)?(199|20[0-3])\d(/[01]?\d(/[0-3]?\d)?)?/?$`)
)

func (d *document) listPath() bool {
	p := strings.TrimSuffix(d.self.Path, "index.html")
	if ext := path.Ext(p); ext == ".html" || ext == ".php" {
		p = strings.TrimSuffix(p, ext)
	}
	if yearTail.MatchString(p) {
		entries := d.entries()
		return len(entries) != 1 || d.teaser(entries[0])
	}
	for key := range d.self.Query() {
		switch key {
		case "s", "q", "word", "page", "paged", "cat", "tag", "author":
			return true
		}
	}
	return listTail.MatchString(p) || listHead.MatchString(p)
}

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

// article is the entry with the most text that does not link to its own page elsewhere; nil when there is none.
func (d *document) article() *html.Node {
	var own, any []*html.Node
	for _, n := range d.entries() {
		any = append(any, n)
		if !d.teaser(n) {
			own = append(own, n)
		}
	}
	if len(own) == 0 {
		own = any
	}
	if best := largest(own); best != nil {
		return best[0]
	}
	return nil
}

// teaser says whether the entry's own heading leads to another page of the blog: then its post is there.
func (d *document) teaser(entry *html.Node) bool {
	s := choose(entry)
	h := s.Find("h1, h2, h3, h4, .entry-title, .post-title, .p-name").First()
	if h.Length() == 0 {
		return false
	}
	link := h.Find("a[href]").First()
	if link.Length() == 0 {
		link = h.Closest("a[href]")
	}
	if link.Length() == 0 {
		return false
	}
	return tidy(link.Text()) != "" && d.elsewhere(link.AttrOr("href", ""))
}

// isTeaserTitle says whether the whole heading is a link to another page.
func (d *document) isTeaserTitle(h *html.Node) bool {
	link := choose(h).Find("a[href]").First()
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

// isIndex says whether a page without entries has headings that lead to other pages of the blog, with little to read for each.
func (d *document) isIndex() bool {
	const few, teaser = 2, 400 // headings; bytes of text that an index has for each at most
	count, prose := 0, 0
	for _, a := range d.doc.Find("h1 a[href], h2 a[href], h3 a[href], a[href] h2, a[href] h3").EachIter() {
		a = a.Closest("a")
		if !d.aside(a.Get(0), nil) && d.elsewhere(a.AttrOr("href", "")) {
			count++
		}
	}
	for _, p := range d.doc.Find("p").EachIter() {
		prose += sizeOf(p.Get(0))
	}
	return count > few && prose < count*teaser
}

// elsewhere says whether the link leads to another page of this host that is not its front page.
func (d *document) elsewhere(href string) bool {
	u, err := url.Parse(d.resolve(href))
	if err != nil || u.Host == "" || u.Path == "" || u.Path == "/" {
		return false
	}
	return strings.EqualFold(u.Host, d.self.Host) && !d.keys[blog.Key(u.String())]
}
