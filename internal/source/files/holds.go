package files

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// Holds says what reading the folder would find: the generator whose source tree it is, empty where none is known, and whether
// there is a file in it that may be a post.
func Holds(f Folder, x blog.Export) (generator string, posts bool) {
	r := reader{tree: tree(f, x), export: x, only: "."}
	r.site = look(r.tree)
	found := errors.New("found")
	err := fs.WalkDir(r.tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // reading tells what is wrong with it
		case d.IsDir() && name != "." && hidden(d.Name()):
			return fs.SkipDir
		case !d.IsDir() && post(name) && !strings.HasPrefix(d.Name(), "._") && !r.about(name):
			return found
		}
		return nil
	})
	return r.site.Name, errors.Is(err, found)
}
