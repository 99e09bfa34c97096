// Package jekyll knows where Jekyll puts the posts of a source tree: files in _posts folders, wherever they lie, and documents of
// the collections that are written out. Pages of the site are left out.
package jekyll

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

// jekyll is one tree.
type jekyll struct {
	site.Tree
	conf  front.Config
	zone  *time.Location
	under string // the folder that the configuration calls the source
}

// styles are Jekyll's names for common patterns.
var styles = map[string]string{
	"date":     "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":   "/:categories/:year/:month/:day/:title/",
	"ordinal":  "/:categories/:year/:y_day/:title:output_ext",
	"weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
	"none":     "/:categories/:title:output_ext",
}

// Look gives what Jekyll makes of the tree, or nil where it is not one of Jekyll's.
func Look(t site.Tree) *site.Site {
	conf, why := t.Config("_config.yml", "_config.yaml", "_config.toml")
	j := &jekyll{Tree: t, conf: conf, zone: site.Zone(conf.Text("timezone")), under: source(t, conf)}
	switch {
	case t.Folder == "_posts" && hasDated(t):
		why = "names with a date in the folder _posts"
	case why != "" && (conf.Sub("collections") != nil || j.hasPosts()):
	case why == "" && t.IsDir("_posts"):
		why = "the folder _posts"
	default:
		return nil
	}
	base := site.Usable(conf.Text("url"))
	if base == "" {
		base = t.CNAME(j.under)
	}
	if base != "" {
		base = site.Join(base, conf.Text("baseurl"))
	}
	s := &site.Site{Name: "jekyll", Why: why, Base: base, Zone: j.zone, Lang: conf.Text("lang", "locale"), Root: []string{j.under}, Skip: j.skip, Place: j.place}
	return s
}

// source is the folder that the configuration calls so. A build may make it of another of the same name.
func source(t site.Tree, conf front.Config) string {
	given := path.Clean(cmp.Or(conf.Text("source"), "."))
	for _, dir := range []string{given, path.Base(given)} {
		if t.IsDir(dir) {
			return dir
		}
	}
	return "."
}

// hasDated says whether the posts of the folder are named as Jekyll wants it.
func hasDated(t site.Tree) bool {
	names, err := fs.Glob(t, "[0-9][0-9][0-9][0-9]-*-*-*")
	return err == nil && len(names) > 0
}

// hasPosts says whether there is a folder _posts anywhere.
func (j *jekyll) hasPosts() bool {
	found := false
	_ = fs.WalkDir(j.Tree, j.under, func(name string, d fs.DirEntry, err error) error { // what cannot be read holds none
		switch {
		case err != nil:
			return nil
		case d.IsDir() && d.Name() == "_posts":
			found = true
			return fs.SkipAll
		case d.IsDir() && name != j.under && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		}
		return nil
	})
	return found
}

// skip leaves out folders that Jekyll does not read: excluded ones, the output, and those beginning with an underscore that are
// no collection.
func (j *jekyll) skip(name string) bool {
	base := path.Base(name)
	rel, _ := site.Under(name, j.under)
	for _, e := range append(j.conf.Texts("exclude"), cmp.Or(j.conf.Text("destination"), "_site"), "vendor", "node_modules") {
		if e = strings.Trim(strings.TrimPrefix(e, "./"), "/"); e == rel {
			return true
		}
	}
	if !strings.HasPrefix(base, "_") || base == "_posts" || base == "_drafts" {
		return false
	}
	in, ok := site.Under(name, path.Join(j.under, j.conf.Text("collections_dir")))
	return !ok || !strings.Contains(name, "/_posts/") && !strings.Contains("/"+in, "/_") || !strings.Contains(in, "/") && j.collection(in) == ""
}

// collection is the name of the collection that the folder of that path holds; empty for none.
func (j *jekyll) collection(dir string) string {
	name, ok := strings.CutPrefix(dir, "_")
	if !ok {
		return ""
	}
	if _, known := j.conf.Sub("collections")[strings.ToLower(name)]; known || slices.Contains(j.conf.Texts("collections"), name) {
		return name
	}
	return ""
}

// document is one file on its way.
type document struct {
	*site.File
	jekyll     *jekyll
	collection string   // posts, or the name of another
	rel        string   // its path, relative to the folder of collections
	inside     string   // its path in the collection, without extension
	categories []string // of the folders above _posts
	stem, slug string
}

var fileName = regexp.MustCompile(`^(\d{2,4}-\d{1,2}-\d{1,2})-(.*)$`)

