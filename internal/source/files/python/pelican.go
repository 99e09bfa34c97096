// Package python knows where the generators that are written in Python put the posts of a source tree: Pelican, Nikola, and the
// blog of Material for MkDocs. What their configurations compute is not seen.
package python

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

// Look gives what one of the generators makes of the tree, or nil where it is not one of theirs.
func Look(t site.Tree) *site.Site {
	for _, known := range []func(site.Tree) *site.Site{pelican, nikola, mkdocs} {
		if s := known(t); s != nil {
			return s
		}
	}
	return nil
}

// pelicanTree is a tree of Pelican.
type pelicanTree struct {
	site.Tree
	conf     front.Config
	zone     *time.Location
	root     string
	articles []string
	pages    []string
	named    *regexp.Regexp
	mapped   *regexp.Regexp
}

var listIn = regexp.MustCompile(`["']([^"']*)["']`)

// list reads a list of texts that the program assigns; nil where it does not.
func list(text, name string) []string {
	m := regexp.MustCompile(`(?ms)^` + name + `\s*=\s*[\[(](.*?)[\])]`).FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	out := []string{}
	for _, s := range listIn.FindAllStringSubmatch(m[1], -1) {
		out = append(out, s[1])
	}
	return out
}

func pelican(t site.Tree) *site.Site {
	conf, why := t.Config("pelicanconf.py", "publishconf.py")
	if why == "" {
		if _, rest := t.Config("settings.py"); rest == "" || !t.IsDir("content") {
			return nil
		}
		if conf, why = t.Config("settings.py"); conf.Text("siteurl", "sitename") == "" {
			return nil
		}
	}
	text, _ := t.Read(why) // it was read before
	p := &pelicanTree{Tree: t, conf: conf, zone: cmp.Or(site.Zone(conf.Text("timezone")), time.UTC), root: path.Clean(cmp.Or(t.Root, conf.Text("path"), "."))}
	if conf.Text("path") == "" && t.Root == "" && t.IsDir("content") && list(string(text), "ARTICLE_PATHS") == nil {
		p.root = "content" // what is meant; to Pelican it would be the whole tree
	}
	p.articles, p.pages = list(string(text), "ARTICLE_PATHS"), list(string(text), "PAGE_PATHS")
	if p.articles == nil {
		p.articles = list(string(text), "ARTICLE_DIR")
	}
	if p.pages == nil {
		p.pages = []string{"pages"}
	}
	p.named = compile(cmp.Or(conf.Text("filename_metadata"), `(?P<date>\d{4}-\d{2}-\d{2}).*`))
	p.mapped = compile(conf.Text("path_metadata"))
	return &site.Site{Name: "pelican", Why: why, Base: site.Usable(conf.Text("siteurl")), Zone: p.zone, Lang: conf.Text("default_lang"),
		Root: []string{p.root}, Split: headers, Place: p.place}
}

func compile(s string) *regexp.Regexp {
	if s == "" {
		return nil
	}
	re, err := regexp.Compile("^(?:" + s + ")")
	if err != nil {
		return nil
	}
	return re
}

var header = regexp.MustCompile(`^ {0,3}([A-Za-z0-9_-]+):[ \t]*(.*)$`)

// headers takes lines of names with values off the beginning, up to an empty line; a value goes on in lines that are indented.
func headers(f *site.File) (err error) {
	if strings.HasPrefix(f.Raw, "---") {
		if f.Meta, f.Text, err = front.Split(f.Raw); err == nil {
			return nil
		}
	}
	f.Meta, f.Text = front.Meta{}, f.Raw
	rest, name := f.Raw, ""
	if err != nil { // fences around what is no YAML
		_, rest, _ = strings.Cut(rest, "\n")
	}
	for rest != "" {
		line, after, _ := strings.Cut(rest, "\n")
		m := header.FindStringSubmatch(line)
		switch {
		case m != nil:
			name = strings.ToLower(m[1])
			f.Meta[name] = append(f.Meta[name], strings.TrimSpace(m[2]))
		case name != "" && strings.HasPrefix(line, "    "):
			f.Meta[name] = append(f.Meta[name], strings.TrimSpace(line))
		case err != nil && strings.TrimRight(line, " \t") == "---":
			f.Text = after
			return nil
		case err != nil && len(f.Meta) == 0:
			return err
		default:
			if len(f.Meta) > 0 {
				f.Text = strings.TrimPrefix(rest, "\n")
			}
			return nil
		}
		rest = after
	}
	if len(f.Meta) > 0 {
		f.Text = ""
	}
	return nil
}

