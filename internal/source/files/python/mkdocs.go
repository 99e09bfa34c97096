package python

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// material is a tree of MkDocs with the blog of its theme Material; other pages are documentation.
type material struct {
	site.Tree
	blog        front.Config // the options of the plugin
	docs        string
	dir, format string
	flat        bool
}

func mkdocs(t site.Tree) *site.Site {
	conf, why := t.Config("mkdocs.yml", "mkdocs.yaml")
	if why == "" {
		return nil
	}
	m := &material{Tree: t, docs: path.Clean(cmp.Or(conf.Text("docs_dir"), "docs")), flat: conf.No("use_directory_urls")}
	has := false
	plugins, _ := conf.At("plugins").([]any)
	for _, p := range plugins {
		switch p := p.(type) {
		case string:
			has = has || p == "blog" || p == "material/blog"
		case front.Config:
			for _, name := range []string{"blog", "material/blog"} {
				if v, ok := p[name]; ok {
					has = true
					m.blog, _ = v.(front.Config)
				}
			}
		}
	}
	if sub := conf.Sub("plugins"); sub != nil {
		_, has = sub["blog"]
		m.blog = sub.Sub("blog")
	}
	if !has {
		return nil
	}
	m.dir = cmp.Or(m.blog.Text("blog_dir"), "blog")
	m.format = cmp.Or(m.blog.Text("post_url_format"), "{date}/{slug}")
	posts := strings.ReplaceAll(cmp.Or(m.blog.Text("post_dir"), "{blog}/posts"), "{blog}", m.dir)
	return &site.Site{Name: "mkdocs-material", Why: why, Base: site.Usable(conf.Text("site_url")), Zone: time.UTC, Lang: conf.Text("theme.language"),
		Root: []string{path.Join(m.docs, posts)}, Place: m.place}
}

var (
	heading = regexp.MustCompile(`(?m)^# +(.+?)(?:\s+#+)?(?:\s*\{[^}]*\})?\s*$`)
	notWord = regexp.MustCompile(`[^\p{L}\p{N}\p{M}_\- ]`)
)

func (m *material) place(f *site.File) {
	if s := strings.ToLower(f.Meta.First("status")); !slices.Contains([]string{"draft", "private", "hidden", "unpublished", "unlisted", "pending"}, s) {
		delete(f.Meta, "status") // for Material it is a sign beside the title, such as new
	}
	title := f.Meta.First("title")
	if h := heading.FindStringSubmatch(f.Text); title == "" && h != nil {
		title = strings.NewReplacer("`", "", "*", "").Replace(h[1])
		f.Title = title
	}
	slug := cmp.Or(f.Meta.First("slug"), pymdown(cmp.Or(title, site.Stem(f.Name))))
	if f.Published.IsZero() && f.DateErr == nil {
		f.Hidden = "it has no date, and the blog takes no post without one"
		return
	}
	layout := strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15", "mm", "04").Replace(cmp.Or(m.blog.Text("post_url_date_format"), "yyyy/MM/dd"))
	var categories []string
	for _, c := range f.Meta.List("categories") {
		categories = append(categories, pymdown(c))
	}
	where := strings.NewReplacer("{date}", f.Published.Format(layout), "{slug}", slug, "{file}", site.Stem(f.Name), "{categories}", strings.Join(categories[:min(1, len(categories))], "/")).Replace(m.format)
	dir := m.dir
	if dir == "." {
		dir = ""
	}
	f.Path = path.Join("/", dir, where)
	if m.flat {
		f.Path += ".html"
	} else {
		f.Path += "/"
	}
}

// pymdown makes a part of an address of a text as the theme does.
func pymdown(s string) string {
	return strings.ReplaceAll(strings.ToLower(notWord.ReplaceAllString(strings.TrimSpace(norm.NFC.String(s)), "")), " ", "-")
}
