package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/web"
)

func TestLanguageModelsAreToldHowToAsk(t *testing.T) {
	engine := newFake()
	engine.stats.Sites = map[string]int{"https://blog.example.com/": 42}
	plain := serve(t, web.Options{Engine: engine, Title: "見本\n# の技術ブログ"})
	got := get(t, plain.URL+"/llms.txt")
	if got.StatusCode != 200 || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%d %s", got.StatusCode, got.Header.Get("Content-Type"))
	}
	for _, want := range []string{"# 見本 # の技術ブログ: search\n\n> ", ": 42 posts", "\n- https://blog.example.com/\n", "/api/v1/search?q=QUERY", "without its text"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("it lacks %q:\n%s", want, got.body)
		}
	}
	if strings.Contains(got.body, "MCP") {
		t.Error("it tells of /mcp, which is switched off")
	}
	// Every address in it is there.
	for _, m := range regexp.MustCompile(`\]\((http[^)]*)\)`).FindAllStringSubmatch(got.body, -1) {
		if a := get(t, m[1]); a.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", m[1], a.StatusCode)
		}
	}

	full := serve(t, web.Options{MCP: true, KeptPosts: true, Base: "https://search.example.com/s/"})
	got = get(t, full.URL+"/llms.txt")
	for _, want := range []string{"https://search.example.com/s/mcp)", "search_posts", "get_post", "list_facets", "with its text"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("it lacks %q:\n%s", want, got.body)
		}
	}
}
