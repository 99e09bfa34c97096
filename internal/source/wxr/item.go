package wxr

import (
	"encoding/xml"
	"fmt"
	"html"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/loosexml"
)

// item is a post, a page, an attachment or anything else that WordPress keeps as a post.
type item struct {
	line    int
	export  blog.Export
	authors map[string]string
	fields  map[string]string
	tags    []string
}

func (i *item) read(d *loosexml.Decoder, e xml.StartElement) error {
	name := local(e.Name)
	switch name {
	case "title", "link", "dc:creator", "content:encoded", "wp:post_date", "wp:post_date_gmt", "wp:post_modified_gmt",
		"wp:status", "wp:post_type", "wp:post_password":
	case "category":
		return i.category(d, e)
	default:
		return d.Skip()
	}
	s, err := value(d, e)
	if i.fields == nil {
		i.fields = map[string]string{}
	}
	i.fields[name] = s
	return err
}

// category keeps categories and tags; a post without a category is in one called uncategorized.
func (i *item) category(d *loosexml.Decoder, e xml.StartElement) error {
	var domain, nicename string
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "domain":
			domain = a.Value
		case "nicename":
			nicename = a.Value
		}
	}
	s, err := value(d, e)
	if s != "" && nicename != "uncategorized" && (domain == "category" || domain == "post_tag" || domain == "tag" || domain == "") {
		i.tags = append(i.tags, s)
	}
	return err
}

// counts says whether the item is a text at all; what is not would only clutter the report.
func (i *item) counts() bool {
	t := i.fields["wp:post_type"]
	return t == "post" || t == "page" || t == ""
}

func (i *item) capture() blog.Capture {
	f, x := i.fields, i.export
	switch {
	case f["wp:post_type"] == "page":
		return x.Skip(i.line, f["link"], "it is a page, not a post")
	}
	if reason := x.Withheld(blog.Visibility{"status": {f["wp:status"]}, "password": {f["wp:post_password"]}}); reason != "" {
		return x.Skip(i.line, f["link"], reason)
	}
	published, err := i.time("wp:post_date_gmt")
	if err != nil {
		return x.Pass(i.line, f["link"], fmt.Sprintf("its date: %v", err))
	}
	updated, err := i.time("wp:post_modified_gmt")
	if err != nil {
		return x.Pass(i.line, f["link"], fmt.Sprintf("its date of modification: %v", err))
	}
	author := f["dc:creator"]
	if name := i.authors[author]; name != "" {
		author = name
	}
	return x.Capture(i.line, blog.Page{URL: f["link"], Form: blog.FormHTML, Body: []byte(body(f["content:encoded"])), Known: blog.Post{
		Title: html.UnescapeString(f["title"]), Author: author, Published: published, Updated: updated, Tags: i.tags,
	}})
}

// noDate is how WordPress writes that there is none.
const noDate = "0000-00-00 00:00:00"

// time reads a date in UTC and puts it into the zone of the blog, which shows in the two dates of publication. Without the date
// in UTC the local one is read.
func (i *item) time(name string) (time.Time, error) {
	x := i.export
	local := i.fields["wp:post_date"]
	utc := i.fields[name]
	if utc == "" || utc == noDate {
		if name != "wp:post_date_gmt" || local == noDate {
			return time.Time{}, nil
		}
		return x.Time(local)
	}
	x.Zone = time.UTC
	t, err := x.Time(utc)
	if err != nil {
		return t, err
	}
	here, err1 := x.Time(local)
	there, err2 := x.Time(i.fields["wp:post_date_gmt"])
	if d := here.Sub(there); err1 == nil && err2 == nil && local != "" && d.Abs() <= 14*time.Hour && d%(15*time.Minute) == 0 {
		return t.In(time.FixedZone("", int(d.Seconds()))), nil
	}
	return t, nil
}
