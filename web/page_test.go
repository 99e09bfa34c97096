package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/web"
)

func TestThePageSearchesWhileTheReaderTypesAndBackReturns(t *testing.T) {
	server := serve(t, web.Options{})
	ctx := browser(t)
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	until(t, ctx, `document.activeElement.id === "q"`)
	do(t, ctx, chromedp.KeyEvent("container"))
	until(t, ctx, `location.search === "?q=container" && document.querySelector(".hits mark")`)
	until(t, ctx, `document.querySelector("#status").textContent === document.querySelector(".count").textContent`)
	steps := eval[int64](t, ctx, `history.length`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`#choose input[name=tag]`)))
	until(t, ctx, `location.search.includes("tag=") && document.querySelector(".chips")`)
	if got := eval[string](t, ctx, `document.activeElement.name`); got != "tag" {
		t.Errorf("after choosing the focus is on %q", got)
	}
	if got := eval[string](t, ctx, `document.querySelector("#q").value`); !strings.HasPrefix(got, "container tag:") {
		t.Errorf("the box says %q", got)
	}
	if got := eval[int64](t, ctx, `history.length`); got != steps+1 {
		t.Errorf("choosing a filter made %d steps", got-steps)
	}
	eval[bool](t, ctx, `(history.back(), true)`)
	until(t, ctx, `location.search === "?q=container" && !document.querySelector(".chips") && document.querySelector("#q").value === "container"`)
}

func TestBackFromAPostReturnsToTheSameListAndPlace(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.EmulateViewport(1000, 500), chromedp.Navigate(s.server.URL+"/"))
	until(t, s.ctx, `document.activeElement.id === "q"`)
	do(t, s.ctx, chromedp.KeyEvent("container"))
	until(t, s.ctx, `location.search === "?q=container" && document.querySelector(".hits mark")`)
	eval[bool](t, s.ctx, `(scrollTo(0, 600), true)`)
	until(t, s.ctx, `scrollY === 600`)
	eval[bool](t, s.ctx, `(document.querySelectorAll(".hits h2 a")[4].click(), true)`)
	until(t, s.ctx, `document.title === "ブログ"`)
	eval[bool](t, s.ctx, `(history.back(), true)`)
	until(t, s.ctx, `document.querySelector(".hits mark") && document.querySelector("#q").value === "container" && scrollY === 600`)
}

