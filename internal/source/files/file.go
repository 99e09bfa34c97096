package files

import (
	"cmp"
	"fmt"
	"html"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// file is a post on its way out of the folder.
type file struct {
	*site.File
	reader *reader
	export blog.Export
}

// broken passes over a file whose front matter does not read.
func (f *file) broken(err error) blog.Capture {
	return f.export.Pass(0, "", fmt.Sprintf("its front matter: %v", err))
}

func (f *file) capture() blog.Capture {
	f.Day, _ = site.Dated(site.Stem(f.Name))
	f.dates()
	if f.reader.site.Place(f.File); f.Page != "" {
		return f.export.Skip(0, "", f.Page)
	}
	address, err := f.address()
	if err == nil && address == "" && rendered(f.Name) {
		address = canonical(f.Text)
	}
	if reason := f.held(); reason != "" {
		return f.export.Skip(0, address, reason)
	}
	switch {
	case f.DateErr != nil:
		return f.export.Pass(0, address, "date: "+f.DateErr.Error())
	case err != nil:
		return f.export.Pass(0, "", err.Error())
	case address == "":
		return f.export.Pass(0, "", f.nowhere())
	}
	if f.Note != "" {
		f.reader.notes[f.Note] = append(f.reader.notes[f.Note], f.Name)
	}
	return f.export.Capture(0, f.page(address))
}

// nowhere is the reason where the blog's own address is not known.
func (f *file) nowhere() string {
	if ask := f.reader.site.Ask; ask != "" {
		return "its address is unknown: say whose blog it is, as in --blog " + ask
	}
	return "its address is unknown: the blog's address is not known (--blog)"
}

func (f *file) page(address string) blog.Page {
	p := blog.Page{URL: address, Form: blog.FormHTML}
	if base := cmp.Or(f.Base, f.reader.site.Base); f.export.Site == "" && base != "" && strings.HasPrefix(address, strings.TrimSuffix(base, "/")+"/") {
		p.Site = strings.TrimSuffix(base, "/") + "/"
	}
	if f.reader.only == f.Name {
		p.Form = blog.FormGiven
	}
	title := f.title()
	p.Body = []byte(f.Text)
	if f.reader.bare {
		p.Body = nil
	} else if markdown(f.Name) {
		p.Form = blog.FormMarkdown
	}
	p.Known = blog.Post{
		Title: html.UnescapeString(title), Author: strings.Join(f.Meta.List("author", "authors", "author.name", "authors.name", "taxonomies.authors", "extra.author"), ", "),
		Published: f.Published, Updated: f.Updated, Tags: f.tags(),
		Lang: cmp.Or(f.Meta.First("lang", "language", "locale"), f.Lang, f.reader.site.Lang),
	}
	return p
}

// What most generators call the dates of a post.
var (
	publishedNames = []string{"date", "published_at", "publishdate", "pubdate", "pubdatetime", "publish_date", "published_date", "publisheddate", "publishedat", "created", "created_at", "createdat", "date.created"}
	updatedNames   = []string{"lastmod", "updated", "last_modified_at", "modified", "updateddate", "updated_at", "updatedat", "moddatetime", "modifieddate", "last_updated", "lastupdated", "date.updated"}
)

// dates finds the dates as most generators have them: the first of the usual names, or the day that the file's name tells.
func (f *file) dates() {
	if v := f.Meta.First(publishedNames...); v != "" {
		f.Published, f.DateErr = f.time(v)
	} else if t, err := f.time(f.Day); err == nil { // else a name that only looks like a date
		f.Published = t
	}
	if v := f.Meta.First(updatedNames...); v != "" {
		if t, err := f.time(v); err == nil {
			f.Updated = t
		}
	}
}

func (f *file) time(v string) (time.Time, error) { return f.reader.tree.Date(v, f.reader.site.Zone) }

// held says why the generator would not publish the post, or nothing.
func (f *file) held() string {
	switch {
	case f.Hidden != "":
		return f.Hidden
	case strings.Contains("/"+f.Name, "/_drafts/"):
		return "it is among the drafts"
	case f.Published.After(f.export.Now) && f.Note == "":
		return "its date is in the future"
	}
	return cmp.Or(f.export.Withheld(blog.Visibility(f.Meta)), f.export.Withheld(f.beside()))
}

// beside is what the front matter says about who may read the post among the parameters of its theme, where the generator itself does
// not look, but themes and builds do: plain words only, for a theme has other names alike. A post so marked is left out, not shown.
func (f *file) beside() blog.Visibility {
	v := blog.Visibility{}
	for name, values := range f.Meta {
		in, own, ok := strings.Cut(name, ".")
		if !ok || in != "params" && in != "extra" {
			continue
		}
		for _, value := range values {
			if slices.Contains([]string{"true", "false", "yes", "no", "draft", "private", "hidden", "unlisted"}, strings.ToLower(value)) {
				v[own] = append(v[own], value)
			}
		}
	}
	return v
}

// title is what the front matter says, or a Markdown heading on the first line, or the file's name. A rendered page says its
// own.
func (f *file) title() string {
	if t := cmp.Or(f.Title, f.Meta.First("title")); t != "" {
		return t
	}
	if !markdown(f.Name) {
		return ""
	}
	line, rest, _ := strings.Cut(strings.TrimLeft(f.Text, "\n"), "\n")
	if t, ok := strings.CutPrefix(line, "# "); ok {
		f.Text = rest
		return strings.Trim(t, " #")
	}
	_, name := site.Dated(site.Stem(f.Name))
	if name == "index" && path.Dir(f.Name) != "." {
		_, name = site.Dated(path.Base(path.Dir(f.Name)))
	}
	return name
}

// tags are those of the post, then its categories.
func (f *file) tags() []string {
	out := f.words("tags")
	out = append(out, f.Meta.List("tag", "topics", "keywords.tags", "taxonomies.tags")...)
	out = append(out, f.words("categories")...)
	return append(out, f.Meta.List("category", "taxonomies.categories")...)
}

// words is the list of that name. A single string may stand for several words: with commas between them, or, for Jekyll, with
// spaces.
func (f *file) words(name string) []string {
	all := f.Meta.List(name)
	switch {
	case len(all) != 1:
		return all
	case strings.Contains(all[0], ","):
		return front.Meta{"": strings.Split(all[0], ",")}.List("")
	case f.reader.site.Name == "jekyll":
		return strings.Fields(all[0])
	}
	return all
}

// address is where the blog has the post; empty when the blog's own address is not known.
func (f *file) address() (string, error) {
	base := f.base()
	switch {
	case f.export.Permalink != "":
		return f.export.Permalink.Address(base, f.parts())
	case f.Unknown != "":
		return "", fmt.Errorf("its address is unknown: %s", f.Unknown)
	}
	if u, err := url.Parse(f.Path); err == nil && u.Host != "" {
		return f.Path, nil
	}
	if base == "" || f.Path == "" {
		return "", nil
	}
	where, query, _ := strings.Cut(f.Path, "?")
	if plain, err := url.PathUnescape(where); err == nil {
		where = plain
	}
	address := site.Join(base, (&url.URL{Path: "/" + strings.TrimPrefix(where, "/")}).EscapedPath())
	if where == "/" {
		address = strings.TrimSuffix(base, "/") + "/"
	}
	if query != "" {
		address += "?" + query
	}
	return address, nil
}

// base is the blog's address: what the person says, or else the configuration. A person who names the same host without a folder
// means the blog and not where in it the posts are.
func (f *file) base() string {
	told, configured := f.export.Site, cmp.Or(f.Base, f.reader.site.Base)
	a, err1 := url.Parse(told)
	b, err2 := url.Parse(configured)
	switch {
	case told == "":
		return configured
	case err1 == nil && err2 == nil && strings.EqualFold(a.Hostname(), b.Hostname()) && strings.Trim(a.Path, "/") == "":
		return site.Join(a.Scheme+"://"+a.Host+"/", b.EscapedPath())
	}
	return told
}

// parts are what a pattern that the person gives is filled with.
func (f *file) parts() blog.Parts {
	under := f.Name
	if rest, ok := site.Under(f.Name, append([]string{f.reader.tree.Root}, f.reader.site.Root...)...); ok {
		under = rest
	}
	under = strings.TrimSuffix(under, path.Ext(under))
	if path.Base(under) == "index" && path.Dir(under) != "." {
		under = path.Dir(under)
	}
	dir, name := path.Split(under)
	_, slug := site.Dated(name)
	slug = cmp.Or(f.Meta.First("slug"), slug)
	in := f.Meta.First("categories", "category")
	return blog.Parts{Date: f.Published, Slug: slug, ID: f.Meta.First("id", "abbrlink"), Title: f.title(), Author: f.Meta.First("author", "authors"), In: in, Path: path.Join(dir, slug)}
}
