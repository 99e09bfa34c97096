package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
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

// checked is what check tells, and prints with --json.
type checked struct {
	OK          bool                `json:"ok"`
	Archive     []string            `json:"archive"`     // what is wrong with it
	Generations []generationChecked `json:"generations"` // of the engine that is built in
	Index       []string            `json:"index"`       // what is wrong with CURRENT, the cluster, or what --deep asked
	Next        []string            `json:"next"`        // what to do
}

type generationChecked struct {
	ID     string `json:"id"`
	Live   bool   `json:"live"`
	Damage string `json:"damage"` // empty: it is whole
}

// check tells each thing as it is found, for a large archive takes long.
func (a *app) check(ctx context.Context, deep bool) error {
	c := &checker{app: a, found: checked{OK: true, Archive: []string{}, Generations: []generationChecked{}, Index: []string{}, Next: []string{}}}
	if err := c.checkAll(ctx, deep); err != nil {
		return err
	}
	if a.json {
		if err := a.printJSON(c.found); err != nil {
			return err
		}
	}
	if !c.found.OK {
		return errShown
	}
	return nil
}

// checker collects what check finds.
type checker struct {
	*app
	found checked
}

func (c *checker) tell(format string, args ...any) {
	if !c.json {
		c.say(format, args...)
	}
}

// damage is told with what to do.
func (c *checker) damage(next, format string, args ...any) string {
	c.found.OK = false
	c.found.Next = append(c.found.Next, next)
	c.tell(format+"\n", args...)
	c.tell("  what to do: %s\n", next)
	return fmt.Sprintf(format, args...)
}

func (c *checker) checkAll(ctx context.Context, deep bool) error {
	if err := c.checkArchive(ctx, deep); err != nil {
		return err
	}
	indexed, err := c.checkGenerations(ctx)
	if err != nil || !deep || !indexed {
		return err
	}
	if err := c.withEngine(ctx, func(e engine) error { return e.Check(ctx, deepSamples) }); err != nil {
		c.found.Index = append(c.found.Index, c.damage("fumikura reindex --rebuild, and tell us of it", "index: %v", err))
		return nil
	}
	c.tell("index: %d substrings of posts were asked for and found\n", deepSamples)
	return nil
}

func (c *checker) checkArchive(ctx context.Context, deep bool) error {
	db, err := archive.OpenReadOnly(ctx, c.archivePath())
	if err != nil {
		return fmt.Errorf("check the archive: %w", err)
	}
	defer db.Close()
	problems, err := db.Check(ctx, deep)
	if err != nil {
		return fmt.Errorf("check the archive: %w", err)
	}
	for _, p := range problems {
		c.found.Archive = append(c.found.Archive, p)
		c.tell("archive: %s\n", p)
	}
	if len(problems) == 0 {
		c.tell("archive: whole\n")
		return nil
	}
	c.found.OK = false
	const next = "fumikura restore a backup, or move archive.db away and run fumikura reindex URL"
	c.found.Next = append(c.found.Next, next)
	c.tell("  what to do: %s\n", next)
	return nil
}

func (c *checker) checkGenerations(ctx context.Context) (whole bool, err error) {
	if c.clustered() {
		return c.checkCluster(ctx)
	}
	store := generation.Open(c.cfg.Data)
	ids, err := store.List()
	if err != nil {
		return false, err
	}
	if len(ids) == 0 {
		c.found.Index = append(c.found.Index, c.damage("run fumikura reindex", "no generation is published yet"))
		return false, nil
	}
	whole = true
	live, err := store.Current()
	const again = "fumikura reindex --rebuild writes it again"
	if err != nil { // there are generations, so that a missing CURRENT is damage too
		c.found.Index, whole = append(c.found.Index, c.damage(again, "CURRENT: %v", err)), false
	} else if !slices.Contains(ids, live) {
		c.found.Index, whole = append(c.found.Index, c.damage(again, "CURRENT: it names %s, which is not there", live)), false
	}
	for _, id := range ids {
		g := generationChecked{ID: id, Live: id == live}
		mark := ""
		if g.Live {
			mark = " (live)"
		}
		if err := store.Verify(ctx, id); ctx.Err() != nil {
			return false, ctx.Err()
		} else if errors.Is(err, fs.ErrPermission) {
			return false, err // nothing is damaged
		} else if err != nil {
			c.damage("fumikura reindex --rebuild makes a new one from the archive", "generation %s%s: %v", id, mark, err)
			g.Damage, whole = err.Error(), false
		} else {
			c.tell("generation %s%s: whole\n", id, mark)
		}
		c.found.Generations = append(c.found.Generations, g)
	}
	return whole, nil
}

