// Package node knows where the generators that are written in JavaScript put the posts of a source tree: Docusaurus, Gatsby,
// Eleventy, Astro, VuePress and VitePress, Lume, and Quartz. Their configurations are programs, of which only what is said plainly is seen;
// where that is not enough to tell an address, none is given.
package node

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// Look gives what one of the generators makes of the tree, or nil where it is not one of theirs.
func Look(t site.Tree) *site.Site {
	for _, known := range []func(site.Tree) *site.Site{docusaurus, vuepress, gatsby, eleventy, astro, lume} {
		if s := known(t); s != nil {
			return s
		}
	}
	return nil
}

// endings are those of programs.
func endings(stem string) (names []string) {
	for _, ext := range []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"} {
		names = append(names, stem+ext)
	}
	return names
}

// source gives the text of the first of the files that is there.
func source(t site.Tree, names ...string) (text, name string) {
	name = t.First(names...)
	if name == "" {
		return "", ""
	}
	b, err := t.Read(name)
	if err != nil {
		return "", ""
	}
	return string(b), name
}

var reference = regexp.MustCompile(`\b(?:site|siteUrl|url|hostname)\s*:\s*[A-Za-z_$][\w$.]*\.(\w+)`)

// referred is the name from which a configuration takes the address of the blog, as in site: SITE.website; empty where it takes it
// from none.
func referred(text string) string {
	if m := reference.FindStringSubmatch(text); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// siteURL looks for the address of the blog where starters have it: in the configuration, and in files of data and constants, there
// first under the name that the configuration refers to.
func siteURL(t site.Tree, conf front.Config, first string, names ...string) string {
	urls := []string{"site", "siteurl", "url", "baseurl", "website", "site_url", "origin", "domain"}
	if first != "" {
		urls = append([]string{first}, urls...)
	}
	for _, n := range urls {
		if u := site.Usable(conf.Text(n)); u != "" {
			return u
		}
	}
	for _, name := range names {
		if c, found := t.Config(name); found != "" {
			for _, n := range urls {
				for _, in := range []string{n, "site." + n, "metadata." + n} {
					if u := site.Usable(c.Text(in)); u != "" {
						return u
					}
				}
			}
		}
	}
	return t.CNAME("public", "static", "src")
}

// trailing puts a slash at the end of an address, or takes it off.
func trailing(where string, slash bool) string {
	where = strings.TrimSuffix(where, "/")
	if slash || where == "" {
		where += "/"
	}
	return where
}

// stemOf is the name of a file without its extension, or that of its folder for an index.
func stemOf(under string) string {
	s := strings.TrimSuffix(under, path.Ext(under))
	if s == "index" {
		return ""
	}
	return strings.TrimSuffix(s, "/index")
}

// github makes a part of an address of a text as GitHub's slugger does: lower case, spaces as hyphens, other signs gone.
func github(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, s)
}

// eachGithub does so with each part of a path.
func eachGithub(s string) string {
	parts := strings.Split(s, "/")
	for i, p := range parts {
		parts[i] = github(p)
	}
	return strings.Join(parts, "/")
}

// docusaurus places the posts of the blog; documentation is pages of the site.
func docusaurus(t site.Tree) *site.Site {
	text, why := source(t, endings("docusaurus.config")...)
	if why == "" {
		return nil
	}
	conf, _ := front.ReadConfig(why, []byte(text)) // a program always reads
	base := site.Usable(conf.Text("url"))
	if b := strings.Trim(conf.Text("baseurl"), "/"); base != "" && b != "" {
		base = site.Join(base, b)
	}
	d := &docu{Tree: t, slash: conf.Yes("trailingslash")}
	d.blogs = blogsOf(text)
	s := &site.Site{Name: "docusaurus", Why: why, Base: base, Lang: conf.Text("defaultlocale"), Place: d.place}
	for _, b := range d.blogs {
		s.Root = append(s.Root, b.dir)
	}
	if t.IsDir("i18n") {
		s.Root = append(s.Root, "i18n")
	}
	d.lang = conf.Text("defaultlocale")
	return s
}

