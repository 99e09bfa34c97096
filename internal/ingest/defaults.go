package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Defaults are what the owner says of the posts of one blog; a page that says otherwise is believed, but for the language.
type Defaults struct {
	Author string         // of posts that name none, or nobody; empty means unknown
	Lang   string         // of all posts; empty means that of each is found out
	Zone   *time.Location // of dates that name none; nil means that it is found out
}

// versionWith is the version of an extraction that knows what the owner says of the blogs: a page has to be read again when that
// changes.
func versionWith(version string, blogs map[string]Defaults) string {
	if len(blogs) == 0 {
		return version
	}
	sum := sha256.New()
	for _, site := range slices.Sorted(maps.Keys(blogs)) {
		d := blogs[site]
		fmt.Fprintf(sum, "%q %q %q %v\n", site, d.Author, d.Lang, d.Zone)
	}
	return version + "+" + hex.EncodeToString(sum.Sum(nil)[:4])
}

// reader reads the pages of one blog: with its theme where it has one, and with what the owner says of it.
func (r *run) reader(site string) func(*blog.Page) ([]*blog.Post, error) {
	read := r.themed[site]
	if read == nil {
		read = r.Extract.Posts
	}
	d := defaultsOf(r.Blogs, site)
	if d == (Defaults{}) {
		return read
	}
	return func(p *blog.Page) ([]*blog.Post, error) {
		p.Zone = d.Zone
		posts, err := read(p)
		for _, post := range posts {
			if post.Author == "" || d.Author != "" && isNobody(post.Author) {
				post.Author = d.Author
			}
			if d.Lang != "" {
				post.Lang = d.Lang
			}
		}
		return posts, err
	}
}

func defaultsOf(blogs map[string]Defaults, site string) Defaults {
	if d, ok := blogs[site]; ok {
		return d
	}
	for s, d := range blogs {
		if blog.SameBlog(s, site) {
			return d
		}
	}
	return Defaults{}
}
