package files

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// file is a post on its way out of the folder.
type file struct {
	name   string
	text   string // without the front matter
	meta   meta
	layout layout
	export blog.Export
	date   time.Time
}

func (f *file) capture() blog.Capture {
	var err error
	day, slug, language := stem(f.name)
	if f.date, err = f.time(day, "date", "published_at", "publishdate", "pubdate", "created"); err != nil {
		return f.export.Pass(0, "", err.Error())
	}
	updated, err := f.time("", "lastmod", "updated", "last_modified_at", "modified", "updateddate")
	if err != nil {
		return f.export.Pass(0, "", err.Error())
	}
	address := f.address(slug, language)
	if address == "" && rendered(f.name) {
		address = canonical(f.text)
	}
	if reason := f.held(); reason != "" {
		return f.export.Skip(0, address, reason)
	}
	if address == "" {
		return f.export.Pass(0, "", "its address is unknown: it has no date, or the blog's address is not known (--blog)")
	}
	title := f.title(slug)
	p := blog.Page{URL: address, Form: blog.FormHTML, Body: []byte(f.text)}
	if markdown(f.name) {
		p.Form, p.Body = blog.FormMarkdown, []byte(f.unwrap())
	}
	p.Known = blog.Post{
		Title: title, Author: strings.Join(f.meta.list("author", "authors", "author.name", "authors.name"), ", "),
		Published: f.date, Updated: updated, Tags: f.tags(), Lang: cmp.Or(f.meta.first("lang", "language", "locale"), language),
	}
	return f.export.Capture(0, p)
}

// time is the first of the named dates, or else the day that the file's name tells.
func (f *file) time(day string, names ...string) (time.Time, error) {
	for _, n := range names {
		if v := f.meta.first(n); v != "" {
			t, err := f.export.Time(v)
			if err != nil {
				return t, fmt.Errorf("%s: %w", n, err)
			}
			return t, nil
		}
	}
	t, err := f.export.Time(day)
	if err != nil {
		return time.Time{}, nil // a name that only looks like a date
	}
	return t, nil
}

// held says why the generator would not publish the post, or nothing.
func (f *file) held() string {
	switch {
	case strings.Contains("/"+f.name, "/_drafts/"):
		return "it is among the drafts"
	case f.date.After(f.export.Now):
		return "its date is in the future"
	}
	return f.export.Withheld(blog.Visibility(f.meta))
}

// title is what the front matter says, or a Markdown heading on the first line, or the file's name. A rendered page says its
// own.
func (f *file) title(slug string) string {
	if t := f.meta.first("title"); t != "" {
		return t
	}
	if !markdown(f.name) {
		return ""
	}
	line, rest, _ := strings.Cut(strings.TrimLeft(f.text, "\n"), "\n")
	if t, ok := strings.CutPrefix(line, "# "); ok {
		f.text = rest
		return strings.Trim(t, " #")
	}
	return slug
}

// tags are those of the post, then its categories.
func (f *file) tags() []string {
	out := f.words("tags")
	out = append(out, f.meta.list("tag", "topics", "taxonomies.tags")...)
	out = append(out, f.words("categories")...)
	return append(out, f.meta.list("category", "taxonomies.categories")...)
}

// words is the list of that name. A single string may stand for several words: with commas between them, or, for Jekyll, with
// spaces.
func (f *file) words(name string) []string {
	all := f.meta.list(name)
	switch {
	case len(all) != 1:
		return all
	case strings.Contains(all[0], ","):
		return meta{"": strings.Split(all[0], ",")}.list("")
	case f.layout.name == "jekyll":
		return strings.Fields(all[0])
	}
	return all
}

// address is where the generator puts the post; empty when the blog's own address is not known.
func (f *file) address(slug, language string) string {
	given := f.meta.first("url", "permalink", "link.permalink")
	if u, err := url.Parse(given); err == nil && u.Host != "" {
		return given
	}
	base, err := url.Parse(f.export.Site)
	if err != nil || base.Host == "" {
		return ""
	}
	where := f.path(slug, language)
	if given != "" && f.layout.name != "zenn" {
		where = f.fill(given, slug)
	}
	if where == "" {
		return ""
	}
	return strings.TrimSuffix(base.String(), "/") + (&url.URL{Path: "/" + strings.TrimPrefix(path.Clean("/"+where), "/") + slash(where)}).EscapedPath()
}

func slash(where string) string {
	if strings.HasSuffix(where, "/") && path.Clean("/"+where) != "/" {
		return "/"
	}
	return ""
}

// path is the address below the blog's, from the file's name.
func (f *file) path(slug, language string) string {
	named := cmp.Or(f.meta.first("slug"), slug)
	if f.layout.permalink != "" {
		return f.fill(f.layout.permalink, named)
	}
	if day, _, _ := stem(f.name); day != "" && f.meta.first("slug") == "" {
		named = day + "-" + slug // only Jekyll and Hexo take the date off
	}
	under := strings.TrimPrefix(f.name, f.layout.root+"/")
	dir := path.Dir(under)
	switch {
	case f.layout.name == "zenn":
		return "articles/" + named
	case rendered(f.name) && f.layout.name == "":
		return "/" + strings.TrimSuffix(under, "index.html")
	case strings.HasPrefix(path.Base(under), "index."):
		dir = path.Dir(dir)
	}
	if f.layout.name == "hugo" && language != "" && !strings.HasPrefix(f.layout.lang, language) {
		dir = path.Join(language, dir)
	}
	if f.layout.name == "hugo" {
		named = strings.ToLower(strings.ReplaceAll(named, " ", "-"))
	}
	return path.Join(dir, named) + "/"
}

// fill puts the post's own values into a pattern of Jekyll or Hexo. A pattern that needs a date gives nothing without one.
func (f *file) fill(pattern, slug string) string {
	d := f.date
	if d.IsZero() && strings.Contains(pattern, ":year") {
		return ""
	}
	categories := strings.Join(append(f.words("categories"), f.meta.list("category")...), "/")
	if f.layout.name == "jekyll" {
		categories = strings.ToLower(categories)
	}
	return strings.NewReplacer(
		":categories", categories, ":category", categories, ":year", d.Format("2006"), ":short_year", d.Format("06"),
		":month", d.Format("01"), ":i_month", d.Format("1"), ":day", d.Format("02"), ":i_day", d.Format("2"), ":y_day", d.Format("002"),
		":hour", d.Format("15"), ":minute", d.Format("04"), ":second", d.Format("05"), ":post_title", slug, ":title", slug, ":slug", slug,
		":filename", slug, ":name", slug, ":abbrlink", f.meta.first("abbrlink"), ":output_ext", ".html",
	).Replace(pattern)
}
