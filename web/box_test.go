package web_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/index"
)

const oneLine = `<script src="SERVER/widget.js" async></script>`

func TestOneLineGivesABlogItsBox(t *testing.T) {
	s := newStage(t, oneLine)
	shot(t, s.ctx, "box-button")
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	if got := s.queries(); !slices.Equal(got, []string{"container"}) {
		t.Errorf("the API was asked for %q, want the whole word once, the suggestions with it", got)
	}
	if got := eval[string](t, s.ctx, in+`querySelector(".hit mark").textContent`); !strings.EqualFold(got, "container") {
		t.Errorf("the first mark is %q", got)
	}
	shot(t, s.ctx, "box-hits")
	s.press("ArrowDown", 0)
	s.until(in + `querySelector("[role=option][aria-selected=true]")`)
	if same := eval[bool](t, s.ctx, in+`querySelector("input").getAttribute("aria-activedescendant") === `+in+`querySelector("[aria-selected=true]").id`); !same {
		t.Error("the input does not name the active option")
	}
	s.press("Enter", 0)
	s.until(`location.hash === "#trouble"`)
}

func TestASuggestionBecomesTheQueryAndAClickOpensAPost(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write("Do")
	s.until(in + `querySelector(".tag .text")?.textContent === "Docker"`)
	shot(t, s.ctx, "box-suggestions")
	if got := s.queries(); !slices.Equal(got, []string{"Do"}) {
		t.Errorf("the API was asked for %q, want one request for hits and suggestions", got)
	}
	s.press("ArrowUp", 0) // suggestions stand behind the posts
	s.press("Enter", 0)
	s.until(in + `querySelector("input").value === "tag:Docker" && ` + in + `querySelector(".all .text").textContent === "11 件すべてを見る"`)
	eval[bool](t, s.ctx, in+`querySelector(".hit").click() ?? true`)
	s.until(`location.pathname.startsWith("/entry/")`)
}

func TestAScreenReaderHearsTheCountOnceTheReaderRests(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	eval[bool](t, s.ctx, `(() => {
		window.heard = [];
		const region = `+in+`querySelector("[role=status]");
		new MutationObserver(() => region.textContent && heard.push(region.textContent)).observe(region, { childList: true, characterData: true, subtree: true });
		return true;
	})()`)
	for _, part := range []string{"con", "tai", "ner"} {
		s.write(part)
		s.settle()
	}
	s.until(in + `querySelector(".hit mark")`)
	s.until(`heard.length > 0`)
	s.settle()
	if got := eval[[]string](t, s.ctx, `heard`); !slices.Equal(got, []string{"7 件"}) {
		t.Errorf("a screen reader hears %q", got)
	}
}

func TestTheBoxIsSmall(t *testing.T) {
	packed := func(name string) int {
		body, err := os.ReadFile(filepath.Join("asset", name))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(body)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Len()
	}
	page, dialog := packed("widget.js"), packed("box.js")
	if page > 4_200 || page+dialog > 18_000 {
		t.Errorf("a page loads %d bytes, and a reader who searches %d more", page, dialog)
	}
	t.Logf("%d bytes on the page, %d in the dialog", page, dialog)
}

func TestADialogIsOneRoundTripAway(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.until(in + `querySelectorAll(".hit").length === 5`)
	got := eval[[]string](t, s.ctx, `performance.getEntriesByType("resource").map((e) => new URL(e.name).pathname.replace(/[0-9a-f]{12}/, "VERSION"))`)
	if want := []string{"/widget.js", "/asset/VERSION/box.js", "/api/v1/start"}; !slices.Equal(got, want) {
		t.Errorf("up to the first posts the browser loads %q, want %q", got, want)
	}
}

