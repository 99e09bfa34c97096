package node

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// eleven is a tree of Eleventy. Files are pages where they lie below the input folder; a pattern of addresses may stand in their
// front matter or in the data files of the folders above them.
type eleven struct {
	site.Tree
	input string
	sure  bool // the configuration says which folder the input is
	data  map[string]front.Meta
	// layouts are the folders of layouts, whose front matter counts for the pages that they show.
	layouts []string
	// dates are the formats of filters that the configuration defines.
	dates map[string]string
}

var inputDir = regexp.MustCompile("(?s)(?:\\binput['\"]?\\s*:\\s*|setInputDirectory\\(\\s*)[\"'`]([^\"'`]+)[\"'`]")

// eleventy places the posts of Eleventy.
func eleventy(t site.Tree) *site.Site {
	text, why := source(t, append(endings(".eleventy"), endings("eleventy.config")...)...)
	if why == "" {
		return nil
	}
	e := &eleven{Tree: t, input: ".", data: map[string]front.Meta{}, dates: dateFilters(text)}
	if m := inputDir.FindStringSubmatch(text); m != nil {
		e.input, e.sure = path.Clean(m[1]), true
	}
	if t.Root != "" {
		e.input, e.sure = t.Root, true
	}
	for _, dir := range []string{"content", "src"} {
		if !e.sure && t.IsDir(dir) && has(t, dir) {
			e.input, e.sure = dir, true
			why += ", the folder " + dir + " guessed to be its input"
		}
	}
	conf, _ := front.ReadConfig(why, []byte(text)) // a program always reads
	for _, dir := range []string{conf.Text("layouts"), conf.Text("includes"), "_includes", "_layouts"} {
		if dir = path.Join(e.input, dir); dir != e.input && !slices.Contains(e.layouts, dir) {
			e.layouts = append(e.layouts, dir)
		}
	}
	e.global(text)
	var names []string
	for _, dir := range []string{"_data", path.Join(e.input, "_data"), "src/_data", "src/data"} {
		for _, n := range []string{"site", "metadata", "meta", "config"} {
			names = append(names, path.Join(dir, n+".json"), path.Join(dir, n+".js"), path.Join(dir, n+".mjs"), path.Join(dir, n+".cjs"), path.Join(dir, n+".yaml"))
		}
	}
	base := siteURL(t, front.Config{}, "", names...)
	if p := strings.Trim(conf.Text("pathprefix"), "/"); base != "" && p != "" {
		base = site.Join(base, p)
	}
	return &site.Site{Name: "eleventy", Why: why, Base: base, Root: []string{e.input}, Zone: time.UTC, Skip: e.skip, Place: e.place}
}

var (
	filterOf = regexp.MustCompile("add(?:Nunjucks|Liquid|Universal)?Filter\\(\\s*[\"'`](\\w+)[\"'`]")
	toFormat = regexp.MustCompile("\\b(?:toFormat|format)\\(\\s*[\"'`]([^\"'`]+)[\"'`]")
)

// dateFilters are the filters of the configuration that write a date in one format.
func dateFilters(text string) map[string]string {
	out := map[string]string{}
	all := filterOf.FindAllStringSubmatchIndex(text, -1)
	for i, at := range all {
		end := len(text)
		if i+1 < len(all) {
			end = all[i+1][0]
		}
		body := text[at[1]:min(end, at[1]+300)]
		if m := toFormat.FindAllStringSubmatch(body, -1); len(m) == 1 {
			out[text[at[2]:at[3]]] = m[0][1]
		}
	}
	return out
}

// addsPermalink matches a configuration that gives all pages a permalink by a program.
var addsPermalink = regexp.MustCompile("addGlobalData\\(\\s*[\"'`](?:eleventyComputed\\.)?permalink[\"'`]|addGlobalData\\(\\s*[\"'`]eleventyComputed[\"'`](?s:.{0,200}?)\\bpermalink\\b")

