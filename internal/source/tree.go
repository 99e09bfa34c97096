package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/files"
	"github.com/fumikura/fumikura/internal/source/medium"
)

// A folder may hold an export beside anything: the pages that show it, pictures, a README. The order in which something is taken
// for what is meant: the export of Medium, the source tree of a known generator, exports, loose Markdown and HTML, feeds (which
// may hold only the newest posts), archives. What is left aside is named.

// find is a file in a folder that is an export.
type find struct {
	name string
	guessed
}

// tree reads a folder.
func (r *reader) tree(fsys fs.FS) error {
	if r.ruled && (r.kind == Medium || r.kind == "" && medium.Is(fsys)) {
		return nil // it says its addresses
	}
	switch r.kind {
	case Medium:
		return r.all(medium.Read(r.ctx, fsys, r.export), r.render)
	case Files:
		return r.posts(fsys)
	case "":
	default:
		return r.members(fsys, r.everything(fsys))
	}
	if medium.Is(fsys) {
		return r.told(guessed{kind: Medium, why: "the pages in its folder posts"}, func() error {
			return r.all(medium.Read(r.ctx, fsys, r.export), r.render)
		})
	}
	generator, posts := files.Holds(files.Folder{FS: fsys, Root: r.root}, r.export)
	if generator == "" && r.root == "" && r.only == "" {
		if dir := r.within(fsys); dir != "" {
			return r.deeper(fsys, dir)
		}
	}
	exports, feeds, archives := r.survey(fsys)
	switch {
	case generator != "":
		return r.leaving(slices.Concat(exports, feeds, archives), func() error { return r.posts(fsys) })
	case len(exports) > 0:
		aside := feeds
		if posts {
			aside = append(aside, find{name: "the Markdown and HTML files"})
		}
		return r.leaving(append(aside, archives...), func() error { return r.members(fsys, exports) })
	case posts:
		return r.leaving(append(feeds, archives...), func() error {
			return r.told(guessed{kind: Files, why: "its Markdown and HTML files"}, func() error { return r.posts(fsys) })
		})
	case len(feeds) > 0:
		return r.leaving(archives, func() error { return r.members(fsys, feeds) })
	case len(archives) > 0:
		return r.members(fsys, archives)
	}
	return fmt.Errorf("%w: there is no export in %s", ErrNoExport, r.export.Name)
}

func (r *reader) posts(fsys fs.FS) error {
	return r.all(files.Read(r.ctx, files.Folder{FS: fsys, Only: r.only, Root: r.root, Bare: r.ruled, Commits: r.commits()}, r.export), r.render)
}

// told says which kind was taken and why, and reads.
func (r *reader) told(g guessed, read func() error) error {
	if r.kind == "" && !r.yield(r.export.Note("taken for %s, by %s (--kind says otherwise)", g.kind, g.why), nil) {
		return errStop
	}
	return read()
}

// leaving names what is left aside, and reads.
func (r *reader) leaving(aside []find, read func() error) error {
	const most = 5
	var names []string
	for _, f := range aside {
		if names = append(names, f.name); len(names) == most && len(aside) > most {
			names = append(names, fmt.Sprintf("and %d more", len(aside)-most))
			break
		}
	}
	if len(names) > 0 && !r.yield(r.export.Note("left aside: %s", strings.Join(names, ", ")), nil) {
		return errStop
	}
	return read()
}

// maxLooked bounds how many files of a folder are looked into for exports; folders of posts are no place for more.
const maxLooked = 2000

// survey looks into the files that may be exports.
func (r *reader) survey(fsys fs.FS) (exports, feeds, archives []find) {
	looked := 0
	r.walk(fsys, func(name string) {
		if looked++; looked > maxLooked || !slices.Contains(looksLike, strings.ToLower(path.Ext(name))) {
			return
		}
		head, err := start(fsys, name)
		switch g := guess(r.readable(head), name); {
		case err != nil: // reading tells what is wrong with it
		case strings.HasPrefix(string(head), zipMagic), isTar(head), strings.HasPrefix(string(head), gzipMagic) && !packedWARC(head, name):
			archives = append(archives, find{name, g})
		case packedWARC(head, name):
			exports = append(exports, find{name, guessed{kind: WARC, why: "its records"}})
		case g.kind == "" || g.kind == Files, g.kind == JSONL && !holdsPosts(head):
		case g.feed:
			feeds = append(feeds, find{name, g})
		default:
			exports = append(exports, find{name, g})
		}
	})
	return exports, feeds, archives
}

// looksLike are the ends of names of exports.
var looksLike = []string{"", ".xml", ".txt", ".json", ".js", ".jsonl", ".ndjson", ".atom", ".rss", ".rdf", ".warc", ".gz", ".tgz", ".tar", ".zip", ".mt", ".export", ".dat", ".log"}

// readable is the sample as UTF-8.
func (r *reader) readable(head []byte) []byte {
	if strings.HasPrefix(string(head), zipMagic) || strings.HasPrefix(string(head), gzipMagic) {
		return head
	}
	return r.export.UTF8(head, "")
}

// start is the beginning of a file.
func start(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it is only read
	return io.ReadAll(io.LimitReader(f, sample))
}

// everything is all files of a folder, as the owner has said their kind.
func (r *reader) everything(fsys fs.FS) (all []find) {
	r.walk(fsys, func(name string) { all = append(all, find{name: name}) })
	return all
}

// walk goes through the regular files of a folder; links are not followed.
func (r *reader) walk(fsys fs.FS, visit func(name string)) {
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error { // what cannot be listed cannot be read either
		switch {
		case err != nil || r.ctx.Err() != nil:
			return nil
		case d.IsDir() && junk(name):
			return fs.SkipDir
		case d.Type().IsRegular() && !junk(name):
			visit(name)
		}
		return nil
	})
}

// junk says whether a file or folder is one that programs leave behind.
func junk(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "._") || strings.HasPrefix(base, ".") && base != "." || base == "Thumbs.db" || base == "desktop.ini" ||
		base == "node_modules" || name == "__MACOSX" || strings.HasPrefix(name, "__MACOSX/")
}

// members reads exports one after another. What turns out to be none is no fault where nobody said its kind.
func (r *reader) members(fsys fs.FS, finds []find) error {
	known, whole := 0, r.export.Name
	var last error
	for _, f := range finds {
		r.export.Name = f.name
		err := r.member(fsys, f.name)
		r.export.Name = whole
		switch {
		case errors.Is(err, errNested):
			if !r.yield(r.export.Note("%s is left aside: %v", f.name, err), nil) {
				return errStop
			}
			last = err
		case r.kind == "" && errors.Is(err, blog.ErrUsage):
			last = err
		case err != nil:
			return err
		default:
			known++
		}
	}
	switch {
	case known > 0:
		return nil
	case last != nil:
		return last
	}
	return fmt.Errorf("%w: there is no export in %s", ErrNoExport, whole)
}

func (r *reader) member(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("import %s: %w", name, err)
	}
	defer func() { _ = f.Close() }() // it is only read
	return r.open(f, "")
}
