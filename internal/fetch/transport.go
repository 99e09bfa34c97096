package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// hop is one request on its way; the dialer reads it from the context to know for whom it connects.
type hop struct {
	scope   *Scope
	host    string // with its port, as in the URL
	url     string
	proxied bool // a proxy of the environment connects for us, and resolves the name
}

type hopKey struct{}

func hopOf(ctx context.Context) *hop {
	h, _ := ctx.Value(hopKey{}).(*hop)
	return h
}

// connectionsPerHost is how many connections to one host are kept; the crawler uses as many where no delay applies.
const connectionsPerHost = 8

func (c *Client) newTransport(o Options) *http.Transport {
	through := proxy(httpproxy.FromEnvironment().ProxyFunc())
	if o.Proxy != nil {
		through = proxied(o.Proxy)
	}
	t := &http.Transport{
		Proxy:                  through,
		DialContext:            c.connect,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // the transport would undo gzip silently and drop the headers that say so
		TLSHandshakeTimeout:    c.timeouts.Connect,
		ResponseHeaderTimeout:  c.timeouts.Header,
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConnsPerHost:    connectionsPerHost,
		MaxConnsPerHost:        connectionsPerHost,
		IdleConnTimeout:        30 * time.Second,
	}
	if o.Roots != nil {
		t.TLSClientConfig = &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12}
	}
	return t
}

// proxied is the proxy that the owner named for the blog, wherever that is.
func proxied(by *url.URL) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		if h := hopOf(r.Context()); h != nil {
			h.proxied = true
		}
		return by, nil
	}
}

// connect dials, through the guard against private networks, and notes which hosts are in one.
func (c *Client) connect(ctx context.Context, network, address string) (net.Conn, error) {
	dial := c.dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: c.timeouts.Connect, ControlContext: c.guard}).DialContext
	}
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	h := hopOf(ctx)
	ap, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if h != nil && !h.proxied && err == nil && networkOf(ap.Addr()) != public {
		c.reached.Store(h.host, ap.Addr())
	}
	return conn, nil
}

// proxy is the one that the environment names, but never for this machine.
func proxy(choose func(*url.URL) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		if isLoopback(r.URL.Hostname()) {
			return nil, nil
		}
		p, err := choose(r.URL)
		if h := hopOf(r.Context()); h != nil && p != nil {
			h.proxied = true
		}
		return p, err
	}
}

// admit refuses a hop into a private network as far as that can be known before dialing: by an address in the URL, and for a
// host that an earlier connection, perhaps still open and for another blog, found there.
func (c *Client) admit(s *Scope, u *url.URL) error {
	ip, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		seen, ok := c.reached.Load(u.Host)
		switch {
		case isLoopback(u.Hostname()):
			ip = netip.AddrFrom4([4]byte{127, 0, 0, 1})
		case ok:
			ip = seen.(netip.Addr)
		default:
			return nil
		}
	}
	return at(u.String(), s.admits(u.Host, ip))
}

// at names the address in an Error that has none yet.
func at(address string, err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.URL == "" {
		e.URL = address
	}
	return err
}
