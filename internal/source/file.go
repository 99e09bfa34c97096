package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/blogger"
	"github.com/fumikura/fumikura/internal/source/files"
	"github.com/fumikura/fumikura/internal/source/ghost"
	"github.com/fumikura/fumikura/internal/source/jsonfeed"
	"github.com/fumikura/fumikura/internal/source/jsonl"
	"github.com/fumikura/fumikura/internal/source/mt"
	"github.com/fumikura/fumikura/internal/source/warc"
	"github.com/fumikura/fumikura/internal/source/wxr"
)

const (
	zipMagic  = "PK\x03\x04"
	gzipMagic = "\x1f\x8b"

	// maxText bounds an export in another charset than UTF-8: it has to be decoded in one piece.
	maxText = 256 << 20
)

// importer is what formats of one file have in common.
type importer func(context.Context, io.Reader, blog.Export) iter.Seq2[blog.Capture, error]

func importerOf(k Kind) importer {
	switch k {
	case JSONL:
		return jsonl.Read
	case MT:
		return mt.Read
	case WXR:
		return wxr.Read
	case Blogger:
		return blogger.Read
	case Ghost:
		return ghost.Read
	case JSONFeed:
		return jsonfeed.Read
	case WARC:
		return warc.Read
	}
	return nil
}

// file reads one file: an export, or what is packed. The path is empty within an archive.
func (r *reader) file(in io.Reader, path string) error {
	b := bufio.NewReaderSize(in, sample)
	head, err := b.Peek(sample)
	if err != nil && err != io.EOF {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	kind := r.kind
	switch {
	case packedWARC(head, r.export.Name) && (kind == "" || kind == WARC):
		kind = WARC
	case bytes.HasPrefix(head, []byte(gzipMagic)):
		return r.gzip(b, path)
	case isTar(head):
		return r.tar(b)
	case kind == "":
		kind = guess(head, r.export.Name)
	}
	if kind == Files && path != "" {
		return r.all(files.Read(r.ctx, files.Folder{FS: os.DirFS(filepath.Dir(path)), Only: filepath.Base(path)}, r.export), r.render)
	}
	return r.one(kind, b, head)
}

// one reads an export of the kind; head is its beginning.
func (r *reader) one(kind Kind, b io.Reader, head []byte) error {
	read := importerOf(kind)
	switch {
	case read == nil && bytes.HasPrefix(head, []byte("filedesc://")):
		return fmt.Errorf("%w: %s is an ARC file, the format before WARC: convert it first, for instance with warcio recompress", blog.ErrUsage, r.export.Name)
	case read == nil:
		return fmt.Errorf("%w: cannot tell what kind of export %s is; say it with --kind (%s)", blog.ErrUsage, r.export.Name, list(Kinds()))
	case kind == WARC:
		return r.all(read(r.ctx, b, r.export), keep)
	}
	text, err := r.decoded(b, head)
	if err != nil {
		return err
	}
	return r.all(read(r.ctx, text, r.export), r.render)
}

// decoded is the text as UTF-8. Exports are UTF-8 but for old ones; those are decoded in one piece.
func (r *reader) decoded(b io.Reader, head []byte) (io.Reader, error) {
	if validSoFar(head) {
		return b, nil
	}
	all, err := io.ReadAll(io.LimitReader(b, maxText+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("import %s: %w", r.export.Name, err)
	case len(all) > maxText:
		return nil, fmt.Errorf("import %s: it is not UTF-8, and too large to be decoded: more than %d MiB", r.export.Name, maxText>>20)
	}
	return bytes.NewReader(r.export.UTF8(all, "")), nil
}

// validSoFar says whether the sample is UTF-8, but for a character that its end may cut.
func validSoFar(head []byte) bool {
	for range utf8.UTFMax {
		if utf8.Valid(head) {
			return true
		}
		if len(head) < sample-utf8.UTFMax {
			return false
		}
		head = head[:len(head)-1]
	}
	return false
}

func (r *reader) gzip(in io.Reader, path string) error {
	counted := &counter{r: in}
	z, err := gzip.NewReader(counted)
	if err != nil {
		return fmt.Errorf("import %s: %w", r.export.Name, err)
	}
	name := r.export.Name
	defer func() { r.export.Name = name }()
	r.export.Name = unpackedName(name)
	return r.file(&bounded{r: z, packed: counted}, "")
}