func (p *pelicanTree) place(f *site.File) {
	under, _ := site.Under(f.Name, p.root)
	if len(p.articles) > 0 {
		if _, in := site.Under(under, dots(p.articles)...); !in {
			f.Page = "it is outside of the folders of articles"
		}
	}
	if _, in := site.Under(under, dots(p.pages)...); in {
		f.Page = "it is a page of the site"
	}
	fill := func(re *regexp.Regexp, s string) {
		if re == nil {
			return
		}
		if m := re.FindStringSubmatch(s); m != nil {
			for i, name := range re.SubexpNames() {
				if name != "" && m[i] != "" && f.Meta.First(name) == "" {
					f.Meta[name] = []string{m[i]}
				}
			}
		}
	}
	fill(p.named, site.Stem(under))
	fill(p.mapped, under)
	p.times(f)
	for _, name := range []string{"tags", "authors"} {
		if v := f.Meta[name]; len(v) == 1 {
			f.Meta[name] = split(v[0])
		}
	}
	if f.Page == "" && f.Meta.First("title") == "" {
		f.Hidden = "it has no title, and Pelican takes no article without one"
	} else if f.Page == "" && f.Published.IsZero() && f.DateErr == nil && p.conf.Text("default_date") == "" {
		f.Hidden = "it has no date, and Pelican takes no article without one"
	}
	f.Path, f.Unknown = p.address(f, path.Dir(under))
}

func dots(all []string) (out []string) {
	for _, s := range all {
		if s == "" {
			s = "."
		}
		out = append(out, s)
	}
	return out
}

func split(s string) (out []string) {
	sep := ","
	if strings.Contains(s, ";") {
		sep = ";"
	}
	for e := range strings.SplitSeq(s, sep) {
		if e = strings.TrimSpace(e); e != "" {
			out = append(out, e)
		}
	}
	return out
}

func (p *pelicanTree) times(f *site.File) {
	f.Published, f.DateErr = time.Time{}, nil
	if v := f.Meta.First("date"); v != "" {
		f.Published, f.DateErr = p.Date(v, p.zone)
	}
	if v := f.Meta.First("modified"); v != "" {
		if d, err := p.Date(v, p.zone); err == nil {
			f.Updated = d
		}
	}
}

var braces = regexp.MustCompile(`\{(\w+)(?::([^}]*))?\}`)

// address is the article's path below the blog's address, or why it cannot be told.
func (p *pelicanTree) address(f *site.File, dir string) (where, unknown string) {
	pattern := cmp.Or(p.conf.Text("article_url"), "{slug}.html")
	lang := f.Meta.First("lang")
	if lang != "" && lang != cmp.Or(p.conf.Text("default_lang"), "en") {
		pattern = cmp.Or(p.conf.Text("article_lang_url"), "{slug}-{lang}.html")
	}
	category := f.Meta.First("category")
	if category == "" && !p.conf.No("use_folder_as_category") && dir != "." {
		category = path.Base(dir)
	}
	category = cmp.Or(category, p.conf.Text("default_category"), "misc")
	slug := f.Meta.First("slug")
	if slug == "" {
		source := f.Meta.First("title")
		if p.conf.Text("slugify_source") == "basename" {
			source = site.Stem(f.Name)
		}
		slug = slugify(source)
	}
	where = braces.ReplaceAllStringFunc(pattern, func(s string) string {
		m := braces.FindStringSubmatch(s)
		v := map[string]string{"slug": slug, "category": slugify(category), "lang": lang, "author": slugify(f.Meta.First("author", "authors"))}[m[1]]
		if m[1] == "date" && !f.Published.IsZero() {
			v = strftime(f.Published, m[2])
		}
		if v == "" || strings.IndexFunc(v, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 && f.Meta.First("slug") == "" && !p.conf.Yes("slugify_use_unicode") {
			unknown = "Pelican writes its " + m[1] + " in Latin letters, which is not known here"
		}
		return v
	})
	return "/" + strings.TrimPrefix(where, "/"), unknown
}

var stamps = strings.NewReplacer("%Y", "2006", "%m", "01", "%d", "02", "%H", "15", "%M", "04", "%S", "05", "%b", "Jan", "%B", "January", "%y", "06", "%j", "002", "%-d", "2", "%-m", "1")

func strftime(d time.Time, layout string) string { return d.Format(stamps.Replace(layout)) }

var (
	signs  = regexp.MustCompile(`[^\p{L}\p{N}_\p{M}\s-]+`)
	spaces = regexp.MustCompile(`[-\s]+`)
)

// slugify makes a part of an address as Pelican does, but for scripts other than Latin.
func slugify(s string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.IsMark(r) || r > 0x36f {
			out.WriteRune(r)
		}
	}
	s = signs.ReplaceAllString(norm.NFC.String(out.String()), "")
	return strings.ToLower(spaces.ReplaceAllString(strings.TrimSpace(s), "-"))
}

// nikolaTree is a tree of Nikola.
type nikolaTree struct {
	site.Tree
	conf         front.Config
	zone         *time.Location
	posts        []nikolaPosts
	lang         string
	translations map[string]string // the folders of other languages
}

// nikolaPosts is a pattern of files, and where they go.
type nikolaPosts struct{ dir, ext, to string }

