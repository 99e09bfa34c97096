package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// robotsEntry is the robots.txt of one origin; its lock is held while it is asked for, so that it is asked for once.
type robotsEntry struct {
	mu    sync.Mutex
	at    time.Time
	rules *Rules
	err   error
}

// Robots gives the rules of the origin of u, from memory for up to a day. Where there is no robots.txt, or it is refused (RFC 9309:
// any status from 400 to 499), everything is allowed. Where it cannot be had (no answer, an error of the server, a server that
// has had enough), nothing is, and the error says so.
func (c *Client) Robots(ctx context.Context, s *Scope, u *url.URL) (*Rules, error) {
	e := c.robotsOf(u.Scheme + "://" + u.Host)
	e.mu.Lock()
	defer e.mu.Unlock()
	age := robotsAge
	if e.err != nil {
		age = robotsRetry
	}
	if !e.at.IsZero() && c.now().Sub(e.at) < age {
		return e.rules, e.err
	}
	rules, err := c.readRobots(ctx, s, u)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil {
		c.pace.setCrawlDelay(u.Host, rules.CrawlDelay(Product))
	}
	e.at, e.rules, e.err = c.now(), rules, err
	return rules, err
}

func (c *Client) robotsOf(origin string) *robotsEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.robots[origin]
	if e == nil {
		if len(c.robots) >= maxRobotsKept {
			clear(c.robots)
		}
		e = &robotsEntry{}
		c.robots[origin] = e
	}
	return e
}

func (c *Client) readRobots(ctx context.Context, s *Scope, u *url.URL) (*Rules, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	resp, err := c.walk(ctx, at, Request{Scope: s, robots: true}, false)
	if err != nil {
		return noRobots(err, at.String(), u.String(), s.started())
	}
	switch code := resp.Status; {
	case code >= 200 && code < 300:
		return ParseRules(resp.Body).resolve(resp.URL), nil
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return &Rules{Refused: code}, nil
	case code == http.StatusTooManyRequests || code >= 500:
		return nil, &Error{Kind: NoRobots, URL: at.String(), Code: code, Detail: fmt.Sprintf("the server answers with status %d", code)}
	}
	return &Rules{}, nil
}

// noRobots judges a robots.txt at an address that gave no answer, when its wanted neighbour is asked for.
func noRobots(err error, at, wanted string, started bool) (*Rules, error) {
	switch kind := KindOf(err); kind {
	case Redirects, Elsewhere:
		// RFC 9309: a file that redirects lead away from is not there. Many sites send unknown paths to a page of theirs.
		return &Rules{}, nil
	case DNS, Refused, Private, TLS, Timeout:
		// The whole host is away, which says more than that its robots.txt is.
		var e *Error
		if errors.As(err, &e) && e.URL == at {
			e.URL = wanted
		}
		if kind != Timeout || !started {
			return nil, err
		}
	}
	return nil, &Error{Kind: NoRobots, URL: at, Detail: err.Error(), Err: err}
}

// resolve makes the addresses of sitemaps absolute.
func (r *Rules) resolve(base string) *Rules {
	b, err := url.Parse(base)
	if err != nil {
		return r
	}
	for i, s := range r.Sitemaps {
		if u, err := b.Parse(s); err == nil {
			r.Sitemaps[i] = u.String()
		}
	}
	return r
}
