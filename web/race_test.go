package web_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// chosen is the text of the active option, or "nothing".
const chosen = in + `querySelector("[aria-selected=true] .name, [aria-selected=true] .text")?.textContent ?? "nothing"`

// early is a stage on which the reader has asked for the dialog, which loads only with release.
func early(t *testing.T) (s *stage, release func()) {
	t.Helper()
	s = newStage(t, oneLine)
	release = s.hold("/box.js")
	s.press("/", 0)
	s.until(in + `activeElement?.matches(".early input")`)
	return s, release
}

func TestWhatIsTypedBeforeTheDialogIsThereIsSearched(t *testing.T) {
	s, release := early(t)
	for _, key := range []string{"D", "o", "c", "k"} {
		s.write(key)
	}
	do(t, s.ctx, chromedp.KeyEvent("\b"))
	shot(t, s.ctx, "box-early")
	release()
	s.until(in + `querySelector("dialog")?.open && ` + in + `querySelector("input").value === "Doc" && ` + in + `querySelector(".hit mark")`)
	s.write("k")
	s.until(in + `querySelector("input").value === "Dock"`)
	s.press("Escape", 0)
	s.until(`!` + in + `querySelector("dialog").open && document.activeElement === document.body`)
}

func TestAReaderWhoTurnsAwayBeforeTheDialogIsThereIsLeftAlone(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.Focus(chromedp.CSS("#other")))
	release := s.hold("/box.js")
	s.press("k", 2)
	s.until(in + `querySelector(".early")`)
	s.press("Escape", 0)
	s.until(`!` + in + `querySelector(".early") && document.activeElement.id === "other"`)
	release()
	s.settle()
	if eval[bool](t, s.ctx, `Boolean(`+in+`querySelector("dialog")?.open)`) {
		t.Error("the dialog opens after Escape")
	}
	s.press("k", 2)
	s.until(in + `querySelector("dialog")?.open`)
}

func TestEnterBeforeTheDialogIsThereLeadsToAllResults(t *testing.T) {
	s, release := early(t)
	s.write("container")
	s.press("Enter", 0)
	release()
	s.until(`document.querySelector("#results")`)
	if !s.wasOpened("/search?q=container") {
		t.Errorf("opened %q", s.opened)
	}
}

func TestAConversionThatIsUnderWayWhenTheDialogComesIsNotBroken(t *testing.T) {
	s, release := early(t)
	s.compose("かんし")
	release()
	s.settle()
	if got := eval[string](t, s.ctx, in+`activeElement?.value ?? ""`); got != "かんし" {
		t.Errorf("in mid-conversion the field has %q", got)
	}
	s.commit("監視")
	s.until(in + `querySelector("dialog")?.open && ` + in + `querySelector("input").value === "監視" && ` + in + `querySelector(".hit mark")`)
}

func TestKeysAfterFastWordsChooseAmongTheirAnswers(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.until(in + `querySelectorAll(".hit").length === 5`)
	release := s.hold("container")
	s.write("container")
	s.press("ArrowDown", 0)
	s.press("Enter", 0)
	s.settle()
	if got := eval[string](t, s.ctx, chosen); got != "nothing" || eval[string](t, s.ctx, `location.pathname`) != "/" {
		t.Errorf("before there is an answer %q is chosen", got)
	}
	release()
	s.until(`location.hash === "#trouble"`)
	if got := s.queries(); !slices.Equal(got, []string{"container"}) {
		t.Errorf("the API was asked for %q", got)
	}
}

func TestOtherWordsForgetTheKeysOfThoseBefore(t *testing.T) {
	s := newStage(t, oneLine)
	release := s.hold("cont")
	s.open()
	s.write("cont")
	s.press("ArrowDown", 0)
	s.write("ainer")
	s.until(in + `querySelector(".hit mark")`)
	release()
	s.settle()
	if got := eval[string](t, s.ctx, chosen); got != "nothing" {
		t.Errorf("%q is chosen by a key for words that are no longer there", got)
	}
}

func TestABoxThatIsReopenedAnswersTheWordsInIt(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write("運用")
	s.until(in + `querySelector(".hit mark")?.textContent === "運用"`)
	release := s.hold("運用 監視")
	s.write(" 監視")
	s.press("Escape", 0)
	s.until(`!` + in + `querySelector("dialog").open && document.activeElement === document.body`)
	release()
	s.open()
	s.until(in + `querySelector("input").value === "運用 監視" && [...` + in + `querySelectorAll(".hit mark")].some((e) => e.textContent === "監視")`)
}

