package files

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// layout is how a generator arranges posts in a folder, and the addresses it gives them.
type layout struct {
	name      string
	root      string // the posts are under this folder; "." for all
	permalink string // pattern of addresses, in Jekyll's words; empty for the path of the file
	base      string // the blog's address as the configuration has it
	lang      string // the language of files that name none in their name (Hugo)
}

// hexoDefault is where Hexo puts posts that nobody arranged.
const hexoDefault = ":year/:month/:day/:title/"

// Jekyll's names for common patterns.
var styles = map[string]string{
	"date":    "/:categories/:year/:month/:day/:title.html",
	"pretty":  "/:categories/:year/:month/:day/:title/",
	"ordinal": "/:categories/:year/:y_day/:title.html",
	"none":    "/:categories/:title.html",
}

// look finds out which generator the folder of that name is for: the whole of a blog, or the part of it that holds the posts.
// The layout's name says hugo, jekyll, hexo, zenn or nothing.
func look(fsys fs.FS, folder string) layout {
	c := config(fsys)
	switch {
	case folder == "_posts" && hasDated(fsys):
		return layout{name: "jekyll", root: ".", permalink: styles["date"]}
	case folder == "_posts":
		return layout{name: "hexo", root: ".", permalink: hexoDefault}
	case folder == "content":
		return layout{name: "hugo", root: "."}
	case isDir(fsys, "source/_posts"):
		l := layout{name: "hexo", root: "source/_posts", permalink: hexoDefault, base: c.first("url")}
		if p := c.first("permalink"); p != "" {
			l.permalink = p
		}
		return l
	case isDir(fsys, "_posts"):
		l := layout{name: "jekyll", root: "_posts", permalink: styles["date"], base: strings.TrimSuffix(c.first("url"), "/") + c.first("baseurl")}
		if p := c.first("permalink"); p != "" {
			l.permalink = p
		}
		if s, ok := styles[l.permalink]; ok {
			l.permalink = s
		}
		return l
	case isDir(fsys, "content") && (isDir(fsys, "themes") || isDir(fsys, "archetypes") || c.first("baseurl", "theme") != ""):
		return layout{name: "hugo", root: "content", base: c.first("baseurl"), lang: strings.ToLower(c.first("defaultcontentlanguage", "languagecode"))}
	case isDir(fsys, "articles") && isFile(fsys, "package.json"):
		return layout{name: "zenn", root: "articles"}
	}
	return layout{root: "."}
}

// config is what the generator's configuration says, as far as it reads; a broken one only loses addresses.
func config(fsys fs.FS) meta {
	m := meta{}
	for _, name := range []string{"_config.yml", "_config.yaml", "hugo.yaml", "hugo.yml", "config.yaml", "config.yml"} {
		if text, err := slurp(fsys, name); err == nil {
			_ = fromYAML(string(text), m) // see above
		}
	}
	for _, name := range []string{"hugo.toml", "config.toml", "config/_default/hugo.toml", "config/_default/config.toml"} {
		if text, err := slurp(fsys, name); err == nil {
			var v map[string]any
			if toml.Unmarshal(text, &v) == nil {
				_ = m.add("", v) // see above
			}
		}
	}
	return m
}

func isDir(fsys fs.FS, name string) bool {
	i, err := fs.Stat(fsys, name)
	return err == nil && i.IsDir()
}

func isFile(fsys fs.FS, name string) bool {
	i, err := fs.Stat(fsys, name)
	return err == nil && i.Mode().IsRegular()
}

// holds says whether the file is where the generator keeps posts.
func (l layout) holds(name string) bool {
	return l.root == "." || strings.HasPrefix(name, l.root+"/")
}

// hasDated says whether the posts of the folder are named as Jekyll wants it.
func hasDated(fsys fs.FS) bool {
	names, err := fs.Glob(fsys, "[0-9][0-9][0-9][0-9]-*-*-*")
	return err == nil && len(names) > 0
}

// dated matches the names that Jekyll wants.
var dated = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})-(.+)$`)

// stem is the name of a file without folder, extension and date, and that date; language is a suffix like .en before the
// extension. A bundle (x/index.md) is named for its folder.
func stem(name string) (date, slug, language string) {
	base := path.Base(name)
	base = strings.TrimSuffix(base, path.Ext(base))
	if i := strings.LastIndexByte(base, '.'); i > 0 && langs.MatchString(base[i+1:]) {
		base, language = base[:i], base[i+1:]
	}
	if base == "index" && path.Dir(name) != "." {
		base = path.Base(path.Dir(name))
	}
	if m := dated.FindStringSubmatch(base); m != nil {
		date, slug = m[1], m[2]
	}
	return date, cmp.Or(slug, base), language
}

var langs = regexp.MustCompile(`^[a-z]{2}(-[A-Za-z]{2,4})?$`)
