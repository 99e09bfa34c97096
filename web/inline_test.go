package web_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestAnInlineFieldShowsResultsBelowItself(t *testing.T) {
	s := newStage(t, `<nav><fumikura-box inline></fumikura-box></nav><footer id="next">続き</footer>`+oneLine)
	until(t, s.ctx, in+`querySelector(".inline input")`)
	before := eval[float64](t, s.ctx, `document.querySelector("#next").getBoundingClientRect().top`)
	s.press("/", 0)
	s.until(in + `querySelector("dialog")?.open && ` + in + `activeElement?.tagName === "INPUT"`)
	s.until(in + `querySelectorAll(".hit").length === 5`)
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	shot(t, s.ctx, "box-inline")
	accessible(t, s.ctx, axe(t), "inline")
	if after := eval[float64](t, s.ctx, `document.querySelector("#next").getBoundingClientRect().top`); after != before {
		t.Errorf("what follows moved from %g to %g", before, after)
	}
	s.press("Escape", 0)
	s.until(`!` + in + `querySelector("dialog").open && ` + in + `activeElement?.tagName === "INPUT"`)
	s.press("ArrowDown", 0)
	s.write("s")
	s.until(in + `querySelector("dialog").open`)
	s.write("\b")
	s.until(in + `querySelector(".hit mark")`)
	do(t, s.ctx, chromedp.Focus(chromedp.CSS("#other")))
	s.until(`!` + in + `querySelector("dialog").open`)
	s.press("/", 0)
	s.settle()
	if eval[bool](t, s.ctx, in+`querySelector("dialog").open`) {
		t.Error("a slash typed into another field opens the list")
	}
	eval[bool](t, s.ctx, in+`querySelector("input").focus() ?? true`)
	s.until(in + `querySelector("dialog").open`)
	s.press("ArrowDown", 0)
	s.press("Enter", 0)
	s.until(`location.pathname.startsWith("/entry/")`)
}

func TestAnInlineFieldIsAFormBeforeItsScriptIsThere(t *testing.T) {
	s := newStage(t, `<fumikura-box inline></fumikura-box>`+oneLine)
	until(t, s.ctx, in+`querySelector(".inline input")`)
	if got := eval[string](t, s.ctx, in+`querySelector("form").action + "?" + `+in+`querySelector("form input").name`); got != s.server.URL+"/search?q" {
		t.Errorf("the form leads to %s", got)
	}
}

func TestTheButtonMayLookLikeAFieldAndShowItsKey(t *testing.T) {
	s := newStage(t, `<fumikura-box field shortcut="s"></fumikura-box>`+oneLine)
	if got := eval[string](t, s.ctx, in+`querySelector(".main").textContent`); got != "キーワードで記事を検索S" {
		t.Errorf("the button says %q", got)
	}
	shot(t, s.ctx, "box-field")
	accessible(t, s.ctx, axe(t), "a field-like button")
	s.press("s", 0)
	s.until(in + `querySelector("dialog")?.open`)
}

func TestForcedColoursShowTheActiveOption(t *testing.T) {
	s := newStage(t, oneLine)
	call(t, s.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	s.press("ArrowDown", 0)
	if got := eval[string](t, s.ctx, `getComputedStyle(`+in+`querySelector("[aria-selected=true]")).outlineStyle`); got != "solid" {
		t.Errorf("the active option has the outline %q", got)
	}
	shot(t, s.ctx, "box-forced")
}
