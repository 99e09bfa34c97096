package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/rules"
)

// rulesFlags are the flags of rules apply.
type rulesFlags struct {
	dryRun  bool
	note    string
	queries string
	last    int
}

// rulesTold is what the rules commands tell as JSON.
type rulesTold struct {
	Revision int64         `json:"revision"` // that holds; 0 where there never were rules
	Undo     bool          `json:"undo"`     // it went back to an earlier one
	Text     string        `json:"text"`     // TOML
	Rules    *rules.Rules  `json:"rules"`
	Preview  *rulesPreview `json:"preview,omitempty"` // of a dry run; the revision is still the one before
}

func (a *app) rulesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "rules",
		Short: "Print, apply and undo the owner's rules",
		Long: `Print the owner's rules as TOML. They are kept in the archive with their history and act without a new crawl; serve follows them within
two seconds.

  synonyms = ["k8s, kubernetes", "社内基盤 => プラットフォーム"]   words that mean the same; one way with =>
  [tags]      "Go" = ["golang", "Go言語"]           one tag under several names: shown, counted and found as Go
  [authors]   "佐藤花子" = ["hanako"]                  renamed and former authors
  [boost]     fresh = 1.5                             how much more the age of a post counts; 1 is usual, 0 not at all
  [boost.tags]  "お知らせ" = 0.5                       lower, or lift above 1
  [boost.blogs] "tech.example.com" = 1.2
  [suggest]   stop = ["暫定"]                          no suggestion has these words in it
  [exclude]   paths = ["/drafts/"]  tags = ["日記"]    what is not published
  [[pin]]     query = "採用"  urls = ["https://…"]     these posts come first for the query
  [[hide]]    query = "採用"  urls = ["https://…"]     these do not come for it

Exit codes: 0 done; 1 the rules cannot be read or kept; 2 wrong usage, or an error in the rules, told with file, line and key.`,
		Example: `  fumikura rules > rules.toml
  fumikura rules apply rules.toml --dry-run
  fumikura rules apply rules.toml --note "merge the tags of Go"
  fumikura rules undo`,
		Args: noArgs,
		RunE: withContext(func(ctx context.Context, _ []string) error { return a.printRules(ctx) }),
	}
	c.AddCommand(a.rulesApplyCommand(), a.rulesUndoCommand(), a.rulesHistoryCommand(), a.rulesProposeCommand(), a.rulesImportCommand())
	return c
}

func (a *app) rulesApplyCommand() *cobra.Command {
	var f rulesFlags
	c := &cobra.Command{
		Use:   "apply FILE",
		Short: "Make a file the rules that hold",
		Long: `Make a file the rules that hold, in place of those before; - reads standard input. With --dry-run say which posts would change and what the
last queries, or those of --queries, would find instead, and change nothing.

Exit codes: 0 done; 1 the rules cannot be kept; 2 wrong usage, or an error in the rules, told with file, line and key.`,
		Example: `  fumikura rules apply rules.toml --dry-run
  fumikura rules apply rules.toml --dry-run --queries golden.jsonl
  fumikura rules | sed 's/golang/Golang/' | fumikura rules apply -`,
		Args: exactly(1, "a file, or - for standard input"),
		RunE: withContext(func(ctx context.Context, args []string) error { return a.applyFile(ctx, args[0], f) }),
	}
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would change, and change nothing")
	c.Flags().StringVar(&f.note, "note", "", "why, for the history")
	previewFlags(c, &f)
	return c
}

// previewFlags are the flags that say on which queries a change is tried.
func previewFlags(c *cobra.Command, f *rulesFlags) {
	c.Flags().StringVar(&f.queries, "queries", "", "try the queries of this file, one a line or as eval reads them, instead of the last ones asked")
	c.Flags().IntVar(&f.last, "last", lastQueries, "on how many of the last queries a change is tried")
}

func (a *app) rulesUndoCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "undo",
		Short:   "Go back to the rules before",
		Long:    "Go back to the rules before; again and again, through the history.\n\nExit codes: 0 done; 1 there are none before; 2 wrong usage.",
		Example: "  fumikura rules undo",
		Args:    noArgs,
		RunE: withContext(func(ctx context.Context, _ []string) error {
			if err := a.needData(); err != nil {
				return err
			}
			var now archive.Revision
			err := a.changing(ctx, func(db *archive.DB) (err error) {
				now, err = db.UndoRules(ctx, time.Now())
				return err
			})
			if err != nil {
				return err
			}
			if a.json {
				return a.tellRules(now, nil)
			}
			what := "there are none any more"
			if now.Of > 0 {
				what = fmt.Sprintf("those of revision %d hold again", now.Of)
			}
			a.say("Undone: %s, as revision %d.\n", what, now.Number)
			return nil
		}),
	}
}

func (a *app) rulesHistoryCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "history [REVISION]",
		Short:   "Show the revisions of the rules, or the text of one",
		Long:    "Show the revisions of the rules, the newest first, or the text of one.\n\nExit codes: 0 done; 1 there is no such revision; 2 wrong usage.",
		Example: "  fumikura rules history\n  fumikura rules history 3",
		Args:    cobra.MaximumNArgs(1),
		RunE:    withContext(a.rulesHistory),
	}
}

