package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	healthTimeout = 4 * time.Second // a container is asked within five
	maxHealth     = 64 << 10        // bytes; an answer has some hundred
)

// healthCommand is for containers, in which there is no other program to ask with.
func (a *app) healthCommand() *cobra.Command {
	var addr string
	var ready bool
	c := &cobra.Command{
		Use:   "health",
		Short: "Ask a running serve on this machine whether it is well",
		Long: `Ask a running serve on this machine whether it is well: whether it answers or, with --ready, whether it has an index to answer from.

Exit codes: 0 it is, 1 it is not or does not answer, 2 wrong usage.`,
		Example: "  fumikura health\n  fumikura health --ready --addr 127.0.0.1:8080",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if addr == "" {
				addr = a.cfg.Serve.Addr
			}
			return a.health(c.Context(), addr, ready)
		},
	}
	c.Flags().StringVar(&addr, "addr", "", "where it listens (default: serve.addr)")
	c.Flags().BoolVar(&ready, "ready", false, "also that it has an index")
	return c
}

func (a *app) health(ctx context.Context, addr string, ready bool) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return usagef("--addr %q is no address; write it like 127.0.0.1:8080", addr)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() { // it listens at all addresses
		host = "127.0.0.1"
	}
	path := "/healthz"
	if ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	url := "http://" + net.JoinHostPort(host, port) + path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("no answer from %s: is fumikura serve running there? %w: %w", url, err, blog.ErrUnavailable)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxHealth))
	if err != nil {
		return fmt.Errorf("no whole answer from %s: %w", url, err)
	}
	var said struct{ Status, Detail string }
	_ = json.Unmarshal(body, &said) // another program may listen there; the status tells
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %d: %s", url, resp.StatusCode, said.Detail)
	}
	if a.json {
		return a.printJSON(map[string]any{"url": url, "status": said.Status})
	}
	a.say("%s: %s\n", url, said.Status)
	return nil
}
