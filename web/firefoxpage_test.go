package web_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/fumikura/fumikura/web"
)

// newFoxStage is a stage whose browser is a Firefox.
func newFoxStage(t *testing.T, head string) (*stage, *fox) {
	t.Helper()
	f := firefox(t)
	s := newSet(t, head)
	f.visit(s.blog.URL + "/")
	f.until(`document.querySelector("fumikura-box")?.shadowRoot?.querySelector("button, input")`)
	return s, f
}

func TestInFirefoxTheBoxFindsAndOpensAPost(t *testing.T) {
	s, f := newFoxStage(t, oneLine)
	f.press("/")
	f.until(in + `querySelector("dialog")?.open && ` + in + `querySelectorAll(".hit").length === 5`)
	f.shot("box-start")
	f.press("container")
	f.until(in + `querySelector(".hit mark")?.textContent.toLowerCase() === "container" && ` + in + `querySelector("[aria-busy=false]")`)
	f.press("ArrowDown")
	f.until(in + `querySelector("input").getAttribute("aria-activedescendant") === ` + in + `querySelector("[aria-selected=true]").id`)
	f.shot("box-hits")
	f.press("ArrowUp", "Escape")
	f.until(`!` + in + `querySelector("dialog").open && document.activeElement === document.body`)
	f.press("/")
	f.until(in + `querySelector("dialog").open && ` + in + `querySelector("input").value === "container"`)
	f.press("ArrowDown", "Enter")
	f.until(`location.hash === "#trouble"`)
	f.back()
	f.until(`location.pathname === "/" && !` + in + `querySelector("dialog")?.open`)
	if got := s.queries(); !slices.Contains(got, "container") {
		t.Errorf("the API was asked for %q", got)
	}
}

func TestInFirefoxKeysThatAreEarlyAreNotLost(t *testing.T) {
	s, f := newFoxStage(t, oneLine)
	release := s.hold("/box.js")
	f.press("/")
	f.until(in + `activeElement?.matches(".early input")`)
	f.press("container")
	f.shot("box-early")
	answer := s.hold("container")
	release()
	f.until(in + `querySelector("dialog")?.open && ` + in + `querySelector("input").value === "container"`)
	f.press("ArrowDown", "Enter")
	answer()
	f.until(`location.hash === "#trouble"`)
}

func TestInFirefoxAConversionIsSearchedAndItsEnterIsTheIMEs(t *testing.T) {
	s, f := newFoxStage(t, oneLine)
	f.press("/")
	f.until(in + `querySelector("dialog")?.open`)
	read[bool](f, `(() => {
		const input = `+in+`querySelector("input");
		input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
		input.value = "監視k";
		input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
		input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true }));
		return true;
	})()`)
	f.until(in + `querySelector(".hit mark")?.textContent === "監視"`)
	if got := s.queries(); !slices.Equal(got, []string{"監視"}) || len(s.opened) != 1 {
		t.Errorf("asked for %q, opened %q", got, s.opened)
	}
}

func TestInFirefoxTheBlogsStyleDoesNotLeakIn(t *testing.T) {
	_, f := newFoxStage(t, oneLine)
	read[bool](f, unruly)
	f.press("/")
	f.until(in + `querySelector("dialog")?.open`)
	f.press("container")
	f.until(in + `querySelector(".hit mark")`)
	f.shot("box-unruly")
	for _, leak := range read[[]string](f, leaks) {
		t.Errorf("the page's style reaches %s", leak)
	}
}

func TestInFirefoxThePageSearchesAndBackReturns(t *testing.T) {
	f := firefox(t)
	server := serve(t, web.Options{Engine: embedded(t), KeptPosts: true})
	f.visit(server.URL + "/")
	f.until(`document.activeElement.id === "q" && document.querySelector(".sheet")`)
	f.press("container")
	f.until(`location.search === "?q=container" && document.querySelector(".hits mark")`)
	read[bool](f, `(document.querySelector("#choose input[name=tag]").click(), true)`)
	f.until(`location.search.includes("tag=") && document.querySelector(".chips")`)
	f.back()
	f.until(`location.search === "?q=container" && !document.querySelector(".chips") && document.querySelector("#q").value === "container" && !document.querySelector("#choose :checked")`)
	read[bool](f, `(window.before = true, location.reload(), true)`)
	f.until(`!window.before && document.querySelector(".sheet") && document.querySelector(".hits mark")`)
	read[bool](f, `(document.querySelector("#q").focus(), true)`)
	f.press("ArrowDown")
	f.until(`document.querySelector(".reading .kept h2")?.textContent === document.activeElement.textContent`)
	f.shot("page-reading")
	f.press("Escape")
	f.until(`!document.querySelector(".reading").checkVisibility() && document.activeElement.matches(".hits h2 a")`)
}

func TestInFirefoxPagesFitAndAreAccessible(t *testing.T) {
	source := axe(t)
	f := firefox(t)
	server := serve(t, web.Options{KeptPosts: true})
	for _, width := range []int{320, 390, 768, 1280} {
		f.size(width, 800)
		for name, path := range map[string]string{"start": "/", "search": "/search?q=container&tag=Docker", "empty": "/search?q=nothing-at-all", "help": "/help"} {
			f.visit(server.URL + path)
			if over := read[int](f, `document.documentElement.scrollWidth`); over > width {
				t.Errorf("%s at %d px is %d px wide", name, width, over)
			}
			f.shot(fmt.Sprintf("%s-%d", name, width))
			if width != 320 && width != 1280 {
				continue
			}
			f.call("script.evaluate", map[string]any{"expression": source + ";0", "awaitPromise": false, "target": map[string]string{"context": f.tab}})
			for _, v := range read[[]string](f, violations) {
				t.Errorf("%s at %d px: %s", name, width, v)
			}
		}
	}
}
