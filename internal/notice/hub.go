package notice

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/fetch"
)

const (
	maxSubscriptions = 1000     // one for each feed that names a hub; no owner has so many blogs
	maxDelivery      = 5 << 20  // bytes of what a hub delivers: a page's worth; only its signature is looked at
	maxChallenge     = 4 << 10  // bytes that a hub wants back
	wantedLease      = 10 * day // for how long hubs are asked to remember us, as most of them grant
	shortestLease    = time.Minute
	longestLease     = 90 * day
	patience         = 5 * time.Minute // in which a hub has to ask whether we meant it
	firstPause       = time.Minute     // after a hub did not answer; it doubles up to the longest
	longestPause     = day
	day              = 24 * time.Hour
)

// subscription is one at a hub.
type subscription struct {
	site, hub, topic string
	token            string // the last part of the callback, which nobody can guess
	secret           string // by which the hub signs what it delivers
	blog             *watched
	scope            *fetch.Scope // of the hub

	asked time.Time     // when the hub was last asked and has not confirmed since; zero: it has
	until time.Time     // when the hub forgets us; zero: it does not know us
	next  time.Time     // when to ask (again)
	pause time.Duration // after the next failure
}

func newSubscription(site, hub, topic string, s *watched) *subscription {
	return &subscription{site: site, hub: hub, topic: topic, token: rand.Text(), secret: rand.Text(), blog: s}
}

// renew asks the hubs that are due.
func (w *Watcher) renew(ctx context.Context, now time.Time) {
	for _, s := range w.due(now) {
		w.subscribing.Go(func() { // a hub that does not answer keeps nobody waiting
			err := w.subscribe(ctx, s)
			if err == nil || ctx.Err() != nil {
				return
			}
			w.mu.Lock()
			defer w.mu.Unlock()
			s.fail(now)
			w.Log.Warn("a hub was not subscribed to; its feed is asked every few minutes meanwhile", "hub", s.hub, "topic", s.topic, "err", err, "again", s.next.Format(time.RFC3339))
		})
	}
}

// due gives the subscriptions to ask for, and marks them as asked.
func (w *Watcher) due(now time.Time) []*subscription {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []*subscription
	for _, s := range w.subscriptions {
		if !s.asked.IsZero() && now.Sub(s.asked) > patience {
			s.asked = time.Time{}
			s.fail(now)
			w.Log.Warn("a hub took a subscription and did not come to confirm it: can it reach serve.base?", "hub", s.hub, "topic", s.topic)
		}
		if s.asked.IsZero() && !now.Before(s.next) {
			s.asked = now
			list = append(list, s)
		}
	}
	return list
}

// fail puts the next attempt off.
func (s *subscription) fail(now time.Time) {
	s.asked = time.Time{}
	s.pause = min(max(2*s.pause, firstPause), longestPause)
	s.next = now.Add(s.pause)
}

// subscribe asks a hub to tell of news. A hub is a host of its own, beside those of the blog; one in a private network is asked for a blog
// there only.
func (w *Watcher) subscribe(ctx context.Context, s *subscription) error {
	if s.scope == nil {
		scope, err := fetch.NewScope(s.hub)
		if err != nil {
			return err
		}
		if s.blog.scope.Reach() != fetch.PrivateReach {
			scope.Remember(fetch.PublicReach)
		}
		s.scope = scope
	}
	status, said, err := s.blog.client.Submit(ctx, s.hub, url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {s.topic}, "hub.callback": {w.Callback + "/" + s.token}, "hub.secret": {s.secret},
		"hub.lease_seconds": {strconv.Itoa(int(wantedLease.Seconds()))},
	}, s.scope)
	if err != nil {
		return err
	}
	if status < 200 || status > 299 {
		return fmt.Errorf("the hub refuses the subscription with status %d: %.200q", status, said)
	}
	return nil
}

// ServeHTTP answers hubs at the callbacks: that a subscription was meant (GET), and that there is news (POST).
func (w *Watcher) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	s := w.subscriptions[path.Base(r.URL.Path)]
	w.mu.Unlock()
	switch {
	case s == nil: // of an earlier life of this server, or made up; a hub then forgets it
		http.Error(rw, "there is no such subscription", http.StatusGone)
	case r.Method == http.MethodPost:
		w.deliver(rw, r, s)
	default:
		w.confirm(rw, r, s)
	}
}

// confirm tells a hub that a subscription was meant, by sending its challenge back.
func (w *Watcher) confirm(rw http.ResponseWriter, r *http.Request, s *subscription) {
	q := r.URL.Query()
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if q.Get("hub.topic") != s.topic {
		http.Error(rw, "that is not the topic of this subscription", http.StatusNotFound)
		return
	}
	challenge := q.Get("hub.challenge")
	switch mode := q.Get("hub.mode"); {
	case mode == "denied":
		w.Log.Warn("a hub denies a subscription; its feed is asked every few minutes", "hub", s.hub, "topic", s.topic, "reason", fmt.Sprintf("%.200q", q.Get("hub.reason")))
		s.asked, s.until, s.next = time.Time{}, time.Time{}, now.Add(longestPause)
	case mode != "subscribe" || s.asked.IsZero() && s.until.IsZero() || challenge == "" || len(challenge) > maxChallenge:
		http.Error(rw, "that was not asked for", http.StatusNotFound)
	default:
		lease := wantedLease
		if n, err := strconv.Atoi(q.Get("hub.lease_seconds")); err == nil && n > 0 {
			lease = min(max(time.Duration(min(n, int(longestLease.Seconds())))*time.Second, shortestLease), longestLease)
		}
		s.asked, s.pause = time.Time{}, 0
		s.until, s.next = now.Add(lease), now.Add(lease*4/5)
		w.Log.Info("a hub tells of news from now on", "hub", s.hub, "topic", s.topic, "until", s.until.Format(time.RFC3339))
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(rw, challenge) // an error here means that the hub has gone
	}
}

// deliver takes news in. What is not signed as agreed is passed over, and the hub, or whoever it was, is not told so.
func (w *Watcher) deliver(rw http.ResponseWriter, r *http.Request, s *subscription) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxDelivery))
	if err != nil {
		status := http.StatusBadRequest
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(rw, "the delivery was not read to its end", status)
		return
	}
	rw.WriteHeader(http.StatusAccepted)
	if !signed(r.Header.Get("X-Hub-Signature"), s.secret, body) {
		w.Log.Warn("a delivery without the right signature was passed over", "hub", s.hub, "topic", s.topic)
		return
	}
	w.Log.Info("a hub tells of something new", "topic", s.topic)
	w.News(s.site)
}

// signed says whether the signature is that of the body by the secret (HMAC). SHA-1 is what the recommendation has hubs use at least.
func signed(header, secret string, body []byte) bool {
	method, given, ok := strings.Cut(header, "=")
	methods := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}
	sum := methods[strings.ToLower(strings.TrimSpace(method))]
	want, err := hex.DecodeString(strings.TrimSpace(given))
	if !ok || sum == nil || err != nil {
		return false
	}
	mac := hmac.New(sum, []byte(secret))
	mac.Write(body)
	return subtle.ConstantTimeCompare(mac.Sum(nil), want) == 1
}
