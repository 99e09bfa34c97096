package page

import (
	"slices"
	"strings"
)

// Platform is what is known of the blogs that one program makes, apart from the markup of their posts (see package extract).
type Platform struct {
	Name      string
	Generator string   // how the content of meta[name=generator] begins, in lower case
	Feeds     []string // where its feeds lie, below the front page
	Posts     []string // classes of the body element on the page of a post
	Lists     []string // classes of the body element on lists
}

// platforms are those whose marks the crawler needs. A class that is a common word counts only where the platform is certain.
var platforms = []Platform{
	{Name: "ghost", Generator: "ghost", Posts: []string{"post-template"}, Lists: []string{"home-template", "tag-template", "author-template"}},
	{Name: "hatena", Generator: "hatena", Feeds: []string{"feed", "rss"}, Posts: []string{"page-entry"}, Lists: []string{"page-index", "page-archive"}},
	{Name: "hugo", Generator: "hugo", Feeds: []string{"index.xml"}},
	{Name: "movable type", Generator: "movable type", Posts: []string{"mt-entry-archive"},
		Lists: []string{"mt-main-index", "mt-archive-index", "mt-category-monthly-archive", "mt-category-archive"}},
	{Name: "wordpress", Generator: "wordpress", Feeds: []string{"feed/"}, Posts: []string{"single", "single-post"}},
}

// wordPressLists are common words, but WordPress means them.
var wordPressLists = []string{"archive", "blog", "paged", "search-results", "error404"}

// feeds are where a blog of no known platform may have its feeds.
var feeds = []string{"feed", "atom.xml", "rss.xml", "index.xml", "feed.xml", "index.rdf", "rss", "feed.json"}

// FeedPaths are where the feeds of a blog lie that names none, below its front page.
func (m *Markup) FeedPaths() []string {
	for _, p := range platforms {
		if p.Feeds != nil && strings.HasPrefix(m.Generator, p.Generator) {
			return p.Feeds
		}
	}
	return feeds
}

// bodySign reads the classes that the themes of platforms give the body element.
func (m *Markup) bodySign() Sign {
	classes := strings.Fields(m.BodyClass)
	in := func(marks []string) bool {
		return slices.ContainsFunc(classes, func(c string) bool { return slices.Contains(marks, c) })
	}
	for _, p := range platforms {
		if in(p.Posts) {
			return SignPost
		}
	}
	for _, p := range platforms {
		if in(p.Lists) {
			return SignList
		}
	}
	if (m.API != "" || strings.HasPrefix(m.Generator, "wordpress")) && in(wordPressLists) {
		return SignList
	}
	return NoSign
}
