package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/ingest"
)

// reindexFlags are the flags of reindex.
type reindexFlags struct {
	full, rebuild, dryRun, force, json bool

	again string // the address of a page that is asked for whatever is known of it
}

func (a *app) reindexCommand() *cobra.Command {
	var f reindexFlags
	c := &cobra.Command{
		Use:   "reindex [URL…]",
		Short: "Bring the index up to date with the blogs",
		Long: `Discover the posts of the blogs, fetch what is new or changed, extract, build the next index beside the live one, check it,
and publish it. Without a URL the remembered blogs are asked. A run that goes wrong publishes nothing; a run that was
killed goes on where it was.

Exit codes: 0 done; 1 failed, nothing published; 2 wrong usage or configuration; 3 published, some pages passed over.`,
		Example: `  fumikura reindex https://blog.example.com/
  fumikura reindex
  fumikura reindex --dry-run --json`,
	}
	var review bool
	c.Flags().BoolVar(&review, "review", false, "build and check, but wait for fumikura publish (default serve.review)")
	c.RunE = func(c *cobra.Command, args []string) error {
		if c.Flags().Changed("review") {
			a.review = &review
		}
		return a.reindex(c.Context(), args, f)
	}
	c.Flags().BoolVar(&f.full, "full", false, "ask for every page again, not only for what is new or changed")
	c.Flags().StringVar(&f.again, "again", "", "the address of a post that is to be asked for again, with what is new on its blog")
	c.Flags().BoolVar(&f.rebuild, "rebuild", false, "build from the archive, without the network")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would change, and change nothing")
	c.Flags().BoolVar(&f.force, "force", false, "publish even if a blog has lost many of its posts or a field")
	c.Flags().BoolVar(&f.json, "json", false, "print the report as JSON")
	return c
}

func (a *app) reindex(ctx context.Context, args []string, f reindexFlags) error {
	if f.rebuild && (f.full || len(args) > 0) {
		return fmt.Errorf("%w: --rebuild works from the archive alone; it goes with neither --full nor a URL", blog.ErrUsage)
	}
	if f.again != "" && (f.rebuild || f.full || len(args) > 0) {
		return fmt.Errorf("%w: --again takes one post of a blog that is known; it goes with neither --full nor --rebuild nor a URL", blog.ErrUsage)
	}
	sites, err := siteAddresses(args)
	if err != nil {
		return err
	}
	if len(args) == 0 && !a.hasArchive() && len(a.cfg.allBlogs()) == 0 {
		return fmt.Errorf("%w: no blog is known yet: name its address, as in fumikura reindex https://blog.example.com/", blog.ErrUsage)
	}
	open := a.locked
	if f.dryRun && !a.hasArchive() {
		open = untouched // there is nothing to compare with, and no folder is to be made for it
	}
	return open(ctx, "reindex", func(db *archive.DB) error {
		if f.again != "" {
			if sites, err = blogOfPost(ctx, db, f.again); err != nil {
				return err
			}
		}
		if sites, err = a.remembered(ctx, db, sites); err != nil {
			return err
		}
		if len(sites) == 0 {
			if sites, err = a.knownSites(ctx, db); err != nil {
				return err
			}
		}
		o := ingest.Options{Archive: db, Sites: sites, Remember: true, Rebuild: f.rebuild, DryRun: f.dryRun, Force: f.force}
		if !f.rebuild && len(sites) > 0 {
			k, err := a.crawlers(db, sites, f)
			if err != nil {
				return err
			}
			defer k.close()
			o.Source = k
		}
		return a.ingest(ctx, o, f.json)
	})
}

// knownSites are the remembered blogs and those of the configuration. There may be none where everything was imported; then the
// archive is all there is to build from.
func (a *app) knownSites(ctx context.Context, db *archive.DB) ([]string, error) {
	sites, err := siteAddresses(a.cfg.allBlogs())
	if err != nil {
		return nil, err
	}
	remembered, err := db.Sites(ctx)
	if err != nil {
		return nil, err
	}
	forgotten, err := db.Forgotten(ctx)
	if err != nil {
		return nil, err
	}
	sites = slices.DeleteFunc(sites, func(s string) bool {
		if forgotten.Blog(s) {
			fmt.Fprintf(a.stderr, "fumikura: %s of the configuration was forgotten and is left out; fumikura forget --undo lets it come in again\n", s)
		}
		return forgotten.Blog(s)
	})
	for _, s := range remembered {
		sites = append(sites, s.URL)
	}
	if sites, err = a.remembered(ctx, db, sites); err != nil {
		return nil, err
	}
	if len(sites) > 0 {
		return sites, nil
	}
	tallies, err := db.Tallies(ctx, 0)
	if err == nil && len(tallies) == 0 {
		err = fmt.Errorf("%w: no blog is known yet: name its address, as in fumikura reindex https://blog.example.com/", blog.ErrUsage)
	}
	return nil, err
}

