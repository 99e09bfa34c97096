package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web/desk"
	"github.com/fumikura/fumikura/web/mcp"
	"github.com/fumikura/fumikura/web/wordfile"
)

// Limits of the HTTP server itself. A search takes at most searchTimeout, so whoever needs longer is not a reader.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 20 * time.Second
	idleTimeout   = 60 * time.Second
	drainTimeout  = 10 * time.Second // how long running requests may take to end when the server stops
	maxHeader     = 32 << 10         // bytes; the longest query in an address takes 3 kB
)

// Link is a link in the head of every page, for the way back to the blog.
type Link struct{ Text, URL string }

// Options say how the server looks and whom it serves. Only Engine is required.
type Options struct {
	Engine         index.Engine
	Log            *slog.Logger                   // nil: nothing is logged
	Origins        func() []string                // origins whose scripts may call the API, asked at every request; nil: none
	Title          string                         // name of the site; empty: Fumikura
	Accent         string                         // colour of buttons and bars as #rgb or #rrggbb; empty: the house's own
	Logo           string                         // address of an image shown beside the title; empty: none
	Links          []Link                         // nil: none
	Images         bool                           // pages show the pictures of posts, from where they lie
	RateLimit      float64                        // requests a second and address; 0: not limited
	Burst          int                            // requests at once and address; 0: 60
	Searches       int                            // how many run side by side; 0: one for each processor
	TrustedProxies []netip.Prefix                 // who may say for whom they ask; nil: loopback
	Token          string                         // bearer token of POST /api/v1/reindex; empty: it is refused
	Reindex        Reindexer                      // nil: /api/v1/reindex is refused
	Asked          func(SearchEvent)              // told of every search that a reader or program begins, by whom counts them; nil: nobody
	Opened         func(Opening)                  // told of every result that is opened, by whom counts them; nil: nobody, and results lead straight to the posts
	Wanted         func(context.Context) []string // queries that many readers ask and that find something, the most frequent first; nil: none
	LastRun        func() map[string]float64      // figures of the last run of reindex for the metrics, by name; nil: none
	KeptPosts      bool                           // the text of posts is shown here too; false: only excerpts leave the server
	Guide          []Topic                        // nil: /guide is not there
	Base           string                         // address under which readers see the server; empty: taken from each request
	Hubs           http.Handler                   // answers the hubs of feeds at /websub/TOKEN; nil: there are none
	MCP            bool                           // agents may connect at /mcp
	Version        string                         // of the program, for agents; empty: none is told
	Desk           *desk.Desk                     // the owner's pages at /desk; nil: there are none
	Apart          bool                           // the desk and the metrics are answered by AdminHandler only, for an address of the owner's own
	Patient        bool                           // a search may take as long as it takes: whoever asks is one person at a terminal
	Clock          func() time.Time               // nil: time.Now
}

// Server answers readers, programs and boxes from one engine.
type Server struct {
	Options
	base    *url.URL // of Options.Base; nil when taken from requests
	assets  *assets
	pages   *pages
	words   map[string]words
	limiter *limiter
	gate    *gate
	metrics *metrics
	mcp     *mcp.Server
	started time.Time
	handler http.Handler
	admin   http.Handler

	silentProxy sync.Once // told that a proxy does not say for whom it asks
}

var accentForm = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

// New checks the options and makes a server from them.
func New(o Options) (*Server, error) {
	if o.Engine == nil {
		return nil, fmt.Errorf("make the web server: no engine: %w", blog.ErrUsage)
	}
	s := &Server{Options: defaults(o), gate: newGate(o.Searches)}
	if err := s.checkLook(); err != nil {
		return nil, err
	}
	var err error
	if s.words, err = wordfile.Read[words](wordFiles); err != nil {
		return nil, fmt.Errorf("read the words of the pages: %w", err)
	}
	if s.assets, err = readAssets(s.Accent); err != nil {
		return nil, fmt.Errorf("read the assets of the pages: %w", err)
	}
	if s.pages, err = parsePages(); err != nil {
		return nil, fmt.Errorf("parse the pages: %w", err)
	}
	s.started = s.Clock()
	s.limiter = newLimiter(s.RateLimit, s.Burst, s.Clock)
	s.metrics = newMetrics(s)
	s.mcp = mcp.New(tools{s}, mcp.Options{Title: s.Title, Version: s.Version, MaxBody: maxBody})
	s.handler = s.belowPrefix(s.withinBase(s.routes(s.table())))
	s.admin = s.routes(s.adminTable())
	return s, nil
}

// defaults fills in what the zero values of Options stand for.
func defaults(o Options) Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Origins == nil {
		o.Origins = func() []string { return nil }
	}
	if o.Title == "" {
		o.Title = "Fumikura"
	}
	if o.Burst == 0 {
		o.Burst = 60
	}
	if o.TrustedProxies == nil {
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return o
}

// OptionError is what is wrong with an option of the look. Its kind is blog.ErrUsage.
type OptionError struct {
	Option string // accent, logo, links or base
	What   string // what is wrong with it
}

// Error names the option.
func (e *OptionError) Error() string { return e.Option + " " + e.What }

// Unwrap gives the kind.
func (e *OptionError) Unwrap() error { return blog.ErrUsage }

func optionError(option, format string, args ...any) error {
	return &OptionError{option, fmt.Sprintf(format, args...)}
}

// checkLook refuses what would end in a page with a hole in it.
func (s *Server) checkLook() error {
	if s.Accent != "" && !accentForm.MatchString(s.Accent) {
		return optionError("accent", "%q is no colour of the form #rgb or #rrggbb", s.Accent)
	}
	if s.Logo != "" && !strings.HasPrefix(s.Logo, "/") && !isWebURL(s.Logo) {
		return optionError("logo", "%q is no http address", s.Logo)
	}
	for _, l := range s.Links {
		if !strings.HasPrefix(l.URL, "/") && !isWebURL(l.URL) {
			return optionError("links", "has %q, which leads to %q and no http address", l.Text, l.URL)
		}
	}
	if s.Base == "" {
		return nil
	}
	if !isWebURL(s.Base) {
		return optionError("base", "%q is no http address", s.Base)
	}
	base, err := url.Parse(strings.TrimSuffix(s.Base, "/"))
	if err != nil {
		return optionError("base", "%q is no http address: %v", s.Base, err)
	}
	s.base = base
	return nil
}

// isWebURL says whether a link to s leads to a web server and to nothing that could run here.
func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// Handler answers all requests.
func (s *Server) Handler() http.Handler { return s.handler }

// AdminHandler answers the owner, at an address that readers do not reach: the desk, the metrics, and what tells that the server is well.
func (s *Server) AdminHandler() http.Handler { return s.admin }

// Serve answers on the listener until ctx ends; then it lets running requests end and returns nil.
func (s *Server) Serve(ctx context.Context, l net.Listener) error { return s.serve(ctx, l, s.handler) }

// ServeAdmin is Serve for AdminHandler.
func (s *Server) ServeAdmin(ctx context.Context, l net.Listener) error {
	return s.serve(ctx, l, s.admin)
}

func (s *Server) serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return errors.Join(fmt.Errorf("drain %s: %w", l.Addr(), err), server.Close())
	}
	return nil
}
