package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand is for those who make packages.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages into a folder",
		Long:   "Write a manual page for each command into a folder, which is made where there is none.\n\nExit codes: 0 written, 1 it cannot be written, 2 wrong usage.",
		Hidden: true,
		Args:   exactly(1, "a folder"),
		RunE: func(c *cobra.Command, args []string) error {
			dir := args[0]
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("write the manual pages: %w", err)
			}
			root := c.Root()
			root.DisableAutoGenTag = true // it has the date, and the pages of one version are to be the same
			built := buildTime()
			err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "Fumikura " + version(), Manual: "Fumikura", Date: &built}, dir)
			if err != nil {
				return fmt.Errorf("write the manual pages: %w", err)
			}
			files, err := filepath.Glob(filepath.Join(dir, "fumikura*.1"))
			if err != nil {
				return fmt.Errorf("write the manual pages: %w", err)
			}
			if a.json {
				return a.printJSON(map[string]any{"files": files})
			}
			_, err = fmt.Fprintf(a.stdout, "%s in %s\n", counted(len(files), "manual page"), dir)
			return err
		},
	}
}

// buildTime is when what this program was built from was committed; the beginning of time where the build does not say it.
func buildTime() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if at, err := time.Parse(time.RFC3339, s.Value); err == nil && s.Key == "vcs.time" {
				return at
			}
		}
	}
	return time.Unix(0, 0).UTC()
}
