package extract

import "github.com/fumikura/fumikura/internal/blog"

// maxSiteName is the longest name of a blog that is shown; longer ones are descriptions.
const maxSiteName = 60

// SiteName is the name of the blog as one of its pages gives it (og:site_name and the like), empty where it gives none.
func SiteName(p *blog.Page) string {
	if p.Form != blog.FormHTML {
		return ""
	}
	d, err := parse(p, nil)
	if err != nil || d.fragment || len(d.site) > maxSiteName {
		return "" // a page that cannot be read has no name to give; reading it as a post tells why
	}
	return d.site
}
