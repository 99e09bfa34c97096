// Package blogger reads the Atom in which Blogger exports a blog, as it was until 2023 and as Google Takeout writes it now; any
// other Atom feed with whole posts reads as well. Comments, pages and settings are left out.
package blogger

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"iter"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/loosexml"
	"github.com/fumikura/fumikura/internal/source/markup"
)

// entry is an entry of the feed. Names without a space match in any: those of blogger: and app: have changed.
type entry struct {
	Title      content    `xml:"title"`
	Published  string     `xml:"published"`
	Updated    string     `xml:"updated"`
	Content    content    `xml:"content"`
	Authors    []string   `xml:"author>name"`
	Links      []link     `xml:"link"`
	Categories []category `xml:"category"`
	Draft      string     `xml:"control>draft"`
	Type       string     `xml:"type"`     // of Takeout: POST, PAGE or COMMENT
	Status     string     `xml:"status"`   // of Takeout: LIVE, DRAFT, SOFT_TRASHED
	Trashed    string     `xml:"trashed"`  // of Takeout: when; empty of what is there
	Filename   string     `xml:"filename"` // of Takeout: the path on the blog
	line       int
}

type content struct {
	Type  string `xml:"type,attr"`
	Src   string `xml:"src,attr"`
	Text  string `xml:",chardata"`
	Inner string `xml:",innerxml"` // of type xhtml
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type category struct {
	Scheme string `xml:"scheme,attr"`
	Term   string `xml:"term,attr"`
}

// Read hands over one capture for each post. A broken entry loses only itself.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		items := loosexml.NewItems(r, "entry")
		d, err := items.Head()
		if err != nil {
			yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
			return
		}
		head(d, &x)
		for {
			d, line, err := items.Next()
			if err == nil {
				err = ctx.Err()
			}
			e := &entry{line: line}
			switch {
			case err == io.EOF:
				return
			case errors.Is(err, loosexml.ErrTorn), errors.Is(err, loosexml.ErrLong):
				if !yield(x.Pass(line, "", err.Error()), nil) {
					return
				}
				continue
			case err != nil:
				yield(blog.Capture{}, fmt.Errorf("read %s, line %d: %w", x.Name, line, err))
				return
			}
			if err := d.Decode(e); err != nil {
				if !yield(x.Pass(line, "", fmt.Sprintf("its XML: %v", err)), nil) {
					return
				}
				continue
			}
			if e.counts() && !yield(e.capture(x), nil) {
				return
			}
		}
	}
}

// head learns the blog's own address, where nobody told it.
func head(d *xml.Decoder, x *blog.Export) {
	for {
		t, err := d.Token()
		if err != nil {
			return // what stands before the first entry reads only as far as it goes
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "link" || x.Site != "" {
			continue
		}
		var l link
		if err := d.DecodeElement(&l, &start); err != nil {
			return
		}
		if l.Rel == "alternate" || l.Rel == "" {
			x.Site = l.Href
		}
	}
}

// kind is what the entry is: post, page, comment, settings or template.
func (e *entry) kind() string {
	if e.Type != "" {
		return strings.ToLower(e.Type)
	}
	for _, c := range e.Categories {
		if k, ok := strings.CutPrefix(c.Term, "http://schemas.google.com/blogger/2008/kind#"); ok {
			return k
		}
	}
	return "post"
}

func (e *entry) counts() bool { return e.kind() == "post" || e.kind() == "page" }

func (e *entry) capture(x blog.Export) blog.Capture {
	address := e.address(x.Site)
	withheld := x.Withheld(blog.Visibility{"draft": {e.Draft}, "status": {e.Status}, "trashed": {e.Trashed}})
	switch {
	case e.kind() == "page":
		return x.Skip(e.line, address, "it is a page, not a post")
	case withheld != "":
		return x.Skip(e.line, address, withheld)
	case address == "":
		return x.Pass(e.line, "", "its address is unknown: it has no link, or the blog's address is not known (--blog)")
	}
	published, err := x.Time(e.Published)
	if err != nil {
		return x.Pass(e.line, address, fmt.Sprintf("published: %v", err))
	}
	updated, err := x.Time(e.Updated)
	if err != nil {
		return x.Pass(e.line, address, fmt.Sprintf("updated: %v", err))
	}
	p := blog.Page{URL: address, Known: blog.Post{
		Title: e.title(), Author: e.authors(), Published: published, Updated: updated, Tags: e.labels(),
	}}
	switch c := e.Content; {
	case c.Src != "":
		return x.Pass(e.line, address, "its content is elsewhere: "+c.Src)
	case c.Type == "xhtml":
		p.Form, p.Body = blog.FormHTML, []byte(c.Inner)
	case c.Type == "html" || strings.HasPrefix(c.Type, "text/html"):
		p.Form, p.Body = blog.FormHTML, []byte(c.Text)
	default:
		p.Form, p.Body = blog.FormText, []byte(c.Text)
	}
	return x.Capture(e.line, p)
}

// title is the title as text. It may be HTML, and most of those that say that they are text were typed as HTML.
func (e *entry) title() string {
	if e.Title.Type == "xhtml" {
		return markup.Plain(e.Title.Inner)
	}
	if e.Title.Type == "html" {
		return markup.Plain(e.Title.Text)
	}
	return strings.TrimSpace(html.UnescapeString(e.Title.Text))
}

// address is the link of the post, or, in Takeout, its path on the blog.
func (e *entry) address(site string) string {
	for _, l := range e.Links {
		if (l.Rel == "alternate" || l.Rel == "") && l.Href != "" {
			return l.Href
		}
	}
	if e.Filename == "" || site == "" {
		return ""
	}
	return strings.TrimSuffix(site, "/") + "/" + strings.TrimPrefix(e.Filename, "/")
}

func (e *entry) authors() string {
	var names []string
	for _, n := range e.Authors {
		if n = strings.TrimSpace(n); n != "" && n != "Unknown" && n != "noreply@blogger.com" {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// labels are the tags of the post; the category of its kind is none.
func (e *entry) labels() []string {
	var out []string
	for _, c := range e.Categories {
		if c.Term != "" && !strings.HasSuffix(c.Scheme, "#kind") {
			out = append(out, c.Term)
		}
	}
	return out
}
