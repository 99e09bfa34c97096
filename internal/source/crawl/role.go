package crawl

import (
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// sign is what the markup says a page is.
type sign int

const (
	noSign sign = iota
	signPage
	signList
)

// role settles whether a page is a list. A list that is taken for a page costs a look by extract; a post that is taken for a list
// is lost. So what a feed names is a post, and otherwise the markup must be clear or say nothing against the address.
func (m *markup) role(t task, inFeed bool) blog.Role {
	own := m.articles == 1 && m.linked == 0 // one article, whose heading does not lead elsewhere
	switch s := m.sign(); {
	case s == signPage && !(t.like.isList() && m.ogType == "article" && m.linked > 1):
		// Many themes call all but the front page an article, lists of a category too.
		return blog.RolePage
	case inFeed && m.dataPage == "":
		return blog.RolePage
	case s == signList, t.like == likeList && !(t.listed && own), t.like == likeIndex && !t.listed && !own:
		return blog.RoleList
	}
	return blog.RolePage
}

// sign reads the marks of platforms first, then structured data, then the shape.
func (m *markup) sign() sign {
	switch m.dataPage { // Hatena
	case "entry":
		return signPage
	case "index", "archive", "about", "search", "category", "author":
		return signList
	}
	if s := m.bodySign(); s != noSign {
		return s
	}
	switch {
	case m.ogType == "article", m.posting && !m.listing:
		return signPage
	case m.ogType == "blog", m.listing && !m.posting:
		return signList
	case m.loose > maxLoose:
		return noSign
	case m.linked >= 3 && m.linked >= m.articles-1, m.ogType == "website" && m.linked >= 2 && m.linked == m.articles:
		return signList
	}
	return noSign
}

// maxLoose is how many paragraphs a list of article elements may have outside of them. With more, the page may be a post whose
// text is in no article element, while the cards of other posts below it are.
const maxLoose = 2

// bodySign reads the classes that the themes of platforms give the body element.
func (m *markup) bodySign() sign {
	classes := strings.Fields(m.body)
	wordPress := m.api != "" || strings.HasPrefix(m.generator, "wordpress")
	for _, c := range classes {
		switch c {
		case "single", "single-post", "post-template", "mt-entry-archive", "page-entry":
			return signPage
		}
	}
	for _, c := range classes {
		switch c {
		case "home-template", "tag-template", "author-template", "page-index", "page-archive", "mt-main-index", "mt-archive-index",
			"mt-category-monthly-archive", "mt-category-archive":
			return signList
		case "archive", "blog", "paged", "search-results", "error404":
			// These are common words, but WordPress means them.
			if wordPress {
				return signList
			}
		}
	}
	return noSign
}

// isArticle says whether there is any sign that a person wrote this as a piece of its own.
func (m *markup) isArticle() bool {
	return m.sign() == signPage || m.articles > 0 || m.dated
}
