package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// npm gives the folder of the packages that the tests use of npm (make tools), or skips.
func npm(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../.tools/npm/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "instantsearch.js", "package.json")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI needs the packages of npm: %v", err)
		}
		t.Skipf("no packages of npm (make tools installs them where npm reaches its registry): %v", err)
	}
	return dir
}

// frontEnd is a page of a blog with a front end of InstantSearch on it, built of the packages as a blog builds it.
func frontEnd(t *testing.T, app string) (page, server *httptest.Server) {
	t.Helper()
	modules := npm(t)
	page = httptest.NewUnstartedServer(nil)
	page.Start()
	t.Cleanup(page.Close)
	server = serve(t, web.Options{Engine: embedded(t), Origins: func() []string { return []string{page.URL} }})
	patient(t, server.URL+"/api/v1/search?q=a") // makes the tables of this process
	source, err := os.ReadFile(filepath.Join("testdata", "instantsearch", app))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, app), filepath.Join(dir, "out.js")
	if err := os.WriteFile(in, []byte(strings.ReplaceAll(string(source), "SERVER", server.URL)), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command(filepath.Join(modules, ".bin", "esbuild"), in, "--bundle", "--format=esm", "--outfile="+out, "--external:"+server.URL+"/*",
		`--define:process.env.NODE_ENV="production"`, "--define:__VUE_OPTIONS_API__=true", "--define:__VUE_PROD_DEVTOOLS__=false",
		"--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false", "--log-level=error")
	build.Env = append(os.Environ(), "NODE_PATH="+modules)
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", app, err, said)
	}
	script, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	page.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/app.js" {
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(script)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><title>ブログ</title><div id="app"><div id="box"></div><div id="stats"></div><div id="sort"></div>`+
			`<div id="tags"></div><div id="authors"></div><div id="years"></div><div id="hits"></div><div id="pages"></div></div><script type="module" src="/app.js"></script>`)
	})
	return page, server
}

func TestInstantSearchWorksOverThisServer(t *testing.T) {
	for _, app := range []string{"js.js", "react.jsx", "vue.js"} {
		t.Run(app, func(t *testing.T) {
			npm(t)
			ctx := browser(t)
			page, _ := frontEnd(t, app)
			do(t, ctx, chromedp.Navigate(page.URL+"/"))
			until(t, ctx, `document.querySelectorAll(".ais-Hits-item").length === 5 && document.querySelector(".ais-Stats").textContent.includes("42 results")`)

			// the search box, hits and highlights
			do(t, ctx, chromedp.Click(".ais-SearchBox-input"), chromedp.KeyEvent("コンテナ"))
			until(t, ctx, `[...document.querySelectorAll(".ais-Hits-item .ais-Highlight-highlighted")].some((m) => m.textContent === "コンテナ")`)
			until(t, ctx, `[...document.querySelectorAll(".ais-Hits-item .ais-Snippet-highlighted")].some((m) => m.textContent === "コンテナ")`)
			all := eval[string](t, ctx, `document.querySelector(".ais-Stats").textContent`)

			// refinement: two values are any of them, and their counts stay
			choose := func(tag string) {
				do(t, ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`void [...document.querySelectorAll("#tags .ais-RefinementList-item")].find((li) => li.querySelector(".ais-RefinementList-labelText").textContent === %q).querySelector("input").click()`, tag)))
				until(t, ctx, fmt.Sprintf(`[...document.querySelectorAll("#tags .ais-RefinementList-item--selected .ais-RefinementList-labelText")].some((e) => e.textContent === %q)`, tag))
				until(t, ctx, fmt.Sprintf(`document.querySelector(".ais-Stats").textContent !== %q`, all))
			}
			choose("Docker")
			until(t, ctx, `[...document.querySelectorAll(".ais-Hits-item .tags")].every((e) => e.textContent.includes("Docker"))`)
			one := eval[string](t, ctx, `document.querySelector(".ais-Stats").textContent`)
			choose("検索")
			until(t, ctx, fmt.Sprintf(`document.querySelector(".ais-Stats").textContent !== %q`, one))
			until(t, ctx, `[...document.querySelectorAll(".ais-Hits-item .tags")].every((e) => /Docker|検索/.test(e.textContent))`)

			// pages
			first := eval[string](t, ctx, `document.querySelector(".ais-Hits-item a").href`)
			do(t, ctx, chromedp.Click(`.ais-Pagination-item--nextPage a`))
			until(t, ctx, fmt.Sprintf(`document.querySelector(".ais-Hits-item a") && document.querySelector(".ais-Hits-item a").href !== %q`, first))

			// a search among the values of a facet
			do(t, ctx, chromedp.Click("#tags .ais-SearchBox-input"), chromedp.KeyEvent("DOCK"))
			until(t, ctx, `document.querySelectorAll("#tags .ais-RefinementList-item").length === 1 && document.querySelector("#tags .ais-RefinementList-labelText mark")?.textContent === "Dock"`)
			shot(t, ctx, "instantsearch-"+strings.TrimSuffix(app, filepath.Ext(app)))
			if app != "js.js" {
				return
			}

			// what only some use: the order, all of some values, a range of years
			do(t, ctx, chromedp.Navigate(page.URL+"/"))
			until(t, ctx, `document.querySelectorAll(".ais-Hits-item").length === 5`)
			do(t, ctx, chromedp.Evaluate[chromedp.Void](`(() => { const s = document.querySelector("#sort select"); s.value = "posts_oldest"; s.dispatchEvent(new Event("change", { bubbles: true })); })()`))
			until(t, ctx, `document.querySelector(".ais-Hits-item time")?.textContent === "2014"`)
			until(t, ctx, `document.querySelector("#years .ais-RangeInput-input--min").min === "2014" && document.querySelector("#years .ais-RangeInput-input--max").max === "2024"`)
			do(t, ctx, chromedp.Evaluate[chromedp.Void](`(() => { const i = document.querySelector("#years .ais-RangeInput-input--min"); i.value = "2020"; i.dispatchEvent(new Event("input", { bubbles: true })); })()`))
			until(t, ctx, `document.querySelector("#years .ais-RangeInput-input--min").value === "2020"`)
			do(t, ctx, chromedp.Click("#years button"))
			until(t, ctx, `document.querySelector(".ais-Hits-item time")?.textContent === "2020"`)
			do(t, ctx, chromedp.Evaluate[chromedp.Void](`void document.querySelector("#authors input").click()`))
			until(t, ctx, `document.querySelectorAll("#authors .ais-RefinementList-item").length === 1`)
			if title := eval[string](t, ctx, `document.title`); strings.HasPrefix(title, "error") {
				t.Error(title)
			}
		})
	}
}

func TestTheSearchClientAnswersAsInstantSearchReads(t *testing.T) {
	ctx := browser(t)
	server := serve(t, web.Options{Engine: embedded(t)})
	patient(t, server.URL+"/api/v1/search?q=a")
	do(t, ctx, chromedp.Navigate(server.URL+"/search"))
	search := func(requests string) string {
		return eval[string](t, ctx, `(async () => {
			const { searchClient: c } = await import("/instantsearch.mjs");
			const of = (r) => ({ n: r.nbHits, hits: r.hits.length, pages: r.nbPages, page: r.page, facets: Object.keys(r.facets).join() });
			try { return JSON.stringify((await c.search(`+requests+`)).results.map((r) => r.facetHits ?? of(r))); } catch (e) { return e.name + ": " + e.message; }
		})()`)
	}
	for name, c := range map[string]struct{ requests, want string }{
		"several requests":             {`[{indexName: "a", params: {query: "", hitsPerPage: 3}}, {indexName: "a", params: {query: "zzzz"}}]`, `[{"n":42,"hits":3,"pages":14,"page":0,"facets":""},{"n":0,"hits":0,"pages":0,"page":0,"facets":""}]`},
		"without nesting":              {`{requests: [{indexName: "a", query: "", hitsPerPage: 0, facets: ["tag", "year"]}]}`, `[{"n":42,"hits":0,"pages":0,"page":0,"facets":"tag,year"}]`},
		"a page behind the end":        {`[{indexName: "a", params: {page: 20, hitsPerPage: 3}}]`, `[{"n":42,"hits":0,"pages":14,"page":20,"facets":""}]`},
		"a page too deep":              {`[{indexName: "a", params: {page: 2000000, hitsPerPage: 3}}]`, `[{"n":0,"hits":0,"pages":0,"page":2000000,"facets":""}]`},
		"any of some values":           {`[{indexName: "a", params: {facetFilters: [["tag:Docker", "tag:検索"]], hitsPerPage: 0}}]`, `[{"n":21,"hits":0,"pages":0,"page":0,"facets":""}]`},
		"all of some values":           {`[{indexName: "a", params: {facetFilters: ["tag:Docker", "tag:連載0"], hitsPerPage: 0}}]`, `[{"n":2,"hits":0,"pages":0,"page":0,"facets":""}]`},
		"without a value":              {`[{indexName: "a", params: {facetFilters: ["tag:-Docker"], hitsPerPage: 0}}]`, `[{"n":31,"hits":0,"pages":0,"page":0,"facets":""}]`},
		"any of two facets":            {`[{indexName: "a", params: {facetFilters: [["tag:Docker", "lang:en"]], hitsPerPage: 0}}]`, `[{"n":15,"hits":0,"pages":0,"page":0,"facets":""}]`},
		"a filter in words":            {`[{indexName: "a", params: {filters: 'tag:"Docker" AND NOT lang:en', hitsPerPage: 0}}]`, `[{"n":8,"hits":0,"pages":0,"page":0,"facets":""}]`},
		"years":                        {`[{indexName: "a", params: {numericFilters: ["year>=2016", "year<2018"], hitsPerPage: 0}}]`, `[{"n":8,"hits":0,"pages":0,"page":0,"facets":""}]`},
		"values of a facet":            {`[{type: "facet", facet: "tag", facetQuery: "ｄｏｃ", indexName: "a"}]`, `[[{"value":"Docker","count":11,"highlighted":"<em>Doc</em>ker"}]]`},
		"a facet that is none":         {`[{indexName: "a", params: {facets: ["colour"]}}]`, "FumikuraError: there is no facet colour; there are tag, author, series, year, lang, blog"},
		"what it cannot do":            {`[{indexName: "a", params: {aroundLatLng: "35,139"}}]`, "FumikuraError: this server does not take aroundLatLng"},
		"a number it knows nothing of": {`[{indexName: "a", params: {numericFilters: ["price>3"]}}]`, "FumikuraError: the numeric filter price>3 is none this server takes; it takes year, as in year>=2016"},
		"a query that is too long":     {`[{indexName: "a", params: {query: "a".repeat(300)}}]`, "FumikuraError: q may have 256 characters and 32 words at most"},
	} {
		if got := search(c.requests); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	got := eval[string](t, ctx, `(async () => {
		const { createSearchClient } = await import("/instantsearch.mjs");
		const asked = [];
		const client = createSearchClient(location.origin + "/", { fetch: (...given) => { asked.push(given[0]); return fetch(...given); }, headers: { "X-Test": "1" } });
		const request = { indexName: "posts_oldest", params: { query: "docker", hitsPerPage: 1, attributesToRetrieve: ["url"], highlightPreTag: "[", highlightPostTag: "]" } };
		const { results: [r] } = await client.search([request, request]);
		const [h] = r.hits;
		return JSON.stringify([asked.length, Object.keys(h).sort().join(), h._snippetResult.content.value, h._snippetResult.content.matchedWords, h._highlightResult.tags.length]);
	})()`)
	if !strings.HasPrefix(got, `[1,"_highlightResult,_snippetResult,objectID,url","`) || !strings.Contains(got, "[docker] build") || !strings.Contains(got, `["docker"],2]`) || strings.Contains(got, "&lt;") {
		t.Errorf("a hit is %s", got)
	}
}
