package extract_test

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/extract"
)

var large = flag.Bool("large", false, "make the hostile pages as large as a page may be")

// hostile pages are large and made to cost as much as they can.
func hostile() map[string]string {
	size := 256 << 10
	if *large {
		size = 5 << 20
	}
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	const head = `<!DOCTYPE html><html><head><title>t</title><meta property="article:published_time" content="2020-01-02"></head><body>`
	return map[string]string{
		"a hundred thousand nested divs":        head + strings.Repeat("<div>", 100_000) + "deep inside" + strings.Repeat("</div>", 100_000),
		"nested divs that are never closed":     head + fill("<div class=share>x"),
		"nested formatting that never closes":   head + fill("<b><i><font color=red>x"),
		"formatting closed in the wrong order":  head + fill("<a><b><p>x</a></b>"),
		"paragraphs and nothing else":           head + "<article>" + fill("<p>同じ段落がどこまでも続きます。</p>"),
		"half a million articles":               head + fill("<article><h2><a href=/x>x</a></h2></article>"),
		"articles inside articles":              head + strings.Repeat("<article class=hentry><h2>x</h2>", 400) + fill("<p>text"),
		"tables inside tables":                  head + "<article>" + strings.Repeat("<table><tr><td>", 120) + fill("<p>cell</p>"),
		"lists inside lists":                    head + "<article>" + strings.Repeat("<ul><li><a href=#a>x</a>", 200) + fill("<li><a href=#b>y</a>"),
		"a class of five megabytes":             head + `<article><div class="` + fill("share-x ") + `">x</div><p>text`,
		"an attribute that never ends":          head + `<p title="` + fill("x"),
		"json-ld nested without end":            head + `<script type="application/ld+json">` + strings.Repeat("[", size/2) + `</script><p>x`,
		"json-ld with a hundred thousand posts": head + `<script type="application/ld+json">[` + strings.Repeat(`{"@type":"Article","url":"/x"},`, 100_000) + `{}]</script><p>x`,
		"headings that link to each other":      head + fill("<h2><a href=/y>y</a></h2>"),
		"a million line breaks":                 head + "<article>" + fill("<br>"),
		"time elements and no text":             head + "<article>" + fill("<time>2020-01-01</time>"),
		"meta elements without end":             strings.TrimSuffix(head, "</head><body>") + fill(`<meta name=author content=x>`),
		"bytes that are no text":                head + fill("\x00\xff\xfe<p\x00>\u202e"),
		"one line of code without end":          head + "<article><pre>" + fill("x\u00a0<span>y</span>"),
		"an unknown page without any structure": "<html><body>" + fill("word "),
	}
}

func TestHostilePagesEnd(t *testing.T) {
	corpus.Slow(t)
	for name, body := range hostile() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			post, err := extract.Post(&blog.Page{URL: "https://evil.example/post", Site: "https://evil.example/", Form: blog.FormHTML, Body: []byte(body)})
			t.Logf("%d MB in %v: %v", len(body)>>20, time.Since(start).Round(time.Millisecond), err)
			if err == nil {
				sound(t, post)
			}
		})
	}
}

func TestDeepNestingKeepsTheText(t *testing.T) {
	body := hostile()["a hundred thousand nested divs"]
	post, err := extract.Post(&blog.Page{URL: "https://evil.example/post", Form: blog.FormHTML, Body: []byte(body)})
	if err != nil || !strings.Contains(post.Text(), "deep inside") {
		t.Errorf("got %v, %v", post, err)
	}
}

// sound checks what must hold of every post whatever it was read from.
func sound(t testing.TB, p *blog.Post) {
	t.Helper()
	if p.ID != blog.NewID(p.URL) {
		t.Errorf("the ID %s is not that of %s", p.ID, p.URL)
	}
	for _, s := range append([]string{p.Title, p.Author}, p.Tags...) {
		if strings.ContainsAny(s, "\x00") || s != strings.TrimSpace(s) || !utf8.ValidString(s) {
			t.Errorf("%q is not clean", s)
		}
	}
	for _, b := range p.Blocks {
		if strings.TrimSpace(b.Text) == "" || !utf8.ValidString(b.Text) {
			t.Errorf("the %s %q is not clean", b.Kind, b.Text)
		}
		if i := strings.IndexFunc(b.Text, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' && r != '\t' || r >= '\u202a' && r <= '\u202e'
		}); i >= 0 {
			t.Errorf("the %s has a control character at %d", b.Kind, i)
		}
	}
}

func FuzzPost(f *testing.F) {
	for _, pattern := range []string{"testdata/post/*.html", "testdata/list/*.html"} {
		for _, path := range cases(f, pattern) {
			body, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, form := range []blog.Form{blog.FormHTML, blog.FormText} {
			p := &blog.Page{URL: "https://fuzz.example/entry/1", Site: "https://fuzz.example/", Form: form, Body: body}
			posts, err := extract.Posts(p)
			if err != nil && len(posts) > 0 && !errors.Is(err, extract.ErrUndated) || err == nil && len(posts) == 0 {
				t.Fatalf("%d posts and %v", len(posts), err)
			}
			if form == blog.FormText && err != nil && !errors.Is(err, extract.ErrNotPost) {
				t.Fatal(err)
			}
			for _, post := range posts {
				sound(t, post)
			}
		}
	})
}
