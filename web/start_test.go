package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

func TestTheBoxBeginsWithNewestPostsAndTags(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.until(in + `querySelectorAll(".hit").length === 5 && [...` + in + `querySelectorAll(".row .text")].some((e) => e.textContent === "Docker")`)
	if got := eval[string](t, s.ctx, in+`querySelector(".hit .name").textContent`); got != "監視を運用して1年でわかったこと" {
		t.Errorf("the newest post is %q", got)
	}
	shot(t, s.ctx, "box-start")
	eval[bool](t, s.ctx, `([...`+in+`querySelectorAll(".row [role=option]")].find((e) => e.textContent === "Docker").click(), true)`)
	s.until(in + `querySelector("input").value === "tag:Docker" && ` + in + `querySelector(".hit .excerpt")`)
	do(t, s.ctx, chromedp.EmulateViewport(390, 460))
	s.visit()
	s.open()
	s.until(in + `querySelectorAll(".hit").length === 5`)
	shot(t, s.ctx, "box-start-390")
}

func TestABoxThatFindsNothingShowsOtherWays(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write("Dockerrr")
	s.until(in + `querySelector(".note").textContent.includes("見つかりません") && ` + in + `querySelectorAll(".hit").length === 5`)
	if got := eval[string](t, s.ctx, in+`querySelector(".row .text").textContent`); got != "Docker" {
		t.Errorf("for Dockerrr %q is suggested", got)
	}
	shot(t, s.ctx, "box-nothing")
}

func TestTheFrontPageBeginsWithWhatWasAndIsSearched(t *testing.T) {
	server := serve(t, web.Options{Wanted: func(context.Context) []string { return []string{"コンテナ", "監視"} }})
	ctx := browser(t)
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	until(t, ctx, `document.activeElement.id === "q"`)
	if got := eval[string](t, ctx, `[...document.querySelectorAll(".start div:first-child a")].map((a) => a.textContent).join(" ")`); got != "コンテナ 監視" {
		t.Errorf("often searched: %q", got)
	}
	do(t, ctx, chromedp.KeyEvent("container\r"))
	until(t, ctx, `location.search === "?q=container" && !document.querySelector(".start")`)
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	until(t, ctx, `document.querySelector(".recents a")?.textContent === "container"`)
	shot(t, ctx, "page-start")
	eval[bool](t, ctx, `(document.querySelector(".recents a").click(), true)`)
	until(t, ctx, `location.search === "?q=container" && document.querySelector(".hits mark")`)
	do(t, ctx, chromedp.Navigate(server.URL+"/"))
	until(t, ctx, `document.querySelector(".recents a")`)
	eval[bool](t, ctx, `(document.querySelector(".forget").click(), true)`)
	do(t, ctx, chromedp.Navigate(server.URL+"/"), chromedp.WaitReady(chromedp.CSS(".sheet")))
	if eval[bool](t, ctx, `Boolean(document.querySelector(".recents a"))`) {
		t.Error("what was searched is not forgotten")
	}
}

func TestAnEmptyPageShowsWhatComesClose(t *testing.T) {
	server := serve(t, web.Options{})
	got := get(t, server.URL+"/search?"+url.Values{"q": {"Dockerrr"}, "hl": {"en"}}.Encode()).body
	for _, part := range []string{`Did you mean: <a href="/search?hl=en&amp;q=tag%3ADocker" data-live>Docker</a>`, "Posts that come close", `<a href="/search?hl=en&amp;q=tag%3AGo" data-live>#Go</a>`} {
		if !strings.Contains(got, part) {
			t.Errorf("the page lacks %s:\n%s", part, got)
		}
	}
	filtered := get(t, server.URL+"/search?"+url.Values{"q": {"コンテナ"}, "year": {"1999"}, "hl": {"en"}}.Encode()).body
	if !strings.Contains(filtered, "Posts that come close") || !strings.Contains(filtered, "コンテナを運用して") {
		t.Errorf("posts beyond the filter are not shown:\n%s", filtered)
	}
}

