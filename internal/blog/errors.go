package blog

import "errors"

// The kinds of error that cross rooms. Wrap one of them with %w; one place maps them to HTTP, one to exit codes. An error of
// no kind is a fault of ours or of the machine.
var (
	// ErrUsage is what the caller asked wrongly: a flag, a configuration key, a query over its limit (400, exit 2).
	ErrUsage = errors.New("wrong usage")
	// ErrNotFound is a thing that is not there: a post, a generation, an archive (404, exit 1).
	ErrNotFound = errors.New("not found")
	// ErrUnavailable is what may work later: a time-out, a held lock, a cluster that does not answer (503, exit 1).
	ErrUnavailable = errors.New("unavailable")
	// ErrNoIndex is the ErrUnavailable of an engine that answers and has nothing to answer from, for no run has published yet.
	ErrNoIndex error = noIndexError{}
)

type noIndexError struct{}

// Error says what is missing.
func (noIndexError) Error() string { return "no index was published yet" }

// Unwrap says of what kind it is.
func (noIndexError) Unwrap() error { return ErrUnavailable }