func TestThePageIsWholeWithoutScripts(t *testing.T) {
	server := serve(t, web.Options{})
	ctx := browser(t)
	call(t, ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	do(t, ctx, chromedp.Navigate(server.URL+"/"), chromedp.SendKeys(chromedp.CSS("#q"), "container\r"), chromedp.WaitVisible(chromedp.CSS(".hits mark")))
	do(t, ctx, chromedp.Click(chromedp.CSS(`#choose input[name=tag]`)), chromedp.WaitVisible(chromedp.CSS(`#choose button`)))
	enter(t, ctx, `#choose button`)
	do(t, ctx, chromedp.WaitVisible(chromedp.CSS(".chips a")))
	enter(t, ctx, ".chips a")
	do(t, ctx, chromedp.WaitNotPresent(chromedp.CSS(".chips a")))
	if got := run(t, ctx, chromedp.Location()); !strings.HasSuffix(got, "/search?q=container") {
		t.Errorf("after a filter has come and gone: %s", got)
	}
}

func TestAPageOfTenHitsIsLight(t *testing.T) {
	engine := newFake()
	for i, p := range engine.posts {
		for j := range 20 {
			p.Tags = append(p.Tags, strings.Repeat("長いタグ", 3)+string(rune('あ'+(i*7+j)%80)))
		}
	}
	server := serve(t, web.Options{Engine: engine, KeptPosts: true})
	got := get(t, server.URL+"/search?"+url.Values{"q": {"記事 手順"}, "tag": {"Docker", "Go"}, "year": {"2016", "2017", "2018"}}.Encode())
	if len(got.body) > 60_000 {
		t.Errorf("the page has %d bytes", len(got.body))
	}
}

func TestHowManyPostsHaveAllWordsIsSaid(t *testing.T) {
	engine := newFake()
	engine.change = func(r *index.Result) { r.Relaxed, r.Strict = true, 1 }
	server := serve(t, web.Options{Engine: engine})
	for lang, want := range map[string]string{"en": "1 result has all of these words; the others lack some.", "ja": "すべての語を含む記事は 1 件です。"} {
		if got := get(t, server.URL+"/search?hl="+lang+"&q="+url.QueryEscape("コンテナ")).body; !strings.Contains(got, want) {
			t.Errorf("the page in %s lacks %q", lang, want)
		}
	}
}

func TestWhatTheEngineTellsIsShown(t *testing.T) {
	engine := newFake()
	engine.change = func(r *index.Result) {
		r.Relaxed, r.Strict, r.DidYouMean = true, 0, "コンテナ 運用"
		for i := range r.Hits {
			r.Hits[i].Missing = []string{"ペンギン"}
		}
	}
	server := serve(t, web.Options{Engine: engine})
	got := get(t, server.URL+"/search?q="+url.QueryEscape("コンテナ"), "Accept-Language: en-GB, ja;q=0.5").body
	for _, part := range []string{`<html lang="en">`, "No post has all of these words", "<del>ペンギン</del>", `href="/search?q=%E3%82%B3%E3%83%B3%E3%83%86%E3%83%8A&#43;%E9%81%8B%E7%94%A8"`, "<mark>コンテナ</mark>", "つまずいたところ"} {
		if !strings.Contains(got, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
}

func TestACorrectionIsToldWithAWayToWhatWasTyped(t *testing.T) {
	engine := newFake()
	engine.change = func(r *index.Result) {
		r.Corrected = &index.Correction{From: "kuberentes tag:Docker", To: "kubernetes tag:Docker"}
	}
	server := serve(t, web.Options{Engine: engine})
	for lang, want := range map[string]string{"en": "Showing results for kubernetes.", "ja": "kubernetes の結果を表示しています。"} {
		link := map[string]string{"en": ">Search instead for kuberentes</a>", "ja": ">元の語で検索</a>"}[lang]
		got := get(t, server.URL+"/search?hl="+lang+"&tag=Docker&q=kuberentes").body
		if !strings.Contains(got, want) || !strings.Contains(got, link) || !strings.Contains(got, `href="/search?hl=`+lang+`&amp;q=kuberentes&amp;tag=Docker&amp;verbatim=1"`) {
			t.Errorf("the page does not tell of the correction:\n%s", got)
		}
	}
	answer := get(t, server.URL+"/api/v1/search?q=kuberentes").body
	if !strings.Contains(answer, `"corrected":{"from":"kuberentes tag:Docker","to":"kubernetes tag:Docker"}`) {
		t.Errorf("the answer does not tell of the correction:\n%s", answer)
	}
}

func TestFewResultsOfSeveralWordsOfferAnyOfThem(t *testing.T) {
	engine := newFake()
	engine.change = func(r *index.Result) { r.Total = 1 }
	server := serve(t, web.Options{Engine: engine})
	page := func(q string) string { return get(t, server.URL+"/search?hl=en&q="+url.QueryEscape(q)).body }
	const offer = "with any of these words"
	if got := page("コンテナ 手順 tag:Docker"); !strings.Contains(got, offer) || !strings.Contains(got, url.QueryEscape("コンテナ OR 手順 tag:Docker")) && !strings.Contains(got, strings.ReplaceAll(url.QueryEscape("コンテナ OR 手順 tag:Docker"), "+", "&#43;")) {
		t.Errorf("any of the words are not offered:\n%s", got)
	}
	if strings.Contains(page("コンテナ"), offer) {
		t.Error("any of one word is offered")
	}
	engine.change = func(r *index.Result) { r.Total = 40 }
	if strings.Contains(page("コンテナ 手順"), offer) {
		t.Error("any of the words are offered beside many results")
	}
}

func TestAnEmptyPageOffersOnlyWhatFindsSomething(t *testing.T) {
	server := serve(t, web.Options{})
	got := get(t, server.URL+"/search?"+url.Values{"q": {"猫 ペンギン"}, "tag": {"Docker"}, "hl": {"en"}}.Encode()).body
	if !strings.Contains(got, "Search for “猫” alone") || strings.Contains(got, "Search for “ペンギン” alone") || strings.Contains(got, "Drop the filter") {
		t.Errorf("offers are wrong:\n%s", got)
	}
	past := get(t, server.URL+"/search?q=container&page=9&hl=en").body
	if !strings.Contains(past, "There are no results on this page (") || !strings.Contains(past, `href="/search?hl=en&amp;q=container"`) {
		t.Error("a page past the last leads nowhere")
	}
}

func TestTheExamplesOfTheHelpAreOfThisBlog(t *testing.T) {
	server := serve(t, web.Options{})
	got := get(t, server.URL+"/help?hl=en").body
	for _, part := range []string{"<code>tag:Docker</code>", "<code>author:&#34;Alex Green&#34;</code>", "<code>year:2024</code>", "<code>after:2024-11</code>", "<code>Docker -運用</code>", "<code>blog:blog.example.com</code>"} {
		if !strings.Contains(got, part) {
			t.Errorf("the help lacks %s:\n%s", part, got)
		}
	}
	none := newFake()
	none.before = func(context.Context) error { return errNoGeneration }
	if got := get(t, serve(t, web.Options{Engine: none}).URL+"/help?hl=en"); got.StatusCode != 200 || !strings.Contains(got.body, "<code>year:2016</code>") {
		t.Errorf("without an index: status %d", got.StatusCode)
	}
}

func TestAPageTellsOthersWhatItIs(t *testing.T) {
	server := serve(t, web.Options{Title: "例のブログ", Base: "https://search.example.com/s"})
	got := get(t, server.URL+"/search?hl=en&q=container&page=1&utm_source=x").body
	for _, part := range []string{
		`<meta name="description" content="7 posts about “container” on 例のブログ: What we learned`,
		`<meta property="og:description" content="7 posts`, `<meta property="og:url" content="https://search.example.com/s/search?hl=en&amp;q=container">`,
		`<meta property="og:locale" content="en_US">`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("the page lacks %s:\n%s", part, got[:min(len(got), 1800)])
		}
	}
	if got := get(t, server.URL+"/search?hl=ja").body; !strings.Contains(got, `content="例のブログ の記事を検索"`) {
		t.Error("the page without a query has no description")
	}
}

func TestTheLanguageOfAPageIsTheReaders(t *testing.T) {
	server := serve(t, web.Options{})
	for accepted, want := range map[string]string{"": "ja", "ja": "ja", "en-US,en;q=0.9": "en", "fr": "en", "fr, ja;q=0.5": "ja", "en;q=0.1, ja": "ja", "%%%": "ja"} {
		got := get(t, server.URL+"/help", "Accept-Language: "+accepted)
		if !strings.Contains(got.body, `<html lang="`+want+`">`) {
			t.Errorf("%q does not give %s", accepted, want)
		}
	}
	if got := get(t, server.URL+"/?hl=en", "Accept-Language: ja").body; !strings.Contains(got, `<html lang="en">`) || !strings.Contains(got, `name="hl" value="en"`) {
		t.Error("hl=en is not kept")
	}
}

func TestKeptPostsAreShownOnlyWhereTheOwnerWants(t *testing.T) {
	engine := newFake()
	path := "/posts/" + string(engine.posts[1].ID) + "?q=" + url.QueryEscape("全文検索")
	shown := get(t, serve(t, web.Options{Engine: engine, KeptPosts: true}).URL+path)
	for _, part := range []string{"<mark>全文検索</mark>", `rel="canonical" href="https://blog.example.com/entry/1"`, `<h2 id="trouble">`, "<ul><li>小さく直す</li>", "<li>すぐ確かめる</li></ul>", "&lt;script&gt;", "関連する記事"} {
		if !strings.Contains(shown.body, part) {
			t.Errorf("the kept post lacks %s", part)
		}
	}
	if shown.Header.Get("X-Robots-Tag") != "noindex" {
		t.Error("search engines may take the kept post for the original")
	}
	hidden := serve(t, web.Options{Engine: engine})
	if got := get(t, hidden.URL+path); got.StatusCode != 404 {
		t.Errorf("switched off: status %d", got.StatusCode)
	}
	if got := get(t, hidden.URL+"/api/v1"+path).body; !strings.Contains(got, `"blocks":[]`) {
		t.Error("switched off, the API still gives the text")
	}
}

func TestOnPaperAddressesAreReadable(t *testing.T) {
	engine := newFake()
	for i, given := range []string{"https://blog.example.com/%E8%A8%98%E4%BA%8B/%31?q=%2F%20a", "https://blog.example.com/%82%A0", "https://blog.example.com/%E2%80%8Fa"} {
		engine.posts[i].URL = given
	}
	server := serve(t, web.Options{Engine: engine, Opened: func(web.Opening) {}})
	got := get(t, server.URL+"/search?size=100").body
	for _, want := range []string{"https://blog.example.com/記事/%31?q=%2F%20a", "https://blog.example.com/%82%A0", "https://blog.example.com/%E2%80%8Fa"} {
		if !strings.Contains(got, `data-address="`+want+`"`) {
			t.Errorf("no address reads %s", want)
		}
	}
	ctx := browser(t)
	call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	do(t, ctx, chromedp.Navigate(server.URL+"/search?size=100"), chromedp.WaitReady(chromedp.CSS("#main")))
	said := eval[string](t, ctx, `[...document.querySelectorAll(".hits h2 a")].map((a) => getComputedStyle(a, "::after").content).find((c) => c.includes("記事"))`)
	if !strings.Contains(said, "https://blog.example.com/記事/%31?q=%2F%20a") {
		t.Errorf("on paper stands %s", said)
	}
}

func TestASearchIsOfferedForSubscriptionOnce(t *testing.T) {
	server := serve(t, web.Options{})
	ctx := browser(t)
	do(t, ctx, chromedp.Navigate(server.URL+"/?hl=en"))
	until(t, ctx, `document.activeElement.id === "q"`)
	const offered = `[...document.querySelectorAll("a, link")].filter((e) => e.href.includes("search.atom")).map((e) => (e.textContent || "head") + new URL(e.href).searchParams.get("q")).join()`
	if got := eval[string](t, ctx, offered); got != "headnull,Subscribe to new postsnull" {
		t.Errorf("before a search: %s", got)
	}
	do(t, ctx, chromedp.KeyEvent("container"))
	until(t, ctx, `location.search.includes("q=container")`)
	if got := eval[string](t, ctx, offered); got != "headcontainer,Subscribe to this searchcontainer" {
		t.Errorf("after a search: %s", got)
	}
}
