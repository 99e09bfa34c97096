package fetch

// Where an IP address lies, by the registries of special-purpose addresses (RFC 6890; IANA's tables for IPv4 and IPv6 as of 2025).
// An address of IPv6 that only wraps one of IPv4 lies where that lies: a translator (NAT64, 6to4) or the system leads there.

import (
	"encoding/binary"
	"net/netip"
)

// network says what kind of network an address is in.
type network int

const (
	public    network = iota
	private           // of this machine, a house or a company: an owner may have a blog there, and nobody else may lead there
	offLimits         // link-local and multicast: the services that clouds offer to their machines, never a blog
)

// networkOf guards against server-side request forgery (SSRF): it says where an address lies.
func networkOf(ip netip.Addr) network {
	ip = ip.WithZone("").Unmap()
	if v4, ok := unwrapped(ip); ok {
		ip = v4
	}
	switch {
	case ip.IsLinkLocalUnicast(), ip.IsMulticast():
		return offLimits
	case !ip.IsGlobalUnicast():
		return private // this machine, the unspecified address, the broadcast address
	}
	if within(ip, reachableInSpecial()) {
		return public
	}
	if within(ip, special()) {
		return private
	}
	return public
}

// unwrapped gives the address of IPv4 inside one of IPv6: of the well-known prefix of NAT64, of 6to4, and in the old form ::a.b.c.d.
func unwrapped(ip netip.Addr) (netip.Addr, bool) {
	if !ip.Is6() {
		return netip.Addr{}, false
	}
	b := ip.As16()
	last := [4]byte(b[12:])
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(ip):
		return netip.AddrFrom4(last), true
	case netip.MustParsePrefix("2002::/16").Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	case netip.MustParsePrefix("::/96").Contains(ip) && binary.BigEndian.Uint32(last[:]) > 1: // :: and ::1 are themselves
		return netip.AddrFrom4(last), true
	}
	return netip.Addr{}, false
}

func within(ip netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// special are the blocks of the registries that are not globally reachable.
func special() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),       // this network
		netip.MustParsePrefix("10.0.0.0/8"),      // private use
		netip.MustParsePrefix("100.64.0.0/10"),   // shared by carriers
		netip.MustParsePrefix("127.0.0.0/8"),     // loopback
		netip.MustParsePrefix("172.16.0.0/12"),   // private use
		netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments
		netip.MustParsePrefix("192.0.2.0/24"),    // documentation
		netip.MustParsePrefix("192.88.99.0/24"),  // relays of 6to4, given up
		netip.MustParsePrefix("192.168.0.0/16"),  // private use
		netip.MustParsePrefix("198.18.0.0/15"),   // measuring
		netip.MustParsePrefix("198.51.100.0/24"), // documentation
		netip.MustParsePrefix("203.0.113.0/24"),  // documentation
		netip.MustParsePrefix("240.0.0.0/4"),     // reserved
		netip.MustParsePrefix("64:ff9b:1::/48"),  // translation within one network
		netip.MustParsePrefix("100::/64"),        // discarded
		netip.MustParsePrefix("100:0:0:1::/64"),  // dummy
		netip.MustParsePrefix("2001::/23"),       // protocol assignments; Teredo, measuring and ORCHID are in it
		netip.MustParsePrefix("2001:db8::/32"),   // documentation
		netip.MustParsePrefix("3fff::/20"),       // documentation
		netip.MustParsePrefix("5f00::/16"),       // segment routing
		netip.MustParsePrefix("fc00::/7"),        // unique local
		netip.MustParsePrefix("fec0::/10"),       // site-local, given up
	}
}

// reachableInSpecial are the blocks inside of those that the registries call globally reachable all the same.
func reachableInSpecial() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("192.0.0.9/32"),
		netip.MustParsePrefix("192.0.0.10/32"),
		netip.MustParsePrefix("2001:1::1/128"),
		netip.MustParsePrefix("2001:1::2/128"),
		netip.MustParsePrefix("2001:1::3/128"),
		netip.MustParsePrefix("2001:3::/32"),
		netip.MustParsePrefix("2001:4:112::/48"),
		netip.MustParsePrefix("2001:20::/28"),
		netip.MustParsePrefix("2001:30::/28"),
	}
}
