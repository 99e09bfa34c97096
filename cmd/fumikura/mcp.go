package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/web"
)

func (a *app) mcpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Let an agent on this machine search, over standard input and output",
		Long: `Let an agent on this machine search the archive by the Model Context Protocol, over standard input and output. The tools are
search_posts, get_post and list_facets; they only read. A program that runs agents starts this command by itself once it is
in its configuration: the command is fumikura, its arguments are mcp, --data and the data folder. Agents elsewhere connect to /mcp
of a server that says mcp = true under [serve].

Exit codes: 0 the agent has ended; 1 no index; 2 wrong usage.`,
		Example: `  fumikura mcp --data /srv/fumikura-data`,
		Args:    noArgs,
		RunE: withContext(func(ctx context.Context, _ []string) error {
			return a.withEngine(ctx, func(e engine) error {
				if _, err := e.Stats(ctx); err != nil {
					return err
				}
				name, _, err := blogName(ctx, a.archivePath())
				if err != nil { // a cluster may be asked from where no archive is
					name = ""
				}
				server, err := web.New(web.Options{Engine: e, Log: a.log(false), Title: name, KeptPosts: a.cfg.Serve.Posts, Patient: true, Version: version()})
				if err != nil {
					return err
				}
				return server.TalkToAgent(ctx, io.NopCloser(a.stdin), writeOnly{a.stdout})
			})
		}),
	}
}

// writeOnly is a stream that stays open when whoever writes has ended.
type writeOnly struct{ io.Writer }

// Close does nothing.
func (writeOnly) Close() error { return nil }
