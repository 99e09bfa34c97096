// Package writer knows folders that are written into a service or an app, and not built by a generator: those of Zenn and Qiita,
// of Hatena by blogsync, of Obsidian, Notion and Substack. Where the service has the posts is known of the service, and whose they are only
// the person who imports knows.
package writer

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// zenn is a folder of Zenn's: articles, and books whose chapters are pages.
type zenn struct {
	site.Tree
	books map[string]front.Config
}

// Zenn gives what Zenn makes of the tree, or nil where it is not one of Zenn's.
func Zenn(t site.Tree) *site.Site {
	z := &zenn{Tree: t, books: map[string]front.Config{}}
	if !t.IsDir("articles") && !t.IsDir("books") || !isZenn(t) {
		return nil
	}
	return &site.Site{Name: "zenn", Ask: "https://zenn.dev/NAME", Why: "the folder articles", Zone: site.Zone("Asia/Tokyo"), Lang: "ja", Root: []string{"articles", "books"}, Place: z.place}
}

// isZenn says whether posts of the folder say what Zenn's do.
func isZenn(t site.Tree) bool {
	if t.IsFile("package.json") && !t.IsFile("astro.config.mjs") && !t.IsFile("gatsby-config.js") && t.First("zenn.config.json") != "" {
		return true
	}
	for _, dir := range []string{"articles", "books"} {
		names, _ := fs.Glob(t, dir+"/*.md") // the pattern is a good one
		chapters, _ := fs.Glob(t, dir+"/*/config.yaml")
		if dir == "books" && len(chapters) > 0 {
			return true
		}
		for _, name := range names[:min(len(names), 20)] {
			text, err := t.Read(name)
			if err != nil {
				continue
			}
			if m, _, err := front.Split(string(text)); err == nil && (m["emoji"] != nil || m["topics"] != nil && m["published"] != nil) {
				return true
			}
		}
	}
	return false
}

func (z *zenn) place(f *site.File) {
	dir, stem := path.Dir(f.Name), site.Stem(f.Name)
	switch {
	case dir == "articles":
		if len(f.Meta["published"]) == 0 {
			f.Hidden = "it does not say that it is published"
		}
		f.Path = "/articles/" + stem
	case strings.HasPrefix(dir, "books/"):
		z.chapter(f, path.Base(dir), stem)
	default:
		f.Page = "it is no article"
	}
	if name := f.Meta.First("publication_name"); name != "" && z.Blog != "" {
		f.Base = "https://zenn.dev/" + name
		f.Path = f.Base + f.Path
	}
}

// chapter is a page of a book: public where the book is and costs nothing, or where it is a sample.
func (z *zenn) chapter(f *site.File, book, stem string) {
	conf, known := z.books[book]
	if !known {
		conf, _ = z.Config("books/"+book+"/config.yaml", "books/"+book+"/config.yml")
		z.books[book] = conf
	}
	price := conf.Text("price")
	switch {
	case !conf.Yes("published"):
		f.Hidden = "its book is not published"
	case price != "" && price != "0" && !f.Meta.Is("free", "true"):
		f.Hidden = "its book is paid for"
	case len(conf.Texts("chapters")) > 0 && !slices.Contains(conf.Texts("chapters"), stem):
		f.Hidden = "its book does not have the chapter"
	}
	if number, rest, ok := strings.Cut(stem, "."); ok && strings.Trim(number, "0123456789") == "" {
		stem = rest
	}
	f.Path = "/books/" + book + "/viewer/" + stem
	if f.Published.IsZero() && conf.Text("published_at") != "" {
		f.Published, f.DateErr = z.Date(conf.Text("published_at"), site.Zone("Asia/Tokyo"))
	}
}

// Qiita gives what Qiita makes of the folder that its command line writes, or nil where it is none.
func Qiita(t site.Tree) *site.Site {
	root := "public"
	if t.Folder == "public" && !t.IsDir("public") {
		root = "."
	}
	if !isQiita(t, root) {
		return nil
	}
	q := func(f *site.File) { qiita(t, f) }
	return &site.Site{Name: "qiita", Ask: "https://qiita.com/NAME", Why: "the front matter of Qiita in the folder public", Zone: site.Zone("Asia/Tokyo"), Lang: "ja", Root: []string{root}, Place: q}
}

func isQiita(t site.Tree, root string) bool {
	names, _ := fs.Glob(t, path.Join(root, "*.md")) // the pattern is a good one
	for _, name := range names[:min(len(names), 20)] {
		if text, err := t.Read(name); err == nil {
			if m, _, err := front.Split(string(text)); err == nil && hasAll(front.Head(string(text)), "id", "private", "organization_url_name") && m != nil {
				return true
			}
		}
	}
	return false
}

func hasAll(c front.Config, names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { _, ok := c[n]; return !ok })
}

// qiita places an article: by its number, on the pages of its author. It has one date alone, that of the last change.
func qiita(t site.Tree, f *site.File) {
	id := f.Meta.First("id")
	switch {
	case strings.Contains(f.Name, "/.remote/"):
		f.Page = "it is Qiita's copy of an article"
	case id == "":
		f.Hidden = "it has not been published yet"
	case len(f.Meta["private"]) == 0:
		f.Hidden = "it does not say whether it is private"
	}
	f.Path = "/items/" + id
	if f.Published.IsZero() {
		f.Published, f.Updated = f.Updated, f.Published
	}
}
