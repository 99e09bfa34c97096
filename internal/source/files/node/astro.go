package node

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// astroTree is a tree of Astro. Its posts are entries of collections; which page shows an entry, and so where it is, stands in the
// folder of pages: the one with a variable in its name that asks for the collection.
type astroTree struct {
	site.Tree
	collections []collection // the inner folders before the outer
	slash       bool
	lang        string
}

// collection is a folder of entries, and the addresses of the page that shows them.
type collection struct {
	name, dir     string
	before, after string   // of the entry's own part
	field         string   // of the front matter, that the page takes for that part
	without       []string // folders that the collection leaves out
	routed        bool
}

// astro places the posts of Astro.
func astro(t site.Tree) *site.Site {
	text, why := source(t, endings("astro.config")...)
	if why == "" {
		return nil
	}
	conf, _ := front.ReadConfig(why, []byte(text)) // a program always reads
	base := siteURL(t, front.Config{"site": conf.Text("site", "siteurl", "site_url", "url")}, referred(text), append(append(append(endings("src/config"), endings("src/consts")...), endings("src/site.config")...),
		append(append(endings("src/config/index"), endings("src/constants")...), append(endings("site.config"), "src/config.yaml", "src/site-config.ts", "src/data/site.ts", "src/config/config.json", "src/config/site.ts")...)...)...)
	if b := strings.Trim(conf.Text("base"), "/"); base != "" && b != "" && !strings.HasSuffix(base, "/"+b) {
		base = site.Join(base, b)
	}
	a := &astroTree{Tree: t, slash: conf.Text("trailingslash") != "never" && conf.Text("format") != "file", lang: conf.Text("defaultlocale", "lang")}
	a.find()
	a.route()
	s := &site.Site{Name: "astro", Why: why, Base: base, Lang: conf.Text("lang"), Root: []string{"src/pages"}, Place: a.place}
	for _, c := range a.collections {
		s.Root = append(s.Root, c.dir)
	}
	if t.IsDir("src/content") {
		s.Root = append(s.Root, "src/content")
	}
	return s
}

var (
	defined = regexp.MustCompile(`(?s)(?:const|let|var)\s+(\w+)\s*=\s*defineCollection\((.*?)(?:\n\}\)|\n\);)`)
	loaded  = regexp.MustCompile("base['\"]?\\s*:\\s*[\"'`](?:\\./)?/?([^\"'`$]+)[\"'`]")
	leftOut = regexp.MustCompile("[\"'`]!\\*\\*/([\\w-]+)/\\*\\*")
	listed  = regexp.MustCompile(`(?s)collections\s*=\s*\{(.*?)\}`)
	pair    = regexp.MustCompile(`["']?([\w-]+)["']?\s*:\s*(\w+)`)
)

// find reads which folders are collections: those that the program of the content names, and all in src/content.
func (a *astroTree) find() {
	text, _ := source(a.Tree, append(endings("src/content.config"), endings("src/content/config")...)...)
	names := map[string]string{}
	if m := listed.FindStringSubmatch(text); m != nil {
		for _, p := range pair.FindAllStringSubmatch(m[1], -1) {
			names[p[2]] = p[1]
		}
	}
	for _, m := range defined.FindAllStringSubmatch(text, -1) {
		c := collection{name: m[1]}
		if n := names[m[1]]; n != "" {
			c.name = n
		}
		if l := loaded.FindStringSubmatch(m[2]); l != nil && a.IsDir(path.Clean(l[1])) {
			c.dir = path.Clean(l[1])
			for _, w := range leftOut.FindAllStringSubmatch(m[2], -1) {
				c.without = append(c.without, w[1])
			}
			a.collections = append(a.collections, c)
		}
	}
	entries, _ := fs.ReadDir(a.Tree, "src/content") // none where it cannot be read
	if slices.ContainsFunc(a.collections, func(c collection) bool { return c.dir == "src/content" }) {
		entries = nil // one collection has all of them
	}
	for _, e := range entries {
		dir := "src/content/" + e.Name()
		if e.IsDir() && !slices.ContainsFunc(a.collections, func(c collection) bool { return c.dir == dir }) {
			a.collections = append(a.collections, collection{name: e.Name(), dir: dir})
		}
	}
	slices.SortStableFunc(a.collections, func(x, y collection) int { return len(y.dir) - len(x.dir) })
}

var (
	variable = regexp.MustCompile(`\[(?:\.\.\.)?(\w+)\]`)
	asks     = regexp.MustCompile("get(?:Collection|Entry|EntryBySlug)\\(\\s*[\"'`]([\\w-]+)[\"'`]")
	paramsOf = regexp.MustCompile(`params\s*:\s*\{\s*(\w+)\s*(?::\s*([^,}\n]+))?`)
	dataName = regexp.MustCompile(`\.data\.(\w+)`)
)

