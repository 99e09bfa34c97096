package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Reindexer starts runs of reindex for those who ask over HTTP.
type Reindexer interface {
	// Start begins a run that outlives the request. While one is under way it returns an error that is blog.ErrUnavailable.
	Start(context.Context) (Run, error)
	// State gives the latest run; its zero value when there was none.
	State() Run
}

// Run is one run of reindex.
type Run struct {
	State    string     `json:"state"`    // idle, running, done or failed
	Started  *time.Time `json:"started"`  // nil when there was no run
	Finished *time.Time `json:"finished"` // nil while it runs
	Message  string     `json:"message"`  // one line on how it went, for the owner
	ExitCode *int       `json:"exit_code"`
}

// reindex starts a run (POST) or tells of the latest one (GET).
func (s *Server) reindex(w http.ResponseWriter, r *http.Request) error {
	if s.Token == "" || s.Reindex == nil {
		return refusal{http.StatusForbidden, "reindex over HTTP is switched off: no token is set in the configuration of this server"}
	}
	if !s.authorized(r) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="reindex"`)
		return refusal{http.StatusUnauthorized, "this needs the header Authorization: Bearer and the token of this server"}
	}
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodPost {
		return writeJSON(w, http.StatusOK, named(s.Reindex.State()))
	}
	run, err := s.Reindex.Start(context.WithoutCancel(r.Context()))
	if errors.Is(err, blog.ErrUnavailable) {
		w.Header().Set("Retry-After", "30")
		return refusal{http.StatusConflict, "a run is under way; ask again when it has ended"}
	}
	if err != nil {
		return fmt.Errorf("start reindex: %w", err)
	}
	return writeJSON(w, http.StatusAccepted, named(run))
}

func named(r Run) Run {
	if r.State == "" {
		r.State = "idle"
	}
	return r
}

// authorized compares hashes, so that neither content nor length of the token shows in the time it takes.
func (s *Server) authorized(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	given, want := sha256.Sum256([]byte(strings.TrimSpace(token))), sha256.Sum256([]byte(s.Token))
	return strings.EqualFold(scheme, "bearer") && subtle.ConstantTimeCompare(given[:], want[:]) == 1
}

// hubs passes on what a hub asks or delivers at a callback (WebSub).
func (s *Server) hubs(w http.ResponseWriter, r *http.Request) error {
	if s.Hubs == nil {
		return errNoRoute
	}
	w.Header().Set("Cache-Control", "no-store")
	s.Hubs.ServeHTTP(w, r)
	return nil
}

// health says that the process answers.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readiness is the answer of /readyz.
type readiness struct {
	Status     string    `json:"status"` // ready, or degraded when an older generation is served
	Generation string    `json:"generation"`
	Posts      int       `json:"posts"`
	Built      time.Time `json:"built"`
	Outdated   bool      `json:"outdated"` // built by an older analysis; the next reindex rebuilds it
	Degraded   *string   `json:"degraded"` // why an older generation is served
}

// ready says whether a generation is open. Why one is degraded is for whoever runs the server, and in the log.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	stats, err := s.live(r.Context())
	if err != nil {
		return err
	}
	state := readiness{Status: "ready", Generation: stats.Generation, Posts: stats.Posts, Built: stats.Built, Outdated: stats.Outdated}
	if stats.Degraded != "" {
		state.Status, state.Degraded = "degraded", &stats.Degraded
	}
	return writeJSON(w, http.StatusOK, state)
}
