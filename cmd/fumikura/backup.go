package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// asidePattern is the names of archives that a restore has set aside.
const asidePattern = "archive-*.db"

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
			_, err = fmt.Fprintf(a.stdout, "The archive is in %s. To bring it back: fumikura restore %s\n", args[0], args[0])
			return err
		}),
	}
}

func (a *app) restoreCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the archive, and build its index",
		Long: `Put a backup in the place of the archive, and build and publish its index. A data folder that holds an archive already is left
alone unless --force is given; the old archive is kept beside as archive.db.old.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 published, some pages could not be read.`,
		Example: "  fumikura restore fumikura-2026-11-24.db --data new-folder",
		Args:    exactly(1, "a backup"),
		RunE: withContext(func(ctx context.Context, args []string) error {
			if err := a.restore(ctx, args[0], force); err != nil {
				return err
			}
			return a.reindex(ctx, nil, reindexFlags{rebuild: true, force: true})
		}),
	}
	c.Flags().BoolVar(&force, "force", false, "take the place of an archive that is there")
	return c
}

// restore puts the backup in place under the lock of the data folder. The backup is checked first.
func (a *app) restore(ctx context.Context, from string, force bool) (err error) {
	backup, err := archive.OpenReadOnly(ctx, from)
	if err != nil {
		return fmt.Errorf("restore %s: %w", from, err)
	}
	problems, err := backup.Check(ctx, false)
	if err = errors.Join(err, backup.Close()); err != nil {
		return fmt.Errorf("restore %s: %w", from, err)
	}
	if len(problems) > 0 {
		return fmt.Errorf("restore %s: the backup is damaged: %s", from, problems[0])
	}
	lock, err := archive.Acquire(a.cfg.Data, "restore")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if a.hasArchive() {
		if !force {
			return fmt.Errorf("%w: %s holds an archive already; restore elsewhere with --data, or take its place with --force", blog.ErrUsage, a.cfg.Data)
		}
		if err := a.setAside(); err != nil {
			return err
		}
	}
	if err := copyFile(from, a.archivePath()); err != nil {
		return fmt.Errorf("restore %s: %w", from, err)
	}
	return nil
}

// setAside renames the archive with its log, so that a restore loses nothing.
func (a *app) setAside() error {
	for _, suffix := range []string{"-wal", "-shm", ""} {
		err := os.Rename(a.archivePath()+suffix, a.archivePath()+".old"+suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("set the old archive aside: %w", err)
		}
	}
	return nil
}

// copyFile copies by way of a temporary name, so that a kill leaves no half file.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), ".restore-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), to)
}
