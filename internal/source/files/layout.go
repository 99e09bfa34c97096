package files

import (
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

// Jekyll's names for common patterns.
var styles = map[string]string{
	"date":    "/:categories/:year/:month/:day/:title.html",
	"pretty":  "/:categories/:year/:month/:day/:title/",
	"ordinal": "/:categories/:year/:y_day/:title.html",
	"none":    "/:categories/:title.html",
}

// look finds out which generator the folder is for. The name says hugo, jekyll, hexo, zenn or nothing.
func look(fsys fs.FS) layout {
	c := config(fsys)
	switch {
	case isDir(fsys, "source/_posts"):
		l := layout{name: "hexo", root: "source/_posts", permalink: ":year/:month/:day/:title/", base: c.first("url")}
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
		return m[1], m[2], language
	}
	return "", base, language
}

var langs = regexp.MustCompile(`^[a-z]{2}(-[A-Za-z]{2,4})?$`)
