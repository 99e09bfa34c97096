package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// typedOverPosts is a stage over a real engine, 900 pixels wide, with words typed into the box.
func typedOverPosts(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, oneLine)
	s.serve(embeddedOver(t, s.engine.posts))
	do(t, s.ctx, chromedp.EmulateViewport(900, 700))
	s.visit()
	s.open()
	s.write("手順 設定")
	return s
}

func TestTheTextOfAHitIsShownBesideTheList(t *testing.T) {
	s := typedOverPosts(t)
	s.until(in + `querySelector(".hit mark")`)
	s.press("ArrowDown", 0)
	s.settle()
	if eval[bool](t, s.ctx, in+`querySelector(".preview").checkVisibility()`) {
		t.Error("on a narrow screen a preview comes by itself")
	}
	s.press("ArrowRight", 0)
	s.until(in + `querySelector(".preview").checkVisibility() && ` + in + `querySelector(".kept mark.here")?.textContent === "設定"`)
	s.press("ArrowRight", 0)
	s.until(in + `querySelector(".kept mark.here")?.textContent === "手順" && ` + in + `querySelector(".place").textContent.startsWith("一致 2 / 2")`)
	s.press("ArrowLeft", 0)
	s.press("ArrowLeft", 0)
	s.until(`!` + in + `querySelector(".preview").checkVisibility()`)
	do(t, s.ctx, chromedp.EmulateViewport(1280, 800))
	s.press("ArrowDown", 0)
	s.until(in + `querySelector(".preview").checkVisibility()`)
	accessible(t, s.ctx, axe(t), "with a preview")
	shot(t, s.ctx, "box-preview")
	s.press("Enter", 0)
	s.settle()
	s.until(`location.pathname.startsWith("/entry/")`)
}

func TestThePageShowsTheTextOfAHitBesideTheList(t *testing.T) {
	server := serve(t, web.Options{Engine: embeddedOver(t, samplePosts()), KeptPosts: true})
	ctx := browser(t)
	s := &stage{t: t, ctx: ctx}
	path := "/search?" + url.Values{"q": {"手順 設定"}, "hl": {"ja"}}.Encode()
	do(t, ctx, chromedp.EmulateViewport(1280, 700), chromedp.Navigate(server.URL+path), chromedp.WaitReady(chromedp.CSS(".sheet")))
	eval[bool](t, ctx, `(document.querySelector("#q").focus(), true)`)
	titles := eval[[]string](t, ctx, `[...document.querySelectorAll(".hits h2 a")].map((a) => a.textContent)`)
	shown := func(n int) string {
		return `document.querySelector(".reading")?.checkVisibility() && document.querySelector(".reading .kept h2").textContent === "` + titles[n] + `" && document.activeElement.textContent === "` + titles[n] + `"`
	}
	s.press("ArrowDown", 0)
	s.until(shown(0) + ` && document.querySelector(".reading mark.here").textContent === "設定" && !document.querySelector("#facets").checkVisibility()`)
	s.press("ArrowRight", 0)
	s.until(`document.querySelector(".reading .place").textContent.startsWith("一致 2 / 2")`)
	accessible(t, ctx, axe(t), "with a preview")
	shot(t, ctx, "page-reading")
	s.press("ArrowDown", 0)
	s.until(shown(1))
	s.press("ArrowLeft", 0)
	s.until(`!document.querySelector(".reading").checkVisibility() && document.querySelector("#facets").checkVisibility()`)
	s.press("ArrowUp", 0)
	s.until(shown(0))
	s.press("ArrowUp", 0)
	s.until(`document.activeElement.id === "q"`)
	eval[bool](t, ctx, `(document.querySelectorAll(".hits .kept a")[1].click(), true)`)
	s.until(shown(1))
	eval[bool](t, ctx, `(document.querySelector(".reading .sheet-close").click(), true)`)
	s.until(`!document.querySelector(".reading").checkVisibility() && document.activeElement.textContent === "` + titles[1] + `"`)
	do(t, ctx, chromedp.EmulateViewport(700, 700))
	s.press("ArrowUp", 0)
	s.settle()
	if eval[bool](t, ctx, `document.querySelector(".reading").checkVisibility()`) {
		t.Error("on a narrow screen a preview comes by itself")
	}
	s.press("ArrowRight", 0)
	s.until(shown(0))
	shot(t, ctx, "page-reading-700")
	s.press("Enter", 0)
	s.until(`!location.href.startsWith("` + server.URL + `")`)
}

func TestAPostIsGivenWithItsMatchesMarked(t *testing.T) {
	engine := newFake()
	path := "/api/v1/posts/" + string(engine.posts[1].ID)
	shown, hidden := serve(t, web.Options{Engine: engine, KeptPosts: true}), serve(t, web.Options{Engine: engine})
	got := get(t, shown.URL+path+"?q="+url.QueryEscape("全文検索")).body
	if !strings.Contains(got, `<mark>全文検索</mark>`) && !strings.Contains(got, `\u003cmark\u003e全文検索`) {
		t.Errorf("nothing is marked:\n%s", got)
	}
	for address, want := range map[string]string{shown.URL + path: `"marked_html":[]`, hidden.URL + path + "?q=a": `"marked_html":[]`, shown.URL + path + "?q=" + strings.Repeat("a", 300): `"status":400`} {
		if got := get(t, address).body; !strings.Contains(got, want) {
			t.Errorf("%s lacks %s:\n%s", address[:60], want, got)
		}
	}
}