func TestTheNetworkThatIsBackAnswersTheWordsOfNow(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.gone.Store(true)
	s.write("運用")
	s.until(in + `querySelector(".note .again")`)
	s.gone.Store(false)
	release := s.hold("運用 監視")
	s.write(" 監視")
	eval[bool](t, s.ctx, `dispatchEvent(new Event("online"))`)
	s.settle()
	if s.hits() != 0 {
		t.Error("hits of the words before are shown")
	}
	release()
	s.until(`[...` + in + `querySelectorAll(".hit mark")].some((e) => e.textContent === "監視")`)
}

func TestThePreviewIsThatOfTheHitThatIsActive(t *testing.T) {
	s := typedOverPosts(t)
	s.until(in + `querySelectorAll(".hit mark").length > 1`)
	titles := eval[[]string](t, s.ctx, `[...`+in+`querySelectorAll(".hit .name")].slice(0, 2).map((e) => e.textContent)`)
	release := s.hold("手順 設定")
	s.press("ArrowDown", 0)
	s.press("ArrowRight", 0)
	s.press("ArrowDown", 0)
	release()
	s.until(in + `querySelector(".preview").checkVisibility()`)
	s.until(in + `querySelector(".kept h2").textContent === "` + titles[1] + `"`)
	if got := eval[string](t, s.ctx, chosen); got != titles[1] {
		t.Errorf("%q is active", got)
	}
	eval[bool](t, s.ctx, `(`+in+`querySelector("input").select(), true)`)
	s.write("")
	do(t, s.ctx, chromedp.KeyEvent("\b"))
	s.until(in + `querySelector("input").value === "" && !` + in + `querySelector(".preview").checkVisibility()`)
}

func TestLatinWordsOnAPhoneAreWholeWords(t *testing.T) {
	s := onAndroid(t)
	s.compose("container")
	s.until(in + `querySelector(".hit mark")`)
	s.compose("containerx")
	s.until(in + `querySelector(".note").textContent.includes("見つかりません")`)
}

// late is a search server whose answers can be held and that can be gone, and a browser on its search page.
func late(t *testing.T, path string) (*stage, string) {
	t.Helper()
	s := newSet(t, oneLine)
	s.ctx = browser(t)
	do(t, s.ctx, chromedp.Navigate(s.server.URL+path))
	until(t, s.ctx, `document.querySelector(".sheet")`)
	return s, s.server.URL
}

func TestThePageNeverShowsOldResultsUnderNewWords(t *testing.T) {
	s, home := late(t, "/search?q=container&hl=ja")
	s.gone.Store(true)
	eval[bool](t, s.ctx, `(document.querySelector("#q").focus(), true)`)
	s.write("監視")
	s.until(`!document.querySelector(".hits") && document.querySelector("#main").textContent.includes("検索を利用できません")`)
	shot(t, s.ctx, "page-gone")
	if got := run(t, s.ctx, chromedp.Location()); !strings.HasPrefix(got, home+"/search?") {
		t.Errorf("the reader was taken to %s", got)
	}
	s.gone.Store(false)
	eval[bool](t, s.ctx, `dispatchEvent(new Event("online"))`)
	s.until(`document.querySelector("#results").dataset.status && location.search.includes(encodeURIComponent("監視")) && !document.querySelector(".again")`)
	s.gone.Store(true)
	eval[bool](t, s.ctx, `(document.querySelector("a.tofacets, .sorts a:not([aria-current]), .chips a, .nothing a")?.click(), true)`)
	eval[bool](t, s.ctx, `(document.querySelector("#q").select(), true)`)
	s.write("container")
	s.until(`document.querySelector(".again")`)
	s.gone.Store(false)
	eval[bool](t, s.ctx, `(document.querySelector(".again").click(), true)`)
	s.until(`document.querySelector(".hits mark")`)
}

func TestWordsThatAreTooManyAreToldOnThePage(t *testing.T) {
	s, _ := late(t, "/search?q=container&hl=ja")
	eval[bool](t, s.ctx, `(document.querySelector("#q").select(), true)`)
	s.write(strings.Repeat("a ", 40))
	s.until(`document.querySelector("#main h1").textContent === "この検索は実行できません" && !document.querySelector(".hits")`)
}

