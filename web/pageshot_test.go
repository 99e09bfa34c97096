package web_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// dark makes the browser prefer dark pages.
func dark(t *testing.T, ctx context.Context) {
	t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
	call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
}

func TestPagesFitEveryWidth(t *testing.T) {
	server := serve(t, web.Options{KeptPosts: true, Title: "例のブログ", Links: []web.Link{{Text: "ブログへ", URL: "https://blog.example.com/"}}, Guide: guideTopics()})
	id := samplePosts()[1].ID
	paths := map[string]string{
		"start":  "/",
		"search": "/search?" + url.Values{"q": {"コンテナ"}, "tag": {"Docker", "検索"}, "page": {"1"}}.Encode(),
		"empty":  "/search?" + url.Values{"q": {"猫 ペンギン"}, "tag": {"Go"}}.Encode(),
		"error":  "/search?page=x",
		"post":   "/posts/" + string(id) + "?q=" + url.QueryEscape("全文検索"),
		"help":   "/help",
		"guide":  "/guide/proxy",
	}
	ctx := browser(t)
	for _, width := range []int64{320, 1280} {
		for name, path := range paths {
			do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(server.URL+path), chromedp.WaitReady(chromedp.CSS("#main")))
			if over := eval[int64](t, ctx, `document.documentElement.scrollWidth`); over > width {
				t.Errorf("%s at %d px is %d px wide", name, width, over)
			}
			shot(t, ctx, fmt.Sprintf("%s-%d", name, width))
		}
	}
	dark(t, ctx)
	do(t, ctx, chromedp.Navigate(server.URL+paths["search"]), chromedp.WaitReady(chromedp.CSS("#main")))
	shot(t, ctx, "search-dark")
}
