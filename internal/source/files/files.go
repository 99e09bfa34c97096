// Package files reads posts from folders as static site generators have them: Markdown and HTML with or without front matter,
// laid out for Hugo, Jekyll, Hexo or Zenn, or just lying there; also a site that has been rendered already. It is the only
// door for goldmark, so that other importers hand their Markdown in here.
package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxFile is as much as a crawled page may have; a larger file is no post.
const maxFile = 5 << 20

// errStop ends a walk because the reader has had enough.
var errStop = errors.New("stop")

// Read hands over each post under root (a folder or one file) of the file system. Their addresses are those that the generator
// gives them, on the export's Site or else on the address in the generator's own configuration.
func Read(ctx context.Context, fsys fs.FS, root string, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		l := look(fsys, x.Name)
		err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil && name == root:
				return err
			case err != nil:
				return enough(yield(passed(x, name, err.Error()), nil))
			case d.IsDir() && name != root && hidden(d.Name()):
				return fs.SkipDir
			case !d.IsDir() && post(name) && (name == root || l.holds(name)):
				return enough(yield(read(fsys, name, l, x), nil))
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
		}
	}
}

func enough(more bool) error {
	if more {
		return nil
	}
	return errStop
}

// hidden says whether a folder holds something else than posts.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == "_includes" || name == "_layouts" || name == "vendor"
}

// post says whether a file may be one, by its name. _index.md is Hugo's page of a section.
func post(name string) bool {
	return (markdown(name) || rendered(name)) && path.Base(name) != "_index.md"
}

func markdown(name string) bool {
	return slices.Contains([]string{".md", ".markdown", ".mdown", ".mkd", ".mdx"}, strings.ToLower(path.Ext(name)))
}

func rendered(name string) bool {
	return slices.Contains([]string{".html", ".htm", ".xhtml"}, strings.ToLower(path.Ext(name)))
}

func passed(x blog.Export, name, reason string) blog.Capture {
	x.Name = name
	return x.Pass(0, "", reason)
}

// read makes the capture of one file.
func read(fsys fs.FS, name string, l layout, x blog.Export) blog.Capture {
	if x.Site == "" {
		x.Site = l.base
	}
	text, err := slurp(fsys, name)
	if err != nil {
		return passed(x, name, err.Error())
	}
	m, body, err := split(strings.ReplaceAll(string(x.UTF8(text, "")), "\r\n", "\n"))
	if err != nil {
		return passed(x, name, fmt.Sprintf("its front matter: %v", err))
	}
	f := file{name: name, text: body, meta: m, layout: l, export: x}
	f.export.Name = name
	return f.capture()
}

// slurp reads the whole file.
func slurp(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it is only read
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("it is larger than %d MiB", maxFile>>20)
	}
	return b, err
}
