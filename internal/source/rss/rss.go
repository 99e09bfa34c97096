// Package rss reads RSS feeds with whole posts that were saved to a file: 2.0 and its forerunners, and the RDF of 1.0. A feed may
// hold only the newest posts, and of these only the beginnings; that is told.
package rss

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/loosexml"
	"github.com/fumikura/fumikura/internal/source/markup"
)

// Read hands over one capture for each item. A broken item loses only itself.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		items := loosexml.NewItems(r, "item")
		d, err := items.Head()
		if err != nil {
			yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
			return
		}
		lang := head(d, &x)
		posts, whole := 0, 0
		for {
			d, line, err := items.Next()
			if err == nil {
				err = ctx.Err()
			}
			var c blog.Capture
			switch {
			case err == io.EOF:
				if posts > 0 && whole == 0 {
					yield(x.Note("its items have descriptions and no content of their own: these may be only the beginnings of the posts"), nil)
				}
				return
			case errors.Is(err, loosexml.ErrTorn), errors.Is(err, loosexml.ErrLong):
				c = x.Pass(line, "", err.Error())
			case err != nil:
				yield(blog.Capture{}, fmt.Errorf("read %s, line %d: %w", x.Name, line, err))
				return
			default:
				i := &item{line: line, lang: lang, fields: map[string]string{}}
				c = i.capture(d, x)
				posts++
				if i.fields["encoded"] != "" {
					whole++
				}
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// head learns the blog's own address, where nobody told it, and its language.
func head(d *xml.Decoder, x *blog.Export) (lang string) {
	for {
		t, err := d.Token()
		if err != nil {
			return lang // what stands before the first item reads only as far as it goes
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "link" && start.Name.Local != "language" || strings.Contains(start.Name.Space, "Atom") {
			continue
		}
		s, err := loosexml.Text(d)
		switch {
		case err != nil:
			return lang
		case start.Name.Local == "language":
			lang = s
		case x.Site == "" && strings.HasPrefix(s, "http"):
			x.Site = s
		}
	}
}

type item struct {
	line    int
	lang    string
	fields  map[string]string
	tags    []string
	guid    string // where it is an address
	strange string // a name that nobody knows and that could be about readers
}

// capture makes the capture of the item that the decoder is at.
func (i *item) capture(d *xml.Decoder, x blog.Export) blog.Capture {
	if err := i.read(d); err != nil {
		return x.Pass(i.line, i.fields["link"], fmt.Sprintf("its XML: %v", err))
	}
	f := i.fields
	address := cmp.Or(f["origLink"], f["link"], i.guid, f["about"])
	if i.strange != "" {
		return x.Skip(i.line, address, fmt.Sprintf("it has %s, a name that is not known and could mean that it is not public", i.strange))
	}
	published, err := x.Time(cmp.Or(f["pubDate"], f["date"], f["issued"]))
	if err != nil {
		return x.Pass(i.line, address, fmt.Sprintf("its date: %v", err))
	}
	updated, err := x.Time(f["modified"])
	if err != nil {
		return x.Pass(i.line, address, fmt.Sprintf("its date of modification: %v", err))
	}
	return x.Capture(i.line, blog.Page{URL: address, Form: blog.FormHTML, Body: []byte(cmp.Or(f["encoded"], f["description"])), Known: blog.Post{
		Title: markup.Plain(f["title"]), Author: author(f), Published: published, Updated: updated, Tags: i.tags, Lang: i.lang,
	}})
}

// author is who wrote the item. The author of RSS is an address of mail, with the name after it.
func author(f map[string]string) string {
	if f["creator"] != "" {
		return f["creator"]
	}
	mail, name, ok := strings.Cut(f["author"], "(")
	switch {
	case ok:
		return strings.TrimSuffix(strings.TrimSpace(name), ")")
	case strings.Contains(mail, "@"):
		return ""
	}
	return strings.TrimSpace(mail)
}

// read takes in the elements of the item.
func (i *item) read(d *xml.Decoder) error {
	for depth := 0; ; {
		t, err := d.Token()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if depth++; depth == 1 { // the item itself
				i.fields["about"] = attr(t, "about")
				continue
			}
			if err := i.element(d, t); err != nil {
				return err
			}
		}
	}
}

func (i *item) element(d *xml.Decoder, t xml.StartElement) error {
	name := t.Name.Local
	switch {
	case strings.Contains(t.Name.Space, "Atom"), strings.Contains(t.Name.Space, "media"), strings.Contains(t.Name.Space, "itunes"):
		return d.Skip()
	case (blog.Visibility{}).Suspect(name):
		if i.strange == "" && name != "issued" {
			i.strange = name
		}
		return d.Skip()
	case name == "category" || name == "subject":
		s, err := loosexml.Text(d)
		i.tags = append(i.tags, markup.Plain(s))
		return err
	}
	switch name {
	case "title", "link", "origLink", "guid", "pubDate", "date", "issued", "modified", "creator", "author", "encoded", "description":
	default:
		return d.Skip()
	}
	s, err := loosexml.Text(d)
	if name == "guid" && attr(t, "isPermaLink") != "false" && strings.HasPrefix(s, "http") {
		i.guid = s
	}
	if i.fields[name] == "" {
		i.fields[name] = s
	}
	return err
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
