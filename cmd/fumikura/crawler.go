package main

import (
	"context"
	"fmt"
	"iter"
	"strings"
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
		if f.again != "" {
			k.Memory = unvisited{db, f.again}
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

// unvisited remembers all but how asking for one address went, so that it is asked for.
type unvisited struct {
	*archive.DB
	address string
}

// Visits gives all visits of the site, that of the address as one that is still to come.
func (u unvisited) Visits(ctx context.Context, site string) iter.Seq2[blog.Visit, error] {
	return func(yield func(blog.Visit, error) bool) {
		for v, err := range u.DB.Visits(ctx, site) {
			if blog.Key(v.URL) == blog.Key(u.address) {
				v.Outcome, v.ETag, v.LastModified = blog.Waiting, "", ""
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// blogOfPost gives the blog to which the post at the address belongs.
func blogOfPost(ctx context.Context, db *archive.DB, address string) ([]string, error) {
	v, known, err := db.Visit(ctx, address)
	if err != nil {
		return nil, err
	}
	if !known || v.Site == "" {
		return nil, fmt.Errorf("nothing is known of %s: name its blog, as in fumikura reindex https://blog.example.com/: %w", address, blog.ErrNotFound)
	}
	if isImported(v) {
		return nil, fmt.Errorf("%w: %s was imported, and is not asked for; import a newer export of its blog", blog.ErrUsage, address)
	}
	return []string{v.Site}, nil
}

// isImported says whether what the visit tells of came with an export.
func isImported(v blog.Visit) bool {
	return v.Found != "start" && !strings.HasPrefix(v.Found, "http:") && !strings.HasPrefix(v.Found, "https:")
}
