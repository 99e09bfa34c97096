package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// Errors that arise here and nowhere below.
var (
	errNoRoute = errors.New("no such address")
	errMethod  = errors.New("method not allowed")
	errBusy    = errors.New("too many searches at once")
)

// statusClientGone is what many servers count a request as whose client did not wait for the answer.
const statusClientGone = 499

// usageError is what the caller asked wrongly, in words meant for the caller.
type usageError string

// Error is what the caller is told.
func (e usageError) Error() string { return string(e) }

// refusal is a request that may not be made, in words meant for the caller.
type refusal struct {
	status int // 401, 403, 409
	detail string
}

// Error is what the caller is told.
func (e refusal) Error() string { return e.detail }

// tooManyError says that an address has to wait.
type tooManyError struct{ wait time.Duration }

// Error is for the log; the caller gets Retry-After.
func (e tooManyError) Error() string { return fmt.Sprintf("wait for %s", e.wait) }

// panicError is a fault of ours that was caught.
type panicError struct{ value any }

// Error is for the log only.
func (e panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// problem is an error as a client sees it, after RFC 9457.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	retry  int    // seconds for Retry-After; 0: no such header
	say    string // key of what a reader is told, where the status does not say it all
}

// newProblem is the one place where errors become HTTP. What is no fault of the caller is told without its inside.
func newProblem(err error) problem {
	var usage usageError
	var refused refusal
	var many tooManyError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &usage):
		return problem{Title: "Bad request", Status: http.StatusBadRequest, Detail: string(usage)}
	case errors.As(err, &refused):
		return problem{Title: http.StatusText(refused.status), Status: refused.status, Detail: refused.detail}
	case errors.As(err, &many):
		return later(http.StatusTooManyRequests, "Too many requests", "too many requests from this address; wait a little", int(math.Ceil(many.wait.Seconds())))
	case errors.As(err, &large):
		return problem{Title: "Body too large", Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("the body may have %d bytes at most", large.Limit)}
	case errors.Is(err, query.ErrTooLong), errors.Is(err, query.ErrTooManyWords):
		return problem{Title: "Query over its limit", Status: http.StatusBadRequest, Detail: "q may have 256 characters and 32 words at most"}
	case errors.Is(err, blog.ErrUsage): // requests were checked before: the engine is set up wrongly, or not let in where the index is
		return later(http.StatusServiceUnavailable, "Unavailable", "the index cannot be asked; it has been logged for the owner of this server", 30)
	case errors.Is(err, errNoRoute):
		return problem{Title: "Not found", Status: http.StatusNotFound, Detail: "there is nothing at this address"}
	case errors.Is(err, blog.ErrNotFound):
		return problem{Title: "Not found", Status: http.StatusNotFound, Detail: "there is no such post; it may have been removed"}
	case errors.Is(err, errMethod):
		return problem{Title: "Method not allowed", Status: http.StatusMethodNotAllowed, Detail: "this address does not take that method; Allow names those it takes"}
	case errors.Is(err, errBusy):
		return later(http.StatusServiceUnavailable, "Busy", "too many searches are under way; try again", 1)
	case errors.Is(err, context.DeadlineExceeded):
		return later(http.StatusServiceUnavailable, "Timed out", "the search took too long; try again or ask for less", 1)
	case errors.Is(err, blog.ErrNoIndex):
		p := later(http.StatusServiceUnavailable, "No index yet", "no index was published yet; it is taken up as soon as it is there", 5)
		p.say = "noindex"
		return p
	case errors.Is(err, blog.ErrUnavailable):
		return later(http.StatusServiceUnavailable, "Unavailable", "the index cannot be reached just now; try again soon", 5)
	}
	return problem{Title: "Internal error", Status: http.StatusInternalServerError, Detail: "something went wrong here; it has been logged"}
}

// later is a problem that passes in so many seconds.
func later(status int, title, detail string, seconds int) problem {
	return problem{Title: title, Status: status, Detail: detail, retry: seconds}
}

// fail answers with an error: as JSON to programs, as a page to readers.
func (s *Server) fail(w *bufferedResponse, r *http.Request, err error) {
	p := newProblem(err)
	if r.Context().Err() != nil { // the client has gone; nobody reads this, the metrics count it apart
		p.Status = statusClientGone
	}
	var panicked panicError
	ours := p.Status == http.StatusInternalServerError || errors.Is(err, blog.ErrUsage)
	if ours && !errors.As(err, &panicked) {
		s.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		s.Log.Warn("request took too long", "method", r.Method, "path", r.URL.Path)
	}
	w.reset()
	w.Header().Set("Cache-Control", "no-store")
	if p.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(p.retry))
	}
	w.WriteHeader(p.Status)
	if wantsPage(r) {
		pageErr := s.errorPage(w, r, p)
		if pageErr == nil {
			return
		}
		s.Log.Error("show the error page", "err", pageErr)
		w.body.Reset()
	}
	w.Header().Set("Content-Type", "application/problem+json")
	_ = json.NewEncoder(w).Encode(p) // into a buffer
}

// wantsPage says whether an error is to be read by a person. /api and the files for programs never give HTML.
func wantsPage(r *http.Request) bool {
	path := r.URL.Path
	for _, program := range []string{"/api/", "/asset/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/widget.js", "/mcp", "/llms.txt", "/instantsearch.mjs", "/suggest.json", "/websub/"} {
		if strings.HasPrefix(path, program) {
			return false
		}
	}
	return path != "/api"
}

func (s *Server) logPanic(r *http.Request, v any) {
	s.Log.Error("panic", "method", r.Method, "path", r.URL.Path, "value", v, "stack", string(debug.Stack()))
}

// writeJSON answers with v. Markup stays readable; the content type keeps browsers from taking it for a page.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