func (a *app) rollbackCommand() *cobra.Command {
	var force, release bool
	c := &cobra.Command{
		Use:   "rollback [GENERATION]",
		Short: "Make the previous or a named generation live",
		Long: `Make the previous or a named generation live. A running serve takes it up within two seconds. It holds until it is released: what later
runs of reindex build waits for fumikura publish, which releases it, or for fumikura rollback --release, after which they publish again.

Exit codes: 0 done; 1 there is none to go back to; 2 wrong usage.`,
		Example: "  fumikura rollback\n  fumikura rollback 20261124-101500-1a2b\n  fumikura rollback --release",
		Args:    cobra.MaximumNArgs(1),
		RunE: withContext(func(ctx context.Context, args []string) error {
			if err := a.needData(); err != nil {
				return err
			}
			to := ""
			if len(args) > 0 {
				to = args[0]
			}
			if release && to != "" {
				return usagef("--release takes no generation")
			}
			return a.locked(ctx, "rollback", func(db *archive.DB) error {
				if release {
					return a.release(ctx, db)
				}
				if err := a.claim(ctx, db, force); err != nil {
					return err
				}
				id, err := a.rollbackHeld(ctx, db, to)
				if err != nil {
					return err // it says what was to be done
				}
				if a.json {
					return a.printJSON(map[string]any{"generation": id, "held": true})
				}
				_, err = fmt.Fprintf(a.stdout, "Generation %s is live. It holds: what reindex builds waits for fumikura publish, or fumikura rollback --release.\n", id)
				return err
			})
		}),
	}
	c.Flags().BoolVar(&release, "release", false, "let reindex publish again; what is live stays until then")
	c.Flags().BoolVar(&force, "force", false, "in a cluster, also where the live or the named generation belongs to another archive")
	return c
}

// rollbackHeld makes an older generation live and notes that it holds. It is noted first: killed in between, later runs wait for the owner
// rather than publish over what was gone back to.
func (a *app) rollbackHeld(ctx context.Context, db *archive.DB, to string) (id string, err error) {
	before, err := readHold(ctx, db)
	if err != nil {
		return "", err
	}
	hold := &rolledBack{Since: time.Now().UTC(), To: to}
	if hold.From, err = a.liveID(ctx); err != nil {
		return "", err
	}
	if err := writeHold(ctx, db, hold); err != nil {
		return "", err
	}
	if id, err = a.rollback(ctx, to); err != nil {
		return "", errors.Join(err, writeHold(ctx, db, before))
	}
	hold.To = id
	return id, errors.Join(writeHold(ctx, db, hold), a.withWriter(ctx, func(e engine) error {
		_, err := e.Drop(ctx) // what waits was compared with what was live
		if errors.Is(err, blog.ErrNotFound) {
			return nil
		}
		return err
	}))
}

// liveID is the generation that is live, empty for none.
func (a *app) liveID(ctx context.Context) (id string, err error) {
	err = a.withWriter(ctx, func(e engine) error {
		stats, err := e.Stats(ctx)
		id = stats.Generation
		if errors.Is(err, blog.ErrUnavailable) {
			return nil
		}
		return err
	})
	return id, err
}

// withWriter runs f with an engine that builds.
func (a *app) withWriter(ctx context.Context, f func(engine) error) error {
	e, err := a.openWriter(ctx, a.log(false))
	if err != nil {
		return err
	}
	return errors.Join(f(e), e.Close())
}

// release lets reindex publish again.
func (a *app) release(ctx context.Context, db *archive.DB) error {
	hold, err := readHold(ctx, db)
	if err != nil {
		return err
	}
	if hold == nil {
		return fmt.Errorf("no rollback holds: %w", blog.ErrNotFound)
	}
	if err := writeHold(ctx, db, nil); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"generation": hold.To, "held": false})
	}
	a.say("The rollback is released: the next fumikura reindex publishes.\n")
	return nil
}