func TestKeysOpenAndCloseTheBox(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.Focus(chromedp.CSS("#other")))
	s.write("/")
	s.settle()
	if eval[bool](t, s.ctx, `Boolean(`+in+`querySelector("dialog")?.open)`) {
		t.Error("a slash typed into a field of the blog opens the box")
	}
	for _, modifiers := range []int64{2, 4} {
		s.press("k", modifiers)
		s.until(in + `querySelector("dialog")?.open`)
		s.press("Escape", 0)
		s.until(`!` + in + `querySelector("dialog").open`)
	}
	if got := eval[string](t, s.ctx, `document.activeElement.id`); got != "other" {
		t.Errorf("after closing the focus is at %q, not where it was", got)
	}
}

func TestEnterWithoutAChoiceGoesToAllResults(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write("go ahead")
	s.press("Enter", 0)
	s.until(`document.querySelector("#results")`)
	if !s.wasOpened("/search?q=go+ahead") {
		t.Errorf("opened %q", s.opened)
	}
}

// searchedBefore is a stage on which container was searched for once.
func searchedBefore(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, oneLine)
	s.open()
	s.write("container")
	s.press("Enter", 0)
	s.until(`document.querySelector("#results")`)
	s.visit()
	return s
}

func TestSearchesStayInTheBrowserAndCanBeForgotten(t *testing.T) {
	s := searchedBefore(t)
	s.open()
	s.until(in + `querySelector(".recent")?.textContent === "container"`)
	s.press("ArrowDown", 0)
	s.press("Enter", 0)
	s.until(in + `querySelector(".hit mark")`)
	s.press("Escape", 0)
	s.visit()
	s.open()
	s.until(in + `querySelector(".clear")`)
	eval[bool](t, s.ctx, in+`querySelector(".clear").click() ?? true`)
	s.until(`!` + in + `querySelector(".recent") && !` + in + `querySelector(".clear")`)
}

func TestALateStartKeepsTheChoice(t *testing.T) {
	s := searchedBefore(t)
	release := s.hold("")
	s.open()
	s.until(in + `querySelector(".recent")`)
	s.press("ArrowDown", 0)
	release()
	s.until(in + `querySelector(".hit")`)
	if got := eval[string](t, s.ctx, in+`querySelector("[aria-selected=true]")?.textContent ?? "nothing"`); got != "container" {
		t.Errorf("the server's answer came and %s is chosen", got)
	}
	s.press("Enter", 0)
	s.until(in + `querySelector(".hit mark")`)
}

func TestTheNewestWordsWinOverASlowAnswer(t *testing.T) {
	s := newStage(t, oneLine)
	release := s.hold("cont")
	s.open()
	s.write("cont")
	s.until(in + `querySelector(".note").textContent === "検索しています…"`)
	s.write("ainer")
	s.until(in + `querySelector(".hit mark")`)
	release()
	s.settle()
	if got := eval[string](t, s.ctx, in+`querySelector("input").value`); got != "container" || s.hits() == 0 {
		t.Errorf("%q with %d hits", got, s.hits())
	}
	if got := s.queries(); !slices.Equal(got, []string{"cont", "container"}) {
		t.Errorf("asked for %q", got)
	}
	for range len("ainer") {
		s.write("\b")
	}
	s.settle()
	if got := s.queries(); len(got) == 0 || got[len(got)-1] != "cont" {
		t.Errorf("back at the words that were given up the API was asked for %q", got)
	}
}

func TestAServerThatIsGoneLeavesAWayOut(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.server.Close()
	s.write("container")
	s.until(in + `querySelector(".note a")?.href.endsWith("/search?q=container")`)
	s.until(in + `querySelector("[role=status]").textContent.includes("利用できません")`)
	shot(t, s.ctx, "box-gone")
}

func TestWordsOverTheLimitAreSaidToBe(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write(strings.Repeat("a ", 33))
	s.until(in + `querySelector(".note").textContent.startsWith("検索語が長すぎます")`)
}

