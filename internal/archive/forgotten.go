package archive

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"net/url"
	"regexp"

	"github.com/fumikura/fumikura/internal/blog"
)

// Forgotten is what the owner had taken out of the archive, and what must not come in again.
type Forgotten struct {
	posts map[blog.ID]bool
	blogs map[string]string // by blog.SiteKey: their addresses
}

const (
	whatPost = "post"
	whatBlog = "blog"
)

// Forgotten reads what is to stay out.
func (d *DB) Forgotten(ctx context.Context) (*Forgotten, error) {
	f := &Forgotten{posts: map[blog.ID]bool{}, blogs: map[string]string{}}
	err := d.query(ctx, func(rows *sql.Rows) error {
		var what, name, site string
		if err := rows.Scan(&what, &name, &site); err != nil {
			return err
		}
		if what == whatBlog {
			f.blogs[name] = site
		} else {
			f.posts[blog.ID(name)] = true
		}
		return nil
	}, `SELECT what, name, site FROM forgotten`)
	if err != nil {
		return nil, fmt.Errorf("read what was forgotten: %w", err)
	}
	return f, nil
}

// Emptied gives the posts that were forgotten after a change, and the last change at which one was. An index may have them still. It is
// asked often, and reads an index of the archive only.
func (d *DB) Emptied(ctx context.Context, after int64) (ids []blog.ID, last int64, err error) {
	last = after
	err = d.query(ctx, func(rows *sql.Rows) error {
		var id string
		var change int64
		if err := rows.Scan(&id, &change); err != nil {
			return err
		}
		ids, last = append(ids, blog.ID(id)), max(last, change)
		return nil
	}, `SELECT id, change FROM posts WHERE site = '' AND gone = 1 AND change > ? ORDER BY change`, after)
	if err != nil {
		return nil, 0, fmt.Errorf("read what was forgotten: %w", err)
	}
	return ids, last, nil
}

// Blog says whether the blog is to stay out.
func (f *Forgotten) Blog(site string) bool { return f.blogs[blog.SiteKey(site)] != "" }

// Post says whether the post at the address is to stay out, or the blog that it belongs to.
func (f *Forgotten) Post(site, address string) bool {
	return f.posts[blog.NewID(address)] || f.Blog(site)
}

// Capture says whether what was captured is, or led to, a post that is to stay out.
func (f *Forgotten) Capture(c blog.Capture) bool {
	if len(f.posts)+len(f.blogs) == 0 {
		return false
	}
	v, p := c.Visit, c.Page
	return v.URL != "" && f.Post(v.Site, v.URL) || v.Final != "" && f.Post(v.Site, v.Final) || p != nil && f.Post(p.Site, p.URL)
}

// addresses finds what may be an address in markup or plain text: the value of a link, or what begins like one.
var addresses = regexp.MustCompile(`(?i)(?:href|src|url)\s*=\s*"([^"]+)"|(?:href|src|url)\s*=\s*'([^']+)'|(https?://[^\s"'<>)\]]+)`)

// Mentions says whether the page links to a post that is to stay out. A list page or a feed that does mostly shows the post's text too.
func (f *Forgotten) Mentions(p *blog.Page) bool {
	if len(f.posts) == 0 {
		return false
	}
	base, err := url.Parse(p.URL)
	if err != nil {
		return false
	}
	for _, m := range addresses.FindAllSubmatch(p.Body, -1) {
		for _, raw := range m[1:] {
			if u, err := base.Parse(html.UnescapeString(string(raw))); err == nil && f.posts[blog.NewID(u.String())] {
				return true
			}
		}
	}
	return false
}