// route finds for each collection the page that shows its entries.
func (a *astroTree) route() {
	var open []string // pages with a variable that do not say whose entries they show
	var texts []string
	_ = fs.WalkDir(a.Tree, "src/pages", func(name string, d fs.DirEntry, err error) error { // what cannot be read shows none
		if err != nil || d.IsDir() || path.Ext(name) != ".astro" || !variable.MatchString(name) || aside(name) {
			return nil
		}
		text, err := a.Read(name)
		if err != nil {
			return nil
		}
		found := false
		for _, m := range asks.FindAllStringSubmatch(string(text), -1) {
			for i := range a.collections {
				if a.collections[i].name == m[1] {
					found = a.collections[i].serve(name, string(text)) || found
				}
			}
		}
		if !found && strings.Contains(string(text), "getStaticPaths") {
			open, texts = append(open, name), append(texts, string(text))
		}
		return nil
	})
	var left []int
	for i, c := range a.collections {
		if !c.routed {
			left = append(left, i)
		}
	}
	if len(open) > 1 {
		open, texts = named(open, texts)
	}
	if len(open) == 1 && len(left) == 1 {
		a.collections[left[0]].serve(open[0], texts[0])
	}
	if !a.IsDir("src/pages") {
		for i := range a.collections { // the official template's
			a.collections[i].before, a.collections[i].routed = "/"+a.collections[i].name, true
		}
	}
}

// named keeps the pages whose variable is called as starters call it.
func named(pages, texts []string) (outPages, outTexts []string) {
	for i, p := range pages {
		all := variable.FindAllStringSubmatch(p, -1)
		if slices.Contains([]string{"slug", "id", "post", "entry"}, all[len(all)-1][1]) {
			outPages, outTexts = append(outPages, p), append(outTexts, texts[i])
		}
	}
	return outPages, outTexts
}

// aside says of a page that it lists or draws entries.
func aside(name string) bool {
	for _, part := range strings.Split(strings.ToLower(name), "/") {
		if slices.Contains([]string{"tag", "tags", "category", "categories", "og", "page", "[...page].astro", "[page].astro", "archive", "archives", "series", "authors", "author", "api"}, part) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(name), "[tag]") || strings.Contains(strings.ToLower(name), "[...tag]")
}

// serve takes a page for the one that shows the collection, unless there is one already.
func (c *collection) serve(page, text string) bool {
	where := strings.TrimSuffix(strings.TrimPrefix(page, "src/pages"), ".astro")
	where = strings.TrimSuffix(where, "/index")
	all := variable.FindAllStringSubmatchIndex(where, -1)
	if c.routed || len(all) == 0 {
		return c.routed
	}
	last := all[len(all)-1]
	if slices.Contains([]string{"lang", "locale"}, where[last[2]:last[3]]) {
		return false // one page for each language
	}
	c.before, c.after = where[:last[0]], where[last[1]:]
	for _, v := range all[:len(all)-1] { // an optional language, empty for the usual one
		name := where[v[2]:v[3]]
		if !strings.HasPrefix(where[v[0]:], "[...") || !slices.Contains([]string{"lang", "locale"}, name) {
			return false
		}
		c.before = strings.Replace(c.before, "/[..."+name+"]", "", 1)
	}
	if m := paramsOf.FindStringSubmatch(text); m != nil {
		if d := dataName.FindStringSubmatch(m[2]); d != nil {
			c.field = strings.ToLower(d[1])
		}
	}
	c.routed = true
	return true
}

func (a *astroTree) place(f *site.File) {
	if under, ok := site.Under(f.Name, "src/pages"); ok {
		f.Path = trailing("/"+stemOf(under), a.slash)
		if f.Published.IsZero() || variable.MatchString(under) {
			f.Page = "it is a page of the site: it has no date"
		}
		return
	}
	for _, c := range a.collections {
		under, ok := site.Under(f.Name, c.dir)
		if !ok {
			continue
		}
		if strings.HasPrefix(path.Base(under), "_") || strings.Contains("/"+under, "/_") {
			f.Page = "Astro takes no entry from a file of that name"
			return
		}
		id := eachGithub(stemOf(under))
		if s := f.Meta.First("slug"); s != "" {
			id = strings.Trim(s, "/")
		}
		if s := f.Meta.First("abbrlink"); s != "" {
			id = strings.Trim(s, "/")
		}
		if c.field != "" {
			if s := f.Meta.First(c.field); s != "" {
				id = strings.Trim(s, "/")
			}
		}
		f.Path = trailing(site.Join("/", c.before, id, c.after), a.slash)
		switch {
		case slices.Contains([]string{"pages", "page", "authors", "author", "tags", "categories", "spec", "legal"}, c.name):
			f.Page = "it is a page of the site, in the collection " + c.name
		case slices.ContainsFunc(c.without, func(dir string) bool { return strings.Contains("/"+under, "/"+dir+"/") }):
			f.Page = "its folder is left out of the collection"
		case !c.routed && f.Published.IsZero():
			f.Page = "no page of the site shows the collection " + c.name
		case !c.routed:
			f.Unknown = "no page of src/pages is known to show the collection " + c.name + ": say how addresses are made (--permalink)"
		}
		return
	}
	f.Page = "it is in no collection"
}
