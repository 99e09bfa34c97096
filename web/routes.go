package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"
)

// class says what kind of request a route serves, for the metrics and for what it is held to.
type class string

const (
	classAPI     class = "api"     // JSON, open to the blog's own scripts
	classPage    class = "page"    // what a reader sees
	classAsset   class = "asset"   // scripts, styles, descriptions; the same for everyone
	classControl class = "control" // for whoever runs the server
)

// answer handles a request; an error that it returns is shown as a problem to programs and as a page to readers.
type answer func(http.ResponseWriter, *http.Request) error

// route is one line of the table of addresses.
type route struct {
	path    string
	class   class
	methods string // apart from OPTIONS, and HEAD where there is GET
	limited bool   // counts against the rate of its address
	answer  answer
}

// table has every address that readers and programs know; the owner's are among them unless they have a server of their own.
func (s *Server) table() []route {
	table := s.publicTable()
	if !s.Apart {
		table = append(table, s.ownersTable()...)
	}
	return table
}

// adminTable has the addresses of a server for the owner alone: nothing of the search is among them.
func (s *Server) adminTable() []route {
	return append(s.ownersTable(),
		route{"/", classPage, "GET", false, func(w http.ResponseWriter, r *http.Request) error {
			if s.Desk == nil {
				return errNoRoute
			}
			http.Redirect(w, r, "/desk", http.StatusSeeOther)
			return nil
		}},
		route{"/asset/{version}/{name:.+}", classAsset, "GET", false, s.asset},
		route{"/favicon.ico", classAsset, "GET", false, s.asset},
		route{"/healthz", classControl, "GET", false, s.health},
		route{"/readyz", classControl, "GET", false, s.ready})
}

// ownersTable has the addresses that are for whoever runs the server.
func (s *Server) ownersTable() []route {
	table := []route{{"/metrics", classControl, "GET", false, s.metrics.answer}}
	if s.Desk != nil {
		table = append(table, route{"/desk", classControl, "GET POST", false, s.desk}, route{"/desk/{rest:.+}", classControl, "GET POST", false, s.desk})
	}
	return table
}

func (s *Server) publicTable() []route {
	return []route{
		{"/", classPage, "GET", true, s.searchPage},
		{"/search", classPage, "GET", true, s.searchPage},
		{"/search.atom", classPage, "GET", true, s.feed},
		{"/facets", classPage, "GET", true, s.facetPage},
		{"/out", classPage, "GET", true, s.out},
		{"/posts/{id}", classPage, "GET", true, s.postPage},
		{"/help", classPage, "GET", true, s.helpPage},
		{"/guide", classPage, "GET", true, s.guidePage},
		{"/guide/{topic}", classPage, "GET", true, s.guidePage},
		{"/api/v1/search", classAPI, "GET POST", true, s.search},
		{"/api/v1/suggest", classAPI, "GET", true, s.suggest},
		{"/api/v1/start", classAPI, "GET", true, s.start},
		{"/api/v1/facets", classAPI, "GET", true, s.facetValues},
		{"/api/v1/posts/{id}", classAPI, "GET", true, s.post},
		{"/api/v1/posts/{id}/related", classAPI, "GET", true, s.related},
		{"/api/v1/reindex", classControl, "GET POST", true, s.reindex},
		{"/mcp", classAPI, "POST", true, s.agents},
		{"/widget.js", classAsset, "GET", false, s.asset},
		{"/instantsearch.mjs", classAsset, "GET", false, s.asset},
		{"/asset/{version}/{name:.+}", classAsset, "GET", false, s.asset},
		{"/favicon.ico", classAsset, "GET", false, s.asset},
		{"/opensearch.xml", classAsset, "GET", false, s.openSearch},
		{"/suggest.json", classPage, "GET", true, s.addressBar},
		{"/openapi.json", classAsset, "GET", false, s.openAPI},
		{"/llms.txt", classAsset, "GET", false, s.llms},
		{"/robots.txt", classAsset, "GET", false, s.asset},
		{"/websub/{token}", classControl, "GET POST", true, s.hubs},
		{"/healthz", classControl, "GET", false, s.health},
		{"/readyz", classControl, "GET", false, s.ready},
	}
}

// routes builds a handler: the table, and around it what holds for every request.
func (s *Server) routes(table []route) http.Handler {
	router := mux.NewRouter().SkipClean(true) // cleaning redirects, and knows nothing of Options.Base
	for _, r := range table {
		router.Handle(r.path, s.handle(r))
	}
	router.NotFoundHandler = s.handle(route{class: classPage, methods: "GET POST PUT PATCH DELETE", answer: func(_ http.ResponseWriter, r *http.Request) error {
		return errNoRoute
	}})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.Path) > 1 {
			r.URL.Path = strings.TrimSuffix(r.URL.Path, "/") // /search/ is what people type
		}
		router.ServeHTTP(w, r)
	})
}

// withinBase drops the path of Options.Base, whether the proxy in front leaves it in place or not.
func (s *Server) withinBase(next http.Handler) http.Handler {
	if s.base == nil || s.base.Path == "" {
		return next
	}
	stripped := http.StripPrefix(s.base.Path, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, s.base.Path+"/") {
			stripped.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// handle puts a route together: its answer is kept back until it is whole, so that a fault halfway still gives a clean error.
func (s *Server) handle(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		began := s.Clock()
		held := newBufferedResponse()
		s.secure(held.Header())
		if err := s.run(r, held, req); err != nil {
			s.fail(held, req, err)
		}
		held.send(w, req)
		took := s.Clock().Sub(began)
		s.metrics.count(r.class, held.status, took)
		// What was searched is the reader's own affair and not logged.
		s.Log.Debug("request", "method", req.Method, "path", req.URL.Path, "status", held.status, "took", took)
	})
}

// run checks method, origin and rate, and answers.
func (s *Server) run(r route, w *bufferedResponse, req *http.Request) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panicError{value: v}
			s.logPanic(req, v)
		}
	}()
	if r.class == classAPI || r.class == classAsset {
		s.allowOrigin(r.class, w.Header(), req)
	}
	methods := strings.Fields(r.methods)
	if req.Method == http.MethodOptions {
		preflight(w, methods)
		return nil
	}
	if !slices.Contains(methods, req.Method) && (req.Method != http.MethodHead || !slices.Contains(methods, http.MethodGet)) {
		w.Header().Set("Allow", strings.Join(append(methods, "HEAD", "OPTIONS"), ", "))
		return errMethod
	}
	if r.limited {
		if wait := s.limiter.wait(s.caller(req)); wait > 0 {
			return tooManyError{wait: wait}
		}
	}
	return r.answer(w, req)
}
