// Package zola knows where Zola puts the posts of a source tree: the path of the file below content, without its date, or what the
// front matter says.
package zola

import (
	"cmp"
	"path"
	"regexp"
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

var dated = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?(?:\s?[_-](.+))?$`)

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
			slug = cmp.Or(m[3], stem)
		}
	}
	f.Hidden = z.hidden(dir)
	if f.Meta.Is("render", "false") {
		f.Hidden = "its render is false"
	}
	if dir == "." && f.Published.IsZero() && !strings.Contains(strings.Trim(f.Meta.First("path"), "/"), "/") && len(f.Meta.List("taxonomies.tags", "taxonomies.categories")) == 0 {
		f.Page = "it is a page of the site: it is in no section, and has no date"
	}
	f.Path, f.Unknown = z.address(f, dir, slug, lang)
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

// address is the page's path below the blog's address, or why it is not known: the folders as they are, and a slug of the name.
func (z *zola) address(f *site.File, dir, slug, lang string) (where, unknown string) {
	if given := f.Meta.First("path"); given != "" {
		return "/" + strings.Trim(strings.TrimSpace(given), "/") + "/", ""
	}
	slug = cmp.Or(f.Meta.First("slug"), slug)
	own, ok := z.slugify(slug)
	if !ok || own == "" {
		return "", "Zola would write " + slug + " in Latin letters, which is not done here: say how addresses are made (--permalink)"
	}
	return site.Join("/", lang, path.Join(dir, own)) + "/", ""
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

// slugify makes the slug of a name as the configuration wants it: in plain Latin letters, or only without what a path may not have. It
// fails where letters of other scripts would have to be transliterated.
func (z *zola) slugify(s string) (string, bool) {
	switch cmp.Or(z.conf.Text("slugify.paths"), "on") {
	case "off":
		return s, true
	case "safe":
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(`<>:"/\|?*`, r) {
				return -1
			}
			return r
		}, strings.TrimRight(s, " .")), true
	}
	return latin(s)
}

// letters are those of Latin that are no others with an accent.
var letters = map[rune]string{'µ': "u", 'æ': "ae", 'ð': "d", 'ø': "o", 'þ': "th", 'ß': "ss", 'đ': "d", 'ħ': "h", 'ı': "i", 'ł': "l", 'ŋ': "ng",
	'œ': "oe", 'ŧ': "t"}

// latin has letters and digits of ASCII in lower case, accents taken off, and a hyphen for each run of others.
func latin(s string) (string, bool) {
	var out strings.Builder
	hyphen := true
	for _, r := range strings.ToLower(norm.NFKD.String(s)) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			out.WriteRune(r)
			hyphen = false
		case unicode.Is(unicode.Mn, r):
		case letters[r] != "":
			out.WriteString(letters[r])
			hyphen = false
		case r < 0x80 || unicode.In(r, unicode.Pd, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf, unicode.Z) || strings.ContainsRune("¡¿·•、。・", r):
			if !hyphen {
				out.WriteByte('-')
				hyphen = true
			}
		default:
			return "", false
		}
	}
	return strings.TrimSuffix(out.String(), "-"), true
}
