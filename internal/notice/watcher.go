// Package notice notices that a blog has something new, between whole runs: it asks the feeds alone every few minutes (polling), and
// where a feed names a hub it has the hub tell (WebSub, a W3C recommendation, once PubSubHubbub). It reads no post and writes nothing;
// whoever is told has the blog read.
//
// A feed is held against the copy that the last whole run kept, so that what came while nobody watched is noticed too.
package notice

import (
	"context"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/fetch"
)

// Feed is one feed of a blog.
type Feed struct {
	Site string // the blog's start address
	URL  string
	Kept []byte // as the last whole run read it; nil where that is not known
}

const (
	// maxFeedBytes is as much as a feed with every post in full weighs; larger ones are left to the whole runs.
	maxFeedBytes = 30 << 20
	// sitesAtOnce is how many blogs are asked side by side, so that one that does not answer keeps few others waiting.
	sitesAtOnce = 8
	// retold is after how long news are told of again that no run has read: it failed, or another process was at it.
	retold = 15 * time.Minute
	// tick is how often it looks whether a feed or a subscription is due.
	tick = time.Second
)

// Watcher watches the feeds of all blogs.
type Watcher struct {
	Feeds    func(context.Context) ([]Feed, error)
	Client   func(site string) (*fetch.Client, error)
	News     func(site string) // told of a blog that has something new; it must not wait
	Every    time.Duration     // between two looks at a feed
	Callback string            // the address under which hubs reach Hubs, without a slash at the end; empty asks no hub
	Log      *slog.Logger

	mu            sync.Mutex
	sites         map[string]*watched
	subscriptions map[string]*subscription // by the last part of their callback
	byTopic       map[string]*subscription // by hub and topic
	subscribing   sync.WaitGroup
}

// watched is a blog that is watched.
type watched struct {
	client *fetch.Client
	scope  *fetch.Scope
	feeds  map[string]*seen
}

// seen is what a feed was when it was last asked.
type seen struct {
	etag, modified string
	news           news
	told           string // the state that was told of
	toldAt         time.Time
}

// Run watches until the context ends.
func (w *Watcher) Run(ctx context.Context) {
	w.mu.Lock()
	w.sites, w.subscriptions, w.byTopic = map[string]*watched{}, map[string]*subscription{}, map[string]*subscription{}
	w.mu.Unlock()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	next := time.Now()
	for {
		if now := time.Now(); !now.Before(next) {
			next = now.Add(time.Duration((0.95 + rand.Float64()/10) * float64(w.Every))) // many servers are not to ask one blog at once
			w.look(ctx)
		}
		w.renew(ctx, time.Now())
		select {
		case <-ctx.Done():
			w.close()
			return
		case <-ticker.C:
		}
	}
}

func (w *Watcher) close() {
	w.subscribing.Wait()
	for _, s := range w.sites {
		s.client.Close()
	}
}

// look asks every feed once.
func (w *Watcher) look(ctx context.Context) {
	feeds, err := w.Feeds(ctx)
	if err != nil {
		w.Log.Debug("the feeds of the blogs are not known", "err", err) // before the first run there is no archive
		return
	}
	bySite := map[string][]Feed{}
	for _, f := range feeds {
		bySite[f.Site] = append(bySite[f.Site], f)
	}
	var asking sync.WaitGroup
	slots := make(chan struct{}, sitesAtOnce)
	for _, site := range slices.Sorted(maps.Keys(bySite)) {
		s, err := w.site(site)
		if err != nil {
			w.Log.Warn("the feeds of a blog are not watched", "site", site, "err", err)
			continue
		}
		slots <- struct{}{}
		asking.Go(func() {
			defer func() { <-slots }()
			for _, f := range bySite[site] {
				w.ask(ctx, s, f)
			}
		})
	}
	asking.Wait()
}

// site gives the watched blog, with a client and a scope that last as long as the watcher: a public name that one day leads into a private
// network is refused.
func (w *Watcher) site(address string) (*watched, error) {
	if s, ok := w.sites[address]; ok {
		return s, nil
	}
	client, err := w.Client(address)
	if err != nil {
		return nil, err
	}
	scope, err := fetch.NewScope(address)
	if err != nil {
		return nil, err
	}
	s := &watched{client: client, scope: scope, feeds: map[string]*seen{}}
	w.sites[address] = s
	return s, nil
}

// ask asks one feed, and tells where it has news.
func (w *Watcher) ask(ctx context.Context, s *watched, f Feed) {
	last := s.feeds[f.URL]
	if last == nil {
		last = &seen{}
		s.feeds[f.URL] = last
	}
	resp, err := s.client.Get(ctx, fetch.Request{URL: f.URL, Scope: s.scope, ETag: last.etag, LastModified: last.modified, MaxBytes: maxFeedBytes})
	switch {
	case err != nil:
		w.Log.Debug("a feed was not read", "url", f.URL, "err", err)
		return
	case resp.NotModified:
	case resp.Status != 200:
		w.Log.Debug("a feed was not read", "url", f.URL, "status", resp.Status)
		return
	default:
		n, err := readNews(resp.Body, resp.URL)
		if err != nil {
			w.Log.Debug("a feed was not read", "url", f.URL, "err", err)
			return
		}
		n.readLinks(resp.Header, resp.URL)
		last.etag, last.modified, last.news = resp.ETag, resp.LastModified, n
	}
	known := last.told
	if f.Kept != nil {
		if n, err := readNews(f.Kept, f.URL); err == nil {
			known = n.state
		}
	}
	if known == "" {
		known, last.told = last.news.state, last.news.state
	}
	if last.news.state != known && (last.news.state != last.told || time.Since(last.toldAt) > retold) {
		last.told, last.toldAt = last.news.state, time.Now()
		w.Log.Info("a feed has something new", "url", f.URL)
		w.News(f.Site)
	}
	w.follow(s, f, last.news)
}

// follow subscribes to a feed that names a hub, unless that is done already.
func (w *Watcher) follow(s *watched, f Feed, n news) {
	if w.Callback == "" || len(n.hubs) == 0 {
		return
	}
	topic := n.self
	if topic == "" {
		topic = f.URL
	}
	key := n.hubs[0] + "\n" + topic
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.byTopic[key] != nil {
		return
	}
	if len(w.subscriptions) >= maxSubscriptions {
		w.Log.Warn("there are too many subscriptions at hubs; this feed is asked every few minutes only", "url", f.URL)
		return
	}
	sub := newSubscription(f.Site, n.hubs[0], topic, s)
	w.byTopic[key], w.subscriptions[sub.token] = sub, sub
}
