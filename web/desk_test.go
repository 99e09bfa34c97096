package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
	"github.com/fumikura/fumikura/web/desk"
)

const deskToken = "a-token-of-the-owner"

// deskPages are all pages of the desk that are asked for with GET.
var deskPages = map[string]string{
	"state": "/desk", "run": "/desk/run?at=2024-05-01T12:00:00Z", "blogs": "/desk/blogs", "blog": "/desk/blog?url=" + url.QueryEscape(sampleBlog),
	"posts": "/desk/posts", "posts found": "/desk/posts?q=" + url.QueryEscape("全文検索"), "posts not found": "/desk/posts?q=penguinpenguin",
	"post": "/desk/post?url=" + url.QueryEscape(samplePost), "why": "/desk/post?why=1&q=" + url.QueryEscape("ペンギン") + "&url=" + url.QueryEscape(samplePost),
	"forget": "/desk/forget?url=" + url.QueryEscape(samplePost), "work": "/desk/work",
	"queries": "/desk/queries", "query": "/desk/query?q=penguin&with=" + url.QueryEscape("コンテナ"), "rules": "/desk/rules", "proposals": "/desk/rules?propose=1", "review": "/desk/review", "replay": "/desk/review?replay=1",
}

func newOffice() *office { return &office{engine: newFake()} }

// withDesk are options of a server with a desk.
func withDesk(t *testing.T, o *office, change ...func(*desk.Options)) web.Options {
	t.Helper()
	options := desk.Options{Token: deskToken, State: o, Blogs: o, Posts: o, Jobs: o, Queries: o, Rules: o, Previews: o, Reviews: o, Version: "1.2.3"}
	for _, c := range change {
		c(&options)
	}
	d, err := desk.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return web.Options{Engine: o.engine, Desk: d, Title: "例のブログ"}
}

// owner is a browser without scripts.
type owner struct {
	t      *testing.T
	base   string
	client *http.Client
	header http.Header // sent with every request
}

func newOwner(t *testing.T, base string) *owner {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &owner{t: t, base: base, client: &http.Client{Jar: jar}, header: http.Header{}}
}