// global reads what is said of the addresses of all pages, above every folder.
func (e *eleven) global(text string) {
	m := front.Meta{}
	if addsPermalink.MatchString(text) {
		m["permalink"] = []string{computedPattern}
	}
	if text, _ := source(e.Tree, append(endings(path.Join(e.input, "_data/eleventyComputed")), path.Join(e.input, "_data/eleventyComputed.json"))...); text != "" {
		if s := cmp.Or(program(text), plainPattern(text)); s != "" {
			m["permalink"] = []string{s}
		}
	}
	e.data[""] = m
}

var plainly = regexp.MustCompile("\\bpermalink['\"]?\\s*:\\s*[\"'`]([^\"'`]*)[\"'`]")

// plainPattern is the pattern of addresses that a program says plainly.
func plainPattern(text string) string {
	if m := plainly.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// laidOut gives the page what its layout, and that of the layout, says: Eleventy counts it below what the page and its folders say.
func (e *eleven) laidOut(f *site.File) {
	name := f.Meta.First("layout")
	for range maxLayouts {
		text := e.layout(name)
		if text == "" {
			return
		}
		m, _, err := front.Split(strings.ReplaceAll(text, "\r\n", "\n"))
		if err != nil {
			return
		}
		for _, n := range []string{"permalink", "tags"} {
			if _, own := f.Meta[n]; !own && len(m[n]) > 0 {
				f.Meta[n] = m[n]
			}
		}
		name = m.First("layout")
	}
}

// maxLayouts bounds a chain of layouts, which may be a ring.
const maxLayouts = 8

// layout is the text of the layout of that name, with or without an ending; empty where there is none.
func (e *eleven) layout(name string) string {
	if name == "" {
		return ""
	}
	var names []string
	for _, dir := range e.layouts {
		for _, ext := range []string{"", ".njk", ".liquid", ".html", ".md", ".webc", ".hbs", ".ejs", ".pug", ".11ty.js"} {
			names = append(names, path.Join(dir, name+ext), path.Join(dir, "layouts", name+ext))
		}
	}
	text, _ := source(e.Tree, names...)
	return text
}

// skip leaves out the folders of templates, data and output.
func (e *eleven) skip(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "_") && base != "_posts" || base == "node_modules" || name == "public" || name == "dist"
}

