package source

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fumikura/fumikura/internal/source/files"
)

// A person may name the folder with the posts, and not the whole of the source tree, whose configuration tells where the generator
// puts them. So the folders above one that is called as such folders are looked at.

var (
	// inner matches folders of posts in source trees.
	inner = regexp.MustCompile(`^(_?posts?|content|source|articles|blog|src|docs|public|news|entries)$`)
	// configured matches names by which a generator's folder is known.
	configured = regexp.MustCompile(`^((hugo|config|zola)\.(toml|ya?ml|json)|config|posts\.csv|quartz\.config\.\w+|_config\.(ya?ml|ts|js)|(astro|eleventy|docusaurus|gatsby)[.-]config\.\w+|\.eleventy\.\w+|pelicanconf\.py|conf\.py|mkdocs\.ya?ml|\.vuepress|\.vitepress)$`)
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

func isConfigured(dir string) bool { return configuredFS(os.DirFS(dir)) }

func configuredFS(fsys fs.FS) bool {
	entries, err := fs.ReadDir(fsys, ".")
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

// maxBelow is how deep in a folder the source tree may lie: services/site.
const maxBelow = 2

// within is the folder in which the source tree of a generator lies that has most of the Markdown, such as site or app beside the
// program that it is about; empty where there is none.
func (r *reader) within(fsys fs.FS) string {
	all, in := 0, map[string]int{}
	r.walk(fsys, func(name string) {
		if ext := strings.ToLower(path.Ext(name)); ext != ".md" && ext != ".mdx" && ext != ".markdown" && (ext != ".html" || path.Base(path.Dir(name)) != "posts") || files.About(name) {
			return
		}
		all++
		parts := strings.Split(name, "/")
		for depth := 1; depth < len(parts) && depth <= maxBelow; depth++ {
			in[path.Join(parts[:depth]...)]++
		}
	})
	for dir, n := range in { // of folders beside each other only one has more than half
		sub, err := fs.Sub(fsys, dir)
		if err != nil || 2*n <= all || !configuredFS(sub) {
			continue
		}
		x := r.export
		x.Name = path.Base(dir)
		if generator, _ := files.Holds(files.Folder{FS: sub}, x); generator != "" {
			return dir
		}
	}
	return ""
}

// deeper reads a folder of the folder in its place.
func (r *reader) deeper(fsys fs.FS, dir string) error {
	if !r.yield(r.export.Note("the source tree is in its folder %s, the rest is left aside", dir), nil) {
		return errStop
	}
	sub, err := fs.Sub(fsys, dir)
	if err != nil {
		return fmt.Errorf("import %s: %w", dir, err)
	}
	if r.dir != "" {
		r.dir = filepath.Join(r.dir, filepath.FromSlash(dir))
	}
	return r.tree(sub)
}
