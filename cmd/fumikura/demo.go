package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/internal/sample"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

// demoHeaderTimeout ends connections to the sample blog that send nothing.
const demoHeaderTimeout = 10 * time.Second

func (a *app) demoCommand() *cobra.Command {
	var addr string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Try Fumikura on a bundled sample blog",
		Long: `Serve a bundled sample blog on this machine, crawl it as any other, index it, and serve the search over it. All is kept in a
temporary folder that goes when the demo ends, unless --data names one.

Exit codes: 0 ended by a signal, 1 failed, 2 wrong usage.`,
		Example: "  fumikura demo",
		Args:    noArgs,
		RunE:    withContext(func(ctx context.Context, _ []string) error { return a.demo(ctx, addr) }),
	}
	c.Flags().StringVar(&addr, "addr", "", "where to serve the search (default 127.0.0.1:8080, or a free port when that is taken)")
	return c
}

func (a *app) demo(ctx context.Context, addr string) error {
	a.cfg.Engine = engineBleve // a sample has no place in a cluster
	if a.data == "" {
		dir, err := os.MkdirTemp("", "fumikura-demo-")
		if err != nil {
			return fmt.Errorf("make a folder for the demo: %w", err)
		}
		defer os.RemoveAll(dir)
		a.cfg.Data = dir
	}
	search, err := demoListener(addr)
	if err != nil {
		return err
	}
	defer search.Close()
	blogAddress, stop, err := serveSample("http://" + search.Addr().String())
	if err != nil {
		return err
	}
	defer stop()
	if a.json {
		a.announce(map[string]string{"url": "http://" + search.Addr().String() + "/", "data": a.cfg.Data, "blog": blogAddress}, "")
	}
	fmt.Fprintf(a.stdout, "A sample blog is at %s\n", blogAddress)
	if err := a.demoIndex(ctx, blogAddress); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\nThe search is at http://%s/ (Ctrl-C ends it). Try:\n", search.Addr())
	for _, q := range sample.Queries() {
		fmt.Fprintf(a.stdout, "  http://%s/search?q=%s\n      %s: %s\n", search.Addr(), url.QueryEscape(q.Text), q.Text, q.Shows)
	}
	return a.demoServe(ctx, search)
}

// demoListener takes the usual port, or a free one where that is taken and none was asked for.
func demoListener(addr string) (net.Listener, error) {
	if addr != "" {
		return listen(addr)
	}
	l, err := listen(defaultConfig().Serve.Addr)
	if err != nil {
		return listen("127.0.0.1:0")
	}
	return l, nil
}

// serveSample serves the sample blog on a free loopback port until stop is called.
func serveSample(search string) (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("serve the sample blog: %w", err)
	}
	address = "http://" + l.Addr().String() + "/"
	server := &http.Server{Handler: sample.Handler(sample.Options{Base: address, Search: search}), ReadHeaderTimeout: demoHeaderTimeout}
	go func() { _ = server.Serve(l) }() // it ends with Close, below
	return address, func() { _ = server.Close() }, nil
}

func (a *app) demoIndex(ctx context.Context, blogAddress string) error {
	return a.locked(ctx, "demo", func(db *archive.DB) error {
		client := a.client()
		defer client.Close()
		crawler := &crawl.Crawler{Client: client, Memory: db, Log: a.log(false)}
		return a.ingest(ctx, ingest.Options{Archive: db, Sites: []string{blogAddress}, Source: crawler, Remember: true}, false)
	})
}

func (a *app) demoServe(ctx context.Context, l net.Listener) error {
	log := a.log(false)
	e, err := a.openEngine(ctx, log)
	if err != nil {
		return err
	}
	server, err := a.server(e, nil, nil, nil, log)
	if err != nil {
		return errors.Join(err, e.Close())
	}
	return errors.Join(server.Serve(ctx, l), e.Close())
}
