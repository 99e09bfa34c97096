package extract

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// listing says why the page holds no single post; empty when it may.
func (d *document) listing() string {
	if d.fragment {
		return ""
	}
	switch {
	case d.leadsAway():
		return "it only leads to another page"
	case d.has(d.recipe.list):
		return "its marks of " + d.recipe.name + " call it a list or a page beside the posts"
	case d.has(d.recipe.post):
		return ""
	case d.isError():
		return "it says that nothing was found"
	case d.isHome():
		return "it is the front page"
	case d.page.Known.Title != "":
		return ""
	case d.declaredPost():
		// Some themes declare every page a posting, sections and tags too.
		if tagPath.MatchString(d.self.Path) {
			return "its address is that of a tag"
		}
		if d.listPath() || d.emptyPosting() {
			return d.several()
		}
		return ""
	case d.graph.Kind == page.List:
		return "its JSON-LD calls it a list"
	case d.listPath():
		return "its address is that of a list"
	}
	return d.several()
}

// leadsAway says whether a browser leaves the page at once for another one (meta refresh): an address that was given up.
func (d *document) leadsAway() bool {
	const little = 400 // bytes: you are being taken to its new place
	for _, s := range d.doc.Find("meta[http-equiv]").EachIter() {
		_, to, ok := strings.Cut(strings.ToLower(s.AttrOr("content", "")), "url=")
		if ok && strings.EqualFold(s.AttrOr("http-equiv", ""), "refresh") && to != "" {
			return sizeOf(d.doc.Get(0)) < little
		}
	}
	return false
}

// emptyPosting says whether the posting that JSON-LD tells of has no word, by its own account.
func (d *document) emptyPosting() bool {
	a := d.graph.Article
	if a == nil {
		return false
	}
	body, told := a["articleBody"]
	return told && page.Text(body) == "" || page.Text(a["wordCount"]) == "0" || a["wordCount"] == 0.0
}

// unlike says why what was read is no post after all.
func (d *document) unlike(m merged) string {
	switch {
	case m.post.Title == "" && len(m.post.Blocks) == 0:
		return "it is empty"
	case d.beside(m):
		return "it has the name and the address of a page beside the posts"
	case d.fragment, d.has(d.recipe.post), d.declaredPost():
		return ""
	case len(m.post.Blocks) == 0 && (m.body == nil || m.body.images == 0 && (m.body.films == 0 || m.post.Published.IsZero())):
		return "it has no text"
	case (m.size > 0 && m.links*2 > m.size || m.lines > 1 && m.links*4 > m.size) && !d.isRoundup(m):
		return "it is mostly links to other pages"
	case isListTitle(m.post.Title) && (m.guessed || m.post.Published.IsZero()):
		return "its title is that of a list"
	}
	return ""
}

// isRoundup says whether a page of links is a post all the same, as one about the best posts of a year: it lies among the posts, by a date
// in its address before its own name (a year alone where it shows a film, too), or shows one date where the posts of the blog were seen to show theirs.
func (d *document) isRoundup(m merged) bool {
	if m.post.Published.IsZero() || isListTitle(m.post.Title) {
		return false
	}
	if monthPath.MatchString(d.self.Path) || yearPath.MatchString(d.self.Path) && m.body != nil && m.body.films > 0 {
		return true
	}
	for _, p := range d.theme.places("published") {
		if s := d.doc.Find(p.Selector); p.Taught && s.Length() == 1 && !d.momentAt(p.Selector).IsZero() {
			return true
		}
	}
	return false
}

