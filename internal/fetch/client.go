package fetch

import (
	"cmp"
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
	"time"
)

// Options say how a Client behaves. The zero value is right for the world outside; most fields are for tests.
type Options struct {
	Version  string   // of the program, for the User-Agent; empty means "dev"
	Rate     float64  // requests a second to one host; 0 means 2, and none on loopback; below 0 means no limit anywhere
	Timeouts Timeouts // zero means the defaults

	// For a blog that needs more; see Credentials.
	Agent       string         // the User-Agent; empty means the program's own
	Credentials Credentials    // what requests carry besides
	Roots       *x509.CertPool // certificate authorities to trust; nil means the system's
	Proxy       *url.URL       // that connects for us; nil means that of the environment

	Transport http.RoundTripper                                                    // nil means an own one that refuses private networks; with one given, that check is the caller's
	Dial      func(ctx context.Context, network, address string) (net.Conn, error) // nil means the network, by way of the checks
	Now       func() time.Time                                                     // nil means the clock
	Sleep     func(ctx context.Context, d time.Duration) error                     // nil means to wait; returns early when ctx ends
	Log       *slog.Logger                                                         // nil means silence
}

// Client asks politely for pages. It is safe for concurrent use, and is meant to live as long as the program: it remembers
// robots.txt files and when each host was asked last.
type Client struct {
	agent     string
	carries   Credentials
	timeouts  Timeouts
	transport http.RoundTripper
	dial      func(ctx context.Context, network, address string) (net.Conn, error)
	now       func() time.Time
	sleep     func(ctx context.Context, d time.Duration) error
	log       *slog.Logger
	pace      *pacer
	reached   sync.Map // host → netip.Addr, of hosts that were found in a private network

	mu     sync.Mutex
	robots map[string]*robotsEntry // by origin
}

// New gives a Client.
func New(o Options) *Client {
	c := &Client{
		agent:     cmp.Or(o.Agent, userAgent(o.Version)),
		carries:   o.Credentials,
		timeouts:  o.Timeouts.orDefault(),
		transport: o.Transport,
		dial:      o.Dial,
		now:       o.Now,
		sleep:     o.Sleep,
		log:       o.Log,
		robots:    map[string]*robotsEntry{},
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.transport == nil {
		c.transport = c.newTransport(o)
	}
	c.pace = newPacer(o.Rate, c.isHere)
	return c
}

// Product is the name by which robots.txt files address this program.
const Product = "fumikura"

func userAgent(version string) string {
	if version == "" {
		version = "dev"
	}
	return "Fumikura/" + version + " (+https://github.com/fumikura/fumikura)"
}

// Delay is how far apart requests to the host of address are kept; 0 where they need not be. Before its robots.txt was read
// it does not count a Crawl-delay in.
func (c *Client) Delay(host string) time.Duration { return c.pace.delay(host) }

// Close lets go of idle connections.
func (c *Client) Close() {
	if t, ok := c.transport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// isHere says whether a host is this machine, by its name or because a connection showed it.
func (c *Client) isHere(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if isLoopback(name) {
		return true
	}
	ip, ok := c.reached.Load(host)
	return ok && ip.(netip.Addr).Unmap().IsLoopback()
}

// guard is the RawConn hook that sees the address after the name was resolved and before the connection is made.
func (c *Client) guard(ctx context.Context, _, address string, _ syscall.RawConn) error {
	h := hopOf(ctx)
	ap, err := netip.ParseAddrPort(address)
	if h == nil || h.proxied || err != nil {
		return nil
	}
	return at(h.url, h.scope.admits(h.host, ap.Addr()))
}
