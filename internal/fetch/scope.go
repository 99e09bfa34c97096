package fetch

import (
	"net/netip"
	"net/url"
	"strings"
	"sync"
)

// Scope is where the requests for one blog may go: the host its owner gave, those that host redirects to at the very start,
// and each with and without "www.". It is safe for concurrent use.
type Scope struct {
	mu      sync.Mutex
	hosts   map[string]bool
	start   string // the host that the owner gave
	secure  bool   // the address that the owner gave is one of https
	open    bool   // the start page has not answered yet: it may redirect to any public host
	private bool   // the blog itself is in a private network, or on this machine
	before  Reach  // where the blog was when it was first read
	reach   Reach  // where it is now
}

// Reach says in what kind of network a blog is.
type Reach string

// Where a blog may be. UnknownReach is that of a blog that was not asked for yet, or by way of a proxy, which resolves its name.
const (
	UnknownReach Reach = ""
	PublicReach  Reach = "public"
	PrivateReach Reach = "private" // a private network, or this machine
)

// Remember tells the scope where the blog was when it was first read: the name of a public blog that later leads into a private
// network was taken over or goes astray, and is refused.
func (s *Scope) Remember(r Reach) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = r
}

// Reach gives where the blog was first read, or where it is where nobody remembers that.
func (s *Scope) Reach() Reach {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.before != UnknownReach {
		return s.before
	}
	return s.reach
}

// NewScope gives the scope of the blog at the start URL. It stays open to redirects until its first answer.
func NewScope(start string) (*Scope, error) {
	u, err := Address(start)
	if err != nil {
		return nil, err
	}
	s := &Scope{hosts: map[string]bool{}, start: u.Host, secure: u.Scheme == "https", open: true}
	s.add(u.Host)
	return s, nil
}

// Contains says whether u is on a host of the blog.
func (s *Scope) Contains(u *url.URL) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hosts[u.Host]
}

// enter says whether a request, or a redirect, may go to u, and takes its host in while the scope is open.
func (s *Scope) enter(u *url.URL) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open {
		s.add(u.Host)
	}
	return s.hosts[u.Host]
}

func (s *Scope) add(host string) {
	s.hosts[host] = true
	if bare, ok := strings.CutPrefix(host, "www."); ok {
		s.hosts[bare] = true
	} else if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil {
		s.hosts["www."+host] = true
	}
}

// bare is a host without "www.".
func bare(host string) string { return strings.TrimPrefix(host, "www.") }

// started says whether the start page has answered.
func (s *Scope) started() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.open
}

// close ends the time in which redirects may lead to new hosts.
func (s *Scope) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = false
}

// admits says whether a connection for host may be made to ip. An owner who names a host in a private network means it; a public
// blog that leads into one does not. The error says why not.
func (s *Scope) admits(host string, ip netip.Addr) error {
	where := networkOf(ip)
	s.mu.Lock()
	defer s.mu.Unlock()
	starts := s.open && host == s.start
	switch {
	case where == offLimits:
		return &Error{Kind: Private, Detail: "link-local and multicast addresses are never asked"}
	case where == public:
		if starts {
			s.reach = PublicReach
		}
		return nil
	case s.private:
		return nil
	case starts && s.before != PublicReach:
		s.private, s.reach = true, PrivateReach
		return nil
	case starts:
		return &Error{Kind: Private, Detail: "it was on a public host when it was first read; if you have moved it, say private = true in its [[blog]]"}
	}
	return &Error{Kind: Private}
}
