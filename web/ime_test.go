package web_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/web"
)

func TestTheKeysOfAConversionBelongToTheIME(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	for _, text := range []string{"ｋ", "こ", "こｎ", "こん", "こんて", "こんてな", "コンテナ"} {
		s.compose(text)
	}
	for _, key := range []string{"Enter", "ArrowDown", "ArrowUp", "Escape", "Tab"} {
		s.pressIME(key)
	}
	s.settle()
	if got := s.queries(); slices.ContainsFunc(got, func(q string) bool { return strings.ContainsAny(q, "ｋｎ") }) || !slices.Contains(got, "コンテナ") {
		t.Errorf("in mid-conversion the API was asked for %q", got)
	}
	if s.hits() == 0 {
		t.Error("in mid-conversion nothing is shown")
	}
	if !eval[bool](t, s.ctx, in+`querySelector("dialog").open`) {
		t.Fatal("a key of the IME closed the dialog")
	}
	s.commit("コンテナ")
	s.until(in + `querySelector(".hit mark")`)
	s.settle()
	if got := s.queries(); len(got) != 0 {
		t.Errorf("after the conversion the API was asked for %q again", got)
	}
	if s.wasOpened("/search?q=%E3%82%B3%E3%83%B3%E3%83%86%E3%83%8A") {
		t.Error("the conversion alone opened the page of results")
	}
	s.press("Enter", 0)
	s.until(`document.querySelector("#results")`)
}

func TestTheEnterThatSafariSendsAfterAConversionIsNoSearch(t *testing.T) {
	for name, code := range map[string]string{"as Safari sends it": "229", "as a plain key": "13"} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, oneLine)
			s.open()
			eval[bool](t, s.ctx, `(() => {
				const input = `+in+`querySelector("input");
				input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
				input.value = "監視";
				input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
				input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "監視" }));
				input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: `+code+`, bubbles: true, cancelable: true }));
				input.dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", keyCode: 13, bubbles: true }));
				return true;
			})()`)
			s.until(in + `querySelector(".hit mark")`)
			s.settle()
			if got := s.queries(); !slices.Equal(got, []string{"監視"}) || len(s.opened) != 1 {
				t.Errorf("asked for %q, opened %q", got, s.opened)
			}
			s.press("Enter", 0)
			s.until(`document.querySelector("#results")`)
		})
	}
}

func TestComposingTextIsSearchedEverywhere(t *testing.T) {
	for name, agent := range map[string]string{
		"a desktop": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
		"an iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
	} {
		s := newStage(t, oneLine)
		s.serve(embedded(t))
		patient(t, s.server.URL+"/api/v1/search?q="+url.QueryEscape("こんてな"))
		s.queries()
		call(t, s.ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent})
		s.visit()
		s.open()
		for _, text := range []string{"こ", "こん", "こんて", "こんてn"} {
			s.compose(text)
		}
		s.compose("こんてな")
		s.until(in + `querySelector(".hit mark") && ` + in + `querySelector("input").value === "こんてな"`)
		if got := s.queries(); slices.Contains(got, "こんてn") || !slices.Contains(got, "こんてな") {
			t.Errorf("on %s the API was asked for %q", name, got)
		}
		shot(t, s.ctx, "box-composing")
	}
}

func TestOnThePageComposingTextIsSearchedWithoutHalfKana(t *testing.T) {
	server := serve(t, web.Options{})
	ctx := browser(t)
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	until(t, ctx, `document.activeElement.id === "q"`)
	s := &stage{t: t, ctx: ctx}
	s.compose("監視k")
	until(t, ctx, `location.search === "?q=%E7%9B%A3%E8%A6%96" && document.querySelector(".hits mark")`)
	s.compose("監視かn")
	s.settle()
	if eval[bool](t, ctx, `Boolean(document.querySelector(".nothing"))`) || eval[string](t, ctx, `document.querySelector("#q").value`) != "監視かn" {
		t.Error("half a word is said to find nothing, or is changed")
	}
	s.commit("監視か")
	until(t, ctx, `document.querySelector(".nothing")`)
}

func TestOnAndroidTheComposingTextIsSearched(t *testing.T) {
	s := onAndroid(t)
	s.compose("監視")
	s.until(in + `querySelector(".hit mark")`)
	s.compose("監視k")
	s.settle()
	if got := s.queries(); !slices.Equal(got, []string{"監視"}) {
		t.Errorf("asked for %q, want the half kana left out", got)
	}
}

func TestHalfAWordNeverSaysThatNothingWasFound(t *testing.T) {
	s := onAndroid(t)
	s.compose("監視")
	s.until(in + `querySelector(".hit mark")`)
	s.compose("監視かn")
	s.settle()
	note := eval[string](t, s.ctx, in+`querySelector(".note").textContent + `+in+`querySelector("[role=status]").textContent`)
	if s.hits() == 0 || strings.Contains(note, "見つかりません") {
		t.Errorf("%d hits, %q", s.hits(), note)
	}
	s.commit("監視かん")
	s.until(in + `querySelector(".note").textContent.includes("見つかりません")`)
}

func TestOfComposingTextNoCorrectionIsTold(t *testing.T) {
	s := newStage(t, oneLine)
	s.engine.change = func(r *index.Result) { r.Corrected = &index.Correction{From: "かんし", To: "監視"} }
	s.open()
	s.compose("監視")
	s.until(in + `querySelector(".hit mark")`)
	if note := eval[string](t, s.ctx, in+`querySelector(".note").textContent`); note != "" {
		t.Errorf("half way through a conversion the box says %q", note)
	}
	s.commit("監視")
	s.until(in + `querySelector(".note").textContent.includes("監視 の結果")`)
}
