package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/web"
)

// handler is a server without a network around it.
func handler(t testing.TB, o web.Options) http.Handler {
	t.Helper()
	o.Engine = newFake()
	s, err := web.New(o)
	if err != nil {
		t.Fatalf("web.New: %v", err)
	}
	return s.Handler()
}

// asks sends a request and checks what holds for every answer of the API.
func asks(t *testing.T, h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code >= 500 {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if !json.Valid(w.Body.Bytes()) {
		t.Errorf("the answer is no JSON: %s", w.Body)
	}
	return w
}

func FuzzBody(f *testing.F) {
	for _, seed := range []string{`{"q":"猫","tag":["a",null,1],"year":2016,"page":"2","sort":"newest"}`, `{}`, `[]`, `{"q":`, `{"q":["a"]}`, `{"size":1e2}`, "", " {} "} {
		f.Add(seed)
	}
	h := handler(f, web.Options{})
	f.Fuzz(func(t *testing.T, body string) {
		w := asks(t, h, httptest.NewRequest(http.MethodPost, "/api/v1/search", strings.NewReader(body)))
		if w.Code == http.StatusOK && !json.Valid([]byte(body)) {
			t.Errorf("a body that is no JSON was taken: %q", body)
		}
	})
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"q=%E7%8C%AB&tag=a&tag=b", "page=2&size=100", "q=%", "year=2016-08", "&&=;", "q=%00%ff"} {
		f.Add(seed)
	}
	h := handler(f, web.Options{})
	f.Fuzz(func(t *testing.T, raw string) {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/search", nil)
		r.URL.RawQuery = raw
		if w := asks(t, h, r); w.Code == http.StatusOK {
			if _, err := url.ParseQuery(raw); err != nil {
				t.Errorf("a broken address was taken: %q", raw)
			}
		}
	})
}

func FuzzForwardingHeaders(f *testing.F) {
	f.Add("203.0.113.1, 127.0.0.1", "")
	f.Add("", `for="[2001:db8::1]:80";proto=https, for=unknown;by=_x`)
	f.Add(",,", "=;,")
	f.Fuzz(func(t *testing.T, xff, forwarded string) {
		h := handler(t, web.Options{RateLimit: 1, Burst: 1})
		codes := map[int]int{}
		for range 2 {
			r := httptest.NewRequest(http.MethodGet, "/api/v1/search", nil)
			r.RemoteAddr = "127.0.0.1:1234"
			r.Header.Set("X-Forwarded-For", xff)
			r.Header.Set("Forwarded", forwarded)
			codes[asks(t, h, r).Code]++
		}
		if codes[http.StatusOK] != 1 || codes[http.StatusTooManyRequests] != 1 {
			t.Errorf("of two forwarded requests at once: %v", codes)
		}
	})
}
