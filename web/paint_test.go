package web_test

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

// BenchmarkKeyToPaint is how long a reader of the search page waits from a key to the frame with the hits for it, over 5,000 posts.
func BenchmarkKeyToPaint(b *testing.B) {
	posts := make([]*blog.Post, 0, 5000)
	for p := range benchtest.Posts(5000, 1) {
		posts = append(posts, p)
	}
	engine := embeddedOver(b, posts)
	server := serve(b, web.Options{Engine: engine})
	words := benchtest.Words(40)
	ctx := browser(b)
	do(b, ctx, chromedp.Navigate(server.URL+"/"))
	until(b, ctx, `document.activeElement.id === "q"`)
	var took []float64
	for b.Loop() {
		word := words[len(took)%len(words)]
		took = append(took, eval[float64](b, ctx, `new Promise((done) => {
			const box = document.querySelector("#q"), began = performance.now(), last = document.querySelector("#results");
			new MutationObserver((_, o) => {
				if (document.querySelector("#results") === last) return;
				o.disconnect();
				requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
			}).observe(document.body, { childList: true });
			box.value = "`+word+` `+string(rune('a'+len(took)%26))+`";
			box.dispatchEvent(new InputEvent("input", { bubbles: true }));
		})`))
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "ms/median")
	b.ReportMetric(took[len(took)*9/10], "ms/p90")
}
