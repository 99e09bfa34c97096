package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/blog"
)

// app is one run of the command line: its streams, what the flags said, and the configuration.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	environ        func() []string // nil: unknown variables are not looked for

	data, config string // flags; empty when not given
	verbose      bool
	telling      bool // progress is told to the server that has started this run
	quiet        bool
	json         bool
	cfg          config
	searches     int         // side by side in serve; 0: one for each processor
	owner        string      // the archive that is built from, to a cluster; empty where nothing is built
	review       *bool       // what is built waits for approval; nil: as the configuration says
	taking       bool        // it may take an index that belongs to another
	lasting      atomic.Bool // it has requests to answer when it is told to end
	serving      bool        // the index is to answer at once, and for long
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "fumikura",
		Short: "Full-text search for blog archives, Japanese first",
		Long: `Fumikura (文庫) is full-text search for blog archives, Japanese first.

  fumikura demo                                  try it: a sample blog is crawled, indexed and served
  fumikura reindex https://blog.example.com/     bring your blog in; later just: fumikura reindex
  fumikura serve                                 search it at http://127.0.0.1:8080/

Exit codes of every command: 0 done, 1 failed and nothing published, 2 wrong usage or configuration,
3 published but some pages were passed over.`,
		SuggestionsMinimumDistance: 2,
		SilenceErrors:              true,
		SilenceUsage:               true,
		Version:                    version(),
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			if f := c.Flags().Lookup("json"); f != nil && f.Value.String() == "true" {
				a.json = true // the flag may be the command's own
			}
			if a.quiet && isWork(c.Name()) && !a.json {
				a.stdout = io.Discard
			}
			return a.load()
		},
		Args: unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&a.data, "data", "", "the data folder (default ./fumikura-data, or FUMIKURA_DATA)")
	flags.StringVar(&a.config, "config", "", "the configuration file (default ./fumikura.toml where there is one, or FUMIKURA_CONFIG)")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "log what is being done")
	flags.BoolVar(&a.json, "json", false, "print one JSON object; an error is {\"error\": …}")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print nothing but errors, where a command does something rather than answers")
	flags.BoolVar(&a.telling, tellProgress, false, "tell progress to the server that has started this run")
	_ = flags.MarkHidden(tellProgress) // it was just made
	root.SetVersionTemplate("fumikura {{.Version}}\n")
	root.AddCommand(a.demoCommand(), a.reindexCommand(), a.importCommand(), a.exportCommand(), a.serveCommand(), a.searchCommand(), a.mcpCommand(), a.analyzeCommand(),
		a.statusCommand(), a.doctorCommand(), a.checkCommand(), a.rollbackCommand(), a.publishCommand(), a.forgetCommand(), a.backupCommand(), a.restoreCommand(), a.evalCommand(), a.queriesCommand(), a.rulesCommand(), a.initCommand(), a.configCommand(), a.healthCommand(), a.manCommand(),
		a.guideCommand(), a.versionCommand())
	a.completions(root)
	return root
}

// isWork says whether a command of the name does something, so that what it prints is a report. The others answer with what they print.
func isWork(name string) bool {
	switch name {
	case "reindex", "import", "backup", "restore", "rollback", "publish", "apply", "undo", "import-synonyms", "forget", "init", "serve", "demo":
		return true
	}
	return false
}

// load reads the configuration; flags win over the environment, the environment over the file.
func (a *app) load() error {
	named := a.config
	if named == "" {
		named = a.getenv("FUMIKURA_CONFIG")
	}
	c, err := loadConfig(named, environment{a.getenv, a.environ})
	if err != nil {
		return err
	}
	if a.data != "" {
		c.Data = a.data
		c.from["data"] = valueSource{kind: fromFlag, name: "--data"}
	}
	a.cfg = c
	return a.placeData()
}

// log is the logger of this run. Without --verbose a command tells only warnings; serve logs at the level configured.
func (a *app) log(serving bool) *slog.Logger {
	level := slog.LevelWarn
	if serving {
		_ = level.UnmarshalText([]byte(a.cfg.Log.Level)) // checked when the configuration was read
	}
	if a.verbose {
		level = slog.LevelDebug
	}
	opts := &slog.HandlerOptions{Level: level}
	if a.cfg.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, opts))
	}
	return slog.New(slog.NewTextHandler(a.stderr, opts))
}

// archivePath is where the archive lies in the data folder.
func (a *app) archivePath() string { return filepath.Join(a.cfg.Data, "archive.db") }

// needData fails with a hint when there is no data folder yet.
func (a *app) needData() error {
	if _, err := os.Stat(a.archivePath()); err != nil {
		return fmt.Errorf("no blog has been read into %s yet: run fumikura reindex URL first, or name the folder with --data: %w", a.cfg.Data, blog.ErrNotFound)
	}
	return nil
}

// terminal says whether w is a terminal, where a progress bar may be drawn.
func terminal(w any) bool {
	if o, ok := w.(*output); ok {
		w = o.Writer
	}
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: fumikura %s takes no arguments, got %q", blog.ErrUsage, c.Name(), args)
	}
	return nil
}

// atLeast wants n arguments or more.
func atLeast(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < n {
			return fmt.Errorf("%w: fumikura %s needs %s; see fumikura %s --help", blog.ErrUsage, c.Name(), what, c.Name())
		}
		return nil
	}
}

func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see fumikura --help"
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return fmt.Errorf("%w: there is no command %q: %s", blog.ErrUsage, args[0], hint)
}

// withContext runs f with the command's context.
func withContext(f func(context.Context, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error { return f(c.Context(), args) }
}

// output is standard output, which knows whether anything was printed.
type output struct {
	io.Writer
	used bool
}

// Write prints.
func (o *output) Write(b []byte) (int, error) {
	o.used = o.used || len(b) > 0
	return o.Writer.Write(b)
}

// exactly wants n arguments.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return fmt.Errorf("%w: fumikura %s needs %s; see fumikura %s --help", blog.ErrUsage, c.Name(), what, c.Name())
		}
		return nil
	}
}