// docu is a tree of Docusaurus: its blogs are folders with a place each.
type docu struct {
	site.Tree
	blogs []docuBlog
	slash bool
	lang  string
}

type docuBlog struct{ dir, route, id string }

var (
	blogOptions = regexp.MustCompile(`(?s)(?:\bblog['"]?\s*:|plugin-content-blog['"]\s*,)\s*\{(.*?)(?:\n\s*\}|\}\s*[,\]])`)
	routeBase   = regexp.MustCompile("routeBasePath['\"]?\\s*:\\s*[\"'`]([^\"'`]*)[\"'`]")
	blogPath    = regexp.MustCompile("\\bpath['\"]?\\s*:\\s*[\"'`]([^\"'`]*)[\"'`]")
	blogID      = regexp.MustCompile("\\bid['\"]?\\s*:\\s*[\"'`]([^\"'`]*)[\"'`]")
	docuDated   = regexp.MustCompile(`^(.*?)(\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(.*?)(?:/index)?\.mdx?$`)
)

// blogsOf finds the options of the blogs in the program; without any there is one where it usually is.
func blogsOf(text string) []docuBlog {
	var out []docuBlog
	for _, m := range blogOptions.FindAllStringSubmatch(text, -1) {
		b := docuBlog{dir: "blog", route: "blog"}
		if r := routeBase.FindStringSubmatch(m[1]); r != nil {
			b.route = strings.Trim(r[1], "/")
		}
		if p := blogPath.FindStringSubmatch(m[1]); p != nil {
			b.dir = path.Clean(p[1])
		}
		if i := blogID.FindStringSubmatch(m[1]); i != nil {
			b.id = "-" + i[1]
		}
		out = append(out, b)
	}
	if len(out) == 0 {
		return []docuBlog{{dir: "blog", route: "blog"}}
	}
	return out
}

func (d *docu) place(f *site.File) {
	for _, b := range d.blogs {
		if under, ok := site.Under(f.Name, b.dir); ok {
			d.post(f, b, under, "")
			return
		}
		if parts := strings.SplitN(f.Name, "/", 4); len(parts) == 4 && parts[0] == "i18n" && parts[2] == "docusaurus-plugin-content-blog"+b.id {
			lang := parts[1]
			if lang == d.lang {
				lang = ""
			}
			d.post(f, b, parts[3], lang)
			f.Lang = parts[1]
			return
		}
	}
	f.Page = "it is documentation or a page of the site"
}

func (d *docu) post(f *site.File, b docuBlog, under, lang string) {
	if strings.HasPrefix(path.Base(under), "_") || strings.Contains("/"+under, "/_") || path.Ext(f.Name) != ".md" && path.Ext(f.Name) != ".mdx" {
		f.Page = "Docusaurus takes no post from a file of that name"
		return
	}
	slug := stemOf(under)
	if m := docuDated.FindStringSubmatch(under); m != nil {
		date := strings.ReplaceAll(m[2], "/", "-")
		slug = strings.ReplaceAll(m[2], "-", "/") + "/" + m[1] + m[3]
		if f.Meta.First("date") == "" {
			f.Published, f.DateErr = d.Date(date, nil)
		}
	}
	if s := f.Meta.First("slug"); s != "" {
		slug = s
	}
	f.Path = trailing(site.Join("/", lang, b.route, slug), d.slash)
	if !d.slash && f.Path != "/" {
		f.Path = strings.TrimSuffix(f.Path, "/")
	}
}