// ask sends a request and gives the status and the body of the page that it ends at.
func (o *owner) ask(method, path string, form url.Values) (int, string) {
	o.t.Helper()
	req, err := http.NewRequest(method, o.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		o.t.Fatal(err)
	}
	for name, values := range o.header {
		req.Header[name] = values
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := o.client.Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// csrf is the token of the forms of a page.
func (o *owner) csrf(path string) string {
	o.t.Helper()
	_, body := o.ask("GET", path, nil)
	m := csrfField.FindStringSubmatch(body)
	if m == nil {
		o.t.Fatalf("%s has no form: %s", path, body)
	}
	return m[1]
}

func (o *owner) signIn(token string) (int, string) {
	o.t.Helper()
	return o.ask("POST", "/desk/signin", url.Values{"csrf": {o.csrf("/desk")}, "token": {token}})
}

func TestTheDeskOpensWithItsTokenOnly(t *testing.T) {
	server := serve(t, withDesk(t, newOffice()))
	o := newOwner(t, server.URL)
	for _, path := range deskPages {
		if status, body := o.ask("GET", path, nil); status != 200 || !strings.Contains(body, `name="token"`) || strings.Contains(body, "ab12") || strings.Contains(body, sampleBlog) {
			t.Errorf("%s without signing in: status %d, and not the form to sign in alone", path, status)
		}
	}
	if status, body := o.signIn("a-token-of-the-ownes"); status != 403 || !strings.Contains(body, `name="token"`) {
		t.Errorf("a wrong token: status %d", status)
	}
	if status, body := o.signIn(deskToken); status != 200 || !strings.Contains(body, "20240501-120000-ab12") {
		t.Fatalf("the right token: status %d", status)
	}
	for name, path := range deskPages {
		for lang, said := range map[string]string{"ja": "サインアウト", "en": "Sign out"} {
			glue := "?"
			if strings.Contains(path, "?") {
				glue = "&"
			}
			status, body := o.ask("GET", path+glue+"hl="+lang, nil)
			if status != 200 || !strings.Contains(body, said) || !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s in %s: status %d", name, lang, status)
			}
			if strings.Contains(body, "%!") || strings.Contains(body, deskToken) || strings.Contains(body, "ZgotmplZ") {
				t.Errorf("%s in %s has a hole or the token in it", name, lang)
			}
		}
	}
	if status, _ := o.ask("GET", "/desk/nothing", nil); status != 404 {
		t.Errorf("a page that is not there: status %d", status)
	}
	if status, _ := o.ask("GET", "/desk/post?url=javascript:alert(1)", nil); status != 400 {
		t.Errorf("an address that is none: status %d", status)
	}
	o.ask("POST", "/desk/signout", url.Values{"csrf": {o.csrf("/desk")}})
	if _, body := o.ask("GET", "/desk", nil); !strings.Contains(body, `name="token"`) {
		t.Error("signing out does not end the session")
	}
}

func TestTheDeskIsNotThereWithoutAToken(t *testing.T) {
	server := serve(t, web.Options{Engine: newFake()})
	for _, path := range deskPages {
		if got := get(t, server.URL+path); got.StatusCode != 404 {
			t.Errorf("%s: status %d, want 404", path, got.StatusCode)
		}
	}
	if _, err := desk.New(desk.Options{}); err == nil {
		t.Error("a desk without a token is made")
	}
}

func TestAFormFromElsewhereIsRefused(t *testing.T) {
	office := newOffice()
	server := serve(t, withDesk(t, office))
	o := newOwner(t, server.URL)
	o.signIn(deskToken)
	csrf := o.csrf("/desk/work")
	good := url.Values{"csrf": {csrf}, "kind": {"reindex"}}
	for name, c := range map[string]struct {
		form          url.Values
		header, value string
	}{
		"no token of the form":       {url.Values{"kind": {"reindex"}}, "", ""},
		"a wrong token of the form":  {url.Values{"csrf": {strings.ToLower(csrf)}, "kind": {"reindex"}}, "", ""},
		"another site by Sec-Fetch":  {good, "Sec-Fetch-Site", "cross-site"},
		"a sister site by Sec-Fetch": {good, "Sec-Fetch-Site", "same-site"},
		"another origin":             {good, "Origin", "https://evil.example.com"},
		"an origin that is hidden":   {good, "Origin", "null"},
	} {
		o.header = http.Header{}
		if c.header != "" {
			o.header.Set(c.header, c.value)
		}
		if status, _ := o.ask("POST", "/desk/reindex", c.form); status != 403 {
			t.Errorf("%s: status %d, want 403", name, status)
		}
	}
	if jobs := office.started(); len(jobs) > 0 {
		t.Errorf("jobs were started: %v", jobs)
	}
	o.header = http.Header{"Origin": {server.URL}, "Sec-Fetch-Site": {"same-origin"}}
	if status, _ := o.ask("POST", "/desk/reindex", good); status != 200 || len(office.started()) != 1 {
		t.Errorf("the desk's own form: status %d, jobs %v", status, office.started())
	}
	o.header = http.Header{}
	o.client.Jar, _ = cookiejar.New(nil)
	if status, _ := o.ask("POST", "/desk/reindex", good); status != 401 || len(office.started()) != 1 {
		t.Errorf("a form without a session: status %d", status)
	}
	if status, _ := o.ask("POST", "/desk/signin", url.Values{"token": {deskToken}}); status != 403 {
		t.Errorf("a sign-in without its form: status %d", status)
	}
}

func TestCookiesOfTheDeskAreItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		base, header string
		path         string
		secure       bool
	}{
		"plain":           {"", "", "/desk", false},
		"behind TLS":      {"", "X-Forwarded-Proto: https", "/desk", true},
		"below a path":    {"https://example.com/find", "", "/find/desk", true},
		"plain, with one": {"http://intra.example.com/find", "", "/find/desk", false},
	} {
		options := withDesk(t, newOffice())
		options.Base = c.base
		server := serve(t, options)
		got := get(t, server.URL+"/desk", c.header)
		cookies := (&http.Response{Header: got.Header}).Cookies()
		if len(cookies) != 1 || cookies[0].Path != c.path || cookies[0].Secure != c.secure || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode {
			t.Errorf("%s: cookies %v", name, cookies)
		}
		if got.Header.Get("Cache-Control") != "no-store" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "script-src 'self'; style-src 'self'") {
			t.Errorf("%s: headers %v", name, got.Header)
		}
		if strings.Contains(got.body, "<style") || strings.Contains(got.body, " style=") || strings.Contains(got.body, "<script>") || strings.Contains(got.body, " onclick") {
			t.Errorf("%s: there is something inline", name)
		}
	}
}

