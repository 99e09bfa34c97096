// Package source opens what a blog was exported to: it finds out the kind of a file, a folder or an archive and lets the right
// importer read it. It reads no format itself; live blogs are for internal/source/crawl.
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Kind names a format.
type Kind string

// The kinds of export.
const (
	JSONL    Kind = "jsonl"    // JSON lines, the format of our own; or an array of the same objects
	MT       Kind = "mt"       // Movable Type, as Hatena, TypePad, FC2, livedoor and others write it
	WXR      Kind = "wxr"      // WordPress; Squarespace and note write it too
	Blogger  Kind = "blogger"  // the Atom of Blogger
	Ghost    Kind = "ghost"    // Ghost's JSON
	Medium   Kind = "medium"   // Medium's zip
	Tumblr   Kind = "tumblr"   // the JSON of Tumblr's API
	Atom     Kind = "atom"     // an Atom feed with whole posts
	RSS      Kind = "rss"      // an RSS feed with whole posts
	JSONFeed Kind = "jsonfeed" // JSON Feed
	Files    Kind = "files"    // Markdown and HTML in folders
	WARC     Kind = "warc"     // a web archive
)

// Kinds are all kinds, for help texts.
func Kinds() []Kind {
	return []Kind{JSONL, MT, WXR, Blogger, Ghost, Medium, Tumblr, Atom, RSS, JSONFeed, Files, WARC}
}

// Options says how to read an export.
type Options struct {
	Kind Kind           // empty: what the content looks like
	Site string         // the blog that the posts belong to; empty: what the export says, or else the origin of each post
	Zone *time.Location // of dates that name none; nil: the zone of this machine, but Japan for a Hatena export
	Now  time.Time      // when the posts are captured; zero: now

	Root      string       // the folder of a source tree with the posts, below which their addresses are; empty: where its generator has them
	Permalink blog.Pattern // how the blog makes addresses, where the export does not say; empty: as is usual for the format

	// Text turns bytes of another charset into UTF-8, given a Content-Type where there is one, and names the charset (as fetch.UTF8
	// does); nil: what is no UTF-8 is lost.
	Text func(body []byte, contentType string) ([]byte, string)
}

// ErrNoExport says that nothing in a file or folder is an export, so that nothing was taken.
var ErrNoExport = fmt.Errorf("%w", blog.ErrUsage)

// Open hands over the posts of the file, the folder or the archive (zip, tar, gzip) at the path. An entry that cannot be taken
// is a visit with the reason; an error means that the rest could not be read. Every page is HTML, text or nothing but what is
// known of it.
func Open(ctx context.Context, path string, o Options) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		if o.Kind != "" && !slices.Contains(Kinds(), o.Kind) {
			yield(blog.Capture{}, fmt.Errorf("%w: there is no kind %q of export, but %s", blog.ErrUsage, o.Kind, list(Kinds())))
			return
		}
		r := newReader(ctx, path, o)
		r.yield = yield
		if err := r.path(path); err != nil && !errors.Is(err, errStop) {
			yield(blog.Capture{}, err)
		}
	}
}

func newReader(ctx context.Context, path string, o Options) *reader {
	r := &reader{ctx: ctx, kind: o.Kind, root: o.Root, budget: &budget{}, export: blog.Export{Name: filepath.Base(path), Site: o.Site, Zone: o.Zone, Now: o.Now, Permalink: o.Permalink}}
	if o.Text != nil {
		r.export.Text = func(body []byte, contentType string) []byte {
			text, _ := o.Text(body, cmp.Or(contentType, "text/plain"))
			return text
		}
	}
	if r.export.Now.IsZero() {
		r.export.Now = time.Now()
	}
	return r
}

func list(kinds []Kind) string {
	var all []string
	for _, k := range kinds {
		all = append(all, string(k))
	}
	return strings.Join(all, ", ")
}

// errStop ends the reading because the caller has had enough.
var errStop = errors.New("stop")

// reader is one run over an export.
type reader struct {
	ctx    context.Context
	kind   Kind
	root   string
	dir    string // of the folder on disk that is read; of what is packed in it there are no commits
	only   string // the part of a source tree that is wanted; empty for all
	ruled  bool   // only posts whose addresses come by a rule are wanted, and of them nothing else
	export blog.Export
	budget *budget
	depth  int // archives that are open within each other
	layers int // packings that are open within each other
	yield  func(blog.Capture, error) bool
}

func (r *reader) path(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("import %s: %w", path, blog.ErrNotFound)
	case err != nil:
		return fmt.Errorf("import %s: %w", path, err)
	case info.IsDir():
		if r.kind == "" || r.kind == Files {
			path = r.whole(path)
		}
		r.dir = path
		root, err := os.OpenRoot(path) // links that lead out of it are not followed
		if err != nil {
			return fmt.Errorf("import %s: %w", path, err)
		}
		defer func() { _ = root.Close() }() // it is only read
		return r.tree(root.FS())
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("import %s: %w", path, err)
	}
	defer func() { _ = f.Close() }() // it is only read
	r.budget.packed = info.Size()
	return r.open(f, path)
}

// all hands over what an importer gives, its Markdown rendered.
func (r *reader) all(seq iter.Seq2[blog.Capture, error], tidy func(blog.Capture) blog.Capture) error {
	for c, err := range seq {
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if !r.ruled {
			c = tidy(c)
		}
		if !r.yield(c, nil) {
			return errStop
		}
	}
	return nil
}
