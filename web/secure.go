package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// secure sets the security headers (Content-Security-Policy and others), which tell the browser: nothing runs, nothing is loaded and nobody is framed but from here.
func (s *Server) secure(h http.Header) {
	images := "'self' data:"
	if s.Images { // they lie on the blogs, and where those keep their files
		images += " https:"
		for _, origin := range s.Origins() {
			if strings.HasPrefix(origin, "http://") {
				images += " " + origin
			}
		}
	}
	if u, err := url.Parse(s.Logo); err == nil && u.Host != "" {
		images += " " + u.Scheme + "://" + u.Host
	}
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src "+images+
		"; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// allowOrigin is cross-origin resource sharing (CORS): it lets scripts of the blogs in the archive read the API. The box itself may be loaded from anywhere: it is the same
// for everyone and reads nothing without the API.
func (s *Server) allowOrigin(c class, h http.Header, r *http.Request) {
	if c == classAsset {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		return
	}
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if origin == "" {
		return
	}
	if slices.ContainsFunc(s.Origins(), func(o string) bool { return strings.EqualFold(o, origin) }) {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "Retry-After, ETag")
	}
}

// preflight answers OPTIONS. Without Access-Control-Allow-Origin, which allowOrigin sets, a browser takes it for a no.
func preflight(w http.ResponseWriter, methods []string) {
	h := w.Header()
	h.Set("Allow", strings.Join(append(slices.Clone(methods), "HEAD", "OPTIONS"), ", "))
	if h.Get("Access-Control-Allow-Origin") != "" {
		h.Set("Access-Control-Allow-Methods", strings.Join(methods, ", "))
		h.Set("Access-Control-Allow-Headers", "Content-Type")
		h.Set("Access-Control-Max-Age", "86400")
	}
	w.WriteHeader(http.StatusNoContent)
}
