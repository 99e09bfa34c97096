package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

func TestTheTextOfAHitIsShownBesideTheList(t *testing.T) {
	s := newStage(t, oneLine)
	s.serve(embeddedOver(t, s.engine.posts))
	do(t, s.ctx, chromedp.EmulateViewport(900, 700))
	s.visit()
	s.open()
	s.write("手順 設定")
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
