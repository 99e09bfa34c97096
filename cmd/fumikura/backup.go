package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write the archive to one file, also while others work",
		Long: `Write the archive to one file, also while a reindex or serve is running. The index is not in it: restore builds it again from
the pages.

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
		Example: "  fumikura backup fumikura-2026-11-24.db",
		Args:    exactly(1, "the file to write"),
		RunE: withContext(func(ctx context.Context, args []string) error {
			if err := a.needData(); err != nil {
				return err
			}
			db, err := archive.OpenReadOnly(ctx, a.archivePath())
			if err != nil {
				return err
			}
			if err := errors.Join(db.Backup(ctx, args[0]), db.Close()); err != nil {
				return err
			}
			if a.json {
				info, err := os.Stat(args[0])
				if err != nil {
					return err
				}
				return a.printJSON(map[string]any{"file": args[0], "bytes": info.Size()})
			}
			a.say("The archive is in %s. To look at it elsewhere: fumikura restore %s --data NEW-FOLDER; to bring it back: %s --force\n",
				args[0], shellWord(args[0]), a.command("restore", args[0]))
			return nil
		}),
	}
}

func (a *app) restoreCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the archive, and build its index",
		Long: `Put a backup in the place of the archive, and build and publish its index. The backup is read as a database, copied, counted and
only then put in place. A data folder that holds an archive already is left alone unless --force is given; that archive is kept beside
under a name with the date, and can be restored in turn. What the archive was told to forget stays forgotten.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 published, some pages could not be read.`,
		Example: "  fumikura restore fumikura-2026-11-24.db --data new-folder",
		Args:    exactly(1, "a backup"),
		RunE: withContext(func(ctx context.Context, args []string) error {
			if a.json {
				return a.restoreJSON(ctx, args[0], force)
			}
			if _, err := a.restore(ctx, args[0], force); err != nil {
				return err
			}
			return a.reindex(ctx, nil, reindexFlags{rebuild: true, force: true})
		}),
	}
	c.Flags().BoolVar(&force, "force", false, "take the place of an archive that is there")
	return c
}

// restoreJSON prints what was restored and the report of the index in one object.
func (a *app) restoreJSON(ctx context.Context, from string, force bool) error {
	stdout := a.stdout
	defer func() { a.stdout = stdout }()
	var said bytes.Buffer
	a.stdout = io.Discard
	r, err := a.restore(ctx, from, force)
	if err != nil {
		return err
	}
	a.stdout = &said
	err = a.reindex(ctx, nil, reindexFlags{rebuild: true, force: true, json: true})
	told := map[string]any{"posts": r.Posts, "pages": r.Pages, "aside": r.Aside, "report": nil}
	if said.Len() > 0 {
		told["report"] = json.RawMessage(said.Bytes())
	}
	a.stdout = stdout
	return errors.Join(err, a.printJSON(told))
}

// restore puts the backup in place under the lock of the data folder.
func (a *app) restore(ctx context.Context, from string, force bool) (r *archive.Restored, err error) {
	if info, err := os.Stat(from); err != nil {
		return nil, fmt.Errorf("restore: there is no file %s: %w", from, blog.ErrNotFound)
	} else if info.IsDir() {
		return nil, usagef("restore: %s is a folder; name a file that fumikura backup has written", from)
	}
	lock, err := a.acquire("restore")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if a.hasArchive() && !force {
		return nil, usagef("%s holds an archive already; restore elsewhere with --data, or take its place with --force: what is there is kept beside it", a.cfg.Data)
	}
	if err := archive.Sweep(a.archivePath()); err != nil {
		return nil, err
	}
	r, err = archive.Restore(ctx, from, a.archivePath(), time.Now())
	if err != nil {
		return nil, err
	}
	a.say("Restored %s and %s from %s.\n", counted(r.Posts, "post"), counted(r.Pages, "kept page"), from)
	if r.Aside != "" {
		a.say("What was there is kept; to have it back: %s --force\n", a.command("restore", r.Aside))
	}
	return r, nil
}

// command is a command line that can be typed here: with the data folder, where it is not found without.
func (a *app) command(args ...string) string {
	if at := a.cfg.from["data"]; at.kind == fromFlag || at.kind == fromEnvironment {
		args = append(args, "--data", a.cfg.Data)
	}
	words := []string{"fumikura"}
	for _, arg := range args {
		words = append(words, shellWord(arg))
	}
	return strings.Join(words, " ")
}

// shellWord quotes what a shell would take apart.
func shellWord(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./:@%+=,", r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
