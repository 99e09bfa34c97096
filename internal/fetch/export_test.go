package fetch

import (
	"context"
	"net/netip"
)

// Guard asks the hook of the dialer, which sees an address after its name was resolved, whether a request within the scope may
// connect. No test can make a public name resolve to a private address.
func (c *Client) Guard(s *Scope, host, address string, proxied bool) error {
	ctx := context.WithValue(context.Background(), hopKey{}, &hop{scope: s, host: host, url: "http://" + host + "/", proxied: proxied})
	return c.guard(ctx, "tcp", address, nil)
}

// Close ends the time in which a scope is open to redirects.
func (s *Scope) Close() { s.close() }

// NetworkOf says where an address lies.
func NetworkOf(address string) string {
	return map[network]string{public: "public", private: "private", offLimits: "never"}[networkOf(netip.MustParseAddr(address))]
}