func TestWhatIsTypedBeforeTheScriptOfThePageIsThereIsSearched(t *testing.T) {
	s := newSet(t, oneLine)
	s.ctx = browser(t)
	release := s.hold("/page.js")
	eval[bool](t, s.ctx, `(location.href = "`+s.server.URL+`/", true)`)
	until(t, s.ctx, `document.querySelector("#q") && document.activeElement.id === "q"`)
	s.write("container")
	release()
	s.until(`location.search === "?q=container" && document.querySelector(".hits mark")`)
}

func TestATickBeforeTheScriptOfThePageIsThereCounts(t *testing.T) {
	s := newSet(t, oneLine)
	s.ctx = browser(t)
	release := s.hold("/page.js")
	eval[bool](t, s.ctx, `(location.href = "`+s.server.URL+`/search?q=container", true)`)
	until(t, s.ctx, `document.querySelector("#choose input[name=tag]")`)
	eval[bool](t, s.ctx, `(document.querySelector("#choose input[name=tag]").click(), true)`)
	release()
	s.until(`location.search.includes("tag=") && document.querySelector(".chips")`)
}

func TestATickThatIsOnItsWayIsNotLostByTyping(t *testing.T) {
	s, _ := late(t, "/search?q=container")
	release := s.hold("/search")
	eval[bool](t, s.ctx, `(document.querySelector("#choose input[name=tag]").click(), true)`)
	eval[bool](t, s.ctx, `(document.querySelector("#q").focus(), document.querySelector("#q").setSelectionRange(9, 9), true)`)
	s.write(" ")
	s.write("o")
	s.write("\b")
	release()
	s.until(`location.search.includes("tag=") && document.querySelector(".chips")`)
}

func TestWritingAboveAFacetGoesOnWhenNewResultsCome(t *testing.T) {
	s, _ := late(t, "/search?size=40")
	eval[bool](t, s.ctx, `(document.querySelector("details:has(.narrow)").open = true)`)
	release := s.hold("/search")
	eval[bool](t, s.ctx, `(document.querySelector("#choose input[name=lang]").click(), document.querySelector(".narrow").focus(), true)`)
	s.write("Do")
	eval[bool](t, s.ctx, `(window.before = document.querySelector("#results"), true)`)
	release()
	s.until(`document.querySelector("#results") !== before`)
	s.until(`document.activeElement.matches(".narrow") && document.activeElement.value === "Do" && document.activeElement.isConnected`)
	s.write("c")
	s.until(`document.querySelector(".narrow").value === "Doc" && [...document.querySelectorAll("details:has(.narrow) .v")].every((e) => /doc/i.test(e.textContent))`)
}

// write60 writes sixty letters, each after an answer had time to be asked for, and gives how many ms that took.
const write60 = `(async () => {
	const input = ` + in + `querySelector("input"), began = performance.now();
	for (let i = 0; i < 60; i++) {
		input.value += "cont"[i % 4];
		input.dispatchEvent(new InputEvent("input", { bubbles: true }));
		await new Promise((done) => setTimeout(done, 25));
	}
	return performance.now() - began;
})()`

// Three readers behind one address, who write for as long as they like, ask together no more than a server takes from it: 60 at once and
// 10 a second.
func TestABoxAsksNoMoreThanAThirdOfWhatAServerTakes(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	took := eval[float64](t, s.ctx, write60)
	asked := len(s.queries())
	if most := 60/3 + took/1000*10/3; asked < 10 || float64(asked) > most {
		t.Errorf("in %.0f ms the API was asked %d times, want at most %.1f", took, asked, most)
	}
	s.until(in + `querySelector("[aria-busy=false]") && ` + in + `querySelector(".note").textContent.includes(` + in + `querySelector("input").value)`)
}

func TestARefusalIsWaitedForAndNotTold(t *testing.T) {
	s := newStage(t, oneLine)
	inner, err := web.New(web.Options{Engine: s.engine, RateLimit: 2, Burst: 2, Origins: func() []string { return []string{s.blog.URL} }})
	if err != nil {
		t.Fatal(err)
	}
	s.from = "192.0.2.7"
	s.inner.Store(inner)
	s.open()
	for _, part := range []string{"co", "nt", "ai", "ner"} {
		s.write(part)
		s.settle()
		if got := eval[string](t, s.ctx, in+`querySelector(".note").textContent`); strings.Contains(got, "混み合っています") {
			t.Errorf("after %q the reader is told %q", part, got)
		}
	}
	s.until(in + `querySelector(".hit mark")?.textContent.toLowerCase() === "container"`)
}
