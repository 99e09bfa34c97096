package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"

	"github.com/fumikura/fumikura/internal/blog"
)

// Kind says in which way a request failed.
type Kind string

// The kinds of failure.
const (
	BadAddress Kind = "bad address" // not an http or https URL with a host
	DNS        Kind = "dns"         // the name does not resolve
	Refused    Kind = "refused"     // nothing listens there
	TLS        Kind = "tls"         // the certificate or the handshake is bad
	Timeout    Kind = "timeout"     // no answer, or not all of it, in time
	TooSlow    Kind = "too slow"    // the body drips
	Broken     Kind = "broken"      // the connection broke, or the answer is no HTTP or does not decode
	TooLarge   Kind = "too large"   // more than the limit
	Redirects  Kind = "redirects"   // too many, in a circle, or to nowhere
	Elsewhere  Kind = "elsewhere"   // a redirect leads off the blog's hosts
	Private    Kind = "private"     // a public name leads into a private network
	Robots     Kind = "robots"      // robots.txt forbids it
	NoRobots   Kind = "no robots"   // robots.txt cannot be had, so nothing may be asked
	Status     Kind = "status"      // the status says that there is nothing to read
	NotHTML    Kind = "not html"    // the answer is something else than a page
)

// Error is a request that failed, in words that its reader can act on.
type Error struct {
	Kind   Kind
	URL    string // the address that was asked for; after redirects the one that failed
	Detail string // more, where the kind does not say it all
	Code   int    // the HTTP status, where there was one
	Type   string // the media type of the answer, where one came and the body was the trouble
	Err    error  // what lies beneath, may be nil
}

// Error is one sentence that begins with the address.
func (e *Error) Error() string { return e.URL + ": " + e.Reason() }

// Reason is what Error says, without the address.
func (e *Error) Reason() string {
	if e.Detail != "" {
		return e.sentence() + ": " + e.Detail
	}
	return e.sentence()
}

func (e *Error) sentence() string {
	switch e.Kind {
	case BadAddress:
		return "it is not the address of a web page: write it like https://blog.example.com/"
	case DNS:
		return "there is no host of this name: check the spelling and the connection"
	case Refused:
		return "the host refuses the connection: is its web server running?"
	case TLS:
		return "no secure connection"
	case Timeout:
		return "no complete answer in time"
	case TooSlow:
		return "the server is too slow"
	case TooLarge:
		return "the answer is too large"
	case Redirects:
		return "the redirects lead nowhere"
	case Elsewhere:
		return "it is not on a host of this blog"
	case Private:
		return "it leads into a private network, where the blog is not"
	case Robots:
		return "robots.txt forbids it"
	case NoRobots:
		return "robots.txt cannot be read, so nothing may be asked"
	case Status:
		return fmt.Sprintf("the server answers with status %d", e.Code)
	case NotHTML:
		return "it is not an HTML page"
	}
	return "the answer is broken"
}

// Unwrap gives what lies beneath.
func (e *Error) Unwrap() error { return e.Err }

// Is makes an Error one of the kinds of the house: what may work later, what is not there, what was asked wrongly.
func (e *Error) Is(target error) bool {
	switch e.Kind {
	case DNS, Refused, TLS, Timeout, TooSlow, Broken, NoRobots:
		return target == blog.ErrUnavailable
	case BadAddress:
		return target == blog.ErrUsage
	case Status:
		if e.Code == 404 || e.Code == 410 {
			return target == blog.ErrNotFound
		}
		return target == blog.ErrUnavailable
	}
	return false
}

// KindOf gives the kind of the Error in the chain of err, or "" where there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// wrap makes an Error of what the transport or the reading of a body returned.
func wrap(address string, err error) error {
	var already *Error
	if errors.As(err, &already) {
		if already.URL == "" {
			already.URL = address
		}
		return already
	}
	e := &Error{Kind: Broken, URL: address, Err: err}
	var dns *net.DNSError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var timeout net.Error
	switch {
	case errors.As(err, &dns) && !dns.IsTimeout && !dns.IsTemporary:
		e.Kind = DNS
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Kind = Refused
	case errors.As(err, &verify), errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid),
		errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		e.Kind, e.Detail = TLS, err.Error()
		if errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch) {
			e.Detail = "the server does not speak https there: write the address with http://, or with the port that has https"
		}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		e.Kind = Timeout
	default:
		e.Detail = err.Error()
	}
	return e
}