// remembered gives each blog the address under which it is remembered, where it is: http and https, with www. and without, are one
// blog.
func (a *app) remembered(ctx context.Context, db *archive.DB, sites []string) ([]string, error) {
	known, err := db.Sites(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range sites {
		for _, k := range known {
			if blog.SameBlog(k.URL, s) {
				s = k.URL
				break
			}
		}
		same := func(o string) bool { return blog.SameBlog(o, s) }
		if !slices.ContainsFunc(out, same) {
			out = append(out, s)
		}
	}
	return out, nil
}

// siteAddresses brings what an owner types into the form in which blogs are remembered: https where no scheme is said, and a
// path.
func siteAddresses(args []string) ([]string, error) {
	var sites []string
	for _, arg := range args {
		raw := arg
		if !strings.Contains(raw, "://") {
			raw = "https://" + raw
		}
		u, err := url.Parse(raw)
		if err == nil {
			u, err = fetch.Address(raw)
		}
		if given, e := url.Parse(raw); e == nil && given.User != nil {
			return nil, fmt.Errorf("%w: %q has a name or a password in it, which would be kept and shown; write them as basic_auth in a [[blog]] of %s "+
				"(fumikura init shows how)", blog.ErrUsage, given.Redacted(), configName)
		}
		if err != nil || u.Host == "" || raw != arg && !complete(u) {
			return nil, fmt.Errorf("%w: %q is no address of a blog; write it like https://blog.example.com/", blog.ErrUsage, arg)
		}
		if s := u.String(); !oneOf(s, sites...) {
			sites = append(sites, s)
		}
	}
	return sites, nil
}

// complete says whether an address that was typed without https:// names a host for certain: with a domain, a port, or as this machine. A
// lone word is more likely a slip, and as a blog it would be there for good.
func complete(u *url.URL) bool {
	host := u.Hostname()
	return strings.ContainsAny(host, ".:") || u.Port() != "" || host == "localhost"
}

// buildGC is how much garbage a run may gather, in hundredths of what it holds. With the usual 100 a run of 10,000 posts took some 190 MB more.
const buildGC = 50

// ingest runs a reindex with a progress display and prints its report.
func (a *app) ingest(ctx context.Context, o ingest.Options, asJSON bool) error {
	log := a.log(false)
	if a.getenv("GOGC") == "" { // else the owner knows better
		debug.SetGCPercent(buildGC)
	}
	if err := a.claim(ctx, o.Archive, o.Force); err != nil {
		return err
	}
	engine, err := a.openWriter(ctx, log)
	if err != nil {
		return err
	}
	show := a.newProgress()
	_, show.reads = o.Source.(exports)
	prepare := sync.OnceFunc(func() { go ja.Load() }) // a page that is read mostly leads to a build
	if o.Review, err = a.reviewing(ctx, o.Archive, a.review); err != nil {
		return errors.Join(err, engine.Close())
	}
	if o.Review && nothingWhole(ctx, engine) {
		fmt.Fprintln(a.stderr, "fumikura: no whole index is left to be served, so that what is built is published without waiting for approval")
		o.Review = false
	}
	o.Index, o.Log, o.Blogs = liveIndex{engine}, log, a.cfg.blogDefaults()
	o.Progress = func(p ingest.Progress) {
		if p.Phase == "read" {
			prepare()
		}
		show.update(p)
	}
	report, err := ingest.Reindex(ctx, o)
	show.end()
	err = errors.Join(err, engine.Close())
	if asJSON {
		err = errors.Join(err, a.printJSON(report))
	} else if errors.Is(err, blog.ErrUsage) {
		return err
	} else {
		a.printReport(report)
	}
	if err == nil && len(report.Passed)+len(report.Warnings) > 0 {
		return errPassed
	}
	return err
}
