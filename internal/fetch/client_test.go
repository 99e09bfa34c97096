package fetch_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

// clock is a time that passes only by sleeping.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.now = c.now.Add(d)
		c.slept = append(c.slept, d)
	}
	return ctx.Err()
}

func (c *clock) total() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var sum time.Duration
	for _, d := range c.slept {
		sum += d
	}
	return sum
}

// serve starts a server that knows the paths given; robots.txt is not there unless it is one of them.
func serve(t testing.TB, paths map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := paths[r.URL.Path]; ok {
			h(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func say(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func testClient(o fetch.Options) (*fetch.Client, *clock) {
	c := newClock()
	o.Now, o.Sleep = c.Now, c.Sleep
	return fetch.New(o), c
}

func TestGetTellsWhatTheServerSaid(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.UserAgent(), "Fumikura/1.2 (+https://github.com/fumikura/fumikura)") {
			t.Errorf("user agent %q", r.UserAgent())
		}
		w.Header().Set("ETag", `W/"x"`)
		w.Header().Set("Last-Modified", "Wed, 01 Apr 2026 00:00:00 GMT")
		w.Header().Set("X-Robots-Tag", "otherbot: noindex, noarchive")
		w.Header().Add("X-Robots-Tag", "fumikura: nofollow")
		if r.Header.Get("If-None-Match") == `W/"x"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "Text/HTML; charset=Shift_JIS")
		_, _ = w.Write([]byte("\x83u\x83\x8d\x83O"))
	}})
	c, _ := testClient(fetch.Options{Version: "1.2"})
	r, err := c.Get(t.Context(), fetch.Request{URL: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != 200 || r.ContentType != "text/html" || string(r.Body) != "ブログ" || r.Charset != "shift_jis" || r.NotModified {
		t.Errorf("%+v", r)
	}
	if r.Robots != (fetch.Directives{NoFollow: true}) {
		t.Errorf("directives %+v", r.Robots)
	}
	r, err = c.Get(t.Context(), fetch.Request{URL: s.URL, ETag: r.ETag, LastModified: r.LastModified})
	if err != nil || !r.NotModified || r.Body != nil {
		t.Errorf("asked with the tag: %+v, %v", r, err)
	}
}

func TestContentEncodingsAreUndone(t *testing.T) {
	const text = "<p>一行だけの記事</p>"
	pack := map[string]func(io.Writer) io.WriteCloser{
		"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
		"br":      func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
		"zstd": func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return z
		},
	}
	packed := func(name, s string) []byte {
		var b bytes.Buffer
		z := pack[name](&b)
		_, _ = io.WriteString(z, s)
		_ = z.Close()
		return b.Bytes()
	}
	bomb := strings.Repeat("a", 3*fetch.MaxPage)
	cases := []struct {
		name, header string
		body         []byte
		kind         fetch.Kind
	}{
		{"gzip", "gzip", packed("gzip", text), ""},
		{"deflate", "deflate", packed("deflate", text), ""},
		{"brotli", "br", packed("br", text), ""},
		{"zstd", "zstd", packed("zstd", text), ""},
		{"one in the other", "br, gzip", packed("gzip", string(packed("br", text))), ""},
		{"three in each other", "gzip, gzip, gzip", packed("gzip", text), fetch.Broken},
		{"a server that says gzip and does not pack", "gzip", []byte(text), ""},
		{"an unknown encoding", "compress", []byte(text), fetch.Broken},
		{"a body that ends too soon", "gzip", packed("gzip", text)[:12], fetch.Broken},
		{"a small body that swells by gzip", "gzip", packed("gzip", bomb), fetch.TooLarge},
		{"a small body that swells by brotli", "br", packed("br", bomb), fetch.TooLarge},
		{"a small body that swells by zstd", "zstd", packed("zstd", bomb), fetch.TooLarge},
	}
	for _, c := range cases {
		s := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", c.header)
			_, _ = w.Write(c.body)
		}})
		client, _ := testClient(fetch.Options{})
		r, err := client.Get(t.Context(), fetch.Request{URL: s.URL})
		if fetch.KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.name, err)
		} else if c.kind == "" && string(r.Body) != text {
			t.Errorf("%s: %q", c.name, r.Body)
		}
	}
}

func TestTheHeadAloneCanBeAskedFor(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("X-Method", r.Method)
	}, "/gone": status(404)})
	c, _ := testClient(fetch.Options{})
	r, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/a", Head: true})
	if err != nil || r.Status != 200 || r.Header.Get("X-Method") != http.MethodHead || len(r.Body) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/gone", Head: true}); err != nil || r.Status != 404 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestRedirects(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{
		"/robots.txt": say("User-agent: *\nDisallow: /closed"),
		"/a":          status(301, "Location", "/b#part"),
		"/b":          status(302, "Location", "c"),
		"/c":          say("here"),
		"/circle":     status(302, "Location", "/circle2"),
		"/circle2":    status(302, "Location", "/circle"),
		"/nowhere":    status(302),
		"/mail":       status(302, "Location", "mailto:a@example.com"),
		"/away":       status(302, "Location", "http://other.example/"),
		"/forbidden":  status(302, "Location", "/closed/x"),
		"/on": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/on?"+r.URL.RawQuery+"x", http.StatusFound)
		},
	})
	c, _ := testClient(fetch.Options{})
	scope, err := fetch.NewScope(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (*fetch.Response, error) {
		return c.Get(t.Context(), fetch.Request{URL: s.URL + path, Scope: scope})
	}
	r, err := get("/a")
	if err != nil || r.URL != s.URL+"/c" || len(r.Chain) != 3 || string(r.Body) != "here" {
		t.Errorf("%+v, %v", r, err)
	}
	for path, kind := range map[string]fetch.Kind{"/circle": fetch.Redirects, "/nowhere": fetch.Redirects, "/mail": fetch.Redirects,
		"/on": fetch.Redirects, "/away": fetch.Elsewhere, "/forbidden": fetch.Robots} {
		if _, err := get(path); fetch.KindOf(err) != kind {
			t.Errorf("%s: %v, want %q", path, err, kind)
		}
	}
}

func TestAStartMayRedirectToAnotherHostAndLaterAddressesMayNot(t *testing.T) {
	other := serve(t, map[string]http.HandlerFunc{"/": say("moved"), "/x": say("x")})
	third := serve(t, map[string]http.HandlerFunc{"/": say("third")})
	s := serve(t, map[string]http.HandlerFunc{"/": status(301, "Location", other.URL+"/"), "/x": status(301, "Location", third.URL+"/")})
	c, _ := testClient(fetch.Options{})
	scope, _ := fetch.NewScope(s.URL)
	r, err := c.Get(t.Context(), fetch.Request{URL: s.URL, Scope: scope})
	if err != nil || r.URL != other.URL+"/" {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: other.URL + "/x", Scope: scope}); err != nil {
		t.Error(err)
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/x", Scope: scope}); fetch.KindOf(err) != fetch.Elsewhere {
		t.Errorf("a later redirect to a third host: %v", err)
	}
}

func TestARobotsFileLeadsToNoFurtherHost(t *testing.T) {
	other := serve(t, map[string]http.HandlerFunc{"/": say("other"), "/robots.txt": say("User-agent: *\nDisallow: /")})
	s := serve(t, map[string]http.HandlerFunc{"/": say("blog"), "/robots.txt": status(301, "Location", other.URL+"/robots.txt")})
	c, _ := testClient(fetch.Options{})
	scope, _ := fetch.NewScope(s.URL)
	if r, err := c.Get(t.Context(), fetch.Request{URL: s.URL, Scope: scope}); err != nil || string(r.Body) != "blog" {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: other.URL + "/", Scope: scope}); fetch.KindOf(err) != fetch.Elsewhere {
		t.Errorf("the host to which robots.txt redirects: %v", err)
	}
}

func TestCredentialsGoToTheHostOfTheBlogAlone(t *testing.T) {
	var told []string
	look := func(w http.ResponseWriter, r *http.Request) {
		if user, _, ok := r.BasicAuth(); ok || r.Header.Get("X-Token") != "" {
			told = append(told, r.Host+" "+user)
		}
	}
	other := serve(t, map[string]http.HandlerFunc{"/": look})
	s := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		look(w, r)
		http.Redirect(w, r, other.URL+"/", http.StatusFound)
	}})
	c, _ := testClient(fetch.Options{Credentials: fetch.Credentials{Header: http.Header{"x-token": {"t"}}, User: "editor", Password: "p"}})
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL}); err != nil {
		t.Fatal(err)
	}
	if want := strings.TrimPrefix(s.URL, "http://") + " editor"; !slices.Equal(told, []string{want}) {
		t.Errorf("told to %q, want %q", told, want)
	}
}

func TestPatternsOfPaths(t *testing.T) {
	for pattern, want := range map[string][2]string{
		"/entry/":      {"http://b.example/entry/1?x=2", "http://b.example/about"},
		"entry/":       {"http://b.example/entry/1", "http://b.example/en"},
		"/*.pdf$":      {"http://b.example/a/b.pdf", "http://b.example/a.pdf/x"},
		"/日記/":         {"http://b.example/%E6%97%A5%e8%a8%98/1", "http://b.example/1"},
		"*?print=":     {"http://b.example/a?print=1", "http://b.example/a"},
		"/entry/$":     {"http://b.example/entry/", "http://b.example/entry/1"},
		"/*/2016/*/x$": {"http://b.example/a/2016/b/x", "http://b.example/a/2016/x"},
	} {
		p := fetch.ParsePattern(pattern)
		if !p.Matches(want[0]) || p.Matches(want[1]) {
			t.Errorf("%s: %v %v", pattern, p.Matches(want[0]), p.Matches(want[1]))
		}
	}
}

func TestAScopeTellsWhereTheBlogIs(t *testing.T) {
	s := serve(t, map[string]http.HandlerFunc{"/": say("blog")})
	c, _ := testClient(fetch.Options{})
	scope, _ := fetch.NewScope(s.URL)
	if got := scope.Reach(); got != fetch.UnknownReach {
		t.Errorf("before any answer: %q", got)
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL, Scope: scope}); err != nil {
		t.Fatal(err)
	}
	if got := scope.Reach(); got != fetch.PrivateReach {
		t.Errorf("on this machine: %q", got)
	}
}

func TestAddressesOfSpecialPurposeAreNotPublic(t *testing.T) {
	for want, list := range map[string]string{
		"public": "8.8.8.8 151.101.1.1 192.0.0.9 2606:4700::1 2001:4860::1 64:ff9b::808:808 2002:808:808::1 ::808:808 ::ffff:8.8.8.8 2001:3::1 100.128.0.1 172.32.0.1 2620:4f:8000::1",
		"private": "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.9.9.9 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 " +
			"203.0.113.1 240.0.0.1 255.255.255.255 :: ::1 64:ff9b:1::1 100::1 100:0:0:1::1 2001::1 2001:2::1 2001:10::1 2001:db8::1 3fff::1 5f00::1 fc00::1 fd12::1 fec0::1 " +
			"64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1::1 2002:c0a8:101::1 ::127.0.0.1 ::10.0.0.1 ::ffff:127.0.0.1 64:ff9b::c0a8:101",
		"never": "169.254.169.254 fe80::1 fe80::1%eth0 224.0.0.1 ff02::1 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 ::169.254.169.254 ::ffff:169.254.169.254",
	} {
		for address := range strings.FieldsSeq(list) {
			if got := fetch.NetworkOf(address); got != want {
				t.Errorf("%s is %s, want %s", address, got, want)
			}
		}
	}
}

func TestAPublicBlogCannotLeadIntoAPrivateNetwork(t *testing.T) {
	inside := serve(t, map[string]http.HandlerFunc{"/": say("secret")})
	// A transport answers for the public blog; the rest goes through the network, as it would.
	network, _ := testClient(fetch.Options{})
	if _, err := network.Get(t.Context(), fetch.Request{URL: inside.URL}); err != nil {
		t.Fatalf("an owner may name a private host: %v", err)
	}
	for _, target := range []string{inside.URL + "/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://localhost:1/", "http://0.0.0.0/"} {
		c, _ := testClient(fetch.Options{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host != "blog.example" {
				t.Errorf("asked for %s", r.URL)
			}
			if r.URL.Path == "/robots.txt" {
				return answer(404, ""), nil
			}
			a := answer(302, "")
			a.Header.Set("Location", target)
			return a, nil
		})})
		if _, err := c.Get(t.Context(), fetch.Request{URL: "http://blog.example/"}); fetch.KindOf(err) != fetch.Private {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestAProxyOfTheEnvironmentIsUsedButNotForThisMachine(t *testing.T) {
	var asked []string
	p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.RequestURI)
		if strings.HasSuffix(r.RequestURI, "/robots.txt") {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, "by proxy")
	}))
	defer p.Close()
	here := serve(t, map[string]http.HandlerFunc{"/": say("at home")})
	t.Setenv("HTTP_PROXY", p.URL)
	t.Setenv("NO_PROXY", "")
	c, _ := testClient(fetch.Options{})
	for address, want := range map[string]string{"http://blog.example/": "by proxy", here.URL: "at home"} {
		r, err := c.Get(t.Context(), fetch.Request{URL: address})
		if err != nil || string(r.Body) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
	if want := []string{"http://blog.example/robots.txt", "http://blog.example/"}; !slices.Equal(asked, want) {
		t.Errorf("the proxy was asked for %q", asked)
	}
}

func TestTheDialerSeesThroughNames(t *testing.T) {
	c, _ := testClient(fetch.Options{})
	scope := func(start string, closed bool) *fetch.Scope {
		s, err := fetch.NewScope(start)
		if err != nil {
			t.Fatal(err)
		}
		if closed {
			s.Close()
		}
		return s
	}
	inside := scope("http://wiki.corp.example/", false)
	remembered := func(start string, r fetch.Reach) *fetch.Scope {
		s := scope(start, false)
		s.Remember(r)
		return s
	}
	cases := []struct {
		name          string
		scope         *fetch.Scope
		host, address string
		proxied, ok   bool
	}{
		{"a public blog at a public address", scope("http://blog.example/", true), "blog.example", "151.101.1.1:80", false, true},
		{"a blog that its owner has inside", inside, "wiki.corp.example", "10.1.2.3:80", false, true},
		{"its neighbour, once it is known to be inside", inside, "www.wiki.corp.example", "10.1.2.4:80", false, true},
		{"another host while the start redirects", scope("http://blog.example/", false), "evil.example", "127.0.0.1:80", false, false},
		{"a name that resolves to another address later", scope("http://blog.example/", true), "blog.example", "192.168.0.1:80", false, false},
		{"an address of a carrier", scope("http://blog.example/", true), "blog.example", "100.64.1.1:80", false, false},
		{"a link-local address", scope("http://blog.example/", true), "blog.example", "[fe80::1%eth0]:80", false, false},
		{"an IPv4 address in IPv6 clothes", scope("http://blog.example/", true), "blog.example", "[::ffff:127.0.0.1]:80", false, false},
		{"a link-local address that the owner names", scope("http://wiki.corp.example/", false), "wiki.corp.example", "169.254.169.254:80", false, false},
		{"a public blog that was inside before", remembered("http://blog.example/", fetch.PrivateReach), "blog.example", "10.0.0.1:80", false, true},
		{"a blog inside that was public before", remembered("http://blog.example/", fetch.PublicReach), "blog.example", "10.0.0.1:80", false, false},
		{"a blog that was public before and is", remembered("http://blog.example/", fetch.PublicReach), "blog.example", "151.101.1.1:80", false, true},
		{"a proxy inside", scope("http://blog.example/", true), "blog.example", "10.0.0.1:3128", true, true},
	}
	for _, k := range cases {
		err := c.Guard(k.scope, k.host, k.address, k.proxied)
		if (err == nil) != k.ok || err != nil && fetch.KindOf(err) != fetch.Private {
			t.Errorf("%s: %v", k.name, err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(code int, body string) *http.Response {
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

func TestRobotsThatCannotBeReadForbidAll(t *testing.T) {
	for code, want := range map[int]fetch.Kind{200: "", 404: "", 410: "", 400: "", 401: "", 403: "", 429: fetch.NoRobots, 500: fetch.NoRobots, 503: fetch.NoRobots} {
		s := serve(t, map[string]http.HandlerFunc{"/robots.txt": status(code), "/": say("x")})
		c, _ := testClient(fetch.Options{})
		_, err := c.Get(t.Context(), fetch.Request{URL: s.URL})
		if fetch.KindOf(err) != want {
			t.Errorf("robots.txt with status %d: %v, want %q", code, err, want)
		}
		if want != "" && (!errors.Is(err, blog.ErrUnavailable) || !strings.Contains(err.Error(), s.URL+"/robots.txt")) {
			t.Errorf("the error does not say what is wrong: %v", err)
		}
	}
}

func TestRobotsAreAskedForOnceAndReadAsFarAsTheyCount(t *testing.T) {
	asked := 0
	s := serve(t, map[string]http.HandlerFunc{"/": say("x"), "/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /a\n"+strings.Repeat("# filler\n", fetch.MaxRobots/8)+"Disallow: /\n")
	}})
	c, clock := testClient(fetch.Options{})
	for range 3 {
		if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL + "/a"}); fetch.KindOf(err) != fetch.Robots {
		t.Error(err)
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	_ = clock.Sleep(t.Context(), 25*time.Hour)
	_, _ = c.Get(t.Context(), fetch.Request{URL: s.URL})
	if asked != 2 {
		t.Errorf("after a day asked %d times", asked)
	}
}

func TestRequestsKeepTheirDistance(t *testing.T) {
	ok := func(robots string) roundTripper {
		return func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/robots.txt" {
				return answer(200, robots), nil
			}
			return answer(200, "x"), nil
		}
	}
	cases := []struct {
		name, host, robots string
		rate               float64
		want               time.Duration // for five requests, the one for robots.txt too
	}{
		{"two a second by default", "blog.example", "", 0, 2 * time.Second},
		{"none on this machine", "127.0.0.1:8080", "", 0, 0},
		{"as the owner says", "blog.example", "", 10, 400 * time.Millisecond},
		{"as the owner says, on this machine too", "localhost", "", 10, 400 * time.Millisecond},
		{"none where the owner wants none", "blog.example", "", -1, 0},
		{"as the blog says", "blog.example", "User-agent: *\nCrawl-delay: 3", 0, 500*time.Millisecond + 9*time.Second},
		{"as the blog says, on this machine too", "127.0.0.1", "User-agent: *\nCrawl-delay: 3", 0, 9 * time.Second},
		{"no longer than a minute", "blog.example", "User-agent: *\nCrawl-delay: 9999", 0, 500*time.Millisecond + 3*time.Minute},
	}
	for _, k := range cases {
		c, clock := testClient(fetch.Options{Rate: k.rate, Transport: ok(k.robots)})
		for range 4 {
			if _, err := c.Get(t.Context(), fetch.Request{URL: "http://" + k.host + "/"}); err != nil {
				t.Fatalf("%s: %v", k.name, err)
			}
		}
		if got := clock.total(); got != k.want {
			t.Errorf("%s: waited %v, want %v", k.name, got, k.want)
		}
	}
}

func TestAskingAgain(t *testing.T) {
	moment := newClock().now.Add(40 * time.Second).Format(http.TimeFormat)
	cases := []struct {
		name       string
		answers    []http.HandlerFunc
		want       int // status
		asked      int
		least, top time.Duration
	}{
		{"a busy server is asked again", []http.HandlerFunc{status(503), say("x")}, 200, 2, 750 * time.Millisecond, 1250 * time.Millisecond},
		{"but not for ever", []http.HandlerFunc{status(500), status(502), status(504), say("x")}, 504, 3, 2250 * time.Millisecond, 3750 * time.Millisecond},
		{"after the seconds it asks for", []http.HandlerFunc{status(429, "Retry-After", "7"), say("x")}, 200, 2, 7 * time.Second, 7 * time.Second},
		{"after the moment it asks for", []http.HandlerFunc{status(503, "Retry-After", moment), say("x")}, 200, 2, 40 * time.Second, 40 * time.Second},
		{"not when it asks for an hour", []http.HandlerFunc{status(503, "Retry-After", "3600"), say("x")}, 503, 1, 0, 0},
		{"nonsense in Retry-After is ignored", []http.HandlerFunc{status(503, "Retry-After", "soon"), say("x")}, 200, 2, 750 * time.Millisecond, 1250 * time.Millisecond},
		{"a broken connection is tried again", []http.HandlerFunc{hangUp, hangUp, say("x")}, 200, 3, 750 * time.Millisecond, 1250 * time.Millisecond},
		{"what is not there is not asked for again", []http.HandlerFunc{status(404), say("x")}, 404, 1, 0, 0},
		{"a closed door is not knocked at again", []http.HandlerFunc{status(403), say("x")}, 403, 1, 0, 0},
	}
	for _, k := range cases {
		var asked atomic.Int32
		s := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) { k.answers[asked.Add(1)-1](w, r) }})
		c, clock := testClient(fetch.Options{})
		r, err := c.Get(t.Context(), fetch.Request{URL: s.URL})
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		if got := clock.total(); r.Status != k.want || int(asked.Load()) != k.asked || got < k.least || got > k.top {
			t.Errorf("%s: status %d after %d requests and %v", k.name, r.Status, asked.Load(), got)
		}
	}
}

// hangUp breaks the connection instead of answering.
func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func TestErrorsSayWhatToDo(t *testing.T) {
	quick := map[fetch.Kind]fetch.Timeouts{fetch.Timeout: {Header: 100 * time.Millisecond}, fetch.TooSlow: {Total: 2 * time.Second}}
	s := serve(t, map[string]http.HandlerFunc{
		"/silent": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/drip": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "x")
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		},
		"/huge": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(200<<20))
			_, _ = w.Write(make([]byte, 1<<20))
		},
		"/endless": func(w http.ResponseWriter, r *http.Request) {
			for b := make([]byte, 1<<20); r.Context().Err() == nil; {
				if _, err := w.Write(b); err != nil {
					return
				}
			}
		},
		"/short": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "ten bytes!")
		},
		"/header": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Long", strings.Repeat("x", 1<<20)) },
	})
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	t.Cleanup(tls.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	cases := []struct {
		url  string
		kind fetch.Kind
		is   error
	}{
		{"ftp://blog.example/", fetch.BadAddress, blog.ErrUsage},
		{"blog.example", fetch.BadAddress, blog.ErrUsage},
		{"http:///x", fetch.BadAddress, blog.ErrUsage},
		{"http://a b/", fetch.BadAddress, blog.ErrUsage},
		{"http://" + closed.Addr().String() + "/", fetch.Refused, blog.ErrUnavailable},
		{tls.URL, fetch.TLS, blog.ErrUnavailable},
		{strings.Replace(s.URL, "http:", "https:", 1), fetch.TLS, blog.ErrUnavailable},
		{s.URL + "/silent", fetch.Timeout, blog.ErrUnavailable},
		{s.URL + "/drip", fetch.TooSlow, blog.ErrUnavailable},
		{s.URL + "/huge", fetch.TooLarge, nil},
		{s.URL + "/endless", fetch.TooLarge, nil},
		{s.URL + "/short", fetch.Broken, blog.ErrUnavailable},
		{s.URL + "/header", fetch.Broken, blog.ErrUnavailable},
	}
	for _, k := range cases {
		c, _ := testClient(fetch.Options{Timeouts: quick[k.kind]})
		_, err := c.Get(t.Context(), fetch.Request{URL: k.url})
		if fetch.KindOf(err) != k.kind || k.is != nil && !errors.Is(err, k.is) {
			t.Errorf("%s: %v (%s), want %s", k.url, err, fetch.KindOf(err), k.kind)
		} else if !strings.Contains(err.Error(), k.url) {
			t.Errorf("%s: the error does not name it: %v", k.url, err)
		}
	}
	c, _ := testClient(fetch.Options{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "blog.invalid", IsNotFound: true}
	}})
	if _, err := c.Get(t.Context(), fetch.Request{URL: "http://blog.invalid/"}); fetch.KindOf(err) != fetch.DNS {
		t.Errorf("a name that does not resolve: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Get(ctx, fetch.Request{URL: s.URL}); !errors.Is(err, context.Canceled) {
		t.Errorf("a run that was stopped: %v", err)
	}
}

func TestAddressesHaveOneForm(t *testing.T) {
	for raw, want := range map[string]string{
		" HTTP://Blog.Example:80/a?b=c#d ":   "http://blog.example/a?b=c",
		"https://user:pass@blog.example:443": "https://blog.example/",
		"https://ブログ.example/日記/":            "https://xn--qckyd1c.example/%E6%97%A5%E8%A8%98/",
		"http://blog.example.:8080/":         "http://blog.example:8080/",
		"http://[2001:DB8::1]:80/":           "http://[2001:db8::1]/",
		"http://blog.example/?q=猫 b":         "http://blog.example/?q=%E7%8C%AB%20b",
		"http://under_score.example/":        "http://under_score.example/",
	} {
		u, err := fetch.Address(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
		} else if got := u.String(); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}
