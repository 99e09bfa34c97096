package web_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// shifts is the sum of what has jumped on the page since it was opened (cumulative layout shift), whoever caused it.
func shifts(t *testing.T, ctx context.Context) float64 {
	t.Helper()
	return eval[float64](t, ctx, `new Promise((done) => {
		let sum = 0;
		new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value))).observe({ type: "layout-shift", buffered: true });
		setTimeout(() => done(sum), 300);
	})`)
}

func TestNothingJumps(t *testing.T) {
	engine := newFake()
	for _, p := range engine.posts {
		p.Image = "http://127.0.0.1:9/none.png" // which is refused
	}
	server := serve(t, web.Options{Engine: engine, Images: true, KeptPosts: true, Wanted: func(context.Context) []string { return []string{"コンテナ"} }})
	ctx := browser(t)
	for _, size := range [][2]int64{{390, 844}, {1280, 900}} {
		do(t, ctx, chromedp.EmulateViewport(size[0], size[1]))
		for _, path := range []string{"/", "/search?q=container", "/search?" + url.Values{"q": {"猫 ペンギン"}}.Encode(), "/help", "/posts/" + string(samplePosts()[1].ID)} {
			do(t, ctx, chromedp.Navigate(server.URL+path))
			if got := shifts(t, ctx); got != 0 {
				t.Errorf("%s at %d px: %g of it jumps", path, size[0], got)
			}
		}
	}
	// A reader who was here before.
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	until(t, ctx, `document.activeElement.id === "q"`)
	do(t, ctx, chromedp.KeyEvent("container\r"))
	until(t, ctx, `location.search === "?q=container"`)
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	until(t, ctx, `document.querySelector(".recents a")`)
	if got := shifts(t, ctx); got != 0 {
		t.Errorf("with recent searches %g of the page jumps", got)
	}
}

func TestTheBoxMakesNothingOfTheBlogJump(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.until(in + `querySelectorAll(".hit").length === 5`)
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	s.press("Escape", 0)
	s.until(`!` + in + `querySelector("dialog").open`)
	if got := shifts(t, s.ctx); got != 0 {
		t.Errorf("%g of the blog jumps", got)
	}
}
