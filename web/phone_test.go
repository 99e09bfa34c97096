package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// postAnswer counts the elements of a kind that are wholly seen and not covered in their middle.
func postAnswer(elements string) string {
	return `[...` + elements + `].filter((e) => {
		const r = e.getBoundingClientRect(), dialog = e.closest("dialog").getBoundingClientRect();
		const at = e.getRootNode().elementFromPoint(r.left + r.width / 2, r.bottom - 2);
		return r.top >= 0 && r.bottom <= Math.min(innerHeight, dialog.bottom) && e.contains(at);
	}).length`
}

func TestAKeyboardOnTheScreenLeavesRoomForHits(t *testing.T) {
	s := newStage(t, oneLine)
	for _, c := range []struct{ width, height, hits int64 }{{390, 460, 2}, {320, 256, 1}, {844, 200, 1}} {
		do(t, s.ctx, chromedp.EmulateViewport(c.width, c.height))
		s.visit()
		s.open()
		s.write("container")
		s.until(in + `querySelector(".hit mark")`)
		if got := eval[int64](t, s.ctx, postAnswer(in+`querySelectorAll(".hit")`)); got < c.hits {
			t.Errorf("at %d×%d %d hits are wholly seen, want %d", c.width, c.height, got, c.hits)
		}
		shot(t, s.ctx, fmt.Sprintf("box-keyboard-%d", c.height))
		if got := eval[string](t, s.ctx, in+`querySelector("[role=option]").className`); got != "hit" {
			t.Errorf("at %d×%d the first option is of the kind %q", c.width, c.height, got)
		}
	}
}

func TestOnAPhoneSuggestionsAreOneRowOfThree(t *testing.T) {
	s := newStage(t, oneLine)
	for i, p := range s.engine.posts {
		p.Tags = append(p.Tags, fmt.Sprintf("container%d とその長い名前", i%9))
	}
	do(t, s.ctx, chromedp.EmulateViewport(390, 460))
	s.visit()
	s.open()
	s.write("container")
	s.until(in + `querySelectorAll(".row .tag").length === 3`)
	if got := eval[int64](t, s.ctx, in+`querySelector(".row").offsetHeight`); got > 60 {
		t.Errorf("the row of suggestions is %d px high", got)
	}
	if !eval[bool](t, s.ctx, `(() => { const r = `+in+`querySelector(".row"); return r.scrollWidth > r.clientWidth && r.getBoundingClientRect().bottom <= innerHeight })()`) {
		t.Error("the row does not scroll sideways, or is out of sight")
	}
	accessible(t, s.ctx, axe(t), "a row that scrolls")
	shot(t, s.ctx, "box-keyboard-row")
}

// A keyboard on the screen shrinks the visual viewport only, on iOS and on Android alike.
func TestTheBoxTakesTheRoomThatTheKeyboardLeaves(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.EmulateViewport(390, 844))
	s.visit()
	s.open()
	eval[bool](t, s.ctx, `(() => {
		Object.defineProperties(visualViewport, { height: { value: 460 }, offsetTop: { value: 20 } });
		visualViewport.dispatchEvent(new Event("resize"));
		return true;
	})()`)
	got := eval[[]float64](t, s.ctx, `(() => { const r = `+in+`querySelector("dialog").getBoundingClientRect(); return [r.top, r.height, r.width] })()`)
	if got[0] != 20 || got[1] != 460 || got[2] != 390 {
		t.Errorf("the dialog is at %g, %g px high and %g wide", got[0], got[1], got[2])
	}
}

func TestThePageShowsHitsAboveAKeyboard(t *testing.T) {
	server := serve(t, web.Options{Title: "例のブログ", Links: []web.Link{{Text: "ブログへ", URL: "https://blog.example.com/"}}})
	ctx := browser(t)
	for _, size := range [][2]int64{{390, 460}, {320, 256}} {
		do(t, ctx, chromedp.EmulateViewport(size[0], size[1]), chromedp.Navigate(server.URL+"/"))
		until(t, ctx, `document.activeElement.id === "q"`)
		do(t, ctx, chromedp.KeyEvent("container"))
		until(t, ctx, `location.search === "?q=container" && document.querySelector(".hits mark")`)
		got := eval[[]float64](t, ctx, `["h2", ".excerpt"].map((e) => innerHeight - document.querySelector(".hits " + e).getBoundingClientRect().bottom)`)
		if got[0] < 0 || size[1] > 300 && got[1] < 0 {
			t.Errorf("at %d×%d title and excerpt of the first hit end %v px above the edge", size[0], size[1], got)
		}
		shot(t, ctx, fmt.Sprintf("page-keyboard-%d", size[1]))
	}
}

