package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/web"
)

// serve starts a server on loopback with the options, on a fake engine where they name none.
func serve(t testing.TB, o web.Options) *httptest.Server {
	t.Helper()
	if o.Engine == nil {
		o.Engine = newFake()
	}
	s, err := web.New(o)
	if err != nil {
		t.Fatalf("web.New: %v", err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server
}

// answer is a response that has been read.
type answer struct {
	*http.Response
	body string
}

// ask sends a request; header fields are given as "Name: value".
func ask(t *testing.T, method, address, body string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatalf("new request: %v", err)
	}
	for _, h := range header {
		if name, value, ok := strings.Cut(h, ": "); ok {
			req.Header.Add(name, value)
		}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("read %s: %v", address, err)
	}
	return answer{resp, string(b)}
}

func get(t *testing.T, address string, header ...string) answer {
	t.Helper()
	return ask(t, http.MethodGet, address, "", header...)
}

// object reads a JSON answer.
func (a answer) object(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%s is no JSON object: %v\n%s", a.Request.URL, err, a.body)
	}
	return v
}

func TestASearchHasTheFieldsOfTheContract(t *testing.T) {
	server := serve(t, web.Options{})
	got := get(t, server.URL+"/api/v1/search?"+url.Values{"q": {"コンテナ tag:Docker"}}.Encode())
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Fatalf("status %d, type %q\n%s", got.StatusCode, got.Header.Get("Content-Type"), got.body)
	}
	v := got.object(t)
	for _, name := range []string{"query", "total", "page", "size", "pages", "relaxed", "hits", "facets", "did_you_mean", "took_ms", "corrected", "generation"} {
		if _, ok := v[name]; !ok {
			t.Errorf("no field %q", name)
		}
	}
	if q := v["query"].(map[string]any); q["text"] != "コンテナ tag:Docker" || q["understood"] != "コンテナ tag:Docker" {
		t.Errorf("query = %v", q)
	}
	hit := v["hits"].([]any)[0].(map[string]any)
	for _, name := range []string{"id", "url", "title", "title_html", "snippet_html", "author", "tags", "published", "updated", "lang", "blog", "score"} {
		if _, ok := hit[name]; !ok {
			t.Errorf("no field %q in a hit", name)
		}
	}
	if !strings.Contains(hit["title_html"].(string), "<mark>コンテナ</mark>") {
		t.Errorf("title_html = %q", hit["title_html"])
	}
	if p := hit["published"].(string); !strings.HasSuffix(p, "T21:14:09+09:00") {
		t.Errorf("published = %q", p)
	}
}

func TestASearchThatFindsNothingStillHasAllListsAndFacets(t *testing.T) {
	server := serve(t, web.Options{})
	v := get(t, server.URL+"/api/v1/search?q=zzzzzz").object(t)
	if hits, ok := v["hits"].([]any); !ok || len(hits) != 0 {
		t.Errorf("hits = %v", v["hits"])
	}
	for _, name := range []string{"tag", "author", "year", "lang", "blog"} {
		if list, ok := v["facets"].(map[string]any)[name].([]any); !ok || len(list) != 0 {
			t.Errorf("facet %s = %v, want an empty list", name, list)
		}
	}
	if v["did_you_mean"] != nil {
		t.Errorf("did_you_mean = %v", v["did_you_mean"])
	}
}

func TestParametersAndBodyMeanTheSame(t *testing.T) {
	server := serve(t, web.Options{})
	address := server.URL + "/api/v1/search"
	want := get(t, address+"?"+url.Values{"q": {"記事"}, "tag": {"Docker", "Go"}, "year": {"2016"}, "size": {"3"}, "sort": {"oldest"}}.Encode()).object(t)
	got := ask(t, http.MethodPost, address, `{"q":"記事","tag":["Docker","Go"],"year":2016,"size":3,"sort":"oldest","page":null}`).object(t)
	for _, name := range []string{"query", "total", "size", "hits"} {
		a, _ := json.Marshal(want[name])
		b, _ := json.Marshal(got[name])
		if string(a) != string(b) {
			t.Errorf("%s differs:\nGET  %s\nPOST %s", name, a, b)
		}
	}
	if u := got["query"].(map[string]any)["understood"]; u != "記事 tag:Docker tag:Go year:2016" {
		t.Errorf("understood = %v", u)
	}
}

