package writer

import (
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// vault is a folder of Obsidian's. Where any of its notes says that it is to be published, those that do not say so are private.
type vault struct {
	site.Tree
	chosen string // the name that published notes have; empty where none has it
}

// publishing are the names by which notes say that they are to be published.
var publishing = []string{"publish", "dg-publish", "share"}

// Obsidian gives what Obsidian makes of the tree, or nil where it is not one of its vaults.
func Obsidian(t site.Tree) *site.Site {
	if !t.IsDir(".obsidian") {
		return nil
	}
	v := &vault{Tree: t}
	_ = fs.WalkDir(t, ".", func(name string, d fs.DirEntry, err error) error { // what cannot be read says nothing
		switch {
		case err != nil:
			return nil
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case path.Ext(name) != ".md":
			return nil
		}
		text, err := t.Read(name)
		if err != nil {
			return nil
		}
		m, _, err := front.Split(strings.ReplaceAll(string(text), "\r\n", "\n"))
		for _, n := range publishing {
			if err == nil && m.Is(n, "true") {
				v.chosen = n
				return fs.SkipAll
			}
		}
		return nil
	})
	return &site.Site{Name: "obsidian", Ask: "https://publish.obsidian.md/NAME", Why: "the folder .obsidian", Root: []string{"."}, Place: v.place}
}

func (v *vault) place(f *site.File) {
	switch {
	case v.chosen != "" && !f.Meta.Is(v.chosen, "true"):
		f.Hidden = "it does not say " + v.chosen + ": true, as others of the vault do"
	case strings.Contains(strings.ToLower("/"+f.Name), "/templates/"):
		f.Page = "it is a template"
	}
	f.Path = "/" + strings.ReplaceAll(strings.TrimSuffix(f.Name, path.Ext(f.Name)), " ", "+")
	if given := f.Meta.First("permalink", "dg-permalink"); given != "" {
		f.Path = "/" + strings.Trim(given, "/")
	} else if v.chosen == "dg-publish" {
		f.Path = "/" + strings.ToLower(strings.ReplaceAll(strings.TrimSuffix(f.Name, path.Ext(f.Name)), " ", "-")) + "/"
	}
}

var (
	pageName = regexp.MustCompile(`^(.*) ([0-9a-f]{32})$`)
	property = regexp.MustCompile(`^([\p{L}][\p{L}\p{N} _-]{0,40}): (.+)$`)
	unusable = regexp.MustCompile(`[^\p{L}\p{N}]+`)
)

// Notion gives what Notion makes of the pages of an export, or nil where it is none: names end in the number of the page.
func Notion(t site.Tree) *site.Site {
	if !isNotion(t) {
		return nil
	}
	place := func(f *site.File) {
		m := pageName.FindStringSubmatch(site.Stem(f.Name))
		if m == nil {
			f.Page = "its name does not end in the number of a page of Notion"
			return
		}
		f.Path = "/" + strings.Trim(unusable.ReplaceAllString(m[1], "-"), "-") + "-" + m[2]
		if u, err := url.Parse(t.Blog); err == nil && t.Blog != "" && !strings.HasSuffix(u.Hostname(), "notion.site") && !strings.HasSuffix(u.Hostname(), "notion.so") {
			f.Note = "its address is that of a site of Notion"
		}
		f.Title = strings.TrimSpace(f.Meta.First("title"))
		for _, name := range []string{"created", "created time", "date", "publish date", "published", "作成日時", "日付", "公開日"} {
			if d, err := t.Date(f.Meta.First(name), nil); err == nil && !d.IsZero() {
				f.Published = d
				break
			}
		}
		for _, name := range []string{"last edited", "last edited time", "updated", "最終更新日時"} {
			if d, err := t.Date(f.Meta.First(name), nil); err == nil && !d.IsZero() {
				f.Updated = d
				break
			}
		}
		f.DateErr = nil
	}
	return &site.Site{Name: "notion", Ask: "https://NAME.notion.site/", Why: "names that end in the numbers of pages", Root: []string{"."}, Split: properties, Place: place}
}

func isNotion(t site.Tree) bool {
	pages, others := 0, 0
	_ = fs.WalkDir(t, ".", func(name string, d fs.DirEntry, err error) error { // what cannot be read is no page
		if err == nil && !d.IsDir() && path.Ext(name) == ".md" {
			if pageName.MatchString(site.Stem(name)) {
				pages++
			} else {
				others++
			}
		}
		return nil
	})
	return pages > 0 && pages >= 4*others
}

// properties takes the title and the properties of a page off its beginning: # Title, an empty line, and lines of names with
// values.
func properties(f *site.File) error {
	f.Meta, f.Text = front.Meta{}, f.Raw
	rest := strings.TrimLeft(f.Raw, "\n")
	title, after, _ := strings.Cut(rest, "\n")
	if t, ok := strings.CutPrefix(title, "# "); ok {
		f.Meta["title"] = []string{t}
		f.Text = after
	}
	lines := strings.TrimLeft(f.Text, "\n")
	for {
		line, more, _ := strings.Cut(lines, "\n")
		m := property.FindStringSubmatch(line)
		if m == nil {
			break
		}
		name := strings.ToLower(m[1])
		f.Meta[name] = []string{strings.TrimSpace(m[2])}
		lines = more
	}
	if first, _, _ := strings.Cut(lines, "\n"); strings.TrimSpace(first) == "" { // else they were text
		f.Text = lines
	} else {
		f.Meta = front.Meta{"title": f.Meta["title"]}
	}
	return nil
}