func TestGuessingTheTokenIsSlow(t *testing.T) {
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	server := serve(t, withDesk(t, newOffice(), func(o *desk.Options) { o.Clock = func() time.Time { return now } }))
	o := newOwner(t, server.URL)
	for range 5 {
		if status, _ := o.signIn("wrong"); status != 403 {
			t.Fatalf("a wrong token: status %d", status)
		}
	}
	if status, _ := o.signIn(deskToken); status != 429 {
		t.Errorf("the sixth try: status %d, want 429 also with the right token", status)
	}
	o.header.Set("X-Forwarded-For", "203.0.113.7")
	if status, _ := o.signIn(deskToken); status != 200 {
		t.Errorf("another address: status %d", status)
	}
	now = now.Add(3 * time.Hour)
	if _, body := o.ask("GET", "/desk", nil); !strings.Contains(body, `name="token"`) {
		t.Error("a session that nobody used for three hours goes on")
	}
}

func TestTheOwnersAddressIsApart(t *testing.T) {
	options := withDesk(t, newOffice())
	options.Apart = true
	options.Base = "https://search.example.com/find"
	s, err := web.New(options)
	if err != nil {
		t.Fatal(err)
	}
	readers, owners := httptest.NewServer(s.Handler()), httptest.NewServer(s.AdminHandler())
	t.Cleanup(readers.Close)
	t.Cleanup(owners.Close)
	for path, want := range map[string][2]int{"/desk": {404, 200}, "/desk/blogs": {404, 200}, "/metrics": {404, 200}, "/healthz": {200, 200}, "/readyz": {200, 200}, "/search": {200, 404},
		"/api/v1/search": {200, 404}, "/widget.js": {200, 404}, "/desk/asset/desk.css": {404, 200}} {
		if got := [2]int{get(t, readers.URL+path).StatusCode, get(t, owners.URL+path).StatusCode}; got != want {
			t.Errorf("%s: status %v for readers and owner, want %v", path, got, want)
		}
	}
	o := newOwner(t, owners.URL)
	if status, body := o.signIn(deskToken); status != 200 || !strings.Contains(body, `href="https://search.example.com/find/search"`) || !strings.Contains(body, `href="/desk/blogs"`) {
		t.Errorf("signing in at the owner's address: status %d", status)
	}
	style := regexp.MustCompile(`href="(/asset/[^"]+style.css)"`).FindStringSubmatch(get(t, owners.URL+"/desk").body)
	if style == nil || get(t, owners.URL+style[1]).StatusCode != 200 {
		t.Errorf("the style of the pages is not at the owner's address: %v", style)
	}
}

func TestADeskFormStartsItsJob(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		form url.Values
		want desk.Job
	}{
		"rebuild":  {"/desk/reindex", url.Values{"kind": {"rebuild"}}, desk.Job{Kind: desk.Rebuild}},
		"publish":  {"/desk/review", url.Values{"kind": {"publish"}}, desk.Job{Kind: desk.Publish}},
		"discard":  {"/desk/review", url.Values{"kind": {"discard"}}, desk.Job{Kind: desk.Discard}},
		"release":  {"/desk/review", url.Values{"kind": {"release"}}, desk.Job{Kind: desk.Release}},
		"rollback": {"/desk/rollback", url.Values{"to": {"20240401-120000-cd34"}}, desk.Job{Kind: desk.Rollback, Address: "20240401-120000-cd34"}},
		"again":    {"/desk/again", url.Values{"url": {samplePost}}, desk.Job{Kind: desk.Again, Address: samplePost}},
		"forget":   {"/desk/forget", url.Values{"url": {samplePost}}, desk.Job{Kind: desk.Forget, Address: samplePost}},
	} {
		office := newOffice()
		o := newOwner(t, serve(t, withDesk(t, office)).URL)
		o.signIn(deskToken)
		c.form.Set("csrf", o.csrf("/desk/work"))
		status, body := o.ask("POST", c.path, c.form)
		if jobs := office.started(); status != 200 || len(jobs) != 1 || jobs[0] != c.want || !strings.Contains(body, `http-equiv="refresh"`) {
			t.Errorf("%s: status %d, jobs %v", name, status, jobs)
		}
		if status, body = o.ask("POST", c.path, c.form); status != 200 || len(office.started()) != 1 || !strings.Contains(body, "under way") {
			t.Errorf("%s while a job runs: status %d, jobs %v", name, status, office.started())
		}
		office.end()
		if _, body = o.ask("GET", "/desk/work", nil); !strings.Contains(body, "g2") || strings.Contains(body, `http-equiv="refresh"`) {
			t.Errorf("%s: the end is not told: %s", name, body)
		}
	}
}

