package fetch

import (
	"context"
	"mime"
	"net/http"
	"net/url"
)

// Request is what to ask for.
type Request struct {
	URL          string
	ETag         string // verbatim, of the copy that is kept; empty asks unconditionally
	LastModified string // verbatim
	Scope        *Scope // where the blog is; nil means the host of URL alone
	MaxBytes     int    // how large the decoded body may be; 0 means MaxPage
	Head         bool   // asks whether the page is there, for the head of the answer alone

	robots bool // a robots.txt: read as far as it counts, as it came
}

// Response is what the server said, whatever the status. Body is there for statuses of success only.
type Response struct {
	URL          string   // after redirects
	Chain        []string // every address that was asked, the first and the last too
	Status       int
	Header       http.Header
	ContentType  string // lower case, without parameters; empty when the server does not say
	Charset      string // from which Body was turned into UTF-8
	Body         []byte // UTF-8, or as it came where it is no text
	ETag         string
	LastModified string
	NotModified  bool // the kept copy is still right
	Robots       Directives
}

// Get asks for an address: within the scope, as robots.txt allows, in turn, again where that may help, and along redirects,
// each of which is checked like the first address. A status that is no success is no error; no answer is an *Error.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := Address(r.URL)
	if err != nil {
		return nil, err
	}
	if r.Scope == nil {
		if r.Scope, err = NewScope(r.URL); err != nil {
			return nil, err
		}
	}
	resp, err := c.walk(ctx, u, r, true)
	if err != nil {
		return nil, err
	}
	r.Scope.close()
	return resp, nil
}

// walk follows redirects from u. The robots.txt itself is asked for unchecked.
func (c *Client) walk(ctx context.Context, u *url.URL, r Request, checked bool) (*Response, error) {
	var chain []string
	seen := map[string]bool{}
	for {
		address := u.String()
		if seen[address] {
			return nil, &Error{Kind: Redirects, URL: address, Detail: "they go in a circle"}
		}
		if len(chain) > maxRedirects {
			return nil, &Error{Kind: Redirects, URL: address, Detail: "there are more than 10"}
		}
		seen[address] = true
		chain = append(chain, address)
		if err := c.mayAsk(ctx, u, r, checked); err != nil {
			return nil, err
		}
		a, err := c.ask(ctx, u, r)
		if err != nil {
			return nil, err
		}
		next, err := a.redirect(u)
		if err != nil {
			return nil, err
		}
		if next == nil {
			return a.response(chain), nil
		}
		u = next
	}
}

// mayAsk holds each hop against the scope, the private networks and robots.txt. Where a robots.txt leads is no new host of the
// blog: only its start page may say that it moved.
func (c *Client) mayAsk(ctx context.Context, u *url.URL, r Request, checked bool) error {
	if r.robots && !r.Scope.Contains(u) || !r.robots && !r.Scope.enter(u) {
		return &Error{Kind: Elsewhere, URL: u.String()}
	}
	if err := c.admit(r.Scope, u); err != nil || !checked {
		return err
	}
	rules, err := c.Robots(ctx, r.Scope, u)
	if err != nil {
		return err
	}
	if !rules.Allowed(Product, u.String()) {
		return &Error{Kind: Robots, URL: u.String()}
	}
	return nil
}

// answer is one response of a server, read to its end.
type answer struct {
	status      int
	header      http.Header
	contentType string
	charset     string
	body        []byte
}

// redirect gives where the answer sends us, or nil.
func (a *answer) redirect(from *url.URL) (*url.URL, error) {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	bad := &Error{Kind: Redirects, URL: from.String(), Code: a.status, Detail: "the target is no web address"}
	location, err := url.Parse(a.header.Get("Location"))
	if err != nil || location.String() == "" {
		return nil, bad
	}
	next, err := Address(from.ResolveReference(location).String())
	if err != nil {
		return nil, bad
	}
	return next, nil
}

func (a *answer) response(chain []string) *Response {
	return &Response{
		URL:          chain[len(chain)-1],
		Chain:        chain,
		Status:       a.status,
		Header:       a.header,
		ContentType:  a.contentType,
		Charset:      a.charset,
		Body:         a.body,
		ETag:         a.header.Get("ETag"),
		LastModified: a.header.Get("Last-Modified"),
		NotModified:  a.status == http.StatusNotModified,
		Robots:       HeaderDirectives(a.header),
	}
}

// mediaType reads the Content-Type header; what cannot be read is unknown.
func mediaType(h http.Header) string {
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && t == "" {
		return ""
	}
	return t
}
