package web_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/web"
)

// hostile gives the naughty strings and the payloads for injecting scripts that lie beside the project.
func hostile(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, name := range []string{"blns.json", "xss-payloads.json"} {
		body, err := os.ReadFile(corpus.Path(t, "corpora", "naughty", name))
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		if err := json.Unmarshal(body, &list); err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		all = append(all, list...)
	}
	return all
}

// hostilePosts have each string wherever a post has text.
func hostilePosts(all []string) []*blog.Post {
	var posts []*blog.Post
	for i, text := range all {
		address := fmt.Sprintf("https://blog.example.com/%d", i)
		p := &blog.Post{
			ID: blog.NewID(address), URL: address, Site: "https://blog.example.com/", Title: text, Author: text, Tags: []string{text}, Lang: "en", Image: text,
			Blocks: []blog.Block{{Kind: blog.Heading, Text: text, Anchor: text}, {Kind: blog.Code, Text: text}, {Kind: blog.Paragraph, Text: text}},
		}
		if i%2 == 0 {
			p.URL = text // an address that a broken blog gives
			p.Lang = text
		}
		posts = append(posts, p)
	}
	return posts
}

var onlyMarks = regexp.MustCompile(`^(?:[^<>&"']|&(?:lt|gt|amp|#34|#39);|</?mark>)*$`)

func TestNothingHostileGetsOutUnescaped(t *testing.T) {
	all := hostile(t)
	engine := newFake(hostilePosts(all)...)
	server := serve(t, web.Options{Engine: engine, KeptPosts: true, Images: true})
	for i, text := range all {
		v := url.Values{"size": {"20"}, "page": {fmt.Sprint(i%30 + 1)}}
		if text = strings.ToValidUTF8(text, ""); utf8.RuneCountInString(text) <= 200 {
			v.Set("q", text)
			v.Del("page")
		}
		got := get(t, server.URL+"/api/v1/search?"+v.Encode())
		if got.StatusCode >= 500 {
			t.Errorf("%q: status %d", text, got.StatusCode)
		}
		for _, h := range list(got.object(t)["hits"]) {
			for _, name := range []string{"title_html", "snippet_html"} {
				if out := h.(map[string]any)[name].(string); !onlyMarks.MatchString(out) {
					t.Errorf("%s = %q", name, out)
				}
			}
		}
		paths := []string{"/search?" + v.Encode(), "/posts/" + string(engine.posts[i].ID) + "?" + v.Encode()}
		for _, path := range paths {
			got := get(t, server.URL+path)
			if got.StatusCode >= 500 {
				t.Errorf("%s: status %d", path, got.StatusCode)
			}
			for _, fault := range foreign(t, got.body) {
				t.Errorf("%s: %s", path, fault)
			}
		}
	}
}

func list(v any) []any {
	l, _ := v.([]any) // an error has no hits
	return l
}

// ours are the elements and attributes of the templates.
var (
	ours = strings.Fields("html head meta title link script body a header form label input button p main h1 h2 div nav ul ol li article time span section " +
		"output pre code mark del aside fieldset legend details summary svg rect footer blockquote img table thead tbody tr th td")
	attributes = strings.Fields("lang charset name property content rel alt loading decoding referrerpolicy type href title src class for id role action method value placeholder maxlength autocomplete " +
		"autocapitalize spellcheck enterkeyhint autofocus tabindex data-status data-live data-show data-close data-values data-none data-name data-words data-min data-max data-done data-gone data-again data-preview data-match data-nomatch data-address title min max aria-label aria-hidden aria-current aria-labelledby start datetime " +
		"hidden checked viewbox preserveaspectratio width height")
)

// foreign lists what is in a page and in none of its templates.
func foreign(t *testing.T, body string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	for n := range root.Descendants() {
		if n.Type == html.CommentNode || n.Type == html.ElementNode && !slices.Contains(ours, n.Data) {
			found = append(found, "element "+n.Data)
		}
		for _, a := range n.Attr {
			link := a.Key == "href" || a.Key == "src" || a.Key == "action"
			scheme, _, _ := strings.Cut(a.Val, ":")
			if !slices.Contains(attributes, strings.ToLower(a.Key)) || link && strings.EqualFold(strings.TrimSpace(scheme), "javascript") {
				found = append(found, fmt.Sprintf("attribute %s=%q of %s", a.Key, a.Val, n.Data))
			}
		}
		if n.Data == "script" && n.Type == html.ElementNode && n.FirstChild != nil {
			found = append(found, "a script in the page")
		}
	}
	return found
}

func TestNoHostileScriptRuns(t *testing.T) {
	all := hostile(t)
	s := newStage(t, oneLine)
	err := chromedp.Listen(s.ctx, func(ev any) {
		if e, ok := ev.(*page.EventJavascriptDialogOpening); ok {
			t.Errorf("a script ran and said %q", e.Message)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	posts := hostilePosts(all)
	for from := 0; from < len(posts); from += 100 {
		s.engine.set(func() { s.engine.posts = posts[from:min(from+100, len(posts))] })
		s.engine.generation.Add(1)
		do(t, s.ctx, chromedp.Navigate(s.server.URL+"/search?size=100"))
	}
	find := func(shown []*blog.Post) func(*index.Result) { // whatever is asked
		return func(r *index.Result) {
			r.Total, r.Hits = len(shown), nil
			for _, p := range shown {
				r.Hits = append(r.Hits, newHit(p, query.Word{Text: "a"}, 1))
			}
		}
	}
	for from := 0; from < len(posts); from += 24 {
		if from%480 == 0 { // the query is full now and then
			s.visit()
			s.open()
		}
		s.engine.set(func() { s.engine.change = find(posts[from:min(from+24, len(posts))]) })
		eval[bool](t, s.ctx, in+`querySelector("[role=listbox]").replaceChildren() ?? true`)
		s.write("a")
		s.until(in + `querySelectorAll("[role=option]").length > 0`)
		if got := eval[int64](t, s.ctx, in+`querySelectorAll("[role=listbox] :not(div, span, mark, del)").length`); got != 0 {
			t.Errorf("%d foreign elements in the box", got)
		}
	}
}
