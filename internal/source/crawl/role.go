package crawl

import (
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/page"
)

// roleOf settles whether a page is a list. A list that is taken for a page costs a look by extract; a post that is taken for a list
// is lost. So what a feed names is a post, and otherwise the markup must be clear or say nothing against the address.
func roleOf(m *page.Markup, t task, inFeed bool) blog.Role {
	switch s := m.Sign(); {
	case s == page.SignPost && !(t.like.IsList() && m.OgType == "article" && m.Linked > 1):
		// Many themes call all but the front page an article, lists of a category too.
		return blog.RolePage
	case inFeed && m.DataPage == "":
		return blog.RolePage
	case s == page.SignList, t.like == page.LikeList && !(t.listed && m.IsOne()), t.like == page.LikeIndex && !t.listed && !m.IsOne():
		return blog.RoleList
	}
	return blog.RolePage
}

// directivesOf are what the page asks of robots.
func directivesOf(m *page.Markup) fetch.Directives {
	var d fetch.Directives
	for _, name := range []string{"robots", fetch.Product} {
		for _, content := range m.Metas[name] {
			d = d.Or(fetch.ParseDirectives(content))
		}
	}
	return d
}