func TestFiltersComeInASheetOnAPhone(t *testing.T) {
	server := serve(t, web.Options{})
	ctx := browser(t)
	do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(server.URL+"/search?q=container"), chromedp.WaitReady(chromedp.CSS(".sheet")))
	if eval[bool](t, ctx, `document.querySelector("#facets").checkVisibility()`) {
		t.Error("the filters stand below the results too")
	}
	eval[bool](t, ctx, `(scrollTo(0, 500), true)`)
	eval[bool](t, ctx, `(document.querySelector(".tofacets").click(), true)`)
	until(t, ctx, `document.querySelector(".sheet").open`)
	shot(t, ctx, "sheet")
	tick := func(i int) {
		eval[bool](t, ctx, fmt.Sprintf(`(document.querySelectorAll(".sheet input[name=tag]")[%d].click(), true)`, i))
	}
	eval[bool](t, ctx, `(document.querySelector(".sheet details").open = true)`)
	eval[bool](t, ctx, `(document.querySelector(".sheet-body").scrollTop = 100, true)`)
	tick(1)
	until(t, ctx, `location.search.includes("tag=") && document.querySelector(".sheet .chips a")`)
	state := eval[[]float64](t, ctx, `[scrollY, document.querySelector(".sheet-body").scrollTop]`)
	if state[0] != 500 || state[1] != 100 {
		t.Errorf("after ticking the page is at %g, the sheet at %g", state[0], state[1])
	}
	if !eval[bool](t, ctx, `document.querySelector(".sheet details").open`) {
		t.Error("the list that was open is folded")
	}
	want := eval[string](t, ctx, `document.querySelector("#results").dataset.show`)
	if got := eval[string](t, ctx, `document.querySelector(".sheet-foot button").textContent`); got != want || got == "" {
		t.Errorf("the button says %q, want %q", got, want)
	}
	shot(t, ctx, "sheet-chosen")
	eval[bool](t, ctx, `(document.querySelector(".sheet-foot button").click(), true)`)
	until(t, ctx, `!document.querySelector(".sheet").open && document.querySelector("#facets #choose") && scrollY < 120`)
}

func TestTickingAFilterKeepsThePlace(t *testing.T) {
	server := serve(t, web.Options{})
	ctx := browser(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 600), chromedp.Navigate(server.URL+"/search?size=40"), chromedp.WaitReady(chromedp.CSS(".sheet")))
	eval[bool](t, ctx, `(document.querySelector("#choose input[name=lang]").scrollIntoView({ block: "center" }), true)`)
	before := eval[float64](t, ctx, `document.querySelector("#choose input[name=lang]").getBoundingClientRect().top`)
	if eval[float64](t, ctx, `scrollY`) == 0 {
		t.Fatal("the page is not scrolled")
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(`#choose input[name=lang]`)))
	until(t, ctx, `location.search.includes("lang=") && document.querySelector(".chips")`)
	if got := eval[float64](t, ctx, `document.querySelector("#choose input[name=lang]").getBoundingClientRect().top`); got < before-2 || got > before+2 {
		t.Errorf("the filter was at %g and is at %g", before, got)
	}
}

// Code and tables make many a page wider than a telephone; what is fixed to its width then reaches beyond what the reader sees.
func TestOnAPageThatIsWiderThanTheScreenTheBoxIsNot(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.EmulateViewport(400, 568))
	s.visit()
	eval[bool](t, s.ctx, `(Object.defineProperties(visualViewport, { width: { value: 320 }, offsetLeft: { value: 30 } }), true)`)
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	got := eval[[]float64](t, s.ctx, `["dialog", ".close", ".hit"].map((e) => `+in+`querySelector(e).getBoundingClientRect()).flatMap((r) => [r.left, r.right])`)
	for _, at := range got {
		if at < 30 || at > 350 {
			t.Errorf("dialog, cross and hit are at %v, where the reader sees 30 to 350", got)
			break
		}
	}
}

func TestALongTitleShowsThreeWholeLines(t *testing.T) {
	engine := newFake()
	for _, p := range engine.posts {
		p.Title = strings.Repeat("長い題名のついた記事 ", 20)
	}
	ctx := browser(t)
	do(t, ctx, chromedp.EmulateViewport(320, 568), chromedp.Navigate(serve(t, web.Options{Engine: engine}).URL+"/search"), chromedp.WaitReady(chromedp.CSS(".sheet")))
	got := eval[[]float64](t, ctx, `(() => {
		const text = document.querySelector(".hits h2 span"), style = getComputedStyle(text);
		return [text.clientHeight / parseFloat(style.lineHeight), parseFloat(style.paddingBottom), text.scrollHeight - text.clientHeight];
	})()`)
	if got[0] < 2.9 || got[0] > 3.1 || got[1] != 0 || got[2] < 10 {
		t.Errorf("%.2f lines are seen, with %g px of the next; %g px are cut", got[0], got[1], got[2])
	}
}