// place tells where Jekyll puts the file.
func (j *jekyll) place(f *site.File) {
	d := &document{File: f, jekyll: j}
	d.find()
	if d.collection == "" {
		f.Page = "it is a page of the site: it is in no folder _posts, and in no collection"
		return
	}
	d.defaults()
	d.name()
	d.date()
	conf := j.conf.Sub("collections").Sub(d.collection)
	switch {
	case strings.Contains("/"+f.Name, "/_drafts/"):
		f.Page, f.Hidden = "", "it is among the drafts"
	case f.Page != "":
	case d.collection != "posts" && !conf.Yes("output"):
		f.Page = "its collection " + d.collection + " is not written out"
	case slices.Contains(siteCollections, strings.ToLower(d.collection)) || d.collection != "posts" && f.Meta.Is("layout", "page"):
		f.Page = "it is a page of the site, in the collection " + d.collection
	case f.Raw == f.Text && d.collection != "posts":
		f.Page = "it has no front matter"
	case f.Published.After(j.Now) && (j.conf.Yes("future") || conf.Yes("future")):
		f.Meta["publishdate"] = nil
		f.Note = "its date is in the future, and the blog shows such posts"
	}
	f.Path, f.Unknown = d.address(conf)
}

// siteCollections are collections of what is about the site and not written as a post.
var siteCollections = []string{"pages", "page", "authors", "people", "team", "tags", "categories", "category", "tabs", "data", "members"}

// find tells the collection and the place in it.
func (d *document) find() {
	rel, ok := site.Under(d.Name, d.jekyll.under)
	if !ok {
		return
	}
	parts := strings.Split(rel, "/")
	if d.jekyll.Folder == "_posts" && !slices.Contains(parts, "_posts") {
		parts = append([]string{"_posts"}, parts...)
	}
	cd := strings.Trim(d.jekyll.conf.Text("collections_dir"), "/")
	if cd != "" && strings.HasPrefix(rel, cd+"/") {
		parts = strings.Split(strings.TrimPrefix(rel, cd+"/"), "/")
	}
	d.rel = strings.Join(parts, "/")
	for i, dir := range parts[:len(parts)-1] {
		if dir == "_posts" || dir == "_drafts" {
			d.collection, d.categories = "posts", parts[:i]
			d.inside = strings.Join(parts[i+1:], "/")
			break
		}
		if c := d.jekyll.collection(dir); i == 0 && c != "" {
			d.collection = c
			d.inside = strings.Join(parts[1:], "/")
			break
		}
	}
	d.inside = strings.TrimSuffix(d.inside, path.Ext(d.inside))
}

// name takes the file's name apart.
func (d *document) name() {
	d.stem = site.Stem(d.Name)
	d.slug = d.stem
	if m := fileName.FindStringSubmatch(d.stem); m != nil {
		d.Day, d.slug = m[1], m[2]
	} else if d.collection == "posts" {
		d.Page = "its name does not begin with a date, as Jekyll wants it of a post"
	}
	d.slug = strings.TrimRight(d.slug, ".")
	if s := d.Meta.First("slug"); s != "" {
		d.slug = s
	}
}

// stamp matches a date that YAML takes for an instant: where it names no zone it is one in UTC, which Jekyll then shows in its
// own zone. A date with fewer parts, or in quotes, is in its own zone from the beginning.
var stamp = regexp.MustCompile(`(?m)^date:\s*\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?\s*(?:#.*)?$`)

func (d *document) date() {
	zone := d.jekyll.zone
	if v := d.Meta.First("date"); v != "" {
		from := zone
		head, _, _ := strings.Cut(strings.TrimSuffix(d.Raw, d.Text), "\n---\n")
		d.Published, d.DateErr = d.jekyll.Date(v, from)
		if stamp.MatchString(head) && d.DateErr == nil {
			d.Published = asUTC(d.Published)
		}
	} else if d.Day != "" {
		d.Published, d.DateErr = d.jekyll.Date(d.Day, zone)
	}
	if d.DateErr == nil && !d.Published.IsZero() {
		d.Published = d.Published.In(d.jekyll.local())
	}
}

// asUTC is the instant that the clock of a date shows, taken for UTC.
func asUTC(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// local is the zone in which Jekyll shows dates.
func (j *jekyll) local() *time.Location {
	switch {
	case j.Zone != nil:
		return j.Zone
	case j.zone != nil:
		return j.zone
	}
	return time.Local
}
