package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/ruled"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/rules"
)

func (a *app) rulesProposeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "propose",
		Short: "Propose which tags and authors may be one",
		Long: `Propose which tags, and which authors, may be one and are not yet by the rules: those written alike but for case, width, kana or hyphens, those
read alike, and tags that stand on the same posts. What is printed is TOML to choose from; nothing is changed.

Exit codes: 0 done, also where nothing is proposed; 1 the archive cannot be read; 2 wrong usage.`,
		Example: "  fumikura rules propose\n  fumikura rules propose --json",
		Args:    noArgs,
		RunE: withContext(func(ctx context.Context, _ []string) error {
			list, err := a.proposeRules(ctx)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]any{"proposals": list})
			}
			a.printProposals(list)
			return nil
		}),
	}
}

// proposeRules finds names that may be one among all posts of the archive.
func (a *app) proposeRules(ctx context.Context) (list []ruled.Proposal, err error) {
	err = a.readingArchive(ctx, func(db *archive.DB) error {
		held, err := db.Rules(ctx)
		if err != nil {
			return err
		}
		r, err := rules.Parse(fmt.Sprintf("the rules of revision %d", held.Number), []byte(held.Text))
		if err != nil {
			return err
		}
		p := ruled.NewProposer(r)
		for k, err := range db.Posts(ctx) {
			if err != nil {
				return err
			}
			p.Add(k.Post)
		}
		list = p.Proposals()
		return nil
	})
	return list, err
}

func (a *app) printProposals(list []ruled.Proposal) {
	if len(list) == 0 {
		a.say("# Nothing is proposed.\n")
		return
	}
	for _, kind := range []string{"tags", "authors"} {
		head := false
		for _, p := range list {
			if p.Kind != kind {
				continue
			}
			if !head {
				a.say("[%s]\n", kind)
				head = true
			}
			a.say("%s # %s\n", p.TOML(), p.Reason())
		}
		if head {
			a.say("\n")
		}
	}
}
