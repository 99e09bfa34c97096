package source

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/files"
	"github.com/fumikura/fumikura/internal/source/medium"
)

// tree reads a folder: as the posts of a generator where it has any, else each export in it.
func (r *reader) tree(fsys fs.FS) error {
	kind := r.kind
	switch {
	case kind == "" && medium.Is(fsys):
		kind = Medium
	case kind == "" && hasPosts(fsys):
		kind = Files
	}
	switch kind {
	case Medium:
		return r.all(medium.Read(r.ctx, fsys, r.export), r.render)
	case Files:
		return r.all(files.Read(r.ctx, files.Folder{FS: fsys, Root: r.root}, r.export), r.render)
	}
	known := 0
	whole := r.export.Name
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		r.export.Name = name
		err = r.member(fsys, name)
		if r.kind == "" && errors.Is(err, blog.ErrUsage) {
			return nil // whatever else lies there
		}
		known++
		return err
	})
	if r.export.Name = whole; err != nil {
		return err
	}
	if known == 0 {
		return fmt.Errorf("%w: there is no export in %s", blog.ErrUsage, whole)
	}
	return nil
}

func (r *reader) member(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	defer func() { _ = f.Close() }() // it is only read
	return r.file(f, "")
}

// hasPosts says whether there is Markdown or HTML in the folder.
func hasPosts(fsys fs.FS) bool {
	found := errors.New("found")
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && guessName(name) == Files {
			return found
		}
		return nil
	})
	return errors.Is(err, found)
}

// zip reads an archive in place. Its names cannot lead out of it, and its reader refuses contents larger than announced.
func (r *reader) zip(f io.ReaderAt, size int64) error {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	if len(z.File) > maxEntries {
		return fmt.Errorf("import %s: more than %d files", r.export.Name, maxEntries)
	}
	var total uint64
	for _, m := range z.File {
		if total += m.UncompressedSize64; total > 1<<62 || m.UncompressedSize64 > 1<<62 || tooMuch(int64(total), size) {
			return fmt.Errorf("import %s: %w", r.export.Name, errBomb())
		}
	}
	return r.tree(inside(z))
}

// tar unpacks an archive into a folder of its own, which is gone afterwards: its files come in the order they were packed, but
// a layout shows only in the whole.
func (r *reader) tar(in io.Reader) error {
	dir, err := os.MkdirTemp("", "fumikura-import-")
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the system clears what is left behind
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	defer func() { _ = root.Close() }() // nothing is written any more
	if err := r.unpack(tar.NewReader(in), root); err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	return r.tree(inside(root.FS()))
}

// unpack writes the regular files below root, which no name can leave. Links and devices are left out.
func (r *reader) unpack(t *tar.Reader, root *os.Root) error {
	for n := 0; ; n++ {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case n > maxEntries:
			return fmt.Errorf("more than %d files", maxEntries)
		case r.ctx.Err() != nil:
			return r.ctx.Err()
		}
		name := path.Clean(h.Name)
		if h.Typeflag != tar.TypeReg || !fs.ValidPath(name) {
			continue
		}
		if err := write(root, name, t); err != nil {
			return err
		}
	}
}

func write(root *os.Root, name string, in io.Reader) error {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	_, err = io.Copy(b, in)
	return errors.Join(err, b.Flush(), f.Close())
}

// part matches folders that belong to the addresses of posts.
var part = regexp.MustCompile(`^(_?posts?|content|source|articles|blog|entry|archives?|\d{4})$`)

// inside steps into the one folder that archives often wrap around everything.
func inside(fsys fs.FS) fs.FS {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil || len(entries) != 1 || !entries[0].IsDir() || part.MatchString(entries[0].Name()) {
		return fsys
	}
	sub, err := fs.Sub(fsys, entries[0].Name())
	if err != nil {
		return fsys
	}
	return sub
}
