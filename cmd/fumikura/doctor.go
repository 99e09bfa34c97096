package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

// finding is what doctor found at one step.
type finding struct {
	Step    string   `json:"step"`
	OK      bool     `json:"ok"`
	Verdict string   `json:"verdict"`
	Details []string `json:"details,omitempty"`
	Next    string   `json:"next,omitempty"` // what to do, where it is not ok
}

// doctor follows one post through the house.
type doctor struct {
	*app
	url   string
	db    *archive.DB // nil where there is no archive
	found []finding

	engine engine // that of serve; nil: one is opened
}

func (a *app) doctorCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor URL [QUERY]",
		Short: "Show at which step a post is lost",
		Long: `Follow one post through all steps: allowed by robots.txt, discovered, fetched, extracted, indexed and, with a query, found, at
which rank, or by which word not. Each step has its verdict and, where it fails, what to do.

Exit codes: 0 every step is well; 1 the post is lost at a step; 2 wrong usage.`,
		Example: "  fumikura doctor https://blog.example.com/entry/2016/08/19/211409 '勉強会 MTS'",
		Args:    atLeast(1, "the address of a post"),
		RunE: withContext(func(ctx context.Context, args []string) error {
			d := &doctor{app: a}
			u, err := fetch.Address(args[0])
			if err != nil {
				return fmt.Errorf("%w: %q is no address of a post", blog.ErrUsage, args[0])
			}
			q, err := query.Parse(strings.Join(args[1:], " "))
			if err != nil {
				return err
			}
			d.url = u.String()
			if err := d.examine(ctx, u, q); err != nil {
				return err
			}
			return d.tell(asJSON)
		}),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// examine goes through the steps; those after a loss still tell what they know.
func (d *doctor) examine(ctx context.Context, u *url.URL, q query.Query) error {
	if !d.hasArchive() {
		d.robots(ctx, u)
		d.add(finding{Step: "discovered", Verdict: "no blog has been read into " + d.cfg.Data, Next: "run fumikura reindex with the address of the blog's front page"})
		return nil
	}
	db, err := archive.OpenReadOnly(ctx, d.archivePath())
	if err != nil {
		return err
	}
	defer db.Close()
	d.db = db
	imported, err := d.imported(ctx, *u)
	if err != nil {
		return err
	}
	if imported { // the blog may be gone, and need not be asked
		d.add(finding{Step: "allowed", OK: true, Verdict: "imported: the blog is not asked"})
	} else {
		d.robots(ctx, u)
	}
	page, err := d.visited(ctx)
	if err != nil {
		return err
	}
	id, ok, err := d.extracted(ctx, page)
	if err != nil || !ok {
		return err
	}
	if d.engine != nil {
		return d.indexed(ctx, d.engine, id, q)
	}
	return d.withEngine(ctx, func(e engine) error { return d.indexed(ctx, e, id, q) })
}

// imported says whether the post came with an export, and follows the address in the spelling that the export has, with http or
// https.
func (d *doctor) imported(ctx context.Context, u url.URL) (bool, error) {
	for _, scheme := range []string{u.Scheme, "https", "http"} {
		u.Scheme = scheme
		v, known, err := d.db.Visit(ctx, u.String())
		if err != nil {
			return false, err
		}
		if known && isImported(v) {
			d.url = u.String()
			return true, nil
		}
	}
	return false, nil
}

func (d *doctor) add(f finding) { d.found = append(d.found, f) }

// robots asks the blog itself whether the post may be fetched.
func (d *doctor) robots(ctx context.Context, u *url.URL) {
	f := finding{Step: "allowed"}
	client, err := d.clientOf((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String())
	if err != nil {
		client = d.client()
	}
	defer client.Close()
	scope, err := fetch.NewScope(d.url)
	if err == nil {
		var rules *fetch.Rules
		if rules, err = client.Robots(ctx, scope, u); err == nil {
			f.OK = rules.Allowed(fetch.Product, d.url)
		}
	}
	switch {
	case err != nil:
		f.Verdict, f.Next = fmt.Sprintf("robots.txt cannot be read: %v", err), "see whether the blog answers at all; what was fetched before is kept"
	case f.OK:
		f.Verdict = "robots.txt allows it"
	default:
		f.Verdict, f.Next = "robots.txt forbids it to "+fetch.Product, "allow it in the blog's robots.txt, or import an export of the blog"
	}
	d.add(f)
}

// visited tells how the crawl came to the page and what it got.
func (d *doctor) visited(ctx context.Context) (*blog.Page, error) {
	v, known, err := d.db.Visit(ctx, d.url)
	if err != nil {
		return nil, err
	}
	f := finding{Step: "discovered", OK: known, Verdict: "found in " + v.Found}
	if !known {
		f.Verdict = "no sitemap, feed or list page named this address"
		f.Next = "check the address (http or https, slash at the end); a post that nothing links to can be brought in with fumikura import"
		d.add(f)
		return nil, nil
	}
	d.add(f)
	f = finding{Step: "fetched", OK: v.Outcome == blog.Fetched || v.Outcome == blog.Unchanged}
	f.Verdict = fmt.Sprintf("%s on %s with status %d", v.Outcome, when(v.At), v.Status)
	if v.Status == 0 && f.OK {
		f.Verdict = fmt.Sprintf("imported on %s", when(v.At))
	}
	if v.Final != "" {
		f.Details = append(f.Details, "it leads to "+v.Final)
	}
	if v.Reason != "" {
		f.Verdict += ": " + v.Reason
	}
	if v.Role != blog.RolePage {
		f.OK, f.Next = false, "it was taken for a "+string(v.Role)+" page, which is read for its links only"
	} else if !f.OK {
		f.Next = "mend what the reason says, then run fumikura reindex"
	}
	d.add(f)
	page, err := d.db.Page(ctx, d.url)
	if isNotFound(err) {
		return nil, nil
	}
	return page, err
}

// tell prints what was found; a loss is exit code 1.
func (d *doctor) tell(asJSON bool) error {
	lost := false
	for _, f := range d.found {
		lost = lost || !f.OK
	}
	if asJSON {
		if err := d.printJSON(map[string]any{"url": d.url, "ok": !lost, "steps": d.found}); err != nil {
			return err
		}
	} else {
		d.print()
	}
	if lost {
		return errShown
	}
	return nil
}

func (d *doctor) print() {
	d.say("%s\n", d.url)
	for _, f := range d.found {
		mark := "ok  "
		if !f.OK {
			mark = "LOST"
		}
		d.say("%s %-10s %s\n", mark, f.Step, f.Verdict)
		for _, line := range f.Details {
			d.say("                %s\n", line)
		}
		if f.Next != "" {
			d.say("                what to do: %s\n", f.Next)
		}
	}
}
