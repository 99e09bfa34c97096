// Package wxr reads the export of WordPress (WordPress eXtended RSS): the published posts. Pages, attachments, comments and
// settings are left out.
package wxr

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/loosexml"
)

// The address of the wp: namespace changes with each version of the format, and some plugins forget to declare it: it is known
// by its beginning. content:encoded and excerpt:encoded have one local name, so that the space decides.

// Read hands over one capture for each post.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		p := parser{xml: loosexml.NewDecoder(r), export: x, authors: map[string]string{}}
		for {
			c, err := p.next(ctx)
			switch {
			case err == io.EOF:
				return
			case err != nil:
				yield(blog.Capture{}, fmt.Errorf("read %s, line %d: %w", x.Name, p.xml.Line(), err))
				return
			case !yield(c, nil):
				return
			}
		}
	}
}

type parser struct {
	xml     *loosexml.Decoder
	export  blog.Export
	authors map[string]string // login → display name
	root    bool              // the first element has been seen
}

// next reads up to the end of the next item.
func (p *parser) next(ctx context.Context) (blog.Capture, error) {
	for {
		if err := ctx.Err(); err != nil {
			return blog.Capture{}, err
		}
		line := p.xml.Line()
		t, err := p.xml.Token()
		if err == io.EOF && !p.root {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return blog.Capture{}, err
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		p.root = true
		switch name := local(start.Name); name {
		case "item":
			p.xml.Item()
			i := item{line: line, export: p.export, authors: p.authors}
			if err := p.children(func(e xml.StartElement) error { return i.read(p.xml, e) }); err != nil {
				return blog.Capture{}, err
			}
			if i.counts() {
				return i.capture(), nil
			}
		case "wp:author":
			if err := p.author(); err != nil {
				return blog.Capture{}, err
			}
		case "link", "wp:base_blog_url":
			site, err := value(p.xml, start)
			if err != nil {
				return blog.Capture{}, err
			}
			if p.export.Site == "" {
				p.export.Site = strings.TrimSuffix(site, "/") + "/"
			}
		}
	}
}

// children calls f for each element within the one that has been opened; f reads it to its end.
func (p *parser) children(f func(xml.StartElement) error) error {
	for {
		t, err := p.xml.Token()
		switch t := t.(type) {
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
}

func (p *parser) author() error {
	var login, name string
	err := p.children(func(e xml.StartElement) (err error) {
		switch local(e.Name) {
		case "wp:author_login":
			login, err = value(p.xml, e)
		case "wp:author_display_name":
			name, err = value(p.xml, e)
		default:
			err = p.xml.Skip()
		}
		return err
	})
	if name != "" {
		p.authors[login] = name
	}
	return err
}

// value is the text of an element.
func value(d *loosexml.Decoder, e xml.StartElement) (string, error) {
	var s string
	err := d.DecodeElement(&s, &e)
	return strings.TrimSpace(s), err
}

// local is the name of an element with the prefix that the format's documents use.
func local(n xml.Name) string {
	space := n.Space
	switch {
	case strings.HasPrefix(space, "http://wordpress.org/export/") && strings.Contains(space, "excerpt"):
		space = "excerpt"
	case strings.HasPrefix(space, "http://wordpress.org/export/"):
		space = "wp"
	case strings.HasPrefix(space, "http://purl.org/rss/1.0/modules/content"):
		space = "content"
	case strings.HasPrefix(space, "http://purl.org/dc/"):
		space = "dc"
	case space == "":
		return n.Local
	}
	return space + ":" + n.Local
}