func TestABoxOfOneBlogSuggestsNoPostsOfOthers(t *testing.T) {
	engine := newFake()
	other := *engine.posts[0]
	other.URL, other.Site = "https://other.example/1", "https://other.example/"
	server := serve(t, web.Options{Engine: newFake(append(engine.posts, &other)...)})
	path := server.URL + "/api/v1/search?" + url.Values{"q": {other.Title}, "suggest": {"1"}}.Encode()
	mine := `"kind":"post","url":"` + engine.posts[0].URL
	for site, want := range map[string][2]bool{"": {true, true}, "&blog=" + url.QueryEscape(other.Site): {false, true}, "&blog=" + url.QueryEscape(engine.posts[0].Site): {true, false}} {
		got := get(t, path+site).body
		if has := [2]bool{strings.Contains(got, mine), strings.Contains(got, `"kind":"post","url":"`+other.URL)}; has != want {
			t.Errorf("with %q the posts of either blog are suggested: %v, want %v", site, has, want)
		}
	}
}

func TestABoxOfOneBlogSuggestsWhatItsOwnPostsHave(t *testing.T) {
	const mine, other = "https://one.example.com/", "https://two.example.com/"
	post := func(site, id, tag, author, text string) *blog.Post {
		return &blog.Post{ID: blog.ID(id), Site: site, URL: site + id, Title: "日記 " + id, Author: author, Lang: "ja", Tags: []string{tag}, Blocks: []blog.Block{{Kind: blog.Paragraph, Text: text}}}
	}
	engine := embeddedOver(t, []*blog.Post{
		post(mine, "a", "docker入門", "dokuta", "dockerfileを書きました。"), post(other, "b", "docker応用", "dokushin", "dockerhubから取りました。"),
	})
	server := serve(t, web.Options{Engine: engine, Wanted: func(context.Context) []string {
		return []string{"味噌 blog:" + other, "畑 blog:" + mine, "味噌", "畑"}
	}})
	names := func(path string, v url.Values) string {
		got := patient(t, server.URL+path+"?"+v.Encode())
		if got.StatusCode != 200 {
			t.Errorf("%s %v: %s", path, v, got.body)
		}
		return got.body
	}
	own, others := []string{"docker入門", "dokuta", "dockerfile"}, []string{"docker応用", "dokushin", "dockerhub"}
	for path, v := range map[string]url.Values{
		"/api/v1/suggest": {"q": {"do"}, "blog": {mine}}, "/api/v1/search": {"q": {"do"}, "suggest": {"1"}, "blog": {mine}, "facets": {"lang"}},
	} {
		all := names(path, url.Values{"q": v["q"], "suggest": v["suggest"]})
		got := names(path, v)
		for i := range own {
			if !strings.Contains(all, `"`+others[i]+`"`) || !strings.Contains(all, `"`+own[i]+`"`) {
				t.Errorf("%s offers no %s or %s for all blogs: %s", path, own[i], others[i], all)
			}
			if strings.Contains(got, `"`+others[i]+`"`) || !strings.Contains(got, `"`+own[i]+`"`) {
				t.Errorf("%s for one blog is to offer %s, not %s: %s", path, own[i], others[i], got)
			}
		}
	}
	for blogs, want := range map[string]string{mine: `["畑"]`, other: `["味噌"]`, "": `["味噌","畑"]`} {
		if got := names("/api/v1/start", url.Values{"blog": {blogs}}); !strings.Contains(got, `"wanted":`+want) {
			t.Errorf("of %q is often searched %s, want %s", blogs, got, want)
		}
	}
	page := names("/search", url.Values{"q": {"dockerrrr"}, "blog": {mine}})
	if strings.Contains(page, "docker応用") || strings.Contains(page, "日記 b") || !strings.Contains(page, "docker入門") {
		t.Errorf("an empty result of one blog offers those of the other:\n%s", page)
	}
}
