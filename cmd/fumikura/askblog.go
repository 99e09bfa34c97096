package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source"
)

// The addresses of a source tree come by a rule, and a wrong rule makes every hit a dead link. So a sample of them is asked for
// before anything is taken: politely, only for the heads of the answers. Where the blog cannot be asked, some are shown.
const (
	askedSample = 10 // of the addresses, spread over all
	shownSample = 3  // for the eye
	// askTime bounds the whole asking: ten requests at two a second, and some patience.
	askTime = 45 * time.Second
	// askPatience is how long one part of a request may take; who imports is waiting.
	askPatience = 5 * time.Second
)

// errRule is why an import is refused whose addresses are not there.
var errRule = errors.New("most of the computed addresses are not there")

// askBlogs asks for a sample of the addresses that come by a rule. The error names examples.
func (a *app) askBlogs(ctx context.Context, paths []string, o source.Options, f importFlags) error {
	var all []string
	for _, p := range paths {
		computed, err := source.Computed(ctx, p, o)
		if err != nil {
			return nil // the import itself says what is wrong
		}
		all = append(all, computed...)
	}
	if len(all) == 0 {
		return nil
	}
	sample := spread(all, askedSample)
	if f.offline || !askable(sample[0]) {
		a.showSample(all, "the blog is not asked")
		return nil
	}
	found, missing, err := a.heads(ctx, sample)
	switch {
	case len(missing) > len(found):
		return fmt.Errorf("import: %w: of %d that were asked for, %d are missing, such as %s: say how addresses are made (--permalink, --root, --blog), or leave out the question (--offline)",
			errRule, len(sample), len(missing), strings.Join(missing[:min(len(missing), shownSample)], ", "))
	case len(found) == 0:
		reason := "it does not answer"
		if err != nil {
			reason = err.Error()
		}
		a.showSample(all, "the blog could not be asked ("+reason+")")
	default:
		fmt.Fprintf(a.stderr, "%d of %d computed addresses that the blog was asked for are there.\n", len(found), len(found)+len(missing))
	}
	return nil
}

// showSample prints some addresses for the eye.
func (a *app) showSample(all []string, why string) {
	fmt.Fprintf(a.stderr, "The addresses of %s are computed, and %s. See whether these are there:\n", counted(len(all), "post"), why)
	for _, address := range spread(all, shownSample) {
		fmt.Fprintf(a.stderr, "  %s\n", strings.Map(printable, address))
	}
}

// heads asks for the addresses until one cannot be asked at all; then the others cannot be either.
func (a *app) heads(ctx context.Context, sample []string) (found, missing []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	client := fetch.New(fetch.Options{Version: version(), Timeouts: fetch.Timeouts{Connect: askPatience, Header: askPatience, Total: 2 * askPatience}})
	defer client.Close()
	for _, address := range sample {
		r, err := client.Get(ctx, fetch.Request{URL: address, Head: true})
		switch {
		case fetch.KindOf(err) == fetch.Elsewhere:
			found = append(found, address) // it leads on to another host, so it is known there
		case err != nil:
			return found, missing, err
		case r.Status == http.StatusNotFound || r.Status == http.StatusGone:
			missing = append(missing, address)
		case r.Status < http.StatusBadRequest:
			found = append(found, address)
		}
	}
	return found, missing, nil
}

// askable says whether a host can have the address: names that are set apart for examples have none.
func askable(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := "." + strings.ToLower(u.Hostname())
	return net.ParseIP(u.Hostname()) != nil || !slices.ContainsFunc([]string{".example", ".example.com", ".example.org", ".example.net", ".test", ".invalid"}, func(reserved string) bool {
		return strings.HasSuffix(host, reserved)
	})
}

// spread picks n of the addresses, as far apart as they go.
func spread(all []string, n int) []string {
	if len(all) <= n {
		return all
	}
	out := make([]string, 0, n)
	for i := range n {
		out = append(out, all[i*(len(all)-1)/(n-1)])
	}
	return out
}
