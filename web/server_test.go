package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/web"
)

func TestAnAnswerIsSentOnceForAGeneration(t *testing.T) {
	engine := newFake()
	server := serve(t, web.Options{Engine: engine})
	for _, path := range []string{"/api/v1/search?q=a", "/search?q=a", "/search.atom?q=a", "/api/v1/suggest?q=a", "/widget.js", "/openapi.json"} {
		tag := get(t, server.URL+path).Header.Get("ETag")
		before := engine.searches.Load()
		again := get(t, server.URL+path, "If-None-Match: "+tag)
		if tag == "" || again.StatusCode != http.StatusNotModified || again.body != "" {
			t.Errorf("%s with its own tag %q: status %d", path, tag, again.StatusCode)
		}
		if engine.searches.Load() != before {
			t.Errorf("%s: the engine was asked though nothing has changed", path)
		}
	}
	tag := get(t, server.URL+"/search?q=a").Header.Get("ETag")
	for name, path := range map[string]string{"another query": "/search?q=b", "another language": "/search?q=a&hl=en"} {
		if got := get(t, server.URL+path, "If-None-Match: "+tag); got.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", name, got.StatusCode)
		}
	}
	engine.generation.Add(1)
	if got := get(t, server.URL+"/search?q=a", "If-None-Match: "+tag); got.StatusCode != http.StatusOK {
		t.Errorf("a new generation: status %d", got.StatusCode)
	}
}

func TestAnswersAreCompressedAsAccepted(t *testing.T) {
	server := serve(t, web.Options{})
	plain := get(t, server.URL+"/search", "Accept-Encoding: identity").body
	for accepted, want := range map[string]string{"gzip": "gzip", "gzip, deflate, br": "br", "br;q=0, gzip;q=0.5": "gzip", "identity": "", "deflate": ""} {
		got := get(t, server.URL+"/search", "Accept-Encoding: "+accepted)
		if got.Header.Get("Content-Encoding") != want || !strings.Contains(strings.Join(got.Header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("accepting %q: encoding %q, Vary %q", accepted, got.Header.Get("Content-Encoding"), got.Header.Values("Vary"))
		}
		if body := decode(t, got); body != plain {
			t.Errorf("accepting %q: %d bytes, want %d", accepted, len(body), len(plain))
		}
	}
}

func decode(t *testing.T, a answer) string {
	t.Helper()
	var r io.Reader = strings.NewReader(a.body)
	switch a.Header.Get("Content-Encoding") {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		var err error
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatalf("read gzip: %v", err)
		}
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return string(body)
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	server := serve(t, web.Options{})
	for _, path := range []string{"/", "/search?q=a", "/api/v1/search", "/widget.js", "/healthz", "/help"} {
		got := ask(t, http.MethodHead, server.URL+path, "")
		if got.StatusCode != http.StatusOK || got.body != "" || got.Header.Get("Content-Length") == "0" {
			t.Errorf("HEAD %s: status %d, %d bytes", path, got.StatusCode, len(got.body))
		}
	}
}

func TestOnlyTheBlogsOwnOriginMayCallTheAPI(t *testing.T) {
	server := serve(t, web.Options{Origins: func() []string { return []string{"https://blog.example.com"} }})
	for origin, want := range map[string]string{
		"https://blog.example.com": "https://blog.example.com", "https://blog.example.com.evil.example": "", "http://blog.example.com": "", "null": "", "": "",
	} {
		got := get(t, server.URL+"/api/v1/search?q=a", "Origin: "+origin)
		if allowed := got.Header.Get("Access-Control-Allow-Origin"); allowed != want || got.StatusCode != http.StatusOK {
			t.Errorf("origin %q: allowed %q, status %d", origin, allowed, got.StatusCode)
		}
		if !strings.Contains(strings.Join(got.Header.Values("Vary"), ","), "Origin") {
			t.Errorf("origin %q: the answer does not vary by origin", origin)
		}
		pre := ask(t, http.MethodOptions, server.URL+"/api/v1/search", "", "Origin: "+origin, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type")
		if pre.StatusCode != http.StatusNoContent || pre.Header.Get("Access-Control-Allow-Origin") != want {
			t.Errorf("preflight of %q: status %d, allowed %q", origin, pre.StatusCode, pre.Header.Get("Access-Control-Allow-Origin"))
		}
		if got := pre.Header.Get("Access-Control-Allow-Methods"); (got != "") != (want != "") {
			t.Errorf("preflight of %q: methods %q", origin, got)
		}
	}
	for _, path := range []string{"/search", "/api/v1/reindex", "/readyz"} {
		if got := get(t, server.URL+path, "Origin: https://blog.example.com"); got.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may be read by scripts elsewhere", path)
		}
	}
	if got := get(t, server.URL+"/widget.js", "Origin: https://anyone.example"); got.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("the box may not be loaded from anywhere")
	}
}