var (
	fileDate = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})-`)
	anyDate  = regexp.MustCompile(`(\d{4}-\d{2}-\d{2})`) // anywhere in the path
)

func (e *eleven) place(f *site.File) {
	under, _ := site.Under(f.Name, e.input)
	for name, v := range e.inherited(path.Dir(f.Name)) {
		if _, own := f.Meta[name]; !own || name == "tags" {
			f.Meta[name] = append(slices.Clone(f.Meta[name]), v...)
		}
	}
	e.laidOut(f)
	stem := site.Stem(under)
	slug := fileDate.ReplaceAllString(stem, "")
	if date := strings.TrimPrefix(strings.ToLower(f.Meta.First("date")), "git "); f.DateErr != nil && strings.HasPrefix(date, "last modified") || date == "created" {
		f.Published, f.Note = changed(e.Tree, f.Name, date == "created")
		f.DateErr = nil
	}
	if m := anyDate.FindStringSubmatch(under); m != nil && f.Meta.First("date") == "" {
		f.Published, f.DateErr = e.Date(m[1], time.UTC)
	}
	dir := path.Dir(under)
	if slug == "index" && dir != "." {
		slug = path.Base(dir)
	}
	f.Path = "/" + path.Join(dir, stem) + "/"
	if stem == "index" || stem == path.Base(dir) {
		f.Path = "/" + dir + "/"
		if dir == "." {
			f.Path = "/"
		}
	}
	if given, ok := f.Meta["permalink"]; ok && len(given) > 0 {
		e.permalink(f, given[0], slug, "/"+path.Join(dir, fileDate.ReplaceAllString(stem, "")))
	}
	if f.Page == "" && !e.isPost(f, under) {
		f.Page = "it is a page of the site: it has no date, and does not stand among posts"
	}
}

// changed is when the file was last committed, or first, or else last written; what it was is told.
func changed(t site.Tree, name string, first bool) (at time.Time, told string) {
	if t.Commits != nil {
		if at, ok := t.Commits(name, first); ok {
			return at, "its date is that of its commit"
		}
	}
	i, err := fs.Stat(t, name)
	if err != nil {
		return time.Time{}, ""
	}
	return i.ModTime(), "its date is that of its file"
}

// isPost says whether the file is one by its date, its tags or its folder.
func (e *eleven) isPost(f *site.File, under string) bool {
	first, _, nested := strings.Cut(under, "/")
	known := []string{"post", "posts", "blog", "article", "articles", "entry", "entries", "notes", "note", "writing", "_posts", "journal"}
	tagged := slices.ContainsFunc(f.Meta.List("tags"), func(s string) bool { return slices.Contains(known, strings.ToLower(s)) })
	if site.Stem(under) == "index" && strings.Count(under, "/") < 2 && f.Published.IsZero() && !tagged {
		return false // the list of a folder
	}
	return tagged || !f.Published.IsZero() || nested && slices.Contains(known, first)
}

// inherited is the data of the folder and of those above it, the nearest first.
func (e *eleven) inherited(dir string) front.Meta {
	if m, known := e.data[dir]; known {
		return m
	}
	m := front.Meta{}
	stem := path.Join(dir, path.Base(dir))
	for _, name := range append([]string{stem + ".json", stem + ".11tydata.json", stem + ".yaml"}, endings(stem+".11tydata")...) {
		text, err := e.Read(name)
		if err != nil {
			continue
		}
		if c, err := front.ReadConfig(name, text); err == nil {
			if s := program(string(text)); path.Ext(name) != ".json" && path.Ext(name) != ".yaml" && s != "" {
				c = front.Config{"permalink": s}
				if strings.Contains(string(text), `"posts"`) || strings.Contains(string(text), `'posts'`) {
					c["tags"] = "posts"
				}
			}
			m.Fill(c)
		}
	}
	above := path.Dir(dir)
	if dir == "." || dir == e.input {
		above = "" // what counts for all
	}
	for name, v := range e.inherited(above) {
		if _, own := m[name]; !own {
			m[name] = v
		}
	}
	e.data[dir] = m
	return m
}

var (
	computed = regexp.MustCompile(`(?s)\bpermalink['"]?\s*(?::|\()`)
	returned = regexp.MustCompile("return\\s*`([^`]*)`|=>\\s*`([^`]*)`|return\\s+[\"']([^\"']*)[\"']")
)