func TestABoxWhoseDialogCannotBeLoadedSaysSoInPlace(t *testing.T) {
	s := newStage(t, oneLine)
	s.gone.Store(true)
	eval[bool](t, s.ctx, in+`querySelector(".main").click() ?? true`)
	s.until(in + `querySelector(".notice")?.matches(":popover-open")`)
	if got := eval[string](t, s.ctx, in+`querySelector(".notice a").href`); got != s.server.URL+"/search" {
		t.Errorf("the way out leads to %q", got)
	}
	shot(t, s.ctx, "box-notice")
	s.settle()
	if got := eval[string](t, s.ctx, `location.href`); got != s.blog.URL+"/" {
		t.Errorf("the reader was taken to %s", got)
	}
	eval[bool](t, s.ctx, in+`querySelector(".notice button").click() ?? true`)
	s.settle()
	s.until(in + `querySelectorAll(".notice").length === 1`)
	s.gone.Store(false)
	eval[bool](t, s.ctx, in+`querySelector(".notice button").click() ?? true`)
	s.until(in + `querySelector("dialog")?.open && !` + in + `querySelector(".notice")`)
}

func TestEnterWhileTheServerIsGoneKeepsTheArticle(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.gone.Store(true)
	s.write("container")
	s.until(in + `querySelector(".note .again")`)
	s.press("Enter", 0)
	s.settle()
	if got := eval[string](t, s.ctx, `location.href`); got != s.blog.URL+"/" {
		t.Fatalf("the reader was taken to %s", got)
	}
	s.gone.Store(false)
	eval[bool](t, s.ctx, `dispatchEvent(new Event("online"))`)
	s.until(in + `querySelector(".hit mark")`)
}

func TestTheBoxComesBackAfterTheBodyIsSwapped(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	for name, swap := range map[string]string{
		"another body": `document.documentElement.replaceChild(document.createElement("body"), document.body)`,
		"its children": `document.body.replaceChildren(document.createElement("main"))`,
	} {
		eval[bool](t, s.ctx, swap+` ?? true, true`)
		s.until(`document.querySelectorAll("fumikura-box").length === 1`)
		s.open()
		t.Log(name)
	}
	eval[bool](t, s.ctx, `(document.body.append(document.createElement("fumikura-box")), true)`)
	s.settle()
	if got := eval[int64](t, s.ctx, `document.querySelectorAll("fumikura-box").length`); got != 1 {
		t.Errorf("%d boxes beside one that the page brought later", got)
	}
}

func TestABoxInAHiddenMenuStillOpens(t *testing.T) {
	s := newStage(t, `<nav hidden><fumikura-box theme="dark"></fumikura-box></nav>`+oneLine)
	s.press("/", 0)
	s.until(`document.querySelector("fumikura-box[bare]")?.shadowRoot.querySelector("dialog")?.checkVisibility()`)
	if eval[bool](t, s.ctx, `Boolean(`+in+`querySelector("dialog"))`) {
		t.Error("a dialog was made where nobody sees it")
	}
	if got := eval[string](t, s.ctx, `document.querySelector("fumikura-box[bare]").getAttribute("theme")`); got != "dark" {
		t.Errorf("the stand-in has the theme %q", got)
	}
}

func TestTheBoxSpeaksAndLooksAsItIsTold(t *testing.T) {
	s := newStage(t, `<fumikura-box lang="en" theme="dark" placeholder="Find a post" blog="https://other.example/"></fumikura-box>`+oneLine)
	if got := eval[string](t, s.ctx, in+`querySelector("button").textContent`); got != "Search" {
		t.Errorf("the button says %q", got)
	}
	if got := eval[int64](t, s.ctx, `document.querySelectorAll("fumikura-box").length`); got != 1 {
		t.Errorf("%d boxes on the page", got)
	}
	s.open()
	if got := eval[string](t, s.ctx, in+`querySelector("input").placeholder`); got != "Find a post" {
		t.Errorf("placeholder %q", got)
	}
	s.write("container")
	s.until(in + `querySelector(".note").textContent.includes("Nothing was found")`)
	shot(t, s.ctx, "box-nothing-dark")
}

