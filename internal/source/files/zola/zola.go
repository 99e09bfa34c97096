// Package zola knows where Zola puts the posts of a source tree: the path of the file below content, without its date, or what the
// front matter says.
package zola

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// zola is one tree.
type zola struct {
	site.Tree
	conf     front.Config
	sections map[string]section // by their folder
}

// section is what the page of a folder says of the pages in it.
type section struct {
	hidden string
}

// Look gives what Zola makes of the tree, or nil where it is not one of Zola's.
func Look(t site.Tree) *site.Site {
	conf, why := t.Config("config.toml", "zola.toml")
	if conf.Text("base_url") == "" || !t.IsDir("content") {
		return nil
	}
	z := &zola{Tree: t, conf: conf, sections: map[string]section{}}
	return &site.Site{Name: "zola", Why: why, Base: site.Usable(conf.Text("base_url")), Zone: time.UTC, Lang: conf.Text("default_language"),
		Root: []string{"content"}, Place: z.place}
}

var dated = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})?)?\s?[_-]?\s?(.+)$`)

func (z *zola) place(f *site.File) {
	under, _ := site.Under(f.Name, "content")
	dir, stem, lang := path.Dir(under), site.Stem(under), ""
	if i := strings.LastIndexByte(stem, '.'); i > 0 && z.conf.Sub("languages."+stem[i+1:]) != nil {
		stem, lang = stem[:i], stem[i+1:]
	}
	f.Lang = lang
	if stem == "_index" {
		f.Page = "it is the page of a section"
		return
	}
	if path.Ext(f.Name) != ".md" {
		f.Page = "it is no Markdown"
		return
	}
	if z.inBundle(f.Name, stem) {
		f.Page = "it belongs to the folder of another page"
		return
	}
	if stem == "index" && dir != "." {
		dir, stem = path.Dir(dir), path.Base(dir)
	}
	slug := stem
	if m := dated.FindStringSubmatch(stem); m != nil {
		if f.Meta.First("date") == "" {
			f.Published, f.DateErr = z.Date(m[1]+m[2], time.UTC)
		}
		if !z.conf.Yes("slugify.paths_keep_dates") {
			slug = m[3]
		}
	}
	f.Hidden = z.hidden(dir)
	if f.Meta.Is("render", "false") {
		f.Hidden = "its render is false"
	}
	if dir == "." && f.Published.IsZero() && !strings.Contains(strings.Trim(f.Meta.First("path"), "/"), "/") && len(f.Meta.List("taxonomies.tags", "taxonomies.categories")) == 0 {
		f.Page = "it is a page of the site: it is in no section, and has no date"
	}
	f.Path = z.address(f, dir, slug, lang)
}

// inBundle says whether the folder of a file that is no index has one: Zola then takes the folder for one page.
func (z *zola) inBundle(name, stem string) bool {
	dir := path.Dir(name)
	if stem == "index" {
		dir = path.Dir(dir)
	}
	for ; dir != "content" && dir != "."; dir = path.Dir(dir) {
		if z.IsFile(path.Join(dir, "index.md")) {
			return true
		}
	}
	return false
}

// address is the page's path below the blog's address.
func (z *zola) address(f *site.File, dir, slug, lang string) string {
	prefix := "/"
	if lang != "" {
		prefix += lang
	}
	if given := f.Meta.First("path"); given != "" {
		return site.Join(prefix, strings.Trim(given, "/")) + "/"
	}
	var parts []string
	for _, p := range strings.Split(dir, "/") {
		if p != "." {
			parts = append(parts, z.slugify(p))
		}
	}
	parts = append(parts, z.slugify(cmp.Or(f.Meta.First("slug"), slug)))
	return site.Join(prefix, strings.Join(parts, "/")) + "/"
}

// hidden says why the section, or one above it, withholds its pages: a draft hides all below.
func (z *zola) hidden(dir string) string {
	if s, known := z.sections[dir]; known {
		return s.hidden
	}
	s := section{}
	if text, err := z.Read(path.Join("content", dir, "_index.md")); err == nil {
		if head := front.Head(strings.ReplaceAll(string(text), "\r\n", "\n")); head.Yes("draft") {
			s.hidden = "its section is a draft"
		}
	}
	if s.hidden == "" && dir != "." {
		s.hidden = z.hidden(path.Dir(dir))
	}
	z.sections[dir] = s
	return s.hidden
}

// slugify makes a part of an address as the configuration wants it: in plain Latin letters, or only without what a path may not
// have.
func (z *zola) slugify(s string) string {
	switch cmp.Or(z.conf.Text("slugify.paths"), "on") {
	case "off":
		return s
	case "safe":
		s = strings.Map(func(r rune) rune {
			if slices.Contains([]rune(`<>:/|?*#()[]`+"\n\"\\\r\t"), r) {
				return -1
			}
			return r
		}, s)
		return strings.ReplaceAll(strings.Trim(s, " ."), " ", "_")
	}
	return latin(s)
}

// latin has letters and digits of ASCII in lower case, accents taken off, and a hyphen for each run of others.
func latin(s string) string {
	var out strings.Builder
	hyphen := true
	for _, r := range norm.NFD.String(s) {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			out.WriteRune(unicode.ToLower(r))
			hyphen = false
		case unicode.IsMark(r):
		case !hyphen:
			out.WriteByte('-')
			hyphen = true
		}
	}
	return strings.TrimSuffix(out.String(), "-")
}
