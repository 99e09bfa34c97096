package fetch

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// Address is blog.Address with an Error that says what is wrong.
func Address(raw string) (*url.URL, error) {
	u, err := blog.Address(raw)
	if err != nil {
		return nil, &Error{Kind: BadAddress, URL: raw, Err: err}
	}
	return u, nil
}

// isLoopback says whether the host of a URL is this machine by its name alone.
func isLoopback(hostname string) bool {
	if hostname == "localhost" || strings.HasSuffix(hostname, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(hostname)
	return err == nil && ip.Unmap().IsLoopback()
}
