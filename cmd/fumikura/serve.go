package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

// clusterSearches is how many searches wait for a cluster side by side; other machines compute them.
const clusterSearches = 32

func (a *app) serveCommand() *cobra.Command {
	var addr string
	var refresh duration
	var rate float64
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the search page, the JSON API and the box",
		Long: `Serve the search page, the JSON API and the box. A new index is taken up within two seconds, without dropping a
request; SIGTERM ends it after the running requests.

Exit codes: 0 ended by a signal, 1 failed, 2 wrong usage or configuration.`,
		Example: `  fumikura serve
  fumikura serve --addr 0.0.0.0:8080 --refresh 15m`,
		Args: noArgs,
	}
	c.Flags().StringVar(&addr, "addr", "", "where to listen (default 127.0.0.1:8080)")
	c.Flags().Var(&refresh, "refresh", "how often to run reindex by itself, such as 15m (default never)")
	c.Flags().Float64Var(&rate, "rate-limit", 0, "API requests a second from one address, 0 for no limit (default 10)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		flags := c.Flags()
		if flags.Changed("addr") {
			a.cfg.Serve.Addr = addr
			a.cfg.from["serve.addr"] = valueSource{kind: fromFlag, name: "--addr"}
		}
		if flags.Changed("refresh") {
			a.cfg.Serve.Refresh = refresh
			a.cfg.from["serve.refresh"] = valueSource{kind: fromFlag, name: "--refresh"}
		}
		if flags.Changed("rate-limit") {
			a.cfg.Serve.RateLimit = rate
			a.cfg.from["serve.rate_limit"] = valueSource{kind: fromFlag, name: "--rate-limit"}
		}
		if err := a.cfg.check(); err != nil {
			return err
		}
		return a.serve(c.Context())
	}
	return c
}

func (a *app) serve(ctx context.Context) error {
	log := a.log(true)
	a.serving = true
	a.lasting.Store(true)
	defer a.spareThreads()()
	a.spareMemory()
	l, err := listen(a.cfg.Serve.Addr)
	if err != nil {
		return err
	}
	defer l.Close()
	e, err := a.openEngine(ctx, log)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	asked, err := openQueryLog(a.cfg.Serve.QueryLog, log)
	if err != nil {
		return errors.Join(err, e.Close())
	}
	defer asked.close()
	runs := &child{ctx: ctx, app: a, log: log}
	heard := &listener{log: asked}
	a.bringUpToDate(ctx, log)
	if a.cfg.Serve.QueryCounts {
		heard.counts = newQueryCounter(a.archivePath(), log)
	}
	watch := a.watch(runs, log)
	server, err := a.server(e, runs, heard, watch, log)
	if err != nil {
		return errors.Join(err, e.Close())
	}
	go ja.Load() // the first reader is not to wait for the dictionary
	a.announce(map[string]string{"url": "http://" + l.Addr().String() + "/", "data": a.cfg.Data}, "Fumikura serves %s at http://%s/\n", a.cfg.Data, l.Addr())
	admin, err := a.serveAdmin(ctx, server, log)
	if err != nil {
		return errors.Join(err, e.Close())
	}
	a.greet(ctx, e, runs)
	watched := watch.start(ctx)
	if !a.clustered() {
		go (&mender{engine: e, runs: runs}).watch(ctx)
	}
	counted := make(chan struct{})
	go func() {
		heard.counts.run(ctx)
		close(counted)
	}()
	err = server.Serve(ctx, l)
	stop()
	runs.wait()
	watched()
	<-counted
	return errors.Join(err, admin(), e.Close())
}

// bringUpToDate migrates an archive that an older program has left, for the desk reads it, and searches are counted in it.
func (a *app) bringUpToDate(ctx context.Context, log *slog.Logger) {
	db, err := archive.OpenReadOnly(ctx, a.archivePath())
	if err == nil {
		err = db.Close()
	}
	if !errors.Is(err, archive.ErrOlder) {
		return // whoever reads it says what is wrong
	}
	if err := a.locked(ctx, "serve", func(*archive.DB) error { return nil }); err != nil {
		log.Warn("the archive is of an older program and could not be brought up to date; any reindex does that", "err", err)
		return
	}
	log.Info("the archive of an older program was brought up to date")
}

// announce says that a server is there: as JSON in one object, after which what else is said goes to standard error.
func (a *app) announce(as map[string]string, format string, args ...any) {
	if !a.json {
		fmt.Fprintf(a.stdout, format, args...)
		return
	}
	_ = a.printJSON(as) // who does not read it sees the server all the same
	a.stdout = a.stderr
}

