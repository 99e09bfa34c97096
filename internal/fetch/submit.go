package fetch

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maxSaid is how much is read of what a server says to a form: enough for a sentence of why not.
const maxSaid = 1 << 10

// Submit sends a form to an address in the scope, once, and gives the status and the beginning of what is said to it. It follows no
// redirect, asks no robots.txt, since nothing is read there, and takes no credentials along, since those are the blog's.
func (c *Client) Submit(ctx context.Context, address string, form url.Values, s *Scope) (status int, said string, err error) {
	u, err := Address(address)
	if err != nil {
		return 0, "", err
	}
	if !s.enter(u) {
		return 0, "", &Error{Kind: Elsewhere, URL: address}
	}
	if err := c.admit(s, u); err != nil {
		return 0, "", err
	}
	if err := c.sleep(ctx, c.pace.turn(u.Host, c.now())); err != nil {
		return 0, "", err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeouts.Total)
	defer cancel()
	ctx = context.WithValue(ctx, hopKey{}, &hop{scope: s, host: u.Host, url: address})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", &Error{Kind: BadAddress, URL: address, Err: err}
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return 0, "", wrap(address, err)
	}
	defer resp.Body.Close()
	s.close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxSaid))
	if err != nil {
		return 0, "", wrap(address, err)
	}
	return resp.StatusCode, strings.TrimSpace(strings.ToValidUTF8(string(b), "\uFFFD")), nil
}
