package source

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/internal/blog"
)

// An archive is unpacked into a folder of its own, which is gone afterwards: its files come in the order they were packed, but a
// layout shows only in the whole. No name can leave the folder; links and devices are left out, and so are pictures and films.

// errNested is what holds archives within archives within archives.
var errNested = fmt.Errorf("%w: it lies in archives within archives, of which %d levels are opened: unpack it first", blog.ErrUsage, maxNesting)

// member is a file of an archive.
type member struct {
	name   string
	stream bool // what comes after it cannot be read where it is broken
	open   func() (io.ReadCloser, error)
}

// archive reads what next gives, one file after another, up to io.EOF.
func (r *reader) archive(next func() (*member, error)) error {
	if r.depth++; r.depth > maxNesting {
		return errNested
	}
	defer func() { r.depth-- }()
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
	if err := r.unpack(next, root); err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	return r.tree(inside(root.FS()))
}

// unpack writes the files below root. One that cannot be read is passed over.
func (r *reader) unpack(next func() (*member, error), root *os.Root) error {
	for {
		m, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = errors.Join(r.budget.entry(), r.ctx.Err())
		}
		if err != nil {
			return err
		}
		name := r.memberName(m.name)
		if name == "" || junk(name) || slices.Contains(media, strings.ToLower(path.Ext(name))) {
			continue
		}
		if err := r.write(root, name, m); err != nil {
			return err
		}
	}
}

// media are files that hold no text. They are most of what a blog's backup weighs.
var media = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".bmp", ".tif", ".tiff", ".ico", ".svg", ".mp3", ".m4a", ".wav", ".ogg",
	".mp4", ".m4v", ".mov", ".avi", ".webm", ".mkv", ".pdf", ".psd", ".woff", ".woff2", ".ttf", ".otf", ".eot"}

// memberName is the name of a member within the folder, empty where it would lead out of it. Names of old archives are in the
// charset of the machine that made them.
func (r *reader) memberName(name string) string {
	if !utf8.ValidString(name) { // a few bytes tell no charset; Windows in Japan packs with this one
		name = string(r.export.UTF8([]byte(name), "text/plain; charset=shift_jis"))
	}
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	if !fs.ValidPath(name) || name == "." {
		return ""
	}
	return name
}

// write writes one file; a disk that fails and a bomb end the run, what is wrong with the member only costs itself.
func (r *reader) write(root *os.Root, name string, m *member) error {
	in, err := m.open()
	if err != nil {
		return r.broken(name, err.Error())
	}
	defer func() { _ = in.Close() }() // it is only read
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return r.broken(name, "a file of that name is in the archive too: "+path.Dir(name))
	}
	mode := os.O_CREATE | os.O_WRONLY | os.O_TRUNC // a tape that was written on has the newer file behind the older
	if !m.stream {
		mode |= os.O_EXCL
	}
	f, err := root.OpenFile(name, mode, 0o600)
	if err != nil {
		return r.broken(name, "another file or folder of that name is in the archive too")
	}
	source := &faulty{r: in}
	b := bufio.NewWriter(f)
	_, err = io.Copy(b, &bounded{source, r.budget})
	err = errors.Join(err, b.Flush(), f.Close())
	if err == nil || source.err == nil || m.stream {
		return err
	}
	if err := root.Remove(name); err != nil {
		return err
	}
	return r.broken(name, source.err.Error())
}

// faulty remembers an error of the member itself, to tell it from one of the disk.
type faulty struct {
	r   io.Reader
	err error
}

// Read reads on.
func (f *faulty) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

// broken passes over a member.
func (r *reader) broken(name, reason string) error {
	x := r.export
	x.Name = x.Name + ": " + name
	if !r.yield(x.Pass(0, "", reason), nil) {
		return errStop
	}
	return nil
}

// zip reads an archive of which any part can be read.
func (r *reader) zip(f io.ReaderAt, size int64) error {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	var total int64
	locked := 0
	for _, m := range z.File {
		if total += int64(m.UncompressedSize64 & (1<<62 - 1)); total < 0 {
			total = 1 << 62
		}
		if m.Flags&encrypted != 0 {
			locked++
		}
	}
	if err := (&budget{packed: max(size, r.budget.packed)}).take(total); err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	if locked > 0 && locked == len(z.File) {
		return fmt.Errorf("%w: %s needs a password: unpack it first, and import the folder", blog.ErrUsage, r.export.Name)
	}
	i := -1
	return r.archive(func() (*member, error) {
		for i++; i < len(z.File); i++ {
			m := z.File[i]
			if m.Mode().IsRegular() {
				return &member{name: m.Name, open: func() (io.ReadCloser, error) {
					if m.Flags&encrypted != 0 {
						return nil, errors.New("it needs a password: unpack the archive first, and import the folder")
					}
					return m.Open()
				}}, nil
			}
		}
		return nil, io.EOF
	})
}

// encrypted is the flag of a member that needs a password.
const encrypted = 1

// tar reads an archive from its beginning to its end.
func (r *reader) tar(in io.Reader) error {
	t := tar.NewReader(in)
	return r.archive(func() (*member, error) {
		for {
			h, err := t.Next()
			if err != nil {
				return nil, err
			}
			if h.Typeflag == tar.TypeReg || h.Typeflag == tar.TypeGNUSparse {
				return &member{name: h.Name, stream: true, open: func() (io.ReadCloser, error) { return io.NopCloser(t), nil }}, nil
			}
		}
	})
}

func (r *reader) gzip(in io.Reader, path string) error {
	if r.layers++; r.layers > maxNesting {
		return fmt.Errorf("import %s: %w", r.export.Name, errNested)
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	name := r.export.Name
	defer func() { r.export.Name, r.layers = name, r.layers-1 }()
	r.export.Name = unpackedName(name)
	return r.file(&bounded{z, r.budget}, "")
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
