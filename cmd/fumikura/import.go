package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/internal/source"
)

// importFlags are the flags of import.
type importFlags struct {
	kind, blog, zone, permalink, root string
	replace, force, json, offline     bool
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import PATH…",
		Short: "Bring in exports and folders of posts, and publish them",
		Long: `Bring in exports and folders of posts, and publish them. The kind is guessed from the content. Importing the same twice changes
nothing. Entries that cannot be taken are listed with file and line; the others are taken. What an import lacks stays, unless --replace
says that it is all there is of its blogs; a blog that would lose many posts so is not published without --force.

Kinds: ` + kindList() + `, and a .zip or .tar.gz of any.

The posts of a source tree (Hugo, Jekyll, Hexo, Zenn, …) get the addresses that their generator makes. The blog is asked whether ten
of them are there (--offline for none), and the import is refused when most are not.

JSON lines have url, title, author, tags, published, updated, lang, blog and one of text, html and markdown; an array of such
objects will do. Drafts and whatever else is not public is left out, also where a field that is not known could mean that; in JSON
say it with "draft", "status" or "public".

Exit codes: 0 done; 1 failed, nothing published; 2 wrong usage; 3 published, some entries passed over.`,
		Example: `  fumikura import posts.jsonl
  fumikura import export.txt --blog https://blog.example.com/
  fumikura import content/ --kind files --blog https://blog.example.com/ --zone Asia/Tokyo`,
		Args: atLeast(1, "a file or folder"),
		RunE: withContext(func(ctx context.Context, args []string) error { return a.importPaths(ctx, args, f) }),
	}
	c.Flags().StringVar(&f.kind, "kind", "", "the kind of export, where the guess is wrong")
	c.Flags().StringVar(&f.blog, "blog", "", "the address of the blog that the posts belong to")
	c.Flags().StringVar(&f.zone, "zone", "", "the time zone of dates that name none, such as Asia/Tokyo (default this machine's; Japan for Hatena)")
	c.Flags().StringVar(&f.permalink, "permalink", "", "how the blog makes the addresses of posts, where the export does not say: a path with parts such as :year, :month, :slug")
	c.Flags().StringVar(&f.root, "root", "", "the folder of a source tree that holds the posts, where its generator is not known; addresses begin below it")
	c.Flags().BoolVar(&f.replace, "replace", false, "the import is all there is of the blogs it names: take out what it lacks")
	c.Flags().BoolVar(&f.offline, "offline", false, "do not ask the blog whether computed addresses are there")
	c.Flags().BoolVar(&f.force, "force", false, "publish even if a blog has lost many of its posts or a field")
	c.Flags().BoolVar(&f.json, "json", false, "print the report as JSON")
	return c
}

func kindList() string {
	var names []string
	for _, k := range source.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

func (a *app) importPaths(ctx context.Context, paths []string, f importFlags) error {
	o, err := a.importOptions(f)
	if err != nil {
		return err
	}
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%w: import: there is no file or folder %s", blog.ErrUsage, p)
			}
			return fmt.Errorf("%w: import: %w", blog.ErrUsage, err)
		}
	}
	if err := a.askBlogs(ctx, paths, o, f); err != nil {
		return err
	}
	return a.locked(ctx, "import", func(db *archive.DB) error {
		return a.ingest(ctx, ingest.Options{Archive: db, Sites: paths, Source: exports{o}, Replace: f.replace, Force: f.force}, f.json)
	})
}

func (a *app) importOptions(f importFlags) (source.Options, error) {
	o := source.Options{Kind: source.Kind(f.kind), Now: time.Now(), Text: fetch.UTF8}
	if f.kind != "" && !oneOf(f.kind, strings.Split(kindList(), ", ")...) {
		return o, fmt.Errorf("%w: --kind is %q; it may be %s", blog.ErrUsage, f.kind, kindList())
	}
	zone := f.zone
	if zone == "" {
		zone = a.cfg.Import.Zone
	}
	if zone != "" {
		z, err := time.LoadLocation(zone)
		if err != nil {
			return o, fmt.Errorf("%w: --zone: there is no time zone %q; write it like Asia/Tokyo", blog.ErrUsage, zone)
		}
		o.Zone = z
	}
	o.Root = f.root
	if f.permalink != "" {
		o.Permalink = blog.Pattern(f.permalink)
		if err := o.Permalink.Check(); err != nil {
			return o, fmt.Errorf("--permalink: %w", err)
		}
	}
	if f.blog != "" {
		sites, err := siteAddresses([]string{f.blog})
		if err != nil {
			return o, err
		}
		o.Site = sites[0]
	}
	return o, nil
}

// exports is the source of an import: each of its blogs is a path.
type exports struct{ options source.Options }

// Capture gives what the file or folder at the path holds. That nothing in it is an export is no wrong usage, but a run that took nothing.
func (e exports) Capture(ctx context.Context, path string) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		for c, err := range source.Open(ctx, path, e.options) {
			if errors.Is(err, source.ErrNoExport) {
				err = errors.New(strings.Replace(err.Error(), source.ErrNoExport.Error()+": ", "", 1))
			}
			if !yield(c, err) {
				return
			}
		}
	}
}
