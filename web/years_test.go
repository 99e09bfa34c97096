package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

func TestARangeOfYearsIsChosenByDragAndByKeys(t *testing.T) {
	server := serve(t, web.Options{Engine: embedded(t)})
	ctx := browser(t)
	do(t, ctx, chromedp.Navigate(server.URL+"/search?q=docker"))
	until(t, ctx, `document.querySelector(".histogram .from")?.hidden === false`)
	eval[bool](t, ctx, `(document.querySelector(".histogram").scrollIntoView({ block: "center" }), true)`)
	shot(t, ctx, "years")
	at := func(year int) (float64, float64) {
		p := eval[[]float64](t, ctx, fmt.Sprintf(`(() => { const r = document.querySelectorAll(".bars li")[%d].getBoundingClientRect(); return [r.x + r.width / 2, r.y + 10] })()`, year-2014))
		return p[0], p[1]
	}
	mouse := func(kind input.DispatchMouseEventType, x, y float64, buttons int64) {
		call(t, ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: "left", Buttons: buttons, ClickCount: 1})
	}
	x, y := at(2016)
	mouse("mousePressed", x, y, 1)
	x, y = at(2019)
	mouse("mouseMoved", x, y, 1)
	mouse("mouseReleased", x, y, 0)
	until(t, ctx, `location.search === "?q=docker+after%3A2016+before%3A2020" && document.querySelector(".chips")?.textContent.includes("2016–2019")`)
	if got := eval[int64](t, ctx, `document.querySelectorAll(".bars .on").length`); got != 4 {
		t.Errorf("%d years are marked", got)
	}
	if got := eval[int64](t, ctx, `document.querySelectorAll(".bars a").length`); got != 11 {
		t.Errorf("%d years can be chosen beside a range", got)
	}
	shot(t, ctx, "years-chosen")
	do(t, ctx, chromedp.Focus(chromedp.CSS(".histogram .to")))
	s := &stage{t: t, ctx: ctx}
	s.press("ArrowLeft", 0)
	until(t, ctx, `location.search === "?q=docker+after%3A2016+before%3A2019" && document.activeElement.className === "to"`)
	eval[bool](t, ctx, `(document.querySelector(".chips a").click(), true)`)
	until(t, ctx, `location.search === "?q=docker" && !document.querySelector(".chips")`)
}

func TestAYearIsALinkWithoutScripts(t *testing.T) {
	server := serve(t, web.Options{Engine: embedded(t)})
	ctx := browser(t)
	call(t, ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	do(t, ctx, chromedp.Navigate(server.URL+"/search?q=docker"))
	enter(t, ctx, `.bars a[aria-label^="2016"]`)
	do(t, ctx, chromedp.WaitVisible(chromedp.CSS(".chips")))
	if got := run(t, ctx, chromedp.Location()); !strings.HasSuffix(got, "/search?q=docker+after%3A2016+before%3A2017") {
		t.Errorf("a year leads to %s", got)
	}
}

func TestRecentDaysAreToldFromToday(t *testing.T) {
	engine := newFake()
	now := time.Date(2024, 11, 14, 1, 0, 0, 0, time.FixedZone("", 9*60*60))
	server := serve(t, web.Options{Engine: engine, Clock: func() time.Time { return now }})
	for lang, want := range map[string]string{"ja": `title="2024年11月11日">3 日前</time>`, "en": `title="11 Nov 2024">3 days ago</time>`} {
		if got := get(t, server.URL+"/?hl="+lang).body; !strings.Contains(got, want) || !strings.Contains(got, map[string]string{"ja": ">2024年10月22日<", "en": ">22 Oct 2024<"}[lang]) {
			t.Errorf("the page in %s lacks %s", lang, want)
		}
	}
	tag := get(t, server.URL+"/").Header.Get("ETag")
	now = now.AddDate(0, 0, 1)
	if got := get(t, server.URL+"/", "If-None-Match: "+tag); got.StatusCode != 200 {
		t.Errorf("on the next day: status %d", got.StatusCode)
	}
}
