package web

import (
	"context"
	"net/http"
	"regexp"
	"strings"
)

// A proxy may serve this server below a path, and say so with X-Forwarded-Prefix (Traefik's StripPrefix, Spring, HAProxy recipes), so that
// links lead through it without serve.base. The header is believed from a trusted proxy only, and only as a plain path: whatever else it
// holds would stand in every link. Where serve.base is set, it says more and holds.

// maxPrefix is longer than any path at which somebody mounts a search.
const maxPrefix = 200

var prefixForm = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$`)

type prefixKey struct{}

// forwardedPrefix is the path that a trusted proxy says it serves this server below; empty for none.
func (s *Server) forwardedPrefix(r *http.Request) string {
	given := r.Header.Values("X-Forwarded-Prefix")
	if len(given) != 1 || s.base != nil || len(given[0]) > maxPrefix || !s.trusts(parseAddr(r.RemoteAddr)) {
		return ""
	}
	prefix := strings.TrimRight(given[0], "/")
	if !prefixForm.MatchString(prefix) {
		return ""
	}
	return prefix
}

// belowPrefix remembers the prefix with the request, and drops it from the path where the proxy leaves it in place.
func (s *Server) belowPrefix(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prefix := s.forwardedPrefix(r)
		if prefix == "" {
			next.ServeHTTP(w, r)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), prefixKey{}, prefix))
		if r.URL.Path == prefix || strings.HasPrefix(r.URL.Path, prefix+"/") {
			u := *r.URL
			u.Path, u.RawPath = "/"+strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, prefix), "/"), ""
			r.URL = &u
		}
		next.ServeHTTP(w, r)
	})
}

// prefix is what belowPrefix has remembered.
func prefix(r *http.Request) string {
	p, _ := r.Context().Value(prefixKey{}).(string)
	return p
}