var postTuple = regexp.MustCompile(`\(\s*["']([^"']+)["']\s*,\s*["']([^"']*)["']`)

func nikola(t site.Tree) *site.Site {
	text, err := t.Read("conf.py")
	m := regexp.MustCompile(`(?ms)^POSTS\s*=\s*\((.*?)^\s*\)`).FindStringSubmatch(string(text))
	if err != nil || m == nil {
		return nil
	}
	conf, why := t.Config("conf.py")
	n := &nikolaTree{Tree: t, conf: conf, zone: cmp.Or(site.Zone(conf.Text("timezone")), time.UTC), lang: cmp.Or(conf.Text("default_lang"), "en")}
	n.translations = translations(string(text))
	s := &site.Site{Name: "nikola", Why: why, Base: cmp.Or(site.Usable(conf.Text("site_url")), site.Usable(conf.Text("base_url"))), Zone: n.zone, Lang: n.lang, Split: nikolaHead(t), Place: n.place}
	for _, p := range postTuple.FindAllStringSubmatch(m[1], -1) {
		n.posts = append(n.posts, nikolaPosts{dir: path.Dir(p[1]), ext: path.Ext(p[1]), to: p[2]})
		if !slices.Contains(s.Root, path.Dir(p[1])) {
			s.Root = append(s.Root, path.Dir(p[1]))
		}
	}
	return s
}

var (
	translated  = regexp.MustCompile(`(?ms)^TRANSLATIONS\s*=\s*\{(.*?)^\s*\}`)
	translation = regexp.MustCompile(`(?m)^\s*["']([\w@-]+)["']\s*:\s*["']([^"']*)["']`)
)

// translations are the languages that the configuration names, each with the folder of its pages. A file that ends in the name of
// another language is a post of its own.
func translations(conf string) map[string]string {
	out := map[string]string{}
	if m := translated.FindStringSubmatch(conf); m != nil {
		for _, t := range translation.FindAllStringSubmatch(m[1], -1) {
			out[t[1]] = strings.Trim(t[2], "./")
		}
	}
	return out
}

var dotted = regexp.MustCompile(`(?m)^\.\. ([\w-]+): ?(.*)$`)

// nikolaHead takes what stands before the text in Nikola's two ways: lines with two dots, in a comment, or a file of its own that
// has only such lines; or front matter as others have it.
func nikolaHead(t site.Tree) func(f *site.File) error {
	return func(f *site.File) (err error) {
		f.Meta, f.Text, err = front.Split(f.Raw)
		if err != nil || len(f.Meta) > 0 {
			return err
		}
		head, body := "", f.Raw
		if text, e := t.Read(strings.TrimSuffix(f.Name, path.Ext(f.Name)) + ".meta"); e == nil {
			head = string(text)
		} else if rest, ok := strings.CutPrefix(strings.TrimLeft(f.Raw, " \t\n"), "<!--"); ok {
			head, body, _ = strings.Cut(rest, "-->")
		} else if strings.HasPrefix(f.Raw, ".. ") {
			head, body, _ = strings.Cut(f.Raw, "\n\n")
		}
		for _, m := range dotted.FindAllStringSubmatch(strings.ReplaceAll(head, "\r", ""), -1) {
			if v := strings.TrimSpace(m[2]); v != "" {
				f.Meta[strings.ToLower(m[1])] = []string{v}
			}
		}
		if len(f.Meta) > 0 {
			f.Text = strings.TrimLeft(body, "\n")
		}
		return nil
	}
}

func (n *nikolaTree) place(f *site.File) {
	f.Published, f.DateErr = time.Time{}, nil
	if v := f.Meta.First("date"); v != "" {
		f.Published, f.DateErr = n.Date(v, n.zone)
	}
	if v := f.Meta.First("updated"); v != "" {
		f.Updated, _ = n.Date(v, n.zone) // none where it does not read
	}
	if v := f.Meta["tags"]; len(v) == 1 {
		f.Meta["tags"] = split(v[0])
	}
	for _, tag := range f.Meta.List("tags") {
		if tag == "draft" || tag == "private" {
			f.Hidden = "its tag is " + tag
		}
	}
	for _, p := range n.posts {
		under, ok := site.Under(f.Name, p.dir)
		if !ok || path.Ext(f.Name) != p.ext {
			continue
		}
		dir, stem, lang := path.Dir(under), site.Stem(under), ""
		if base, suffix, found := strings.Cut(stem, "."); found && suffix != n.lang {
			if prefix, known := n.translations[suffix]; known {
				stem, lang, f.Lang = base, prefix, suffix
			}
		}
		if dir == "." {
			dir = ""
		}
		f.Path = site.Join("/", lang, p.to, dir, cmp.Or(f.Meta.First("slug"), slugify(stem)))
		if n.conf.No("pretty_urls") {
			f.Path += ".html"
		} else {
			f.Path += "/"
		}
		return
	}
	f.Page = "no pattern of POSTS has it"
}