func (a *app) rulesHistory(ctx context.Context, args []string) error {
	return a.readingArchive(ctx, func(db *archive.DB) error {
		if len(args) == 1 {
			var number int64
			if _, err := fmt.Sscanf(args[0], "%d", &number); err != nil || fmt.Sprint(number) != args[0] {
				return usagef("%q is no number of a revision; fumikura rules history lists them", args[0])
			}
			r, err := db.RulesAt(ctx, number)
			if err != nil {
				return err
			}
			if a.json {
				return a.tellRules(r, nil)
			}
			_, err = io.WriteString(a.stdout, r.Text)
			return err
		}
		list, err := db.RulesHistory(ctx)
		if err != nil {
			return err
		}
		if a.json {
			return a.printJSON(map[string]any{"revisions": list})
		}
		if len(list) == 0 {
			a.say("There are no rules yet; fumikura rules --help shows what they may say.\n")
		}
		for i, r := range list {
			mark, what := "  ", r.Note
			if i == 0 {
				mark = "* "
			}
			if r.Undo {
				what = strings.TrimSpace(fmt.Sprintf("back to revision %d %s", r.Of, r.Note))
			}
			a.say("%s%d  %s  %s\n", mark, r.Number, when(r.At), what)
		}
		return nil
	})
}

// changing runs f with the archive open for a small change that does not concern the posts. It waits for nobody who crawls or builds.
func (a *app) changing(ctx context.Context, f func(*archive.DB) error) error {
	opened := false
	err := a.locked(ctx, "rules", func(db *archive.DB) error { // an archive of an older program is brought up to date
		opened = true
		return f(db)
	})
	if opened || !errors.Is(err, blog.ErrUnavailable) {
		return err
	}
	return archive.Beside(ctx, a.archivePath(), f)
}

// readingArchive runs f with the archive open for reading.
func (a *app) readingArchive(ctx context.Context, f func(*archive.DB) error) error {
	if err := a.needData(); err != nil {
		return err
	}
	db, err := archive.OpenReadOnly(ctx, a.archivePath())
	if err != nil {
		return err
	}
	return errors.Join(f(db), db.Close())
}

func (a *app) printRules(ctx context.Context) error {
	return a.readingArchive(ctx, func(db *archive.DB) error {
		held, err := db.Rules(ctx)
		if err != nil {
			return err
		}
		if a.json {
			return a.tellRules(held, nil)
		}
		if held.Text == "" {
			fmt.Fprintln(a.stderr, "There are no rules; fumikura rules --help shows what they may say.")
		}
		_, err = io.WriteString(a.stdout, held.Text)
		return err
	})
}

// tellRules prints a revision as JSON.
func (a *app) tellRules(r archive.Revision, p *rulesPreview) error {
	read, err := rules.Parse(fmt.Sprintf("the rules of revision %d", r.Number), []byte(r.Text))
	if err != nil {
		return err
	}
	return a.printJSON(rulesTold{Revision: r.Number, Undo: r.Undo, Text: r.Text, Rules: read.Filled(), Preview: p})
}

// applyFile makes a file the rules that hold, or says what that would change.
func (a *app) applyFile(ctx context.Context, name string, f rulesFlags) error {
	text, shown, err := a.readRules(name)
	if err != nil {
		return err
	}
	r, err := rules.Parse(shown, text)
	if err != nil {
		return err
	}
	if err := a.needData(); err != nil {
		return err
	}
	if f.dryRun {
		return a.tryRules(ctx, r, f)
	}
	if f.queries != "" {
		return usagef("--queries goes with --dry-run")
	}
	return a.keepRules(ctx, -1, string(text), f.note)
}

// keepRules makes a text that was read the rules that hold, and tells it.
func (a *app) keepRules(ctx context.Context, since int64, text, note string) error {
	var now archive.Revision
	same := false
	err := a.changing(ctx, func(db *archive.DB) (err error) {
		if now, err = db.Rules(ctx); err != nil {
			return err
		}
		if same = now.Text == text; same {
			return nil
		}
		now, err = db.PutRules(ctx, since, text, note, time.Now())
		return err
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.tellRules(now, nil)
	}
	if same {
		a.say("These rules hold already, as revision %d.\n", now.Number)
		return nil
	}
	a.say("The rules hold as revision %d; serve follows them within two seconds. fumikura rules undo goes back.\n", now.Number)
	return nil
}

// readRules reads a file of rules, or standard input for -.
func (a *app) readRules(name string) (text []byte, shown string, err error) {
	if name == "-" {
		text, err = io.ReadAll(io.LimitReader(a.stdin, rules.MaxText+1))
		return text, "standard input", err
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", blog.ErrUsage, err)
	}
	defer file.Close()
	text, err = io.ReadAll(io.LimitReader(file, rules.MaxText+1))
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	return text, name, nil
}

func (a *app) rulesImportCommand() *cobra.Command {
	var note string
	c := &cobra.Command{
		Use:   "import-synonyms FILE",
		Short: "Take a file of synonyms into the rules",
		Long: `Take a file of synonyms in Solr's format ("a, b" or "a => b", a line each) or Sudachi's into the rules, beside those that stand there.
The key synonyms of the configuration is then no longer needed.

Exit codes: 0 done; 1 the rules cannot be kept; 2 wrong usage, or an error in the file.`,
		Example: "  fumikura rules import-synonyms synonyms.txt",
		Args:    exactly(1, "a file"),
		RunE:    withContext(func(ctx context.Context, args []string) error { return a.importSynonyms(ctx, args[0], note) }),
	}
	c.Flags().StringVar(&note, "note", "", "why, for the history")
	return c
}