// vuepress places the posts of VuePress and VitePress, whose addresses are the paths of the files.
func vuepress(t site.Tree) *site.Site {
	root, dot := "", ""
	for _, dir := range []string{".", "docs", "src", "blog"} {
		for _, d := range []string{".vuepress", ".vitepress"} {
			if t.IsDir(path.Join(dir, d)) {
				root, dot = dir, d
				break
			}
		}
		if dot != "" {
			break
		}
	}
	if dot == "" {
		return nil
	}
	text, why := source(t, endings(path.Join(root, dot, "config"))...)
	conf, _ := front.ReadConfig(".js", []byte(text)) // a program always reads
	src := path.Join(root, conf.Text("srcdir"))
	base := siteURL(t, front.Config{"hostname": conf.Text("hostname"), "url": cmp.Or(conf.Text("hostname"), conf.Text("url"), conf.Text("domain"))}, "")
	if b := strings.Trim(conf.Text("base"), "/"); base != "" && b != "" {
		base = site.Join(base, b)
	}
	v := func(f *site.File) {
		under, _ := site.Under(f.Name, src)
		placeVue(f, under, dot == ".vitepress" && conf.Yes("cleanurls"), postPattern(conf, text))
	}
	return &site.Site{Name: strings.TrimPrefix(dot, "."), Why: cmp.Or(why, path.Join(root, dot)), Base: base, Lang: conf.Text("lang"), Root: []string{src}, Place: v}
}

// postPattern is the pattern of the addresses of the posts in the folder _posts; empty where neither the configuration gives one nor
// the first VuePress' plugin for blogs is used, and the theme decides.
func postPattern(conf front.Config, text string) string {
	if given := conf.Text("itempermalink", "permalink"); strings.Contains(given, ":") {
		return given
	}
	for _, sign := range []string{"plugin-blog", "theme-blog", "@vuepress/blog"} {
		if strings.Contains(text, sign) {
			return "/:year/:month/:day/:slug/"
		}
	}
	return ""
}

// vuePages are what pages of a site are called that has posts beside them.
var vuePages = []string{"about", "me", "tag", "tags", "category", "categories", "archive", "archives", "timeline", "link", "links", "friend", "friends",
	"404", "search", "contact", "privacy", "privacy-policy", "terms", "guestbook", "home"}

func placeVue(f *site.File, under string, clean bool, pattern string) {
	stem := site.Stem(under)
	_, slug := site.Dated(stem)
	filled := func(pattern string) (string, error) {
		return site.Fill(pattern, func(name string) (string, bool, error) {
			if name == "slug" {
				return slug, true, nil
			}
			return site.DateValue(name, f.Published)
		})
	}
	var err error
	given := f.Meta.First("permalink")
	switch {
	case strings.EqualFold(stem, "readme") || stem == "index":
		dir := path.Dir(under)
		if f.Path = "/" + dir + "/"; dir == "." || f.Published.IsZero() {
			f.Page = "it is the page of a folder"
		}
	case given != "":
		f.Path, err = filled(given)
	case strings.HasPrefix(under, "_posts/") && pattern == "":
		f.Unknown = "the theme decides where posts are: say how (--permalink)"
	case strings.HasPrefix(under, "_posts/"):
		f.Path, err = filled(pattern)
	default:
		if f.Path = "/" + strings.TrimSuffix(under, path.Ext(under)); !clean {
			f.Path += ".html"
		}
		if f.Published.IsZero() && slices.Contains(vuePages, strings.ToLower(stem)) {
			f.Page = "it is a page of the site by its name, and has no date"
		}
	}
	if err != nil {
		f.Unknown = err.Error()
	}
}

