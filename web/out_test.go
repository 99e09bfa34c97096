package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

func TestOpeningsAreCountedOnlyWhereTheOwnerWantsIt(t *testing.T) {
	post := &blog.Post{ID: "a1", URL: "https://blog.example.com/entry/1", Title: "掃除の話"}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	open := func(server, path string, ahead bool) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if ahead {
			req.Header.Set("Sec-Purpose", "prefetch;prerender")
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close() // only its head is looked at
		return resp
	}
	plain := serve(t, web.Options{Engine: newFake(post)})
	if got := open(plain.URL, "/out?post=a1", false); got.StatusCode != http.StatusNotFound {
		t.Errorf("switched off it answers %d", got.StatusCode)
	}
	for _, path := range []string{"/search?q=掃除", "/api/v1/search?q=掃除"} {
		if body := get(t, plain.URL+path).body; strings.Contains(body, "/out?") || strings.Contains(body, `"open"`) {
			t.Errorf("switched off %s leads through it: %s", path, body)
		}
	}

	var told []web.Opening
	counting := serve(t, web.Options{Engine: newFake(post), Base: "https://search.example.com/sub", Opened: func(o web.Opening) { told = append(told, o) }})
	if body := get(t, counting.URL+"/search?q=掃除").body; !strings.Contains(body, `href="/sub/out?post=a1&amp;q=`+url.QueryEscape("掃除")) || strings.Contains(body, "ping=") {
		t.Errorf("the page does not lead through it: %s", body)
	}
	var found struct{ Hits []struct{ URL, Open string } }
	if err := json.Unmarshal([]byte(get(t, counting.URL+"/api/v1/search?q=掃除").body), &found); err != nil || len(found.Hits) != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	if h := found.Hits[0]; h.URL != post.URL || !strings.HasPrefix(h.Open, "https://search.example.com/sub/out?post=a1&q=") {
		t.Errorf("the API says %+v", h)
	}
	path := strings.TrimPrefix(found.Hits[0].Open, "https://search.example.com/sub")
	if got := open(counting.URL, path, false); got.StatusCode != http.StatusFound || got.Header.Get("Location") != post.URL || got.Header.Get("Cache-Control") != "no-store" || len(got.Header["Set-Cookie"]) > 0 {
		t.Errorf("it answers %d, %v", got.StatusCode, got.Header)
	}
	if len(told) != 1 || told[0] != (web.Opening{Query: "掃除", Post: "a1"}) {
		t.Errorf("told of %+v", told)
	}
	open(counting.URL, path, true)
	for _, bad := range []string{"/out", "/out?post=b2", "/out?post=" + url.QueryEscape("https://evil.example.com/")} {
		if got := open(counting.URL, bad, false); got.StatusCode != http.StatusNotFound || got.Header.Get("Location") != "" {
			t.Errorf("%s answers %d, %v", bad, got.StatusCode, got.Header)
		}
	}
	if len(told) != 1 {
		t.Errorf("what opens nothing is counted: %+v", told)
	}
}
