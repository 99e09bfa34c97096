package files

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"github.com/fumikura/fumikura/internal/source/files/hexo"
	"github.com/fumikura/fumikura/internal/source/files/hugo"
	"github.com/fumikura/fumikura/internal/source/files/jekyll"
	"github.com/fumikura/fumikura/internal/source/files/node"
	"github.com/fumikura/fumikura/internal/source/files/python"
	"github.com/fumikura/fumikura/internal/source/files/writer"
	"github.com/fumikura/fumikura/internal/source/files/zola"
	"github.com/fumikura/fumikura/internal/source/site"
)

// look finds out which generator the tree is for: each says whether it knows it, the surest first. Where none does, the files just
// lie there.
func look(t site.Tree) *site.Site {
	for _, known := range []func(site.Tree) *site.Site{writer.Substack, node.Quartz, writer.Obsidian, writer.Zenn, writer.Qiita, hexo.Look, jekyll.Look, zola.Look, hugo.Look, node.Look, python.Look, writer.Notion, hugo.Guess} {
		if s := known(t); s != nil {
			return s
		}
	}
	return &site.Site{Root: []string{cmp.Or(t.Root, ".")}, Place: func(f *site.File) { plain(t, f) }}
}

// inner matches folders of sources that are not in addresses.
var inner = regexp.MustCompile(`(?:^|/)(src|source|content|public|static|dist|build|_posts|_site)/`)

// plain takes the path of the file for its address: that of a rendered site, and a guess for others.
func plain(t site.Tree, f *site.File) {
	given := f.Meta.First("url", "permalink", "link.permalink", "canonical_url")
	if strings.HasPrefix(given, "http://") || strings.HasPrefix(given, "https://") || strings.HasPrefix(given, "/") {
		f.Path = given
		return
	}
	under := f.Name
	if rest, ok := site.Under(f.Name, cmp.Or(t.Root, ".")); ok {
		under = rest
	}
	if rendered(f.Name) {
		f.Path = "/" + site.WithoutIndex(under)
		return
	}
	dir, name := path.Dir(under), site.Stem(under)
	if i := strings.LastIndexByte(name, '.'); i > 0 && langs.MatchString(name[i+1:]) {
		name, f.Lang = name[:i], name[i+1:]
	}
	if name == "index" && dir != "." {
		dir, name = path.Dir(dir), path.Base(dir)
	}
	f.Path = "/" + path.Join(dir, cmp.Or(f.Meta.First("slug"), name)) + "/"
	if inner.MatchString(strings.TrimPrefix(f.Path, "/")) && t.Root == "" {
		f.Unknown = "no generator is known that would make " + f.Path + " of it: say which folder the posts are in (--root) or how addresses are made (--permalink)"
	}
}

var langs = regexp.MustCompile(`^[a-z]{2}(-[A-Za-z]{2,4})?$`)
