package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/blogger"
	"github.com/fumikura/fumikura/internal/source/files"
	"github.com/fumikura/fumikura/internal/source/ghost"
	"github.com/fumikura/fumikura/internal/source/jsonfeed"
	"github.com/fumikura/fumikura/internal/source/jsonl"
	"github.com/fumikura/fumikura/internal/source/mt"
	"github.com/fumikura/fumikura/internal/source/rss"
	"github.com/fumikura/fumikura/internal/source/tumblr"
	"github.com/fumikura/fumikura/internal/source/warc"
	"github.com/fumikura/fumikura/internal/source/wxr"
)

const (
	zipMagic  = "PK\x03\x04"
	gzipMagic = "\x1f\x8b"
)

// importer is what formats of one file have in common.
type importer func(context.Context, io.Reader, blog.Export) iter.Seq2[blog.Capture, error]

var importers = map[Kind]importer{
	JSONL: jsonl.Read, MT: mt.Read, WXR: wxr.Read, Blogger: blogger.Read, Atom: blogger.Read, Ghost: ghost.Read, JSONFeed: jsonfeed.Read,
	RSS: rss.Read, Tumblr: tumblr.Read, WARC: warc.Read,
}

// open reads a file of which any part can be read. The path is empty within an archive.
func (r *reader) open(f fs.File, path string) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	if r.depth == 0 && path == "" { // of a folder that is none of an archive
		r.budget.packed += info.Size()
	}
	if at, ok := f.(io.ReaderAt); ok {
		head := make([]byte, len(zipMagic))
		if n, _ := at.ReadAt(head, 0); string(head[:n]) == zipMagic {
			return r.zip(at, info.Size())
		}
	}
	return r.file(f, path)
}

// file reads one file: an export, or what is packed.
func (r *reader) file(in io.Reader, path string) error {
	b := bufio.NewReaderSize(in, sample)
	head, err := b.Peek(sample)
	if err != nil && err != io.EOF {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	switch packed := packedWARC(head, r.export.Name); {
	case r.ruled && packed:
		return nil // it has what it holds by their addresses
	case packed && (r.kind == "" || r.kind == WARC), bytes.HasPrefix(head, []byte("WARC/")):
		return r.told(guessed{kind: WARC, why: "its records"}, func() error { return r.all(warc.Read(r.ctx, b, r.export), keep) })
	case bytes.HasPrefix(head, []byte(gzipMagic)):
		return r.gzip(b, path)
	case isTar(head):
		return r.tar(b)
	case bytes.HasPrefix(head, []byte(zipMagic)):
		return r.spooled(b)
	}
	text := r.decoded(b)
	if head, err = text.Peek(sample); err != nil && err != io.EOF {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	g := guessed{kind: r.kind}
	if g.kind == "" {
		g = guess(head, r.export.Name)
	}
	if g.kind == Files && path != "" {
		return r.all(files.Read(r.ctx, files.Folder{FS: os.DirFS(filepath.Dir(path)), Only: filepath.Base(path)}, r.export), r.render)
	}
	return r.one(g, text, head)
}

// one reads an export of the kind; head is its beginning.
func (r *reader) one(g guessed, text io.Reader, head []byte) error {
	read := importers[g.kind]
	switch {
	case r.ruled && (r.export.Permalink == "" || g.kind == WARC):
		return nil
	case read == nil && bytes.HasPrefix(head, []byte("filedesc://")):
		return fmt.Errorf("%w: %s is an ARC file, the format before WARC: convert it first, for instance with warcio recompress", blog.ErrUsage, r.export.Name)
	case read == nil && len(head) == 0:
		return fmt.Errorf("%w: %s is empty", ErrNoExport, r.export.Name)
	case read == nil:
		return fmt.Errorf("%w: cannot tell what kind of export %s is; say it with --kind (%s)", ErrNoExport, r.export.Name, list(Kinds()))
	case g.kind == WARC:
		return r.all(read(r.ctx, text, r.export), keep)
	}
	return r.told(g, func() error { return r.all(read(r.ctx, text, r.export), r.render) })
}

// spooled reads a zip within a stream, of which only a file can be read in any order.
func (r *reader) spooled(in io.Reader) error {
	f, err := os.CreateTemp("", "fumikura-import-*.zip")
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	defer func() { _ = errors.Join(f.Close(), os.Remove(f.Name())) }() // the system clears what is left behind
	n, err := io.Copy(f, in)
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	return r.zip(f, n)
}
