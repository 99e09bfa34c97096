package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// caller gives the address a request is counted under: the peer, or the one a trusted proxy forwards for. It is the zero
// address, which is never held, for a loopback peer that forwards for nobody: that is the owner's own machine.
func (s *Server) caller(r *http.Request) netip.Addr {
	peer := parseAddr(r.RemoteAddr)
	forwarded := forwardedFor(r.Header)
	if len(forwarded) == 0 {
		if s.trusts(peer) && !localHost(r.Host) {
			s.silentProxy.Do(func() {
				s.Log.Warn("requests come through a proxy that does not say for whom: all of them count as one address, or as this machine's own; "+
					"have it send X-Forwarded-For", "peer", peer, "host", r.Host)
			})
		}
		if peer.IsLoopback() {
			return netip.Addr{}
		}
		return unknownIfInvalid(peer)
	}
	// From the right: each address was written by the proxy before it, so the first one that no trusted proxy has is the caller.
	at := peer
	for _, hop := range slices.Backward(forwarded) {
		if !s.trusts(at) {
			break
		}
		next := parseAddr(hop)
		if !next.IsValid() {
			break
		}
		at = next
	}
	return unknownIfInvalid(at)
}

// localHost says whether a Host header names this machine to itself. A request from here for another name was passed on by a proxy.
func localHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]."))
	addr, err := netip.ParseAddr(host)
	return host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && addr.IsLoopback()
}

// unknownIfInvalid keeps a peer without an IP address (a Unix socket) from being taken for the owner's own machine.
func unknownIfInvalid(a netip.Addr) netip.Addr {
	if !a.IsValid() {
		return netip.IPv4Unspecified()
	}
	return a
}

func (s *Server) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(s.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// forwardedFor lists the addresses of X-Forwarded-For, or else of Forwarded (RFC 7239), from client to last proxy. The first
// has precedence because most proxies write that one only and pass on a Forwarded that a client made up.
func forwardedFor(h http.Header) []string {
	if values := h.Values("X-Forwarded-For"); len(values) > 0 {
		return strings.Split(strings.Join(values, ","), ",")
	}
	values := h.Values("Forwarded")
	if len(values) == 0 {
		return nil
	}
	var addrs []string
	for element := range strings.SplitSeq(strings.Join(values, ","), ",") {
		addr := "unknown"
		for pair := range strings.SplitSeq(element, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
			if strings.EqualFold(name, "for") {
				addr = strings.Trim(value, `"`)
			}
		}
		addrs = append(addrs, addr)
	}
	return addrs
}

// parseAddr reads an address with or without port, IPv6 with or without brackets.
func parseAddr(s string) netip.Addr {
	s = strings.TrimSpace(s)
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap()
	}
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap()
}
