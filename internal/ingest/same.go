package ingest

import (
	"context"
	"errors"
	"math"
	"net/url"

	"github.com/fumikura/fumikura/internal/blog"
)

// An export writes addresses in its own way: with http where the blog has long had https, say. What an import names is brought in line
// with what the archive knows, so that one blog stays one, a post stays one, and a draft takes out the post that it was.

// sameSite is a blog under the address by which it is known.
type sameSite map[string]string // blog.Key → address

// same brings a capture of an import in line with the archive. A page that is kept as it is comes as unchanged.
func (k *keeper) same(ctx context.Context, c blog.Capture) (blog.Capture, error) {
	if c.Visit.Role != blog.RolePage || !isAddress(c.Visit.URL) {
		return c, nil
	}
	if err := k.knownSites(ctx); err != nil {
		return c, err
	}
	address, site := k.sites.bring(c.Visit.URL, c.Visit.Site)
	kept, err := k.Archive.Post(ctx, blog.NewID(address))
	switch {
	case errors.Is(err, blog.ErrNotFound):
	case err != nil:
		return c, err
	case blog.Key(kept.Page) == blog.Key(address):
		address = kept.Page
		if c.Visit.Excluded && !kept.Gone {
			k.withdrawn = true
		}
	}
	c.Visit.URL, c.Visit.Site = address, site
	if c.Page == nil {
		return c, nil
	}
	page := *c.Page
	page.URL, page.Site, page.Known.URL, page.Known.Site = address, site, address, site
	c.Page = &page
	return k.unchanged(ctx, c)
}

// unchanged makes of a capture whose page is kept just so what it is.
func (k *keeper) unchanged(ctx context.Context, c blog.Capture) (blog.Capture, error) {
	v, known, err := k.Archive.Visit(ctx, c.Visit.URL)
	if err != nil || !known || v.Hash != c.Visit.Hash || v.Hash == "" || v.Site != c.Visit.Site || v.Excluded || v.Missing > 0 ||
		v.Outcome != blog.Fetched && v.Outcome != blog.Unchanged {
		return c, err
	}
	posts, _, err := k.Archive.PostsOf(ctx, c.Visit.URL)
	if errors.Is(err, blog.ErrNotFound) || err == nil && len(posts) == 0 {
		return c, nil // it is not kept, or could not be read
	}
	if err != nil {
		return c, err
	}
	c.Page, c.Visit.Outcome = nil, blog.Unchanged
	return c, nil
}

// knownSites reads the blogs of the archive, once.
func (k *keeper) knownSites(ctx context.Context) error {
	if k.sites != nil {
		return nil
	}
	tallies, err := k.Archive.Tallies(ctx, math.MaxInt64) // what changed is not asked
	if err != nil {
		return err
	}
	k.sites = sameSite{}
	for site := range tallies {
		k.sites.bring(site, site)
	}
	return nil
}

// bring gives the address and its blog in the form by which the blog is known; one that is not is known from now on. Of two forms
// in one archive the one with https stays.
func (s sameSite) bring(address, site string) (string, string) {
	known, ok := s[blog.Key(site)]
	switch {
	case site == "": // of an entry that was left out, and of which nothing else is known
		if u, err := url.Parse(address); err == nil {
			address, _ = s.bring(address, u.Scheme+"://"+u.Host+"/")
		}
		return address, ""
	case !ok || address == site && scheme(site) == "https":
		s[blog.Key(site)], known = site, site
	}
	u, err1 := url.Parse(address)
	k, err2 := url.Parse(known)
	if err1 == nil && err2 == nil && isAddress(known) && u.Hostname() == k.Hostname() && u.Port() == k.Port() {
		u.Scheme = k.Scheme
		return u.String(), known
	}
	return address, known
}

func scheme(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}