func TestAnOwnerChangesRulesAtTheDesk(t *testing.T) {
	office := newOffice()
	o := newOwner(t, serve(t, withDesk(t, office)).URL)
	o.signIn(deskToken)
	csrf := o.csrf("/desk/rules")
	send := func(path string, pairs ...string) (int, string) {
		form := url.Values{"csrf": {csrf}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return o.ask("POST", path+"?hl=en", form)
	}
	if status, body := send("/desk/rules/apply", "since", "0", "text", "wrong = <b>1</b>"); status != 400 || !strings.Contains(body, "line 1") || !strings.Contains(body, "wrong = &lt;b&gt;1&lt;/b&gt;</textarea>") {
		t.Errorf("rules with an error: status %d, and what was typed is not kept: %s", status, body)
	}
	if status, body := send("/desk/rules/apply", "since", "0", "text", "a = 1\r\nb = 2\r\n"); status != 200 || !strings.Contains(body, "Applied.") || office.rules[0] != "a = 1\nb = 2\n" {
		t.Errorf("rules: status %d, kept %q", status, office.rules)
	}
	if status, body := send("/desk/rules/apply", "since", "0", "text", "c = 1"); status != 409 || !strings.Contains(body, "changed meanwhile") {
		t.Errorf("rules made from an older revision: status %d", status)
	}
	if _, body := o.ask("GET", "/desk/rules?at=1", nil); !strings.Contains(body, "b = 2") {
		t.Error("an earlier revision is not shown")
	}
	if status, body := send("/desk/change", "kind", "pin", "q", "採用", "value", samplePost); status != 200 || !strings.Contains(body, "Added to the rules") || office.rules[1] != "pin 採用 "+samplePost {
		t.Errorf("a pin: status %d, rules %q", status, office.rules)
	}
	if _, body := o.ask("GET", "/desk/query?hl=en&q=採用", nil); !strings.Contains(body, "Rules for this query") || !strings.Contains(body, `value="unpin"`) || !strings.Contains(body, `/queries" aria-current="page"`) {
		t.Error("the page of the query does not show its pin")
	}
	if _, body := send("/desk/change", "try", "unpin", "q", "採用", "value", samplePost); !strings.Contains(body, "採用について") || len(office.rules) != 2 {
		t.Errorf("trying to unpin: rules %q", office.rules)
	}
	if _, body := send("/desk/change", "kind", "pin", "q", "採用", "value", " "); !strings.Contains(body, "missing") || len(office.rules) != 2 {
		t.Errorf("a pin of nothing: rules %q", office.rules)
	}
	if _, body := o.ask("GET", "/desk/rules?propose=1", nil); !strings.Contains(body, "Go言語") {
		t.Error("no names are proposed to be one")
	}
	form := url.Values{"csrf": {csrf}, "kind": {"tags"}, "q": {"Go"}, "other": {"golang", "Go言語"}}
	if o.ask("POST", "/desk/change", form); office.rules[len(office.rules)-1] != "tags Go  golang Go言語" {
		t.Errorf("tags that are one: rules %q", office.rules)
	}
	if status, body := send("/desk/rules/preview", "since", "3", "text", "a = 2"); status != 200 || !strings.Contains(body, "Go言語") || !strings.Contains(body, "採用について") ||
		!strings.Contains(body, "a = 2</textarea>") || len(office.rules) != 3 {
		t.Errorf("a preview: status %d, rules %q", status, office.rules)
	}
	if status, _ := send("/desk/rules/preview", "since", "3", "text", "wrong = 2"); status != 400 {
		t.Errorf("a preview of rules with an error: status %d", status)
	}
	if _, body := send("/desk/rules/undo"); !strings.Contains(body, "hold again") || len(office.rules) != 4 {
		t.Errorf("undo: rules %q", office.rules)
	}
	send("/desk/dismiss", "q", "penguin")
	if _, body := o.ask("GET", "/desk/queries", nil); strings.Count(body, "penguin") < 2 || strings.Contains(body, "<strong>penguin") {
		t.Error("a query that is not ours stays in the inbox, or is forgotten altogether")
	}
	send("/desk/recall", "q", "penguin")
	if _, body := o.ask("GET", "/desk/queries", nil); !strings.Contains(body, "<strong>penguin") {
		t.Error("a query that was put back is not in the inbox")
	}
	send("/desk/reindex", "kind", "reindex")
	if status, body := send("/desk/dismiss", "q", "penguin"); status != 200 || !strings.Contains(body, "Another process has the archive") {
		t.Errorf("a change while another process has the archive: status %d", status)
	}
}

func TestWhatWaitsIsShownAtTheDesk(t *testing.T) {
	office := newOffice()
	o := newOwner(t, serve(t, withDesk(t, office)).URL)
	o.signIn(deskToken)
	if _, body := o.ask("GET", "/desk/review?hl=en", nil); !strings.Contains(body, "No generation waits") || strings.Contains(body, `value="publish"`) {
		t.Error("something seems to wait where nothing does")
	}
	office.wait(false)
	_, body := o.ask("GET", "/desk/review?replay=1", nil)
	for _, want := range []string{"20240502-120000-ab34", "fell by 79 %", "20 % of its posts", "全文検索を運用して", "採用", `value="publish">`, `value="release"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the review does not show %q", want)
		}
	}
	office.wait(true)
	if _, body := o.ask("GET", "/desk/review", nil); !strings.Contains(body, `value="publish" disabled>`) {
		t.Error("what was compared with another generation can be published")
	}
	form := url.Values{"csrf": {o.csrf("/desk")}, "to": {"../../etc"}}
	if status, _ := o.ask("POST", "/desk/rollback", form); status != 404 || len(office.started()) > 0 {
		t.Errorf("a rollback to what is no generation: status %d, jobs %v", status, office.started())
	}
}

// signedIn signs a browser in by the form.
func signedIn(t *testing.T, ctx context.Context, base string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(base+"/desk"), chromedp.WaitReady(chromedp.CSS("#token")), chromedp.SendKeys(chromedp.CSS("#token"), deskToken+"\r"))
	until(t, ctx, `document.querySelector("nav.rooms")`)
}

func TestTheDeskIsAccessibleAndFitsEveryWidth(t *testing.T) {
	source := axe(t)
	office := newOffice()
	office.wait(false)
	server := serve(t, withDesk(t, office))
	ctx := browser(t)
	do(t, ctx, chromedp.Navigate(server.URL+"/desk"))
	accessible(t, ctx, source, "sign-in")
	shot(t, ctx, "desk-signin")
	signedIn(t, ctx, server.URL)
	for _, mode := range []string{"light", "dark"} {
		if mode == "dark" {
			dark(t, ctx)
		}
		for name, path := range deskPages {
			for _, lang := range []string{"ja", "en"} {
				glue := "?"
				if strings.Contains(path, "?") {
					glue = "&"
				}
				for _, width := range []int64{390, 1280} {
					do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(server.URL+path+glue+"hl="+lang), chromedp.WaitReady(chromedp.CSS("#main")))
					if over := eval[int64](t, ctx, `document.documentElement.scrollWidth`); over > width {
						t.Errorf("%s in %s at %d px is %d px wide", name, lang, width, over)
					}
					if lang == "ja" == (mode == "light") {
						shot(t, ctx, strings.Join([]string{"desk", strings.ReplaceAll(name, " ", "-"), lang, mode, strconv.FormatInt(width, 10)}, "-"))
					}
				}
				accessible(t, ctx, source, name+", "+lang+", "+mode)
			}
		}
	}
}

func TestAPreviewIsAccessible(t *testing.T) {
	source := axe(t)
	server := serve(t, withDesk(t, newOffice()))
	ctx := browser(t)
	signedIn(t, ctx, server.URL)
	for _, width := range []int64{390, 1280} {
		do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(server.URL+"/desk/rules"), chromedp.SendKeys(chromedp.CSS("#text"), "a = 1"),
			chromedp.Click(chromedp.CSS(`button[formaction$="/rules/preview"]`)))
		until(t, ctx, `document.querySelector("#preview summary")`)
		do(t, ctx, chromedp.Click(chromedp.CSS("#preview summary")))
		accessible(t, ctx, source, "preview")
		if over := eval[int64](t, ctx, `document.documentElement.scrollWidth`); over > width {
			t.Errorf("at %d px it is %d px wide", width, over)
		}
		shot(t, ctx, "desk-preview-"+strconv.FormatInt(width, 10))
	}
}

func TestTheDeskShowsHowFarAJobIs(t *testing.T) {
	office := newOffice()
	server := serve(t, withDesk(t, office))
	ctx := browser(t)
	signedIn(t, ctx, server.URL)
	do(t, ctx, chromedp.Navigate(server.URL+"/desk/work"), chromedp.Click(chromedp.CSS(`button[value=reindex]`)))
	until(t, ctx, `document.querySelector("#bar")?.value === 3 && document.querySelector("#line").textContent.includes("3 / 12 ·")`)
	accessible(t, ctx, axe(t), "a job")
	shot(t, ctx, "desk-job")
	office.end()
	until(t, ctx, `document.body.textContent.includes("g2")`)
}
