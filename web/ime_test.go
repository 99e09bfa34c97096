package web_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
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
	if got := s.queries(); len(got) != 0 {
		t.Errorf("the API was asked for %q in mid-conversion", got)
	}
	if !eval[bool](t, s.ctx, in+`querySelector("dialog").open`) {
		t.Fatal("a key of the IME closed the dialog")
	}
	s.commit("コンテナ")
	s.until(in + `querySelector(".hit mark")`)
	s.settle()
	if got := s.queries(); !slices.Equal(got, []string{"コンテナ"}) {
		t.Errorf("the API was asked for %q, want コンテナ once", got)
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

func TestOnAndroidTheComposingTextIsSearched(t *testing.T) {
	s := newStage(t, oneLine)
	onAndroid(t, s)
	s.visit()
	s.open()
	s.compose("監視")
	s.until(in + `querySelector(".hit mark")`)
	s.compose("監視k")
	s.settle()
	if got := s.queries(); !slices.Equal(got, []string{"監視"}) {
		t.Errorf("asked for %q, want the half kana left out", got)
	}
}

func TestHalfAWordNeverSaysThatNothingWasFound(t *testing.T) {
	s := newStage(t, oneLine)
	onAndroid(t, s)
	s.visit()
	s.open()
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

func TestAConversionOnThePageSearchesOnce(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.Navigate(s.server.URL+"/"))
	s.until(`document.activeElement.id === "q"`)
	before := s.engine.searches.Load()
	for _, text := range []string{"ｋ", "か", "かん", "かんし", "監視"} {
		s.compose(text)
	}
	s.pressIME("Enter")
	s.settle()
	if got := s.engine.searches.Load(); got != before {
		t.Errorf("%d searches in mid-conversion", got-before)
	}
	s.commit("監視")
	s.until(`location.search === "?q=%E7%9B%A3%E8%A6%96" && document.querySelector(".hits mark")?.textContent === "監視"`)
	s.settle()
	if got := s.engine.searches.Load(); got != before+1 {
		t.Errorf("%d searches after one conversion", got-before)
	}
}
