package wxr

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/loosexml"
	"github.com/fumikura/fumikura/internal/source/markup"
)

// item is a post, a page, an attachment or anything else that WordPress keeps as a post.
type item struct {
	line    int
	export  blog.Export
	authors map[string]string
	fields  map[string]string
	tags    []string
	in      string          // the short name of the first category
	strange map[string]bool // names that nobody knows
	reason  string          // why it is not public
}

// read takes in one element of the item.
func (i *item) read(d *xml.Decoder, e xml.StartElement) error {
	name := local(e.Name)
	switch name {
	case "title", "link", "guid", "pubDate", "dc:creator", "content:encoded", "wp:post_date", "wp:post_date_gmt", "wp:post_modified_gmt",
		"wp:status", "wp:post_type", "wp:post_password", "wp:post_name", "wp:post_id":
	case "category":
		return i.category(d, e)
	default:
		i.note(e.Name)
		return d.Skip()
	}
	s, err := loosexml.Text(d)
	if i.fields[name] == "" {
		i.fields[name] = s
	}
	return err
}

// note remembers an element of WordPress that nobody knows, and one of anybody that could be about readers.
func (i *item) note(n xml.Name) {
	if n.Space == "" || slices.Contains(wpNames, n.Local) {
		return
	}
	if strings.HasPrefix(local(n), "wp:") || (blog.Visibility{}).Suspect(n.Local) {
		i.strange[n.Local] = true
	}
}

// category keeps categories and tags; a post without a category is in one called uncategorized.
func (i *item) category(d *xml.Decoder, e xml.StartElement) error {
	var domain, nicename string
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "domain":
			domain = a.Value
		case "nicename":
			nicename = a.Value
		}
	}
	s, err := loosexml.Text(d)
	if s != "" && nicename != "uncategorized" && slices.Contains([]string{"category", "post_tag", "tag", ""}, domain) {
		i.tags = append(i.tags, markup.Plain(s))
	}
	if domain == "category" {
		i.in = cmp.Or(i.in, nicename)
	}
	return err
}

// counts says whether the item is a text at all.
func (i *item) counts() bool {
	t := i.fields["wp:post_type"]
	return t == "post" || t == "page" || t == ""
}

// withheld says why nobody is meant to read the item. WordPress itself takes one without a status for a draft.
func (i *item) withheld() string {
	f := i.fields
	if f["wp:post_type"] == "page" {
		return "it is a page, not a post"
	}
	if f["wp:status"] == "" {
		return "it does not say its status, so that it may be a draft"
	}
	v := blog.Visibility{"status": {f["wp:status"]}, "password": {f["wp:post_password"]}}
	if reason := i.export.Withheld(v); reason != "" {
		return reason
	}
	for name := range i.strange {
		if v.Suspect(name) {
			return fmt.Sprintf("it has %s, a name that is not known and could mean that it is not public", name)
		}
	}
	return ""
}

// unlinked says whether the link is only one by number, as drafts have.
func (i *item) unlinked() bool {
	u, err := url.Parse(i.fields["link"])
	return i.fields["wp:post_type"] != "page" && i.fields["wp:post_name"] != "" && (err != nil || u.Host == "" || u.Query().Has("p"))
}

// skip leaves the item out, under the address that it had while it was public, as far as that can be known.
func (i *item) skip(pattern blog.Pattern) blog.Capture {
	address := i.fields["link"]
	if i.unlinked() && pattern != "" {
		if a, err := pattern.Address(i.export.Site, i.parts()); err == nil {
			address = a
		}
	}
	return i.export.Skip(i.line, address, i.reason)
}

// parts are what addresses are made of.
func (i *item) parts() blog.Parts {
	date, err := i.export.Time(i.fields["wp:post_date"])
	if err != nil || i.fields["wp:post_date"] == noDate {
		date = time.Time{}
	}
	return blog.Parts{Date: date, Slug: strings.TrimSuffix(i.fields["wp:post_name"], "__trashed"), ID: i.fields["wp:post_id"], In: i.in}
}

// learned is the pattern of addresses that this one follows, empty where it shows none.
func (i *item) learned() blog.Pattern {
	site, link := strings.TrimSuffix(i.export.Site, "/"), i.fields["link"]
	rest, ok := strings.CutPrefix(link, site+"/")
	parts := i.parts()
	if !ok || parts.Slug == "" {
		return ""
	}
	segments := strings.Split(rest, "/")
	for n, s := range segments {
		base, ext, dot := strings.Cut(s, ".")
		for _, name := range []string{"slug", "id", "category", "year", "month", "day"} {
			if v, err := blog.Pattern(":"+name).Address(site, parts); err == nil && v == site+"/"+base {
				segments[n] = ":" + name
				if dot {
					segments[n] += "." + ext
				}
				break
			}
		}
	}
	p := blog.Pattern(strings.Join(segments, "/"))
	if a, err := p.Address(site, parts); err != nil || a != link || p.Check() != nil {
		return ""
	}
	return p
}

// address is the link of the post, or what stands for it: the guid where it is an address, the pattern, or the link by number,
// from which WordPress leads on.
func (i *item) address(pattern blog.Pattern) (string, error) {
	if link := i.fields["link"]; link != "" {
		return link, nil
	}
	if pattern != "" {
		return pattern.Address(i.export.Site, i.parts())
	}
	if guid := i.fields["guid"]; strings.HasPrefix(guid, "http") {
		return guid, nil
	}
	address, err := blog.Pattern("?p=:id").Address(i.export.Site, i.parts())
	if err != nil {
		return "", errors.New("it has no link, so that its address is unknown: say how the blog makes them (--permalink)")
	}
	return address, nil
}

func (i *item) capture(pattern blog.Pattern) blog.Capture {
	f, x := i.fields, i.export
	address, err := i.address(pattern)
	if err != nil {
		return x.Pass(i.line, "", err.Error())
	}
	published, err := i.time("wp:post_date_gmt")
	if err != nil {
		return x.Pass(i.line, address, fmt.Sprintf("its date: %v", err))
	}
	updated, err := i.time("wp:post_modified_gmt")
	if err != nil {
		return x.Pass(i.line, address, fmt.Sprintf("its date of modification: %v", err))
	}
	author := f["dc:creator"]
	if name := i.authors[author]; name != "" {
		author = name
	}
	return x.Capture(i.line, blog.Page{URL: address, Form: blog.FormHTML, Body: []byte(markup.WordPress(f["content:encoded"])), Known: blog.Post{
		Title: markup.Plain(f["title"]), Author: author, Published: published, Updated: updated, Tags: i.tags,
	}})
}

// noDate is how WordPress writes that there is none.
const noDate = "0000-00-00 00:00:00"

// time reads a date in UTC and puts it into the zone of the blog, which shows in the two dates of publication. Without the date
// in UTC the local one is read, and without that the one of RSS.
func (i *item) time(name string) (time.Time, error) {
	x := i.export
	local := i.fields["wp:post_date"]
	utc := i.fields[name]
	if utc == "" || utc == noDate {
		switch {
		case name != "wp:post_date_gmt":
			return time.Time{}, nil
		case local == "" || local == noDate:
			return x.Time(i.fields["pubDate"])
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
