package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

// crawlers is the source of reindex: for each blog a crawler with its own client, as the configuration says.
type crawlers struct {
	sites   map[string]*crawl.Crawler
	clients []*fetch.Client
}

// crawlers makes one for each of the sites.
func (a *app) crawlers(db *archive.DB, sites []string, f reindexFlags) (*crawlers, error) {
	c := &crawlers{sites: map[string]*crawl.Crawler{}}
	for _, site := range sites {
		client, err := a.clientOf(site)
		if err != nil {
			return nil, err
		}
		c.clients = append(c.clients, client)
		b := a.cfg.blogOf(site)
		k := &crawl.Crawler{Client: client, Memory: db, Full: f.full, Log: a.log(false), Places: db, Private: b.Private,
			Include: patterns(b.Include), Exclude: patterns(b.Exclude),
			Budget: crawl.Budget{Requests: a.cfg.Crawl.MaxRequests, Time: time.Duration(a.cfg.Crawl.MaxTime)}}
		if f.dryRun {
			k.Places = readOnly{db}
		}
		c.sites[site] = k
	}
	return c, nil
}

// Capture captures one of the blogs.
func (c *crawlers) Capture(ctx context.Context, site string) iter.Seq2[blog.Capture, error] {
	k, ok := c.sites[site]
	if !ok {
		return func(yield func(blog.Capture, error) bool) {
			yield(blog.Capture{}, fmt.Errorf("there is no crawler for %s", site))
		}
	}
	return k.Capture(ctx, site)
}

// close lets go of connections.
func (c *crawlers) close() {
	for _, k := range c.clients {
		k.Close()
	}
}

// readOnly remembers nothing: a dry run changes nothing.
type readOnly struct{ *archive.DB }

// SetSetting does nothing.
func (readOnly) SetSetting(context.Context, string, string) error { return nil }

// clientOf is the polite client for one blog.
func (a *app) clientOf(site string) (*fetch.Client, error) {
	o, err := a.cfg.blogOf(site).options(a.clientOptions(), a.getenv)
	if err != nil {
		return nil, fmt.Errorf("%w: [[blog]] %s: %w", blog.ErrUsage, site, err)
	}
	return fetch.New(o), nil
}

// client is the polite client for what no blog is said of.
func (a *app) client() *fetch.Client { return fetch.New(a.clientOptions()) }

func (a *app) clientOptions() fetch.Options {
	o := fetch.Options{Version: version(), Rate: a.cfg.Crawl.Rate, Log: a.log(false)}
	o.Timeouts.Total = time.Duration(a.cfg.Crawl.Timeout)
	return o
}
