package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/fumikura/fumikura/internal/source/files"
)

// A person may name the folder with the posts, and not the whole of the source tree, whose configuration tells where the generator
// puts them. So the folders above one that is called as such folders are looked at.

var (
	// inner matches folders of posts in source trees.
	inner = regexp.MustCompile(`^(_?posts?|content|source|articles|blog|src|docs|public|news|entries)$`)
	// configured matches names by which a generator's folder is known.
	configured = regexp.MustCompile(`^((hugo|config)\.(toml|ya?ml|json)|config|_config\.(ya?ml|ts|js)|(astro|eleventy|docusaurus|gatsby)[.-]config\.\w+|\.eleventy\.\w+|pelicanconf\.py|conf\.py|mkdocs\.ya?ml|\.vuepress|\.vitepress)$`)
)

// maxAbove is how many folders above the named one are looked at; source/_posts/2024 lies that deep.
const maxAbove = 3

// whole is the folder of the source tree that the path is a part of, or else the path; only is then set to the part.
func (r *reader) whole(path string) string {
	dir, err := filepath.Abs(path)
	if err != nil || !inner.MatchString(filepath.Base(dir)) || isConfigured(dir) {
		return path
	}
	only := ""
	for range maxAbove {
		only = filepath.Join(filepath.Base(dir), only)
		if dir = filepath.Dir(dir); !isConfigured(dir) {
			continue
		}
		x := r.export
		x.Name = filepath.Base(dir)
		if generator, _ := files.Holds(files.Folder{FS: os.DirFS(dir)}, x); generator != "" {
			r.only, r.export.Name = filepath.ToSlash(only), x.Name
			return dir
		}
		return path
	}
	return path
}

func isConfigured(dir string) bool {
	entries, err := fs.ReadDir(os.DirFS(dir), ".")
	if err != nil {
		return false
	}
	for _, e := range entries {
		if configured.MatchString(e.Name()) {
			return true
		}
	}
	return false
}
