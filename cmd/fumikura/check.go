package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/archive"
)

// deepSamples is how many substrings check --deep asks of the index.
const deepSamples = 5000

func (a *app) checkCommand() *cobra.Command {
	var deep bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the archive and the generations for damage",
		Long: `Check the archive and every generation for damage: the checksum of each file, the consistency of the database. With --deep also
unpack every kept page, and ask the live index for 5,000 substrings of its posts.

Exit codes: 0 whole; 1 damage was found, told with what to do; 2 wrong usage.`,
		Example: "  fumikura check --deep",
		Args:    noArgs,
		RunE: withContext(func(ctx context.Context, _ []string) error {
			if err := a.needData(); err != nil {
				return err
			}
			return a.check(ctx, deep)
		}),
	}
	c.Flags().BoolVar(&deep, "deep", false, "unpack every page and ask for substrings of the posts")
	return c
}

func (a *app) check(ctx context.Context, deep bool) error {
	whole, err := a.checkArchive(ctx, deep)
	if err != nil {
		return err
	}
	indexed, err := a.checkGenerations(ctx)
	if err != nil {
		return err
	}
	if deep && indexed {
		if err := a.withEngine(ctx, func(e engine) error { return e.Check(ctx, deepSamples) }); err != nil {
			a.say("index: %v\n  what to do: fumikura reindex --rebuild, and tell us of it\n", err)
			return errShown
		}
		a.say("index: %d substrings of posts were asked for and found\n", deepSamples)
	}
	if !whole || !indexed {
		return errShown
	}
	return nil
}

func (a *app) checkArchive(ctx context.Context, deep bool) (whole bool, err error) {
	db, err := archive.OpenReadOnly(ctx, a.archivePath())
	if err != nil {
		return false, fmt.Errorf("check the archive: %w", err)
	}
	defer db.Close()
	problems, err := db.Check(ctx, deep)
	if err != nil {
		return false, fmt.Errorf("check the archive: %w", err)
	}
	for _, p := range problems {
		a.say("archive: %s\n", p)
	}
	if len(problems) > 0 {
		fmt.Fprintln(a.stdout, "  what to do: fumikura restore a backup, or move archive.db away and run fumikura reindex URL")
		return false, nil
	}
	fmt.Fprintln(a.stdout, "archive: whole")
	return true, nil
}

func (a *app) checkGenerations(ctx context.Context) (whole bool, err error) {
	if a.clustered() {
		return a.checkCluster(ctx)
	}
	store := generation.Open(a.cfg.Data)
	ids, err := store.List()
	if err != nil {
		return false, err
	}
	if len(ids) == 0 {
		fmt.Fprintln(a.stdout, "no generation is published yet: run fumikura reindex")
		return false, nil
	}
	whole = true
	live, err := store.Current()
	if err != nil {
		// There are generations, so that a missing CURRENT is damage too.
		a.say("CURRENT: %v\n  what to do: fumikura reindex --rebuild writes it again\n", err)
		whole = false
	} else if !slices.Contains(ids, live) {
		a.say("CURRENT: it names %s, which is not there\n  what to do: fumikura reindex --rebuild writes it again\n", live)
		whole = false
	}
	for _, id := range ids {
		mark := ""
		if id == live {
			mark = " (live)"
		}
		if err := store.Verify(ctx, id); err != nil {
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			a.say("generation %s%s: %v\n  what to do: fumikura reindex --rebuild makes a new one from the archive\n", id, mark, err)
			whole = false
			continue
		}
		a.say("generation %s%s: whole\n", id, mark)
	}
	return whole, nil
}

func (a *app) rollbackCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rollback [GENERATION]",
		Short: "Make the previous or a named generation live",
		Long: `Make the previous or a named generation live. A running serve takes it up within two seconds. The next reindex publishes a new
one from the archive.

Exit codes: 0 done; 1 there is none to go back to; 2 wrong usage.`,
		Example: "  fumikura rollback\n  fumikura rollback 20261124-101500-1a2b",
		Args:    cobra.MaximumNArgs(1),
		RunE: withContext(func(ctx context.Context, args []string) error {
			if err := a.needData(); err != nil {
				return err
			}
			to := ""
			if len(args) > 0 {
				to = args[0]
			}
			return a.locked(ctx, "rollback", func(*archive.DB) error {
				id, err := a.rollback(ctx, to)
				if err != nil {
					return fmt.Errorf("rollback: %w", err)
				}
				_, err = fmt.Fprintf(a.stdout, "Generation %s is live.\n", id)
				return err
			})
		}),
	}
}