// program is the pattern of addresses that a data file in JavaScript returns; empty where it says nothing of addresses, or says
// them plainly.
func program(text string) string {
	at := computed.FindStringIndex(text)
	if at == nil {
		return ""
	}
	rest := text[at[1]:]
	if trimmed := strings.TrimSpace(rest); trimmed != "" && strings.ContainsRune("\"'`", rune(trimmed[0])) {
		return "" // ReadConfig has it
	}
	if end := regexp.MustCompile(`\n` + indent(text, at[0]) + `\}`).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	var all []string
	for _, m := range returned.FindAllStringSubmatch(rest, -1) {
		if s := m[1] + m[2] + m[3]; !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	for _, m := range decided.FindAllStringSubmatch(rest, -1) {
		if !slices.Contains([]string{"false", "undefined", "null", "data.permalink"}, m[1]) {
			return computedPattern
		}
	}
	if len(all) != 1 {
		return computedPattern
	}
	return all[0]
}

// computedPattern stands for a pattern that a program computes.
const computedPattern = "{{ computed }}"

// indent is the white space at the beginning of the line of a place in a text.
func indent(text string, at int) string {
	line := text[strings.LastIndexByte(text[:at], '\n')+1 : at]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// decided matches what a program returns that is no plain text: a name, or what another program gives.
var decided = regexp.MustCompile(`return\s+([A-Za-z_$][\w$.]*)`)

var (
	expression = regexp.MustCompile(`\{\{-?\s*(.*?)\s*-?\}\}|\$\{\s*([^}]*?)\s*\}`)
	dateFormat = regexp.MustCompile(`\|\s*\w*[dD]ate\w*\s*(?::|\()\s*["']([^"']+)["']`)
)

// permalink fills the pattern in; one with an expression that is not plain gives no address.
func (e *eleven) permalink(f *site.File, pattern, slug, stem string) {
	if pattern == "false" {
		f.Page = "it is not written out: its permalink is false"
		return
	}
	if pattern == computedPattern {
		f.Unknown = "a program makes its permalink: say how addresses are made (--permalink)"
		return
	}
	unknown := ""
	where := expression.ReplaceAllStringFunc(pattern, func(s string) string {
		m := expression.FindStringSubmatch(s)
		v, ok := e.evaluate(f, m[1]+m[2], slug, stem)
		if !ok {
			unknown = s
		}
		return v
	})
	if unknown != "" || strings.Contains(where, "{%") {
		f.Unknown = "its permalink has " + cmp.Or(unknown, "a tag") + ", which is not understood: say how addresses are made (--permalink)"
	}
	where = site.WithoutIndex(where)
	f.Path = "/" + strings.TrimPrefix(where, "/")
}

// evaluate gives the value of an expression of a pattern: a name, with or without the filter that makes a slug or a date of it.
func (e *eleven) evaluate(f *site.File, expr, slug, stem string) (string, bool) {
	name, filter, _ := strings.Cut(expr, "|")
	name = strings.TrimPrefix(strings.TrimSpace(name), "data.")
	if strings.Contains(strings.ToLower(name), "date") && filter != "" {
		if format := e.dates[strings.TrimSpace(filter)]; format != "" && !f.Published.IsZero() {
			return formatted(f.Published.UTC(), format)
		}
		m := dateFormat.FindStringSubmatch("|" + filter)
		if m == nil || f.Published.IsZero() {
			return "", false
		}
		return formatted(f.Published.UTC(), m[1])
	}
	v := ""
	switch name {
	case "page.fileSlug", "fileSlug", "this.slug(page.fileSlug)":
		v = slug
	case "slug":
		v = cmp.Or(f.Meta.First("slug"), slug)
	case "page.filePathStem":
		v = stem
	case "year", "month", "day":
		v, _, _ = site.DateValue(name, f.Published.UTC())
	case "page.date.getFullYear()":
		v = f.Published.UTC().Format("2006")
	default:
		v = f.Meta.First(strings.ToLower(name))
	}
	if filter = strings.TrimSpace(filter); filter != "" {
		if !slices.Contains([]string{"slug", "slugify", "slugify()", "slugifyLocal"}, filter) {
			return "", false
		}
		v = github(strings.ToLower(v))
	}
	return v, v != ""
}

// formats of dates: those of Liquid, and those of Luxon and Moment.
var dateWords = strings.NewReplacer("%Y", "2006", "%m", "01", "%d", "02", "%-m", "1", "%-d", "2", "%H", "15", "%M", "04",
	"yyyy", "2006", "YYYY", "2006", "MM", "01", "LL", "01", "dd", "02", "DD", "02", "y", "2006")

func formatted(d time.Time, layout string) (string, bool) {
	out := dateWords.Replace(layout)
	if strings.ContainsAny(out, "%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return "", false
	}
	return d.Format(out), true
}

// lume places the posts of Lume: the path of the file without a date, as a folder.
func lume(t site.Tree) *site.Site {
	text, why := source(t, "_config.ts", "_config.js")
	if why == "" {
		return nil
	}
	root := "."
	if m := regexp.MustCompile("\\bsrc['\"]?\\s*:\\s*[\"'`]([^\"'`]+)[\"'`]").FindStringSubmatch(text); m != nil {
		root = path.Clean(m[1])
	} else if t.IsDir("src") && !t.IsDir("posts") {
		root = "."
	}
	base := t.CNAME("static", root)
	if m := regexp.MustCompile("location['\"]?\\s*:\\s*new URL\\(\\s*[\"'`]([^\"'`]+)[\"'`]").FindStringSubmatch(text); m != nil {
		base = cmp.Or(site.Usable(m[1]), base)
	}
	pretty := !regexp.MustCompile(`prettyUrls['"]?\s*:\s*false`).MatchString(text)
	l := &lumeTree{Tree: t, root: root, pretty: pretty, data: map[string]front.Meta{}}
	return &site.Site{Name: "lume", Why: why, Base: base, Root: []string{root}, Zone: time.UTC, Skip: func(name string) bool { return strings.HasPrefix(path.Base(name), "_") }, Place: l.place}
}

type lumeTree struct {
	site.Tree
	root   string
	pretty bool
	data   map[string]front.Meta
}

var lumeDate = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})(?:-\d{1,2}-\d{1,2}(?:-\d{1,2})?)?_(.+)$`)

func (l *lumeTree) place(f *site.File) {
	under, _ := site.Under(f.Name, l.root)
	dir := path.Dir(f.Name)
	for {
		for name, v := range l.shared(dir) {
			if _, own := f.Meta[name]; !own {
				f.Meta[name] = v
			}
		}
		if dir == "." || dir == l.root {
			break
		}
		dir = path.Dir(dir)
	}
	stem := site.Stem(under)
	if m := lumeDate.FindStringSubmatch(stem); m != nil {
		if stem = m[2]; f.Meta.First("date") == "" {
			f.Published, f.DateErr = l.Date(m[1], time.UTC)
		}
	}
	folder := path.Dir(under)
	f.Path = "/" + path.Join(folder, stem) + "/"
	if stem == "index" || stem == path.Base(dir) {
		f.Path = strings.TrimSuffix(f.Path, "index/")
	} else if !l.pretty {
		f.Path = strings.TrimSuffix(f.Path, "/") + ".html"
	}
	switch given := f.Meta.First("url"); {
	case given == "false":
		f.Page = "it is not written out: its url is false"
	case strings.HasPrefix(given, "./") || strings.HasPrefix(given, "../"):
		f.Path = trailing(path.Join("/", folder, given), strings.HasSuffix(given, "/"))
		if !strings.HasSuffix(given, "/") {
			f.Path = strings.TrimSuffix(f.Path, "/")
		}
	case strings.HasPrefix(given, "/") || strings.Contains(given, "://"):
		f.Path = given
	case given != "":
		f.Unknown = "its url is made by a program, or is no path: say how addresses are made (--permalink)"
	}
	if strings.HasPrefix(path.Base(under), "_") || f.Page == "" && f.Published.IsZero() && !f.Meta.Is("type", "post") {
		f.Page = "it is a page of the site: it has no date"
	}
}

// exportedURL matches what a program of data says of addresses: a text, or anything that it computes.
var exportedURL = regexp.MustCompile("(?m)^(?:export\\s+(?:const|let|var|function)\\s+|export default \\{(?:\\n(?:  |\\t)\\w.*)*\\n(?:  |\\t))url\\s*[=:(]\\s*(?:[\"'`]([^\"'`$]*)[\"'`])?")

// computedURL stands for an address that a program computes.
const computedURL = "computed"

func (l *lumeTree) shared(dir string) front.Meta {
	if m, known := l.data[dir]; known {
		return m
	}
	m := front.Meta{}
	for _, name := range []string{"_data.yml", "_data.yaml", "_data.json", "_data.ts", "_data.js"} {
		c, found := l.Config(path.Join(dir, name))
		if found == "" {
			continue
		}
		if ext := path.Ext(name); ext == ".ts" || ext == ".js" { // a program may have a url in something else
			delete(c, "url")
			text, _ := l.Read(found) // it was read before
			if at := exportedURL.FindStringSubmatch(string(text)); at != nil {
				c["url"] = cmp.Or(at[1], computedURL)
			}
		}
		m.Fill(c)
	}
	l.data[dir] = m
	return m
}
