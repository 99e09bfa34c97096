package jekyll

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// defaults gives the front matter what the configuration's scopes hold for the file; a longer path counts more than a shorter
// one, a type more than none, and a later one more than an earlier.
func (d *document) defaults() {
	sets := d.jekyll.conf.Subs("defaults")
	kind := d.collection
	fits := func(c front.Config) bool {
		t := c.Text("scope.type")
		if t == "post" || t == "page" || t == "draft" {
			t += "s"
		}
		return (t == "" || t == kind) && inScope(d.rel, strings.TrimPrefix(strings.TrimPrefix(c.Text("scope.path"), "/"), d.jekyll.conf.Text("collections_dir")+"/"))
	}
	sets = slices.DeleteFunc(slices.Clone(sets), func(c front.Config) bool { return !fits(c) })
	slices.SortStableFunc(sets, func(a, b front.Config) int { return weight(a) - weight(b) })
	for _, c := range slices.Backward(sets) {
		d.Meta.Fill(c.Sub("values"))
	}
}

func weight(c front.Config) int {
	w := 2 * len(c.Text("scope.path"))
	if c.Text("scope.type") != "" {
		w++
	}
	return w
}

func inScope(name, scope string) bool {
	if !strings.Contains(scope, "*") {
		return strings.HasPrefix(name, scope)
	}
	for dir := name; dir != "."; dir = path.Dir(dir) {
		if ok, err := path.Match(strings.ReplaceAll(scope, "**", "*"), dir); err == nil && ok {
			return true
		}
	}
	return false
}

// address is the document's path below the blog's address, or why it cannot be told.
func (d *document) address(conf front.Config) (where, unknown string) {
	pattern := d.pattern(conf)
	if given := d.Meta.First("permalink"); given != "" {
		pattern = given
		if u, err := url.Parse(given); err == nil && u.Host != "" {
			return given, ""
		}
		if s, ok := styles[given]; ok {
			pattern = s
		}
	}
	filled, err := site.Fill(pattern, d.value)
	if err != nil {
		return "", err.Error()
	}
	where = "/" + filled
	where = strings.ReplaceAll(where, "..", "/")
	where = strings.ReplaceAll(where, "./", "")
	where = slashes.ReplaceAllString(where, "/")
	return site.WithoutIndex(where), ""
}

var slashes = regexp.MustCompile(`/{2,}`)

// pattern is that of the collection, or else the site's.
func (d *document) pattern(conf front.Config) string {
	sites := cmp.Or(d.jekyll.conf.Text("permalink"), "date")
	own := conf.Text("permalink")
	switch {
	case own != "" && styles[own] != "" && d.collection == "posts":
		return styles[own]
	case own != "":
		return own
	case d.collection == "posts":
		return cmp.Or(styles[sites], sites)
	case sites == "pretty" || strings.HasSuffix(sites, "/"):
		return "/:collection/:path/"
	case styles[sites] != "" || strings.HasSuffix(sites, ":output_ext"):
		return "/:collection/:path:output_ext"
	}
	return "/:collection/:path"
}

// value is what a name of a pattern stands for.
func (d *document) value(name string) (string, bool, error) {
	switch name {
	case "collection":
		return d.collection, true, nil
	case "path":
		return "/" + strings.TrimRight(d.inside, "."), true, nil
	case "output_ext":
		return ".html", true, nil
	case "name":
		return slugify(d.stem, plain, false), true, nil
	case "title":
		return slugify(d.slug, pretty, true), true, nil
	case "slug":
		return slugify(d.slug, plain, false), true, nil
	case "categories":
		return d.each(strings.ToLower), true, nil
	case "slugified_categories":
		return d.each(func(c string) string { return slugify(c, plain, false) }), true, nil
	}
	return site.DateValue(name, d.Published)
}

// each writes the categories as parts of an address, each once.
func (d *document) each(write func(string) string) string {
	var out []string
	for _, c := range d.allCategories() {
		if c = write(c); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return strings.Join(out, "/")
}

// allCategories are those of the folders above _posts and of the front matter, where one text may be several words.
func (d *document) allCategories() []string {
	var all []string
	add := func(values ...string) {
		for _, v := range values {
			if v != "" && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	add(d.categories...)
	if own := d.Meta["categories"]; len(own) == 1 && !listed.MatchString(d.Raw) {
		add(strings.Fields(own[0])...)
	} else {
		add(own...)
	}
	add(d.Meta["category"]...)
	return all
}

// listed matches categories that are written as a list.
var listed = regexp.MustCompile(`(?m)^categories:[ \t]*(\[|$|#)`)

// What Jekyll replaces with hyphens.
var (
	plain  = regexp.MustCompile(`[^\p{M}\p{L}\p{Nd}]+`)
	pretty = regexp.MustCompile(`[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+`)
)

func slugify(s string, others *regexp.Regexp, cased bool) string {
	s = others.ReplaceAllString(s, "-")
	s = strings.TrimSuffix(strings.TrimPrefix(s, "-"), "-")
	if cased {
		return s
	}
	return strings.ToLower(s)
}
