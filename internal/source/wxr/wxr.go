// Package wxr reads the export of WordPress (WordPress eXtended RSS), which Squarespace and note write too: the published posts.
// Pages, attachments, comments and settings are left out.
package wxr

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/loosexml"
)

// Read hands over one capture for each post, and notes of names that nobody knows. A broken item loses only itself.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		p := parser{items: loosexml.NewItems(r, "item"), export: x, authors: map[string]string{}, strange: map[string]bool{}}
		if err := p.read(ctx, yield); err != nil && !errors.Is(err, errEnough) {
			yield(blog.Capture{}, fmt.Errorf("read %s, line %d: %w", x.Name, p.line, err))
		}
	}
}

// errEnough ends the reading because the caller has had enough.
var errEnough = errors.New("enough")

type parser struct {
	items   *loosexml.Items
	line    int
	export  blog.Export
	authors map[string]string // login → display name
	strange map[string]bool   // names that nobody knows
	pattern blog.Pattern      // of the addresses, once a post has shown it
	held    []*item           // not public, and without the address that they had when they were
}

func (p *parser) read(ctx context.Context, yield func(blog.Capture, error) bool) error {
	p.pattern = p.export.Permalink
	d, err := p.items.Head()
	if err != nil {
		return err
	}
	seen := p.head(d)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		d, line, err := p.items.Next()
		p.line = line
		switch {
		case err == io.EOF && !seen:
			return errors.New("no export of WordPress: it has no element")
		case err == io.EOF:
			return p.end(yield)
		case errors.Is(err, loosexml.ErrTorn), errors.Is(err, loosexml.ErrLong):
			if !yield(p.export.Pass(line, "", err.Error()), nil) {
				return errEnough
			}
			continue
		case err != nil:
			return err
		}
		seen = true
		if c, ok := p.item(d, line); ok && !yield(c, nil) {
			return errEnough
		}
	}
}

// head takes what stands before the first item, as far as it reads: the blog's address and the names of its authors.
func (p *parser) head(d *xml.Decoder) (seen bool) {
	for {
		t, err := d.Token()
		if err != nil {
			return seen
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		seen = true
		switch local(start.Name) {
		case "wp:author", "wp:wp_author":
			err = p.author(d)
		case "link", "wp:base_blog_url", "wp:base_site_url":
			var site string
			if site, err = loosexml.Text(d); p.export.Site == "" && strings.Contains(site, "://") {
				p.export.Site = strings.TrimSuffix(site, "/") + "/"
			}
		}
		if err != nil {
			return seen
		}
	}
}

// children calls f for each element within the one that has been opened; f reads it to its end.
func children(d *xml.Decoder, f func(xml.StartElement) error) error {
	for {
		t, err := d.Token()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (p *parser) author(d *xml.Decoder) error {
	var login, name string
	err := children(d, func(e xml.StartElement) (err error) {
		switch local(e.Name) {
		case "wp:author_login":
			login, err = loosexml.Text(d)
		case "wp:author_display_name":
			name, err = loosexml.Text(d)
		default:
			err = d.Skip()
		}
		return err
	})
	if name != "" {
		p.authors[login] = name
	}
	return err
}

// item reads one item; ok is false for what is no text at all and would only clutter the report.
func (p *parser) item(d *xml.Decoder, line int) (c blog.Capture, ok bool) {
	i := &item{line: line, export: p.export, authors: p.authors, fields: map[string]string{}, strange: map[string]bool{}}
	_, err := d.Token() // the element itself
	if err == nil {
		err = children(d, func(e xml.StartElement) error { return i.read(d, e) })
	}
	for name := range i.strange {
		p.strange[name] = true
	}
	switch {
	case err != nil:
		return p.export.Pass(line, i.fields["link"], fmt.Sprintf("its XML: %v", err)), true
	case !i.counts():
		return c, false
	}
	if reason := i.withheld(); reason != "" {
		i.reason = reason
		if i.unlinked() && p.pattern == "" {
			p.held = append(p.held, i)
			return c, false
		}
		return i.skip(p.pattern), true
	}
	c = i.capture(p.pattern)
	if p.pattern == "" && c.Page != nil {
		p.pattern = i.learned()
	}
	return c, true
}

// end hands over what waited for an address, and says which names nobody knows.
func (p *parser) end(yield func(blog.Capture, error) bool) error {
	for _, i := range p.held {
		if !yield(i.skip(p.pattern), nil) {
			return errEnough
		}
	}
	if names := slices.Sorted(maps.Keys(p.strange)); len(names) > 0 {
		const most = 20
		if len(names) > most {
			names = append(names[:most], "…")
		}
		yield(p.export.Note("it has names that are not read: %s", strings.Join(names, ", ")), nil)
	}
	return nil
}

// The address of the wp: namespace changes with each version of the format, and some plugins forget to declare it or declare
// another: its elements are known by their names too. content:encoded and excerpt:encoded have one local name, so that the space
// decides.

// wpNames are the elements of an item that WordPress puts into its own namespace; those that are read begin the list.
var wpNames = []string{"status", "post_type", "post_password", "post_date", "post_date_gmt", "post_modified", "post_modified_gmt", "post_name",
	"post_id", "comment_status", "ping_status", "post_parent", "menu_order", "is_sticky", "attachment_url", "postmeta", "comment", "post_author",
	"post_format", "term", "author", "wp_author"}

// local is the name of an element with the prefix that the format's documents use.
func local(n xml.Name) string {
	space := n.Space
	switch {
	case space == "":
		return n.Local
	case strings.Contains(space, "excerpt"):
		space = "excerpt"
	case strings.Contains(space, "wordpress.org/export"), slices.Contains(wpNames, n.Local):
		space = "wp"
	case strings.HasPrefix(space, "http://purl.org/rss/1.0/modules/content"):
		space = "content"
	case strings.HasPrefix(space, "http://purl.org/dc/"):
		space = "dc"
	}
	return space + ":" + n.Local
}
