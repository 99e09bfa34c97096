package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/jsonl"
	"github.com/fumikura/fumikura/internal/source/warc"
)

func (a *app) exportCommand() *cobra.Command {
	var kind string
	c := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write the posts as JSON lines, or the kept pages as a web archive",
		Long: `Write the posts as JSON lines, or the kept pages as a web archive (WARC); to standard output where no file is named. What import
reads back gives the same index. The kind is taken from the name of the file: .warc.gz is a web archive, all else JSON lines.

Exit codes: 0 done, 1 failed, 2 wrong usage.`,
		Example: `  fumikura export posts.jsonl
  fumikura export pages.warc.gz`,
		RunE: withContext(func(ctx context.Context, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("%w: fumikura export takes one file, got %q", blog.ErrUsage, args)
			}
			if err := a.needData(); err != nil {
				return err
			}
			return a.export(ctx, strings.Join(args, ""), kind)
		}),
	}
	c.Flags().StringVar(&kind, "kind", "", "jsonl or warc, where the name does not say it")
	return c
}

func (a *app) export(ctx context.Context, file, kind string) error {
	if kind == "" && strings.HasSuffix(file, ".warc.gz") {
		kind = "warc"
	}
	if !oneOf(kind, "", "jsonl", "warc") {
		return fmt.Errorf("%w: --kind is %q; it may be jsonl or warc", blog.ErrUsage, kind)
	}
	if file == "" && a.json {
		return usagef("--json tells of a file that is written: name one, as in fumikura export posts.jsonl --json")
	}
	db, err := archive.OpenReadOnly(ctx, a.archivePath())
	if err != nil {
		return err
	}
	defer db.Close()
	write := func(w io.Writer) (int, error) { return jsonl.Write(w, postsOf(ctx, db)) }
	what := "post"
	if kind == "warc" {
		write = func(w io.Writer) (int, error) { return warc.Write(w, pagesOf(ctx, db)) }
		what = "page"
	}
	if file == "" {
		w := bufio.NewWriter(a.stdout)
		_, err := write(w)
		return errors.Join(err, w.Flush())
	}
	n, err := writeWhole(file, write)
	if err != nil {
		return fmt.Errorf("export to %s: %w", file, err)
	}
	if a.json {
		return a.printJSON(map[string]any{"file": file, "kind": cmp.Or(kind, "jsonl"), what + "s": n})
	}
	_, err = fmt.Fprintf(a.stdout, "%s in %s\n", counted(n, what), file)
	return err
}

// postsOf are the posts that belong in the index.
func postsOf(ctx context.Context, db *archive.DB) iter.Seq2[*blog.Post, error] {
	return func(yield func(*blog.Post, error) bool) {
		for k, err := range db.Posts(ctx) {
			if !yield(k.Post, err) || err != nil {
				return
			}
		}
	}
}

// pagesOf are the kept pages of all blogs that may hold posts.
func pagesOf(ctx context.Context, db *archive.DB) iter.Seq2[*blog.Page, error] {
	return func(yield func(*blog.Page, error) bool) {
		tallies, err := db.Tallies(ctx, 0)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, site := range slices.Sorted(maps.Keys(tallies)) {
			for p, err := range db.Pages(ctx, site, blog.RolePage) {
				if !yield(p, err) || err != nil {
					return
				}
			}
		}
	}
}

// writeWhole writes a file under a temporary name and gives it its own only when it is whole.
func writeWhole(file string, write func(io.Writer) (int, error)) (int, error) {
	out, err := os.CreateTemp(filepath.Dir(file), ".export-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(out.Name())
	w := bufio.NewWriter(out)
	n, err := write(w)
	if err = errors.Join(err, w.Flush(), out.Chmod(0o644), out.Sync(), out.Close()); err != nil {
		return n, err
	}
	return n, os.Rename(out.Name(), file)
}
