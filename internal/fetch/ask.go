package fetch

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ask sends one request, and again where the failure may pass: the connection broke, no answer came in time, the server is
// busy or asks to come back later.
func (c *Client) ask(ctx context.Context, u *url.URL, r Request) (*answer, error) {
	for n := 0; ; n++ {
		if err := c.sleep(ctx, c.pace.turn(u.Host, c.now())); err != nil {
			return nil, err
		}
		a, err := c.once(ctx, u, r)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		wait, again := c.again(a, err, n)
		if !again {
			return a, err
		}
		c.log.Debug("ask again", "url", u.String(), "wait", wait, "error", err)
		if err := c.rest(ctx, u.Host, a, wait); err != nil {
			return nil, err
		}
	}
}

// rest waits before the next attempt. A host that says it is busy is left in peace altogether, by all requests; one page that
// fails keeps nobody else waiting.
func (c *Client) rest(ctx context.Context, host string, a *answer, wait time.Duration) error {
	if a != nil && (a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable) {
		c.pace.hold(host, c.now().Add(wait))
		return nil
	}
	return c.sleep(ctx, wait)
}

// again is exponential backoff: it says whether to ask once more after the n-th answer, and how long to wait first.
func (c *Client) again(a *answer, err error, n int) (time.Duration, bool) {
	if n+1 >= attempts {
		return 0, false
	}
	wait := time.Duration(float64(backoff<<n) * (0.75 + rand.Float64()/2))
	if err != nil {
		kind := KindOf(err)
		// A host that lets one wait once may have been busy; twice, it costs too much to find out.
		return wait, kind == Broken || kind == Refused || kind == Timeout && n == 0
	}
	switch a.status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	asked := retryAfter(a.header.Get("Retry-After"), c.now())
	return max(wait, asked), asked <= maxRetryAfter
}

// retryAfter reads both forms of the header; what is neither is no wish.
func retryAfter(v string, now time.Time) time.Duration {
	v = strings.TrimSpace(v)
	if seconds, err := strconv.Atoi(v); err == nil {
		return time.Duration(min(max(seconds, 0), 1<<30)) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// once sends one request and reads the answer to its end.
func (c *Client) once(parent context.Context, u *url.URL, r Request) (*answer, error) {
	address := u.String()
	ctx, cancel := context.WithTimeout(parent, c.timeouts.Total)
	defer cancel()
	ctx = context.WithValue(ctx, hopKey{}, &hop{scope: r.Scope, host: u.Host, url: address})
	method := http.MethodGet
	if r.Head {
		method = http.MethodHead
	}
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, &Error{Kind: BadAddress, URL: address, Err: err}
	}
	c.dress(req, r)
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return nil, wrap(address, err)
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header, contentType: mediaType(resp.Header)}
	if r.Head {
		return a, nil
	}
	if a.status < 200 || a.status > 299 {
		// What a failure says is not for us; a little is read so that the connection can serve again.
		_, _ = io.CopyN(io.Discard, resp.Body, maxDiscard)
		return a, nil
	}
	if err := a.read(resp, r); err != nil {
		e := wrap(address, err).(*Error)
		e.Type = a.contentType
		if e.Kind == Timeout {
			e.Kind, e.Detail = TooSlow, fmt.Sprintf("the body did not end within %s", c.timeouts.Total)
		}
		return nil, e
	}
	return a, nil
}

// dress sets the headers of a request.
func (c *Client) dress(req *http.Request, r Request) {
	h := req.Header
	h.Set("User-Agent", c.agent)
	h.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	h.Set("Accept-Encoding", "gzip, br, zstd")
	h.Set("Accept-Language", "ja,en;q=0.8,*;q=0.5")
	c.carries.carry(req, r.Scope)
	if r.ETag != "" {
		h.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		h.Set("If-Modified-Since", r.LastModified)
	}
}

// read takes the body in, decoded and, where it is text, as UTF-8.
func (a *answer) read(resp *http.Response, r Request) error {
	limit := r.MaxBytes
	if limit <= 0 {
		limit = MaxPage
	}
	if resp.ContentLength > int64(limit) && !r.robots {
		return tooLarge(limit)
	}
	raw, err := readBody(resp, limit)
	if r.robots {
		a.body = raw[:min(len(raw), MaxRobots)]
		if KindOf(err) == TooLarge {
			err = nil
		}
		return err
	}
	if err != nil {
		return err
	}
	a.body, a.charset = UTF8(raw, resp.Header.Get("Content-Type"))
	if len(a.body) > 2*limit {
		return &Error{Kind: TooLarge, Detail: fmt.Sprintf("more than %d bytes as UTF-8", 2*limit)}
	}
	return nil
}