// gatsby places the posts of Gatsby's starters: below the folder that the configuration takes them from, or where their front
// matter says.
func gatsby(t site.Tree) *site.Site {
	text, why := source(t, endings("gatsby-config")...)
	if why == "" {
		return nil
	}
	conf, _ := front.ReadConfig(why, []byte(text)) // a program always reads
	nodes, _ := source(t, append(endings("gatsby-node"), "gatsby/create-pages.js")...)
	base := siteURL(t, conf, referred(text), append(endings("config"), endings("site-config")...)...)
	if p := strings.Trim(conf.Text("pathprefix"), "/"); base != "" && p != "" {
		base = site.Join(base, p)
	}
	roots := gatsbyRoots(t, text)
	prefix, sure := gatsbyPrefix(nodes)
	g := func(f *site.File) {
		under, ok := site.Under(f.Name, roots...)
		if !ok {
			f.Page = "it is a page of the site"
			return
		}
		given := f.Meta.First("path", "permalink", "slug", "url")
		switch {
		case strings.HasPrefix(given, "/") || given != "" && f.Meta.First("slug") == "":
			f.Path = trailing(site.Join("/", given), strings.HasSuffix(given, "/"))
		case given != "":
			f.Path = trailing(site.Join("/", prefix, given), true)
		default:
			f.Path = trailing(site.Join("/", prefix, stemOf(under)), true)
		}
		if !sure && given == "" {
			f.Unknown = "gatsby-node makes addresses in its own way: say how (--permalink)"
		}
		if (f.Meta.Is("template", "page") || f.Meta.Is("type", "page") || f.Meta.Is("layout", "page")) || strings.HasPrefix(under, "pages/") {
			f.Page = "it is a page of the site"
		}
	}
	return &site.Site{Name: "gatsby", Why: why, Base: base, Lang: conf.Text("lang", "language"), Root: roots, Place: g}
}

var (
	fileSource = regexp.MustCompile("path['\"]?\\s*:\\s*(?:path\\.(?:join|resolve)\\(\\s*__dirname\\s*,\\s*)?[\"'`](?:\\$\\{__dirname\\})?/?(?:\\./)?([^\"'`$]*)[\"'`]")
	pagePath   = regexp.MustCompile("path:\\s*(?:[\"'`]/?([\\w/-]*)[\"'`]\\s*\\+\\s*|`/?([\\w/-]*)\\$\\{)?\\(?([\\w.?$]*)")
)

// gatsbyRoots are the folders of posts among those that the configuration reads.
func gatsbyRoots(t site.Tree, text string) []string {
	var out []string
	for _, m := range fileSource.FindAllStringSubmatch(text, -1) {
		dir := path.Clean(m[1])
		if dir == "." || !t.IsDir(dir) || strings.HasSuffix(dir, "images") || strings.HasSuffix(dir, "assets") || dir == "static" || strings.HasSuffix(dir, "src/pages") && len(out) > 0 {
			continue
		}
		if has(t, dir) {
			out = append(out, dir)
		}
	}
	if len(out) == 0 {
		for _, dir := range []string{"content/blog", "content/posts", "content", "src/posts", "posts", "blog"} {
			if t.IsDir(dir) {
				return []string{dir}
			}
		}
	}
	return out
}

// has says whether there is Markdown below the folder.
func has(t site.Tree, dir string) bool {
	found := false
	_ = fs.WalkDir(t, dir, func(name string, d fs.DirEntry, err error) error { // what cannot be read holds none
		if err == nil && !d.IsDir() && (path.Ext(name) == ".md" || path.Ext(name) == ".mdx") {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// gatsbyPrefix is the fixed part that the program puts before the path of a file, and whether what follows is the path.
func gatsbyPrefix(nodes string) (prefix string, sure bool) {
	if nodes == "" {
		return "", true
	}
	for _, m := range pagePath.FindAllStringSubmatch(nodes, -1) {
		if what := m[3]; strings.Contains(strings.ToLower(what), "slug") || strings.HasSuffix(strings.TrimSuffix(what, "?"), "path") {
			return strings.Trim(m[1]+m[2], "/"), strings.Contains(nodes, "createFilePath") || strings.Contains(strings.ToLower(what), "slug")
		}
	}
	return "", strings.Contains(nodes, "createFilePath")
}
