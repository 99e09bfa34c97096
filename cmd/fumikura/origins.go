package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
)

// originsAge is how long the blogs read from the archive are believed; a blog added by a reindex is known soon after.
const originsAge = 30 * time.Second

// origins knows whose scripts may call the API from a browser: the blogs in the archive and those that the owner named.
type origins struct {
	path  string
	named []string
	log   *slog.Logger

	mu   sync.Mutex
	read time.Time
	list []string
}

func newOrigins(path string, named []string, log *slog.Logger) *origins {
	return &origins{path: path, named: named, log: log}
}

// checkOrigins refuses what no browser would name as the origin of a page.
func checkOrigins(named []string) error {
	for _, s := range named {
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || s != u.Scheme+"://"+u.Host {
			return fmt.Errorf("has %q, which is no origin; write it like https://www.example.com, without a path", s)
		}
	}
	return nil
}

// all gives the origins; where the archive cannot be read it keeps to the last ones known.
func (o *origins) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if time.Since(o.read) < originsAge && o.list != nil {
		return o.list
	}
	o.read = time.Now()
	sites, err := siteURLs(context.Background(), o.path)
	if err != nil {
		o.log.Debug("the blogs cannot be read from the archive", "err", err)
		if o.list != nil {
			return o.list
		}
	}
	o.list = append([]string{}, o.named...)
	for _, s := range sites {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			o.list = append(o.list, u.Scheme+"://"+u.Host)
		}
	}
	return o.list
}

func siteURLs(ctx context.Context, path string) ([]string, error) {
	db, err := archive.OpenReadOnly(ctx, path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	tallies, err := db.Tallies(ctx, 0)
	if err != nil {
		return nil, err
	}
	var out []string
	for site := range tallies {
		out = append(out, site)
	}
	return out, nil
}
