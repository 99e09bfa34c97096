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
// is lost. So the markup must be clear, or the address and the markup agree.
func (m *markup) role(like likeness, listed bool) blog.Role {
	s := m.sign()
	switch {
	case s == signPage:
		return blog.RolePage
	case s == signList && (like == likeList || !listed || m.dataPage != ""):
		return blog.RoleList
	case like == likeList && (!listed || m.articles != 1):
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
	if s := bodySign(m.body); s != noSign {
		return s
	}
	switch {
	case m.ogType == "article", m.posting && !m.listing:
		return signPage
	case m.ogType == "blog", m.listing && !m.posting:
		return signList
	case m.linked >= 3 && m.linked >= m.articles-1:
		return signList
	case m.ogType == "website" && m.linked >= 2 && m.linked == m.articles:
		return signList
	}
	return noSign
}

// bodySign reads the classes that WordPress, Ghost, Movable Type, Hatena and Blogger themes give the body element.
func bodySign(classes string) sign {
	for c := range strings.FieldsSeq(classes) {
		switch c {
		case "single", "single-post", "post-template", "mt-entry-archive", "page-entry", "item-view", "page-template", "page-template-default":
			return signPage
		}
	}
	for c := range strings.FieldsSeq(classes) {
		switch c {
		case "archive", "blog", "paged", "home-template", "tag-template", "author-template", "page-index", "page-archive", "search-results", "error404",
			"mt-main-index", "mt-archive-index", "mt-category-monthly-archive", "mt-category-archive":
			return signList
		}
	}
	return noSign
}

// isArticle says whether there is any sign that a person wrote this as a piece of its own.
func (m *markup) isArticle() bool {
	return m.sign() == signPage || m.articles > 0 || m.dated
}
