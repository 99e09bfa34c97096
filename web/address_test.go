package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

func TestAddressesInJSONAreEncodedAndKeepNoSecrets(t *testing.T) {
	for given, want := range map[string]string{
		"https://blog.example.com/記事/1 2?q=猫&x=<y>":   "https://blog.example.com/%E8%A8%98%E4%BA%8B/1%202?q=%E7%8C%AB&x=%3Cy%3E",
		"https://owner:secret@blog.example.com:443/a": "https://blog.example.com/a",
		"http://blog.example.com:80/%E3%81%82":        "http://blog.example.com/%E3%81%82",
		"http://blog.example.com:99999/a":             "http://blog.example.com/a",
		"http://127.0.0.1:8080/a?b=1#c":               "http://127.0.0.1:8080/a?b=1#c",
		"http://[::1]:8080/a":                         "http://[::1]:8080/a",
	} {
		engine := newFake(&blog.Post{ID: "p", URL: given, Title: "題", Site: "https://blog.example.com/"})
		got := get(t, serve(t, web.Options{Engine: engine}).URL+"/api/v1/posts/p")
		if !strings.Contains(got.body, fmt.Sprintf("%q", want)) && !strings.Contains(got.body, strings.ReplaceAll(fmt.Sprintf("%q", want), "&", `\u0026`)) {
			t.Errorf("%s is given as\n%s\nwant %s", given, got.body, want)
		}
	}
}

func TestABrokenChunkIsTheClientsFault(t *testing.T) {
	server := serve(t, web.Options{Engine: newFake()})
	for name, body := range map[string]string{
		"a size that is none":         "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
		"a chunk longer than it says": "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s", body); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, resp.StatusCode)
		}
		_ = resp.Body.Close()
		_ = conn.Close()
	}
}

func TestAForeignHostComesIntoNoCache(t *testing.T) {
	ask := func(o web.Options) string {
		o.Engine = newFake()
		s, err := web.New(o)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://evil.example/opensearch.xml", nil)
		s.Handler().ServeHTTP(w, r)
		if o.Base != "" && strings.Contains(w.Body.String(), "evil") {
			t.Errorf("with a known address it names %s", w.Body)
		}
		return w.Header().Get("Cache-Control")
	}
	if got := ask(web.Options{}); got != "no-store" {
		t.Errorf("taken from the request it may be kept: %q", got)
	}
	if got := ask(web.Options{Base: "https://search.example.com"}); !strings.Contains(got, "public") {
		t.Errorf("a known address may not be kept: %q", got)
	}
}

func TestAProxyThatDoesNotSayForWhomIsToldOnce(t *testing.T) {
	var log bytes.Buffer
	s, err := web.New(web.Options{Engine: newFake(), RateLimit: 10, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(host, forwarded string) {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+host+"/api/v1/search?q=a", nil)
		r.RemoteAddr = "127.0.0.1:4000"
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		s.Handler().ServeHTTP(httptest.NewRecorder(), r)
	}
	ask("127.0.0.1:8080", "")
	ask("localhost", "")
	ask("search.example.com", "203.0.113.9")
	if log.Len() > 0 {
		t.Errorf("it says %s", &log)
	}
	ask("search.example.com", "")
	ask("search.example.com", "")
	if n := strings.Count(log.String(), "X-Forwarded-For"); n != 1 {
		t.Errorf("it is told %d times:\n%s", n, &log)
	}
}
