// Package files reads posts from folders as static site generators have them: Markdown and HTML with or without front matter,
// with the addresses that the generator gives them, or just lying there; also a site that has been rendered already. What each
// generator does is known in the rooms below this one; here the tree is walked, and captures are made.
package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// errStop ends a walk because the reader has had enough.
var errStop = errors.New("stop")

// Folder is what to read.
type Folder struct {
	FS   fs.FS
	Only string // a file or folder in it; empty for all
	Root string // the folder with the posts, below which their addresses are; empty: where the generator has them
	Bare bool   // only addresses and what is known of posts are wanted, not their texts

	// Commits tells when a file was first or last committed, where its folder is under version control; nil where it is not asked.
	Commits func(name string, first bool) (time.Time, bool)
}

// Read hands over each post of the folder. Their addresses are those that the generator gives them, on the export's Site or else
// on the address in the generator's own configuration.
func Read(ctx context.Context, f Folder, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		r := reader{tree: tree(f, x), export: x, only: cmp.Or(f.Only, "."), bare: f.Bare, notes: map[string][]string{}}
		r.site = look(r.tree)
		if x.Zone == nil {
			r.export.Zone = r.site.Zone
		}
		if r.site.Name != "" && !yield(x.Note("%s", r.told()), nil) {
			return
		}
		if r.site.Note != "" && !yield(x.Note("%s", r.site.Note), nil) {
			return
		}
		for _, root := range r.roots() {
			if err := r.walk(ctx, root, yield); err != nil {
				if !errors.Is(err, errStop) {
					yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
				}
				return
			}
		}
		for _, note := range slices.Sorted(maps.Keys(r.notes)) {
			if of := r.notes[note]; !yield(x.Note("of %d files, such as %s: %s", len(of), of[0], note), nil) {
				return
			}
		}
	}
}

func tree(f Folder, x blog.Export) site.Tree {
	t := site.Tree{FS: f.FS, Folder: x.Name, Blog: x.Site, Zone: x.Zone, Now: x.Now}
	if f.Root != "" {
		t.Root = path.Clean(f.Root)
	}
	t.Parse, t.Commits = x.TimeIn, f.Commits
	return t
}

// reader is one run over a tree.
type reader struct {
	tree   site.Tree
	site   *site.Site
	export blog.Export
	only   string
	bare   bool
	notes  map[string][]string // what is to be told of posts that are taken, with their files
}

// told says how the folder was taken, and by what.
func (r *reader) told() string {
	s := fmt.Sprintf("taken for a source tree of %s, by %s", r.site.Name, r.site.Why)
	if r.site.Base != "" && r.export.Site == "" {
		s += "; its blog is " + r.site.Base
	}
	return s
}

// roots are the folders to walk, none inside another.
func (r *reader) roots() []string {
	if r.only != "." {
		return []string{r.only}
	}
	var out []string
	all := slices.Clone(r.site.Root)
	if r.tree.Root != "" {
		all = []string{r.tree.Root}
	}
	slices.Sort(all)
	for _, dir := range slices.Compact(all) {
		if _, covered := site.Under(dir, out...); dir != "." && (covered || !r.tree.IsDir(dir)) && r.tree.Root == "" {
			continue
		}
		out = append(out, dir)
	}
	return out
}

func (r *reader) walk(ctx context.Context, root string, yield func(blog.Capture, error) bool) error {
	return fs.WalkDir(r.tree, root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name == root:
			return err
		case err != nil:
			return enough(yield(passed(r.export, name, err.Error()), nil))
		case d.IsDir() && name != root && (hidden(d.Name()) || r.site.Skip != nil && r.site.Skip(name)):
			return fs.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), "._"):
			return nil
		case foreign[strings.ToLower(path.Ext(name))] != "" && !r.about(name) && (r.site.Name != "" || path.Ext(name) != ".ipynb"):
			return enough(r.foreign(name, yield))
		case post(name) && (name == root || !r.about(name)):
			return enough(yield(r.read(name), nil))
		}
		return nil
	})
}

func enough(more bool) error {
	if more {
		return nil
	}
	return errStop
}

// foreign tells of a file that the generator may make a post of, and that cannot be read here.
func (r *reader) foreign(name string, yield func(blog.Capture, error) bool) bool {
	f := &site.File{Name: name, Meta: front.Meta{}}
	if r.site.Name != "" {
		if r.site.Place(f); f.Page != "" && r.site.Name != "jekyll" {
			return true
		}
	}
	return yield(passed(r.export, name, fmt.Sprintf("it is written in %s, which is not read: convert it to Markdown, for instance with pandoc", foreign[strings.ToLower(path.Ext(name))])), nil)
}

// foreign are languages of posts other than Markdown and HTML, by the extension of their files; a notebook is a post only to a generator.
var foreign = map[string]string{".rst": "reStructuredText", ".adoc": "AsciiDoc", ".asciidoc": "AsciiDoc", ".org": "Org", ".textile": "Textile", ".ipynb": "a notebook of Jupyter"}

// hidden says whether a folder holds something else than posts.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "_includes", "_layouts", "vendor", "__MACOSX", "bower_components"}, name)
}

// about says whether a file is about the folder and no post in it, such as README; a generator knows for itself.
func (r *reader) about(name string) bool {
	return r.site.Name == "" && About(name)
}

// About says whether a file is by its name about the folder it lies in.
func About(name string) bool {
	stem := strings.ToLower(strings.ReplaceAll(site.Stem(name), "-", "_"))
	stem, _, _ = strings.Cut(stem, ".")
	return slices.Contains([]string{"readme", "license", "licence", "copying", "contributing", "changelog", "changes", "code_of_conduct", "security", "authors",
		"contributors", "support", "governance", "maintainers", "pull_request_template", "issue_template", "agents", "claude", "copilot_instructions", "notice"}, stem)
}

// post says whether a file may be one, by its name.
func post(name string) bool { return markdown(name) || rendered(name) }

func markdown(name string) bool {
	return slices.Contains([]string{".md", ".markdown", ".mdown", ".mkdown", ".mkdn", ".mkd", ".mdx", ".mdoc"}, strings.ToLower(path.Ext(name)))
}

func rendered(name string) bool {
	return slices.Contains([]string{".html", ".htm", ".xhtml"}, strings.ToLower(path.Ext(name)))
}

func passed(x blog.Export, name, reason string) blog.Capture {
	x.Name = name
	return x.Pass(0, "", reason)
}

// lineEnds gives those of Windows and of old Macs one form.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// read makes the capture of one file.
func (r *reader) read(name string) blog.Capture {
	text, err := r.tree.Read(name)
	if err != nil {
		return passed(r.export, name, err.Error())
	}
	f := file{File: &site.File{Name: name, Raw: lineEnds.Replace(string(r.export.UTF8(text, "")))}, reader: r, export: r.export}
	f.export.Name = name
	split := r.site.Split
	if split == nil {
		split = usual
	}
	if err := split(f.File); err != nil {
		return f.broken(err)
	}
	if f.Meta == nil {
		f.Meta = front.Meta{}
	}
	return f.capture()
}

// usual takes the front matter off as most generators have it.
func usual(f *site.File) (err error) {
	f.Meta, f.Text, err = front.Split(f.Raw)
	return err
}
