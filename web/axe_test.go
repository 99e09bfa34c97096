package web_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// axe gives the source of axe-core, which make test installs.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AXE")
	if path == "" {
		path = filepath.Join("..", ".tools", "axe.min.js")
	}
	source, err := os.ReadFile(path)
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("CI needs axe-core: %v", err)
	}
	if err != nil {
		t.Skipf("no axe-core, make test installs it: %v", err)
	}
	return string(source)
}

// violations is what axe-core finds.
const violations = `axe.run(document, { resultTypes: ["violations"] }).then((r) =>
	r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + " " + n.failureSummary)))`

// accessible reports what axe-core finds wrong with the page as it is now.
func accessible(t *testing.T, ctx context.Context, source, name string) {
	t.Helper()
	do(t, ctx, chromedp.Evaluate[chromedp.Void](source+";0"))
	for _, v := range eval[[]string](t, ctx, violations) {
		t.Errorf("%s: %s", name, v)
	}
}

func TestPagesAreAccessible(t *testing.T) {
	source := axe(t)
	engine := newFake()
	server := serve(t, web.Options{Engine: engine, KeptPosts: true, Accent: "#e4007f", Links: []web.Link{{Text: "ブログへ", URL: "https://blog.example.com/"}}})
	ctx := browser(t)
	for _, mode := range []string{"light", "dark"} {
		if mode == "dark" {
			dark(t, ctx)
		}
		for name, path := range map[string]string{
			"start":  "/",
			"search": "/search?" + url.Values{"q": {"コンテナ"}, "tag": {"Docker", "検索"}, "hl": {"ja"}}.Encode(),
			"pages":  "/search?q=&page=3",
			"code":   "/search?q=no-cache",
			"empty":  "/search?" + url.Values{"q": {"猫 ペンギン"}, "tag": {"Go"}}.Encode(),
			"error":  "/search?page=x",
			"post":   "/posts/" + string(engine.posts[1].ID) + "?q=" + url.QueryEscape("全文検索"),
			"help":   "/help?hl=en",
		} {
			do(t, ctx, chromedp.Navigate(server.URL+path))
			accessible(t, ctx, source, name+", "+mode)
		}
	}
}

func TestTheSheetOfFiltersIsAccessible(t *testing.T) {
	source := axe(t)
	ctx := browser(t)
	do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(serve(t, web.Options{}).URL+"/search?q=container&tag=Docker"))
	until(t, ctx, `document.querySelector(".sheet")`)
	eval[bool](t, ctx, `(document.querySelector(".tofacets").click(), true)`)
	for _, mode := range []string{"light", "dark"} {
		if mode == "dark" {
			dark(t, ctx)
		}
		accessible(t, ctx, source, mode)
	}
}

func TestTheBoxIsAccessible(t *testing.T) {
	source := axe(t)
	s := newStage(t, oneLine)
	accessible(t, s.ctx, source, "the button")
	for _, mode := range []string{"light", "dark"} {
		if mode == "dark" {
			dark(t, s.ctx)
		}
		s.open()
		accessible(t, s.ctx, source, "empty, "+mode)
		s.write("container")
		s.until(in + `querySelector(".hit mark")`)
		s.press("ArrowDown", 0)
		accessible(t, s.ctx, source, "hits, "+mode)
		s.write("xyz")
		s.until(in + `querySelector(".note").textContent`)
		accessible(t, s.ctx, source, "nothing found, "+mode)
		s.press("Escape", 0)
		s.visit()
	}
	s.open()
	s.server.Close()
	s.write("anything")
	s.until(in + `querySelector(".note a")`)
	accessible(t, s.ctx, source, "server gone")
}
