package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/notice"
)

const (
	// usualPoll is how often feeds are asked where the owner only says how often to run reindex: with what a run takes, a new post is found
	// within five minutes.
	usualPoll = 4 * time.Minute
	// maxFeedsWatched is how many feeds of one blog are asked: most have one, in two formats, and one of comments.
	maxFeedsWatched = 4
	// hubsPath is where hubs reach this server, below its public address.
	hubsPath = "/websub"
	// busyPause is how long news wait before they are tried again while a run is under way.
	busyPause = time.Second
)

// watch looks for news of the blogs while serve runs, and has a blog read that has some.
type watch struct {
	watcher *notice.Watcher // nil where nothing is watched
	runs    *child

	mu   sync.Mutex
	news map[string]bool // blogs that have something new, until a run has begun
	wake chan struct{}
}

// watch is set up from the configuration.
func (a *app) watch(runs *child, log *slog.Logger) *watch {
	w := &watch{runs: runs, news: map[string]bool{}, wake: make(chan struct{}, 1)}
	every := time.Duration(a.cfg.Serve.Poll)
	if every == 0 && a.cfg.Serve.Refresh > 0 {
		every = min(usualPoll, time.Duration(a.cfg.Serve.Refresh))
	}
	if every == 0 {
		return w
	}
	w.watcher = &notice.Watcher{
		Feeds:  func(ctx context.Context) ([]notice.Feed, error) { return feedsOf(ctx, a.archivePath()) },
		Client: func(site string) (*fetch.Client, error) { return a.clientOf(site) },
		News:   w.tell, Every: every, Log: log,
	}
	if base := strings.TrimSuffix(a.cfg.Serve.Base, "/"); base != "" {
		w.watcher.Callback = base + hubsPath
	}
	return w
}

// hubs is what answers hubs, nil where none is asked.
func (w *watch) hubs() http.Handler {
	if w == nil || w.watcher == nil || w.watcher.Callback == "" {
		return nil
	}
	return w.watcher
}

// start begins to watch; what it returns waits for the end of it.
func (w *watch) start(ctx context.Context) (wait func()) {
	if w.watcher == nil {
		return func() {}
	}
	var under sync.WaitGroup
	under.Go(func() { w.watcher.Run(ctx) })
	under.Go(func() { w.read(ctx) })
	return under.Wait
}

// tell notes that a blog has something new.
func (w *watch) tell(site string) {
	w.mu.Lock()
	w.news[site] = true
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default: // it is awake
	}
}

// read has the blogs read that have something new. What comes while a run is under way waits for its end: the run may have passed the feed
// already.
func (w *watch) read(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		}
		for {
			sites := w.taken()
			if len(sites) == 0 {
				break
			}
			_, err := w.runs.begin(sites...)
			if err == nil {
				break
			}
			if !errors.Is(err, blog.ErrUnavailable) { // the feed is told of again, if the next whole run does not come first
				w.runs.log.Error("a blog with something new was not read", "err", err)
				break
			}
			for _, s := range sites {
				w.tell(s)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(busyPause):
			}
		}
	}
}

// taken gives the blogs with something new, which are noted no longer.
func (w *watch) taken() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	sites := slices.Sorted(maps.Keys(w.news))
	clear(w.news)
	return sites
}

// feedsOf gives the feeds of the remembered blogs that their front pages name, as the last run read them.
func feedsOf(ctx context.Context, path string) ([]notice.Feed, error) {
	db, err := archive.OpenReadOnly(ctx, path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	sites, err := db.Sites(ctx)
	if err != nil {
		return nil, err
	}
	var feeds []notice.Feed
	for _, s := range sites {
		count := 0
		for v, err := range db.Visits(ctx, s.URL) {
			if err != nil {
				return nil, err
			}
			if v.Role != blog.RoleFeed || v.Found != "start" || v.Outcome != blog.Fetched && v.Outcome != blog.Unchanged || count == maxFeedsWatched {
				continue
			}
			count++
			f := notice.Feed{Site: s.URL, URL: v.URL}
			if p, err := db.Page(ctx, v.URL); err == nil {
				f.Kept = p.Body
			} else if !errors.Is(err, blog.ErrNotFound) {
				return nil, fmt.Errorf("read the kept feed: %w", err)
			}
			feeds = append(feeds, f)
		}
	}
	return feeds, nil
}