func TestAHitTellsItsSeriesItsTranslationsAndWhatItLacks(t *testing.T) {
	s := newStage(t, oneLine)
	s.engine.change = func(r *index.Result) {
		if len(r.Hits) > 1 {
			r.Hits[0].Series = &index.Series{Name: "コンテナ入門", Number: 3, Count: 5}
			r.Hits[0].Translations = []index.Translation{{Lang: "ja", URL: s.blog.URL + "/ja"}, {Lang: "not a language", URL: s.blog.URL + "/x"}}
			r.Hits[0].Missing = []string{"docker"}
		}
	}
	s.open()
	s.write("container")
	s.until(in + `querySelectorAll(".hit").length > 1`)
	lines := func(n int) []string {
		return eval[[]string](t, s.ctx, fmt.Sprintf(`[...%squerySelectorAll(".hit")[%d].querySelectorAll(".about")].slice(1).map((e) => e.textContent)`, in, n))
	}
	want := []string{"連載「コンテナ入門」第 3 回", "ほかの言語：日本語、not a language", "含まれない語：docker"}
	if got := lines(0); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := lines(1); len(got) != 0 {
		t.Errorf("a hit with nothing to tell says %q", got)
	}
	shot(t, s.ctx, "box-series")
}

func TestEnterAfterReopeningIsNotTheOptionOfBefore(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	s.press("ArrowDown", 0)
	s.until(in + `querySelector("[aria-selected=true]")`)
	s.press("Escape", 0)
	s.until(`!` + in + `querySelector("dialog").open && document.activeElement === document.body`)
	s.open()
	if eval[bool](t, s.ctx, in+`querySelector("[aria-selected=true]") !== null || `+in+`querySelector("input").hasAttribute("aria-activedescendant")`) {
		t.Error("an option is still active")
	}
	s.press("Enter", 0)
	s.until(`document.querySelector("#results")`)
}

func TestHomeAndEndMoveInTheListOnceAnOptionIsActive(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write("container")
	s.until(in + `querySelectorAll(".hit").length > 1`)
	active := `[...` + in + `querySelectorAll("[role=option]")].findIndex((e) => e.ariaSelected === "true")`
	s.press("Home", 0)
	if got := eval[int64](t, s.ctx, in+`querySelector("input").selectionStart`); got != 0 {
		t.Errorf("Home leaves the caret at %d", got)
	}
	s.press("ArrowDown", 0)
	s.press("End", 0)
	if got, last := eval[int64](t, s.ctx, active), eval[int64](t, s.ctx, in+`querySelectorAll("[role=option]").length`)-1; got != last {
		t.Errorf("End goes to option %d of 0 to %d", got, last)
	}
	s.press("Home", 0)
	if got := eval[int64](t, s.ctx, active); got != 0 {
		t.Errorf("Home goes to option %d", got)
	}
}

