package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/web"
)

// embedded is the embedded engine with the sample posts.
func embedded(t *testing.T) index.Engine {
	t.Helper()
	return embeddedOver(t, samplePosts())
}

// embeddedOver is the embedded engine with posts.
func embeddedOver(t testing.TB, posts []*blog.Post) index.Engine {
	t.Helper()
	ctx := t.Context()
	e, err := bleve.Open(ctx, bleve.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatalf("open an engine: %v", err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close the engine: %v", err)
		}
	})
	b, err := e.Build(ctx, index.Rebuild)
	if err != nil {
		t.Fatalf("begin a build: %v", err)
	}
	defer b.Close()
	for _, p := range posts {
		if err := b.Put(ctx, p); err != nil {
			t.Fatalf("put %s: %v", p.URL, err)
		}
	}
	if _, err := b.Publish(ctx); err != nil {
		t.Fatalf("publish: %v", err)
	}
	return e
}

// patient asks again where the server says that it is busy: the first search of a process makes tables, which on a loaded machine and
// under the race detector takes longer than a search may.
func patient(t *testing.T, address string) answer {
	t.Helper()
	const tries = 50
	for range tries - 1 {
		if got := get(t, address); got.StatusCode != http.StatusServiceUnavailable {
			return got
		}
	}
	return get(t, address)
}

func TestTheEmbeddedEngineIsServedAsDescribed(t *testing.T) {
	server := serve(t, web.Options{Engine: embedded(t), KeptPosts: true})
	c := readContract(t, server.URL)
	id := string(samplePosts()[2].ID)
	for _, a := range []struct{ path, address string }{
		{"/api/v1/search", "/api/v1/search?" + url.Values{"q": {"コンテナ"}, "tag": {"Docker", "検索"}, "year": {"2014", "2020"}}.Encode()},
		{"/api/v1/search", "/api/v1/search?q=" + url.QueryEscape("コンテナ ペンギン")},
		{"/api/v1/search", "/api/v1/search?q=kuberentes"},
		{"/api/v1/search", "/api/v1/search?sort=oldest&size=100"},
		{"/api/v1/search", "/api/v1/search?page=100&size=100"},
		{"/api/v1/suggest", "/api/v1/suggest?q=Do"},
		{"/api/v1/suggest", "/api/v1/suggest?q="},
		{"/api/v1/posts/{id}", "/api/v1/posts/" + id},
		{"/api/v1/posts/{id}", "/api/v1/posts/none"},
		{"/api/v1/posts/{id}/related", "/api/v1/posts/" + id + "/related"},
		{"/api/v1/posts/{id}/related", "/api/v1/posts/none/related"},
		{"/readyz", "/readyz"},
	} {
		if err := c.check("GET", a.path, patient(t, server.URL+a.address)); err != nil {
			t.Errorf("%s: %v", a.address, err)
		}
	}
	q := url.QueryEscape("コンテナ")
	for address, parts := range map[string][]string{
		"/search?q=" + q:                    {"<mark>コンテナ</mark>", `name="tag" value="Docker"`, "佐藤 花子"},
		"/posts/" + id + "?q=containers":    {"<mark>Containers</mark>"},
		"/search.atom?q=" + q:               {"<entry>", "<title>コンテナ"},
		"/search?q=" + q + "&tag=" + q[:18]: {"見つかりませんでした"},
	} {
		got := patient(t, server.URL+address)
		for _, part := range parts {
			if !strings.Contains(got.body, part) {
				t.Errorf("%s (status %d) lacks %s", address, got.StatusCode, part)
			}
		}
	}
}

func TestTheEmbeddedEngineSurvivesHostileQueries(t *testing.T) {
	server := serve(t, web.Options{Engine: embedded(t)})
	for _, text := range hostile(t) {
		if r := []rune(text); len(r) > 250 {
			text = string(r[:250])
		}
		got := patient(t, server.URL+"/api/v1/search?q="+url.QueryEscape(text))
		if got.StatusCode != 200 && got.StatusCode != 400 {
			t.Errorf("%q: status %d", text, got.StatusCode)
		}
		for _, h := range list(got.object(t)["hits"]) {
			if out := h.(map[string]any)["snippet_html"].(string); !onlyMarks.MatchString(out) {
				t.Errorf("%q: snippet %q", text, out)
			}
		}
	}
}

func TestAPostLeadsToThoseBeforeAndAfterItInItsSeries(t *testing.T) {
	server := serve(t, web.Options{Engine: embeddedOver(t, corpus.Own(t)), KeptPosts: true})
	for id, want := range map[string][2]string{ // before and after; empty for none
		"bike-sea-3": {"bike-sea-2", "bike-sea-4"},
		"bike-sea-1": {"", "bike-sea-2"},
		"miso-3":     {"miso-2", ""},
		"2016-09-16": {"2016-08-19", "2016-10-21"},
		"bike-chain": {"", ""},
	} {
		got := patient(t, server.URL+"/posts/"+id).body
		for i, rel := range []string{"prev", "next"} {
			link := `rel="` + rel + `" href="/posts/`
			if want[i] == "" && strings.Contains(got, link) || want[i] != "" && !strings.Contains(got, link+want[i]+`"`) {
				t.Errorf("%s does not lead to %q by %s", id, want[i], rel)
			}
		}
	}
}
