// Package hexo knows where Hexo puts the posts of a source tree: what lies in source/_posts, by the pattern of the configuration.
package hexo

import (
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// hexo is one tree.
type hexo struct {
	site.Tree
	conf  front.Config
	zone  *time.Location
	root  string // the folder with _posts
	named *regexp.Regexp
}

// Look gives what Hexo makes of the tree, or nil where it is not one of Hexo's.
func Look(t site.Tree) *site.Site {
	conf, why := t.Config("_config.yml", "_config.yaml", "_config.json")
	root := path.Clean(cmp.Or(conf.Text("source_dir"), "source"))
	switch {
	case dated(t, ".") && t.Folder == "_posts", jekylls(t, conf, root):
		return nil // Jekyll's, or Octopress'
	case t.Folder == "_posts":
		root, why = ".", "the folder _posts"
	case t.Folder == "source" && t.IsDir("_posts"):
		root, why = ".", "the folder source/_posts"
	case !t.IsDir(path.Join(root, "_posts")):
		return nil
	case why == "":
		why = "the folder source/_posts"
	}
	h := &hexo{Tree: t, conf: conf, zone: site.Zone(conf.Text("timezone")), root: root, named: namePattern(cmp.Or(conf.Text("new_post_name"), ":title.md"))}
	lang := ""
	if all := conf.Texts("language"); len(all) > 0 {
		lang = all[0]
	}
	base := site.Usable(conf.Text("url"))
	if r := strings.Trim(conf.Text("root"), "/"); base != "" && r != "" && !strings.HasSuffix(strings.TrimSuffix(base, "/"), "/"+r) {
		base = site.Join(base, r)
	}
	return &site.Site{Name: "hexo", Why: why, Base: cmp.Or(base, t.CNAME(root)), Zone: h.zone, Lang: lang, Root: []string{root}, Split: split, Place: h.place}
}

// jekylls says whether the folder with the posts is one of Jekyll, or of Octopress, which has it under the same name: there the
// configuration calls it the source, and layouts lie beside the posts.
func jekylls(t site.Tree, conf front.Config, root string) bool {
	if conf.Text("source") != "" && conf.Text("source_dir") == "" && (dated(t, path.Join(conf.Text("source"), "_posts")) || t.First("Gemfile", "Rakefile") != "") {
		return true
	}
	return t.IsDir(path.Join(root, "_layouts")) || t.IsDir(path.Join(root, "_includes"))
}

// dated says whether the posts of the folder are named as Jekyll wants it.
func dated(t site.Tree, dir string) bool {
	names, err := fs.Glob(t, path.Join(dir, "[0-9][0-9][0-9][0-9]-*-*-*"))
	return err == nil && len(names) > 0
}

// split takes the front matter off; Hexo also has it without a line of hyphens before it, and indented with tabs.
func split(f *site.File) (err error) {
	if head, _, found := strings.Cut(f.Raw, "\n---"); found && bare.MatchString(head) {
		if c, err := front.ReadConfig(".yaml", []byte(spaced(head))); err == nil && len(c) > 0 {
			f.Raw = "---\n" + f.Raw
		}
	}
	raw := f.Raw
	if end := strings.Index(raw, "\n---"); end > 0 {
		raw = spaced(raw[:end]) + raw[end:]
	}
	f.Meta, f.Text, err = front.Split(raw)
	return err
}

// spaced has the indentation of lines in spaces, as YAML wants it.
func spaced(head string) string {
	return tabs.ReplaceAllStringFunc(head, func(s string) string { return "\n" + strings.Repeat("  ", len(s)-1) })
}

var (
	tabs = regexp.MustCompile(`\n\t+`)
	bare = regexp.MustCompile(`^\w+:`)
)

// namePattern makes an expression of the pattern that new posts are named by, whose date a file's name then has.
func namePattern(pattern string) *regexp.Regexp {
	pattern = strings.TrimSuffix(pattern, path.Ext(pattern))
	parts := map[string]string{"year": `(?P<year>\d{4})`, "month": `(?P<month>\d{2})`, "day": `(?P<day>\d{2})`, "i_month": `(?P<month>\d{1,2})`,
		"i_day": `(?P<day>\d{1,2})`, "hash": `[0-9a-f]{12}`, "title": `(?P<title>.+)`}
	var out strings.Builder
	last := 0
	for _, at := range regexp.MustCompile(`:\w+`).FindAllStringIndex(pattern, -1) {
		out.WriteString(regexp.QuoteMeta(pattern[last:at[0]]))
		out.WriteString(cmp.Or(parts[pattern[at[0]+1:at[1]]], `[^/]+`))
		last = at[1]
	}
	out.WriteString(regexp.QuoteMeta(pattern[last:]))
	re, err := regexp.Compile("^" + out.String() + "$")
	if err != nil {
		return regexp.MustCompile(`^(?P<title>.+)$`) // the same name twice
	}
	return re
}

// place tells where Hexo puts the file.
func (h *hexo) place(f *site.File) {
	under, ok := site.Under(f.Name, path.Join(h.root, "_posts"))
	switch {
	case h.Folder == "_posts":
		under, ok = f.Name, true
	case strings.HasPrefix(f.Name, path.Join(h.root, "_drafts")+"/"):
		f.Hidden = "it is among the drafts"
		return
	}
	if !ok || hiddenName.MatchString(under) {
		f.Page = "it is a page of the site, outside of _posts"
		return
	}
	p := &post{File: f, hexo: h, slug: slugize(strings.TrimSuffix(under, path.Ext(under)))}
	p.name(strings.TrimSuffix(under, path.Ext(under)))
	p.date()
	if f.Published.After(h.Now) && !h.conf.No("future") {
		f.Note = "its date is in the future, and the blog shows such posts"
	}
	f.Path, f.Unknown = p.address()
}

var hiddenName = regexp.MustCompile(`(^|/)[_.]`)

// post is one file on its way.
type post struct {
	*site.File
	hexo *hexo
	slug string
}

// name finds the title and the date that the file's name tells.
func (p *post) name(under string) {
	m := p.hexo.named.FindStringSubmatch(under)
	if m == nil {
		return
	}
	part := func(name string) string {
		if i := p.hexo.named.SubexpIndex(name); i >= 0 {
			return m[i]
		}
		return ""
	}
	if t := part("title"); t != "" {
		p.slug = t
	}
	if y, mo, d := part("year"), part("month"), part("day"); y != "" && mo != "" && d != "" {
		p.Day = y + "-" + mo + "-" + d
	}
}

// zoned matches a date in the front matter with a zone, not in quotes: YAML makes an instant of it, whose clock in UTC Hexo then
// takes for its own.
var zoned = regexp.MustCompile(`(?m)^date:\s*\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?)\s*$`)

func (p *post) date() {
	zone := p.hexo.zone
	p.Published, p.DateErr = time.Time{}, nil
	v := p.Meta.First("date")
	if v == "" {
		v = p.Day
	}
	if v == "" {
		return
	}
	if p.Published, p.DateErr = p.hexo.Date(v, zone); p.DateErr != nil {
		return
	}
	local := p.hexo.local()
	if zoned.MatchString(strings.TrimSuffix(p.Raw, p.Text)) {
		u := p.Published.UTC()
		p.Published = time.Date(u.Year(), u.Month(), u.Day(), u.Hour(), u.Minute(), u.Second(), 0, local)
	}
	p.Published = p.Published.In(local)
}

func (h *hexo) local() *time.Location {
	switch {
	case h.Zone != nil:
		return h.Zone
	case h.zone != nil:
		return h.zone
	}
	return time.Local
}

// address is the post's path below the blog's address, or why it cannot be told.
func (p *post) address() (where, unknown string) {
	pattern := cmp.Or(p.hexo.conf.Text("permalink"), ":year/:month/:day/:title/")
	if given := p.Meta.First("permalink"); given != "" {
		where = given
	} else {
		filled, err := site.Fill(pattern, p.value)
		if err != nil {
			return "", err.Error()
		}
		where = filled
	}
	if strings.Contains(where, "://") {
		return where, ""
	}
	if p.hexo.conf.Yes("post_asset_folder") && !strings.HasSuffix(where, "/") && !strings.HasSuffix(where, ".html") {
		where += "/"
	}
	if p.hexo.conf.No("pretty_urls.trailing_html") && !strings.HasSuffix(where, "index.html") {
		where = strings.TrimSuffix(where, ".html")
	}
	if p.hexo.conf.No("pretty_urls.trailing_index") {
		where = site.WithoutIndex(where)
	}
	return "/" + strings.TrimPrefix(where, "/"), ""
}

// value is what a name of a pattern stands for.
func (p *post) value(name string) (string, bool, error) {
	switch name {
	case "title":
		return p.slug, true, nil
	case "name":
		return path.Base(p.slug), true, nil
	case "post_title":
		return strings.ToLower(slugize(p.Meta.First("title"))), true, nil
	case "timestamp":
		return strconv.FormatInt(p.Published.Unix(), 10), !p.Published.IsZero(), nil
	case "hash":
		if p.Published.IsZero() {
			return "", false, nil
		}
		sum := sha1.Sum([]byte(p.slug + strconv.FormatInt(p.Published.Unix(), 10)))
		return hex.EncodeToString(sum[:])[:12], true, nil
	case "category":
		return p.category(), true, nil
	}
	if v, known, err := site.DateValue(name, p.Published); known && !slices.Contains([]string{"week", "w_year", "w_day", "short_year"}, name) {
		return v, known, err
	}
	v := cmp.Or(p.Meta.First(strings.ToLower(name)), p.hexo.conf.Text("permalink_defaults."+name))
	return v, v != "", nil
}

// category is the path of the post's last category in the words of addresses, or the one that posts without any have.
func (p *post) category() string {
	all := p.Meta.List("categories", "category")
	if len(all) == 0 {
		return cmp.Or(p.hexo.conf.Text("default_category"), "uncategorized")
	}
	if nested := nestedCategories(p.Raw); len(nested) > 0 {
		all = nested
	}
	var out []string
	for _, c := range all {
		out = append(out, slugize(cmp.Or(p.hexo.conf.Text("category_map."+strings.ToLower(c)), c)))
	}
	s := strings.Join(out, "/")
	if p.hexo.conf.Text("filename_case") == "1" {
		s = strings.ToLower(s)
	}
	return s
}

// nestedCategories are the last of several paths of categories: categories: [[a, b], [c]].
func nestedCategories(raw string) []string {
	list, _ := front.Head(raw).At("categories").([]any)
	if len(list) == 0 {
		return nil
	}
	paths := 0
	for _, v := range list {
		if _, ok := v.([]any); ok {
			paths++
		}
	}
	if paths == 0 {
		return nil
	}
	var out []string
	switch last := list[len(list)-1].(type) {
	case string:
		out = append(out, last)
	case []any:
		for _, e := range last {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

var (
	controls = regexp.MustCompile(`[\x00-\x1f]`)
	specials = regexp.MustCompile("[\\s~`!@#$%^&*()\\-_+=[\\]{}|\\\\;:\"'<>,.?/]+")
)

// slugize makes a part of an address of a text as Hexo does: accents go, and signs become hyphens. Slashes of a file's path stay
// there, for Hexo only does this to names that its pattern does not fit.
func slugize(s string) string {
	s = norm.NFC.String(unaccent(s))
	s = controls.ReplaceAllString(s, "")
	return strings.Trim(specials.ReplaceAllString(s, "-"), "-")
}

// unaccent takes the accents off Latin letters.
func unaccent(s string) string {
	var out strings.Builder
	for _, r := range s {
		d := norm.NFD.String(string(r))
		if r > 0x7f && r < 0x250 && d[0] < 0x80 {
			out.WriteByte(d[0])
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
