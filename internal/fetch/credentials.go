package fetch

import (
	"net/http"
	"net/url"
)

// Credentials are what the requests for one blog carry besides: headers, among them cookies, and a name with a password. They go to
// the host that its owner gave, with and without "www.", and nowhere else; over http only where the owner gave an http address.
type Credentials struct {
	Header         http.Header
	User, Password string // basic authentication, where User is not empty
}

// carry adds the credentials to a request, where they may go.
func (k Credentials) carry(req *http.Request, s *Scope) {
	if !s.trusts(req.URL) {
		return
	}
	for name, values := range k.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if k.User != "" {
		req.SetBasicAuth(k.User, k.Password)
	}
}

// trusts says whether u is where the owner said that the blog is.
func (s *Scope) trusts(u *url.URL) bool {
	return bare(u.Host) == bare(s.start) && (u.Scheme == "https" || !s.secure)
}
