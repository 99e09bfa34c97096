package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// unchanged answers a conditional GET with 304 where the client already has what the live generation says to this address. The tag is weak: the same
// answer may be compressed or not, and took another while to find.
func (s *Server) unchanged(w http.ResponseWriter, r *http.Request) (bool, error) {
	if r.Method == http.MethodPost {
		return false, nil
	}
	stats, err := s.live(r.Context())
	if err != nil {
		return false, err
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		stats.Generation, stats.Degraded, s.revision(), s.started.String(), s.origin(r), r.URL.RequestURI(), s.language(r), s.Clock().Format(time.DateOnly), // dates are told from today
	}, "\x00")))
	return sendTag(w, r, `W/"`+hex.EncodeToString(sum[:12])+`"`), nil
}

// sendTag sets the entity tag (ETag) of an answer and says whether the client has that answer already.
func sendTag(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	for have := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		have = strings.TrimSpace(have)
		if have == "*" || strings.TrimPrefix(have, "W/") == strings.TrimPrefix(tag, "W/") {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}
