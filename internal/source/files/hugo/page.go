package hugo

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// page is one file of the content, taken apart.
type page struct {
	*site.File
	hugo *hugo
	conf front.Config // of its language over the site's
	dir  string       // in the content, without the folder of a bundle
	base string       // the file's name, or that of the bundle's folder
	lang string
	slug string
}

// place tells where Hugo puts the file.
func (h *hugo) place(f *site.File) {
	p := &page{File: f, hugo: h}
	under, lang := h.inside(f.Name)
	p.split(under, lang)
	l := h.languages[p.lang]
	p.conf = h.conf
	f.Base, f.Lang = l.base, cmp.Or(l.conf.Text("languagecode", "locale"), p.lang)
	if h.conf.Sub("languages") == nil {
		f.Lang = ""
	}
	for _, c := range h.inherited(under) {
		if c.covers(p) {
			f.Meta.Fill(c.values)
		}
	}
	p.date()
	switch {
	case slices.ContainsFunc(h.ignored, func(re *regexp.Regexp) bool { return re.MatchString("/" + f.Name) }):
		f.Page = "the configuration ignores it (ignoreFiles)"
	case strings.HasPrefix(path.Base(under), "_index."):
		f.Page = "it is the page of a section"
	case h.inBundle(f.Name):
		f.Page = "it belongs to the bundle of another page"
	case l.off:
		f.Hidden = "its language is switched off"
	default:
		f.Page = p.static(under)
	}
	f.Path, f.Unknown = p.address(l)
}

// split takes the name in the content apart: folder, bundle, language.
func (p *page) split(under, lang string) {
	p.dir, p.base = path.Dir(under), site.Stem(under)
	if i := strings.LastIndexByte(p.base, '.'); i > 0 {
		if _, known := p.hugo.languages[strings.ToLower(p.base[i+1:])]; known {
			p.base, lang = p.base[:i], strings.ToLower(p.base[i+1:])
		}
	}
	p.lang = cmp.Or(lang, p.hugo.lang)
	if p.base == "index" && p.dir != "." {
		p.dir, p.base = path.Dir(p.dir), path.Base(p.dir)
	}
	if p.dir == "." {
		p.dir = ""
	}
}

// siteLayouts are what themes name the pages of a site after.
var siteLayouts = []string{"page", "pages", "about", "archive", "archives", "search", "contact", "friends", "links", "single-page", "profile", "home", "privacy", "link", "guestbook"}

// static says why the file is a page of the site: it stands outside of every section, and does not say that it is a post.
func (p *page) static(under string) string {
	kind := strings.ToLower(p.Meta.First("type", "layout"))
	switch {
	case strings.HasSuffix(under, ".html") && len(p.Meta) == 0:
		return "it is a page without front matter"
	case slices.Contains(siteLayouts, kind):
		return "it is a page of the site, its layout is " + kind
	case p.dir == "" && p.Published.IsZero():
		return "it is a page of the site: it is in no section, and has no date"
	case (section(p.dir) == "page" || section(p.dir) == "pages") && p.Published.IsZero():
		return "it is a page of the site, in the section " + section(p.dir)
	case p.dir == "" && slices.Contains(siteLayouts, strings.ToLower(p.base)):
		return "it is a page of the site by its name"
	}
	return ""
}

// dateNames are the names in which the date of a post is looked for; Hugo has its own default.
func dateNames(given []string) []string {
	usual := []string{"date", "publishdate", "pubdate", "published", "lastmod", "modified"}
	if len(given) == 0 {
		return usual
	}
	var out []string
	for _, n := range given {
		if n = strings.ToLower(n); n == ":default" {
			out = append(out, usual...)
		} else {
			out = append(out, n)
		}
	}
	return out
}

var named = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[-_ ]*(.*)$`)

// date finds the dates, and the slug that the file's name has after its date where the configuration wants it from there.
func (p *page) date() {
	p.Published, p.Updated, p.DateErr = time.Time{}, time.Time{}, nil
	for _, n := range p.hugo.dates {
		if n == ":filename" {
			if m := named.FindStringSubmatch(p.base); m != nil {
				if d, err := p.hugo.Date(m[1], p.hugo.zone); err == nil {
					p.slug = m[2]
					p.Published = later(p.Published, d)
				}
			}
			continue
		}
		v := p.Meta.First(n)
		if v == "" || !p.Published.IsZero() {
			continue
		}
		d, err := p.hugo.Date(v, p.hugo.zone)
		if err != nil {
			p.DateErr = err
			continue
		}
		p.Published, p.DateErr = d, nil
	}
	if v := p.Meta.First("lastmod", "modified"); v != "" {
		if d, err := p.hugo.Date(v, p.hugo.zone); err == nil {
			p.Updated = d
		}
	}
	p.slug = cmp.Or(p.Meta.First("slug"), p.slug)
}

// later gives the first date that is one: the names come in the order in which they count.
func later(have, next time.Time) time.Time {
	if have.IsZero() {
		return next
	}
	return have
}

// inBundle says whether a folder above the file is a leaf bundle, whose other files belong to its page.
func (h *hugo) inBundle(name string) bool {
	dir := path.Dir(name)
	if isIndex(path.Base(name)) {
		dir = path.Dir(dir)
	}
	for ; dir != "." && dir != "/"; dir = path.Dir(dir) {
		if slices.ContainsFunc(h.mounts, func(m mount) bool { return m.dir == dir }) {
			return false
		}
		leaf, known := h.bundles[dir]
		if !known {
			leaf = h.isBundle(dir)
			h.bundles[dir] = leaf
		}
		if leaf {
			return true
		}
	}
	return false
}

func isIndex(base string) bool { return strings.HasPrefix(base, "index.") }

func (h *hugo) isBundle(dir string) bool {
	return slices.ContainsFunc(h.list(dir), isIndex)
}