func TestWhatIsAskedWronglyIsToldClearly(t *testing.T) {
	server := serve(t, web.Options{})
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		detail             string
	}{
		"page is no number":             {"GET", "/api/v1/search?page=x", "", 400, `page "x" is no number from 1 to 10000`},
		"page is zero":                  {"GET", "/api/v1/search?page=0", "", 400, `page "0"`},
		"size is too large":             {"GET", "/api/v1/search?size=101", "", 400, `size "101" is no number from 1 to 100`},
		"size is negative":              {"GET", "/api/v1/search?size=-1", "", 400, `size "-1"`},
		"sort is unknown":               {"GET", "/api/v1/search?sort=best", "", 400, "relevance, newest, oldest"},
		"year is a word":                {"GET", "/api/v1/search?year=last", "", 400, `year "last"`},
		"deeper than result 10,000":     {"GET", "/api/v1/search?page=1001", "", 400, "beyond result 10000"},
		"a query of 257 characters":     {"GET", "/api/v1/search?q=" + strings.Repeat("a", 257), "", 400, "256 characters"},
		"a query of 33 words":           {"GET", "/api/v1/search?q=" + strings.Repeat("a+", 32) + "a", "", 400, "32 words"},
		"33 tags":                       {"GET", "/api/v1/search?tag=a" + strings.Repeat("&tag=b", 32), "", 400, "more than 32 values"},
		"a tag of 257 characters":       {"GET", "/api/v1/search?tag=" + strings.Repeat("a", 257), "", 400, "more than 256 characters"},
		"an address that is broken":     {"GET", "/api/v1/search?q=%zz", "", 400, "not well formed"},
		"a body that is no JSON":        {"POST", "/api/v1/search", "q=x", 400, "no JSON object"},
		"a body that is empty":          {"POST", "/api/v1/search", "", 400, "no JSON object"},
		"a body that is a list":         {"POST", "/api/v1/search", "[]", 400, "no JSON object"},
		"a body that is null":           {"POST", "/api/v1/search", "null", 400, "no JSON object"},
		"a body with more behind it":    {"POST", "/api/v1/search", "{}{}", 400, "no JSON object"},
		"a field nobody knows":          {"POST", "/api/v1/search", `{"tags":"x"}`, 400, `unknown field "tags"`},
		"a field that is an object":     {"POST", "/api/v1/search", `{"q":{}}`, 400, `field "q": must be a string`},
		"a field that is true":          {"POST", "/api/v1/search", `{"tag":[true]}`, 400, `field "tag"`},
		"two queries":                   {"POST", "/api/v1/search", `{"q":["a","b"]}`, 400, `field "q" takes one value`},
		"a body that is no UTF-8":       {"POST", "/api/v1/search", "{\"q\":\"\xff\"}", 400, "not UTF-8"},
		"a body of more than 64 KiB":    {"POST", "/api/v1/search", `{"q":"` + strings.Repeat("a", 64<<10) + `"}`, 413, "65536 bytes"},
		"an address that is not there":  {"GET", "/api/v2/search", "", 404, "nothing at this address"},
		"a method that is not taken":    {"DELETE", "/api/v1/search", "", 405, "Allow"},
		"a post that is not there":      {"GET", "/api/v1/posts/aaaaaaaaaaaaaaaa", "", 404, "no such post"},
		"related to what is not there":  {"GET", "/api/v1/posts/aaaaaaaaaaaaaaaa/related", "", 404, "no such post"},
		"suggestions for far too much":  {"GET", "/api/v1/suggest?q=" + strings.Repeat("あ", 257), "", 400, "256 characters"},
		"reindex where no token is set": {"POST", "/api/v1/reindex", "", 403, "no token is set"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, c.method, server.URL+c.path, c.body)
			if got.StatusCode != c.status || got.Header.Get("Content-Type") != "application/problem+json" {
				t.Fatalf("status %d, type %q, want %d\n%s", got.StatusCode, got.Header.Get("Content-Type"), c.status, got.body)
			}
			p := got.object(t)
			if p["status"] != float64(c.status) || p["title"] == "" || !strings.Contains(p["detail"].(string), c.detail) {
				t.Errorf("problem = %v, want a detail with %q", p, c.detail)
			}
		})
	}
}

func TestTheSameWrongRequestOnAPageIsAPage(t *testing.T) {
	server := serve(t, web.Options{})
	for path, status := range map[string]int{"/search?page=x": 400, "/nowhere": 404, "/posts/aaaaaaaaaaaaaaaa": 404} {
		got := get(t, server.URL+path, "Accept-Language: ja")
		if got.StatusCode != status || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") || !strings.Contains(got.body, `role="search"`) {
			t.Errorf("%s: status %d, type %q, want a page with %d", path, got.StatusCode, got.Header.Get("Content-Type"), status)
		}
	}
	if got := ask(t, "POST", server.URL+"/search", ""); got.StatusCode != 405 || got.Header.Get("Allow") == "" {
		t.Errorf("POST /search: status %d, Allow %q", got.StatusCode, got.Header.Get("Allow"))
	}
}

func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	engine := newFake()
	for name, o := range map[string]web.Options{
		"no engine":                {},
		"an accent that is no hex": {Engine: engine, Accent: "red;}body{display:none"},
		"a logo that is a script":  {Engine: engine, Logo: "javascript:alert(1)"},
		"a link that is a script":  {Engine: engine, Links: []web.Link{{Text: "x", URL: "javascript:alert(1)"}}},
		"a base without a host":    {Engine: engine, Base: "/search"},
	} {
		if _, err := web.New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := web.New(web.Options{Engine: engine, Accent: "#0a5", Logo: "/logo.png", Base: "https://search.example.com/blog/", TrustedProxies: []netip.Prefix{}}); err != nil {
		t.Errorf("good options: %v", err)
	}
}