func TestEveryAnswerKeepsTheBrowserSafe(t *testing.T) {
	server := serve(t, web.Options{})
	for _, path := range []string{"/", "/nowhere", "/api/v1/search", "/api/v1/search?page=x", "/widget.js", "/metrics"} {
		h := get(t, server.URL+path).Header
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || len(h.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: nosniff %q, cookies %v", path, h.Get("X-Content-Type-Options"), h.Values("Set-Cookie"))
		}
	}
}

func TestAPanicEndsOneRequestAndTellsNothing(t *testing.T) {
	engine := newFake()
	engine.before = func(context.Context) error { panic("secret of the house") }
	var logged bytes.Buffer
	server := serve(t, web.Options{Engine: engine, Log: slog.New(slog.NewTextHandler(&logged, nil))})
	for _, path := range []string{"/api/v1/search?q=a", "/search?q=a"} {
		got := get(t, server.URL+path)
		if got.StatusCode != http.StatusInternalServerError || strings.Contains(got.body, "secret") || strings.Contains(got.body, ".go:") {
			t.Errorf("%s: status %d\n%s", path, got.StatusCode, got.body)
		}
	}
	if !strings.Contains(logged.String(), "secret of the house") || !strings.Contains(logged.String(), "fake_test.go") {
		t.Error("the log does not say what happened where")
	}
	if got := get(t, server.URL+"/healthz"); got.StatusCode != http.StatusOK {
		t.Errorf("afterwards: status %d", got.StatusCode)
	}
}

func TestRunningRequestsEndBeforeTheServerDoes(t *testing.T) {
	engine := newFake()
	entered, leave := make(chan struct{}), make(chan struct{})
	engine.before = func(context.Context) error { close(entered); <-leave; return nil }
	s, err := web.New(web.Options{Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	status := make(chan int, 1)
	go func() { status <- get(t, "http://"+l.Addr().String()+"/api/v1/search?q=a").StatusCode }()
	<-entered
	stop()
	close(leave)
	if got := <-status; got != http.StatusOK {
		t.Errorf("the running request: status %d", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestTheServerWorksBehindAPath(t *testing.T) {
	server := serve(t, web.Options{Base: "https://example.com/find/", KeptPosts: true})
	for _, path := range []string{"/find/search?q=a", "/search?q=a"} { // the proxy may drop the path or not
		got := get(t, server.URL+path)
		if got.StatusCode != 200 || !strings.Contains(got.body, `action="/find/search"`) || !strings.Contains(got.body, `href="/find/asset/`) {
			t.Errorf("%s: status %d, links lead elsewhere", path, got.StatusCode)
		}
	}
	if got := get(t, server.URL+"/search.atom?q=a").body; !strings.Contains(got, "https://example.com/find/search?q=a") {
		t.Error("the feed does not know its address")
	}
}

func TestNoTextOfAPageIsLeftUnfilled(t *testing.T) {
	server := serve(t, web.Options{KeptPosts: true})
	id := string(samplePosts()[2].ID)
	for _, path := range []string{"/", "/search?q=containers&tag=Docker", "/search?q=zzz+yyy&tag=Go", "/search?page=9", "/help", "/posts/" + id, "/search?page=x", "/nowhere"} {
		for _, hl := range []string{"ja", "en"} {
			r, err := url.Parse(server.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			v := r.Query()
			v.Set("hl", hl)
			r.RawQuery = v.Encode()
			if got := get(t, r.String()).body; strings.Contains(got, "%!") || strings.Contains(got, "%s") || strings.Contains(got, "%v") {
				t.Errorf("%s in %s:\n%s", path, hl, got)
			}
		}
	}
}

func TestASlashAtTheEndDoesNoHarm(t *testing.T) {
	server := serve(t, web.Options{})
	for _, path := range []string{"/search/?q=a", "/api/v1/search/?q=a", "/help/"} {
		if got := get(t, server.URL+path); got.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", path, got.StatusCode)
		}
	}
}

func TestMoreHitsThanCanBeReachedLeadToNoDeadEnd(t *testing.T) {
	engine := newFake()
	engine.change = func(r *index.Result) { r.Total = 25_000 }
	server := serve(t, web.Options{Engine: engine})
	got := get(t, server.URL+"/search?page=999&q=a")
	if got.StatusCode != 200 || !strings.Contains(got.body, "page=1000") || strings.Contains(got.body, "page=1001") {
		t.Errorf("status %d; page 1000 is the last that can be reached", got.StatusCode)
	}
}