// greet says where there is no index, and starts the runs that the owner wants at intervals; the first one at once where there is
// nothing to search.
func (a *app) greet(ctx context.Context, e engine, runs *child) {
	every := time.Duration(a.cfg.Serve.Refresh)
	if every > 0 {
		go runs.every(every)
	}
	switch _, err := e.Stats(ctx); {
	case noIndex(err) && every > 0 && (len(a.cfg.allBlogs()) > 0 || a.hasArchive()):
		fmt.Fprintf(a.stdout, "There is no index yet: the blogs are read now.\n")
		if _, err := runs.Start(ctx); err != nil {
			runs.log.Warn("reindex was not started", "err", err)
		}
	case noIndex(err):
		fmt.Fprintf(a.stdout, "There is no index yet: run fumikura reindex URL; it is taken up by itself.\n")
	case err != nil && !a.clustered():
		fmt.Fprintf(a.stdout, "Degraded: the index is damaged, and is built again from the archive; it is taken up by itself. (%v)\n", err)
	case err != nil:
		fmt.Fprintf(a.stdout, "The index cannot be asked now, and is tried again with every search: %v\n", err)
	}
}

// spareThreads sets how many searches run side by side. One that is computed here keeps a processor to itself, and with as many threads
// for Go as there are processors a request to be refused waits until a search lets go: at three times the load that could be
// answered that was 70 ms instead of 7 with twice as many. What it returns puts the number back.
func (a *app) spareThreads() (back func()) {
	if a.clustered() {
		a.searches = clusterSearches
		return func() {}
	}
	a.searches = runtime.GOMAXPROCS(0)
	if a.getenv("GOMAXPROCS") != "" { // the owner knows better
		return func() {}
	}
	runtime.GOMAXPROCS(2 * a.searches)
	return func() { runtime.GOMAXPROCS(a.searches) }
}

// spareMemory has Go collect what is no longer used at half again what is used, not at twice as much. Most of what is kept is tables that
// do not change, so that collecting costs little.
func (a *app) spareMemory() {
	if a.getenv("GOGC") == "" { // else the owner knows better
		debug.SetGCPercent(50)
	}
}

func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if op, ok := errors.AsType[*net.OpError](err); ok {
		if _, isAddr := errors.AsType[*net.AddrError](op.Err); isAddr {
			return nil, fmt.Errorf("%w: --addr %q is no address to listen at; write it like 127.0.0.1:8080", blog.ErrUsage, addr)
		}
		return nil, fmt.Errorf("listen at %s: %w; another program may have it: choose one with --addr", addr, op.Err)
	}
	return l, err
}

// server makes the web front from the configuration.
func (a *app) server(e engine, runs *child, heard *listener, watch *watch, log *slog.Logger) (*web.Server, error) {
	c := a.cfg
	owners, err := a.desk(e, runs, log)
	if err != nil {
		return nil, err
	}
	proxies, err := prefixes(c.Serve.Proxies)
	if err != nil {
		return nil, err
	}
	links := make([]web.Link, 0, len(c.Page.Links))
	for _, l := range c.Page.Links {
		links = append(links, web.Link{Text: l.Title, URL: l.URL})
	}
	name, site, err := blogName(context.Background(), a.archivePath())
	if err != nil {
		log.Debug("the name of the blog is not known", "err", err) // before the first reindex there is no archive
	}
	if len(links) == 0 && name != "" {
		links = append(links, web.Link{Text: strings.Trim(strings.TrimPrefix(strings.TrimPrefix(site, "https://"), "http://"), "/"), URL: site})
	}
	var guide []web.Topic
	if c.Serve.Guide {
		if guide, err = guidePages(); err != nil {
			return nil, err
		}
	}
	o := web.Options{
		Engine: e, Log: log, Token: c.Serve.Token, Desk: owners, Apart: c.Serve.AdminAddr != "",
		Origins: newOrigins(a.archivePath(), c.Serve.Origins, log).all,
		Title:   cmp.Or(c.Page.Title, name), Accent: c.Page.Accent, Logo: c.Page.Logo, Links: links, Images: c.Page.Images,
		RateLimit: c.Serve.RateLimit, Burst: c.Serve.Burst, Searches: a.searches, TrustedProxies: proxies,
		KeptPosts: c.Serve.Posts, Guide: guide, Base: c.Serve.Base, Asked: heard.hear, Wanted: (&wanted{path: a.archivePath(), log: log}).all, MCP: c.Serve.MCP, Hubs: watch.hubs(), Version: version(), LastRun: lastRun{a.archivePath(), log}.figures,
	}
	if runs != nil {
		o.Reindex = runs
	}
	if c.Serve.Clicks && heard != nil && heard.counts != nil {
		o.Opened = heard.counts.open
	}
	s, err := web.New(o)
	if e, ok := errors.AsType[*web.OptionError](err); ok {
		key := "page." + e.Option
		if e.Option == "base" {
			key = "serve.base"
		}
		return nil, usagef("%s%s %s", c.from.place(key), key, e.What)
	}
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	return s, nil
}

// prefixes reads networks and single addresses; none at all means what web takes for none.
func prefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if ip, ipErr := netip.ParseAddr(s); ipErr == nil {
			p, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("has %q, which is no network; write it like 10.0.0.0/8", s)
		}
		out = append(out, p)
	}
	return out, nil
}
