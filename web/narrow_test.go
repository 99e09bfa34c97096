package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// manyTags is an engine whose posts have more tags than a page lists.
func manyTags() *fake {
	engine := newFake()
	for i, p := range engine.posts {
		for j := range 12 {
			p.Tags = append(p.Tags, fmt.Sprintf("話題%03d", i*12+j))
		}
	}
	return engine
}

func TestTheFieldAboveAFacetAsksForAllValues(t *testing.T) {
	server := serve(t, web.Options{Engine: manyTags()})
	ctx := browser(t)
	do(t, ctx, chromedp.Navigate(server.URL+"/search"), chromedp.WaitReady(chromedp.CSS(".sheet")))
	if eval[bool](t, ctx, `[...document.querySelectorAll("#choose .v")].some((v) => v.textContent === "話題444")`) {
		t.Fatal("the page has all values already")
	}
	eval[bool](t, ctx, `(document.querySelector("#choose details").open = true)`)
	do(t, ctx, chromedp.Focus(chromedp.CSS(".narrow")))
	do(t, ctx, chromedp.KeyEvent("題44"))
	until(t, ctx, `[...document.querySelector("#choose details").querySelectorAll(".v")].map((v) => v.textContent).join(" ") === "話題440 話題441 話題442 話題443 話題444 話題445 話題446 話題447 話題448 話題449"`)
	shot(t, ctx, "narrow")
	eval[bool](t, ctx, `(document.querySelectorAll("#choose details input[type=checkbox]")[4].click(), true)`)
	until(t, ctx, `document.querySelector(".chips")?.textContent.includes("話題444") && document.querySelectorAll(".hits > li").length === 1`)
	eval[bool](t, ctx, `(document.querySelector("#choose input:checked").click(), true)`)
	until(t, ctx, `!document.querySelector(".chips")`)
}

func TestAllValuesHaveAPageOfTheirOwn(t *testing.T) {
	server := serve(t, web.Options{Engine: manyTags()})
	ctx := browser(t)
	call(t, ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	do(t, ctx, chromedp.Navigate(server.URL+"/search?year=2014"))
	enter(t, ctx, "#choose summary")
	do(t, ctx, chromedp.WaitVisible(chromedp.CSS(".allvalues")))
	enter(t, ctx, ".allvalues")
	do(t, ctx, chromedp.WaitVisible(chromedp.CSS(".values")))
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(".find input[type=search]"), "題13\r"), chromedp.WaitVisible(chromedp.CSS(`.values a[href*="132"]`)))
	shot(t, ctx, "facet-values")
	enter(t, ctx, `.values a[href*="132"]`)
	do(t, ctx, chromedp.WaitVisible(chromedp.CSS(".chips")))
	got, err := url.QueryUnescape(run(t, ctx, chromedp.Location()))
	if err != nil || !strings.HasSuffix(got, "/search?tag=話題132&year=2014") {
		t.Errorf("a value leads to %s", got)
	}
}

func TestValuesOfAFacetAreFoundByAPart(t *testing.T) {
	server := serve(t, web.Options{Engine: manyTags()})
	for address, want := range map[string]string{
		"/api/v1/facets?name=tag&facet_query=dock":                                     `"values":[{"value":"Docker","count":11,"selected":false}]`,
		"/api/v1/facets?name=tag&tag=Docker&facet_query=dock":                          `"selected":true`,
		"/api/v1/facets?name=tag&facet_query=zzz":                                      `"values":[]`,
		"/api/v1/facets?name=tag&year=1999":                                            `"values":[]`,
		"/api/v1/facets?name=tag&facet_size=1":                                         `"values":[{"value":"`,
		"/api/v1/facets":                                                               `name`,
		"/api/v1/search?size=1&facets=tag&facet_query=" + url.QueryEscape("題444") + "": `"tag":[{"value":"話題444","count":1,"selected":false}]`,
	} {
		if got := get(t, server.URL+address).body; !strings.Contains(got, want) {
			t.Errorf("%s lacks %s:\n%s", address, want, got)
		}
	}
	if got := get(t, server.URL+"/facets?name=tag&hl=en&facet_query=zzz").body; !strings.Contains(got, "Nothing in the list matches.") {
		t.Errorf("no value is not said to be none:\n%s", got)
	}
	if got := get(t, server.URL+"/facets?name=body"); got.StatusCode != 400 {
		t.Errorf("a facet that is none: status %d", got.StatusCode)
	}
}
