package main

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/archive"
)

// Values are completed in the shell from what there is: kinds of exports, generations, remembered blogs, and the values of fields in the live
// index. A shell waits for it while somebody types, so that what takes long is left out, and no error is shown.

// completeTimeout is how long a shell may wait.
const completeTimeout = 2 * time.Second

type completion = func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// completions adds what is completed to the flags and arguments of the commands.
func (a *app) completions(root *cobra.Command) {
	flag := func(command, name string, values ...string) {
		if c, _, err := root.Find([]string{command}); err == nil && c.Flags().Lookup(name) != nil {
			_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)) // it is registered once
		}
	}
	argument := func(command string, f completion) {
		if c, _, err := root.Find([]string{command}); err == nil && c != root {
			c.ValidArgsFunction = f
		}
	}
	_ = root.MarkPersistentFlagDirname("data") // both were just made
	_ = root.MarkPersistentFlagFilename("config", "toml")
	flag("import", "kind", strings.Split(kindList(), ", ")...)
	flag("export", "kind", "jsonl", "warc")
	flag("search", "sort", "relevance", string(index.Newest), string(index.Oldest))
	flag("guide", "lang", "ja", "en")
	flag("import", "zone", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "UTC")
	for _, command := range []string{"reindex", "forget", "doctor"} {
		argument(command, a.completeBlogs)
	}
	argument("rollback", a.completeGenerations)
	argument("search", a.completeQuery)
}

// completing reads the configuration, which a shell's question comes before.
func (a *app) completing(c *cobra.Command) (context.Context, context.CancelFunc, bool) {
	ctx := c.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := context.WithTimeout(ctx, completeTimeout)
	return ctx, cancel, a.load() == nil
}

func (a *app) completeBlogs(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	ctx, cancel, ok := a.completing(c)
	defer cancel()
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	urls := a.cfg.allBlogs()
	if db, err := archive.OpenReadOnly(ctx, a.archivePath()); err == nil {
		sites, _ := db.Sites(ctx) // what cannot be read is not offered
		for _, s := range sites {
			urls = append(urls, s.URL)
		}
		_ = db.Close()
	}
	slices.Sort(urls)
	return slices.Compact(urls), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func (a *app) completeGenerations(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	_, cancel, ok := a.completing(c)
	defer cancel()
	if !ok || len(args) > 0 || a.clustered() {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ids, _ := generation.Open(a.cfg.Data).List() // what cannot be read is not offered
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// completeQuery completes the names of fields and, after the colon, their values, the most frequent first.
func (a *app) completeQuery(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	const none = cobra.ShellCompDirectiveNoFileComp
	name, _, valued := strings.Cut(typed, ":")
	if !valued {
		var names []string
		for _, f := range query.Facets() {
			names = append(names, string(f)+":")
		}
		return append(names, "title:", "code:", "after:", "before:"), none | cobra.ShellCompDirectiveNoSpace
	}
	field := query.Field(name)
	if !slices.Contains(query.Facets(), field) {
		return nil, none
	}
	ctx, cancel, ok := a.completing(c)
	defer cancel()
	if !ok {
		return nil, none
	}
	var values []string
	_ = a.withEngine(ctx, func(e engine) error { // without an index nothing is offered
		r, err := e.Search(ctx, index.Request{Page: 1, Size: 1, Facets: []query.Field{field}, FacetSize: index.MaxValues})
		if err != nil {
			return err
		}
		found := slices.Clone(r.Facets[field])
		slices.SortStableFunc(found, func(a, b index.Value) int { return cmp.Compare(b.Count, a.Count) })
		for _, v := range found {
			value := v.Value
			if strings.ContainsAny(value, " \t　") {
				value = `"` + value + `"`
			}
			values = append(values, name+":"+value)
		}
		return nil
	})
	return values, none | cobra.ShellCompDirectiveKeepOrder
}