// unruly is what style sheets of blogs do to everything on the page.
const unruly = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync("html { font-size: 62.5% } * { all: unset; letter-spacing: 3px; text-transform: uppercase; }");
	document.adoptedStyleSheets = [sheet];
	return true;
})()`

func TestOnAPageFromRightToLeftTheBoxReadsFromLeftToRight(t *testing.T) {
	s := newStage(t, oneLine)
	eval[bool](t, s.ctx, `(document.documentElement.dir = "rtl", true)`)
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	if got := eval[string](t, s.ctx, `["dialog", ".about", ".name"].map((e) => getComputedStyle(`+in+`querySelector(e)).direction).join(" ")`); got != "ltr ltr ltr" {
		t.Errorf("dialog, details and title of a hit run %s", got)
	}
}

// leaks are parts of the box that the page's style reaches.
const leaks = `[...` + in + `querySelectorAll(".main, dialog, dialog *")].flatMap((e) => {
	const style = getComputedStyle(e);
	const small = parseFloat(style.fontSize) < 12, leaks = style.letterSpacing !== "normal" || style.textTransform !== "none";
	return small || leaks ? [e.className + " " + style.fontSize + " " + style.letterSpacing + " " + style.textTransform] : [];
})`

func TestTheStyleOfTheBlogDoesNotLeakIn(t *testing.T) {
	s := newStage(t, oneLine)
	eval[bool](t, s.ctx, unruly)
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	shot(t, s.ctx, "box-unruly")
	for _, leak := range eval[[]string](t, s.ctx, leaks) {
		t.Errorf("the page's style reaches %s", leak)
	}
	place := eval[[]float64](t, s.ctx, `(() => {
		const d = `+in+`querySelector("dialog").getBoundingClientRect(), b = `+in+`querySelector(".main").getBoundingClientRect();
		return [d.width, d.top, innerWidth - b.right, innerHeight - b.bottom, b.height];
	})()`)
	if place[0] < 600 || place[1] > 100 || place[2] != 16 || place[3] != 16 || place[4] != 44 {
		t.Errorf("the dialog and the button are at %v", place)
	}
	s.press("Escape", 0)
	s.until(in + `querySelector("dialog").getClientRects().length === 0`)
}

func TestTheShortcutIsTheBlogs(t *testing.T) {
	for _, c := range []struct{ head, deaf, key string }{
		{`<fumikura-box shortcut="s"></fumikura-box>` + oneLine, "/", "s"},
		{`<script src="SERVER/widget.js" data-shortcut="S" async></script>`, "/", "s"},
		{`<fumikura-box shortcut="none"></fumikura-box>` + oneLine, "/", ""},
	} {
		s := newStage(t, c.head)
		s.press(c.deaf, 0)
		s.settle()
		if eval[bool](t, s.ctx, `Boolean(`+in+`querySelector("dialog"))`) {
			t.Errorf("%s: opened by %s", c.head, c.deaf)
		}
		if c.key != "" {
			s.press(c.key, 0)
		} else {
			s.press("k", 2)
		}
		s.until(in + `querySelector("dialog")?.open`)
		if got := eval[string](t, s.ctx, in+`querySelector(".main").getAttribute("aria-keyshortcuts")`); got != strings.TrimSpace(c.key+" Control+K Meta+K") {
			t.Errorf("%s: the button names the keys %q", c.head, got)
		}
	}
}

func TestTheBoxFollowsTheSchemeOfThePage(t *testing.T) {
	s := newStage(t, oneLine)
	for _, c := range []struct{ rule, scheme string }{
		{"body { background: #101418 }", "dark"},
		{"html { background: oklch(0.2 0.02 260) }", "dark"},
		{"html { color-scheme: dark }", "dark"},
		{"html { color-scheme: light dark }", "light"},
		{"html { background: #000 } body { background: #fffd }", "light"},
		{"", "light"},
	} {
		eval[bool](t, s.ctx, `(() => {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync("`+c.rule+`");
			document.adoptedStyleSheets = [sheet];
			return true;
		})()`)
		s.open()
		if got := eval[string](t, s.ctx, `getComputedStyle(`+in+`querySelector("dialog")).colorScheme`); got != c.scheme {
			t.Errorf("on %q the box is %s, want %s", c.rule, got, c.scheme)
		}
		s.press("Escape", 0)
		s.until(`!` + in + `querySelector("dialog").open && document.activeElement === document.body`)
	}
}

func TestTheBoxFitsASmallScreen(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.EmulateViewport(320, 640))
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	if got := eval[int64](t, s.ctx, in+`querySelector("dialog").scrollWidth`); got > 320 {
		t.Errorf("the dialog is %d px wide", got)
	}
	small := in + `querySelectorAll("button, [role=option], input")`
	if got := eval[int64](t, s.ctx, `[...`+small+`].filter((e) => e.offsetHeight && e.offsetHeight < 44).length`); got != 0 {
		t.Errorf("%d targets are lower than 44 px", got)
	}
	shot(t, s.ctx, "box-320")
	dark(t, s.ctx)
	shot(t, s.ctx, "box-320-dark")
}

// onAndroid is a stage whose browser says that it runs there, with the box open.
func onAndroid(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, oneLine)
	call(t, s.ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent:         "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
		UserAgentMetadata: &emulation.UserAgentMetadata{Platform: "Android", Mobile: true},
	})
	s.visit()
	s.open()
	return s
}