// beside says whether the page bears the name of one that stands beside the posts (friends, about, archives), by its address and by
// its title: then even a date and a declaration, which a template gives to every page, make no post of it.
func (d *document) beside(m merged) bool {
	title := strings.ToLower(m.post.Title)
	if isStandingName(d.lastName()) && strings.Count(strings.Trim(d.self.Path, "/"), "/") == 0 && m.post.Published.IsZero() && !d.fragment {
		return true // /faq/, without a date
	}
	if !d.fragment && isStandingName(d.lastName()) && strings.Count(strings.Trim(d.self.Path, "/"), "/") <= 1 && d.inMenu() {
		return true // the titles of such pages are in all languages, and templates date them
	}
	return !d.fragment && isStandingName(d.lastName()) && (isStandingName(title) || isListTitle(title) || title == "" || strings.EqualFold(m.post.Title, d.site))
}

// undated says whether nothing shows that the page is a post and no page about the blog, its owner or a product.
func (d *document) undated(m merged) bool {
	return !d.fragment && !d.has(d.recipe.post) && (!d.declaredPost() || d.lacksDate()) && m.post.Published.IsZero() && !monthPath.MatchString(d.self.Path)
}

// lacksDate says whether nothing with a date calls the page an article, on a blog whose posts were seen to show their dates at a place
// that is empty here: templates write article into OpenGraph on all pages, and the feed of a whole site has its sections, too.
func (d *document) lacksDate() bool {
	if d.graph.Kind == page.Article || !d.page.Known.Published.IsZero() || d.meta("article:published_time") != "" {
		return false
	}
	return slices.ContainsFunc(d.theme.places("published"), func(p Place) bool { return p.Taught })
}

// declaredPost says whether the page tells machines that it is an article, with a date, or a feed has it as one: a mere og:type
// of "article" stands on archive pages too.
func (d *document) declaredPost() bool {
	if d.isStamped() {
		return d.page.Known.Title != ""
	}
	return d.graph.Kind == page.Article || d.meta("article:published_time") != "" || d.page.Known.Title != "" || d.sectioned()
}

// sectioned says whether OpenGraph calls the page an article and tells more of it than that, as a template for all pages does not.
func (d *document) sectioned() bool {
	return d.meta("og:type") == "article" && (d.meta("article:section") != "" || d.meta("article:tag") != "")
}

// errorTitle is the title of a page that is not there, alone or beside the name of the blog. A post may well be on such pages: how
// we got rid of 404 Not Found.
var errorTitle = regexp.MustCompile(`(?i)(^|[-|–—·:：｜/»。!！] *)[^\pL\pN]*(404( ?(error|エラー|not found))?|(the |this )?page (was |could )?not (be )?found|not found|` +
	`.*ページ(が|は)?(見つかりません|存在しません)(でした)?|.*見つかりませんでした)[^\pL\pN]*($|[-|–—·:：｜/»。.!！(（])`)

func (d *document) isError() bool {
	if d.has("body.error404, body.page-404, body.page-notfound") {
		return true
	}
	return !d.declaredPost() && errorTitle.MatchString(tidy(d.doc.Find("title").First().Text()))
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
	listHead  = regexp.MustCompile(`(?i)/(tags?|authors?|search|labels?)/[^/]+/?$|/categor(y|ies)/[^/]+(/[^/]+){0,3}/?$`)
	tagPath   = regexp.MustCompile(`(?i)^(/[^/]+)?/tags?/[^/]+(/(index\.html)?)?$`)             // no post was seen there, whatever its page declares
	monthPath = regexp.MustCompile(`/(199|20[0-3])\d/(0?[1-9]|1[0-2])/([0-3]?\d/)?[^/]*[^/\d]`) // as WordPress and Blogger number their posts
	yearPath  = regexp.MustCompile(`/(199|20[0-3])\d/[^/]*[^/\d][^/]*(/(index\.html)?)?$`)
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

// elsewhere says whether the link leads to another page of this host that is not its front page.
func (d *document) elsewhere(href string) bool {
	u, err := url.Parse(d.resolve(href))
	if err != nil || u.Host == "" || u.Path == "" || u.Path == "/" {
		return false
	}
	return strings.EqualFold(u.Host, d.self.Host) && !d.keys[blog.Key(u.String())]
}
