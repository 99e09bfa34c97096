package markdown_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/markdown"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func TestMarkdownRendersAsGolden(t *testing.T) {
	names, _ := filepath.Glob("testdata/*.md")
	for _, name := range names {
		in, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out, err := markdown.HTML(in)
		if err != nil {
			t.Fatal(err)
		}
		c := sourcetest.Export(name).Capture(0, blog.Page{URL: "https://blog.example/", Form: blog.FormHTML, Body: out})
		sourcetest.Golden(t, name+".golden", func(yield func(blog.Capture, error) bool) { yield(c, nil) })
	}
}

func TestNotationsGiveWayToWhatTheyShow(t *testing.T) {
	names, _ := filepath.Glob("testdata/clean/*.md")
	for _, name := range names {
		in, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := sourcetest.Export(name).Capture(0, blog.Page{URL: "https://blog.example/", Form: blog.FormMarkdown, Body: []byte(markdown.Clean(string(in)))})
		sourcetest.Golden(t, name+".golden", func(yield func(blog.Capture, error) bool) { yield(c, nil) })
	}
}

func FuzzClean(f *testing.F) {
	names, _ := filepath.Glob("testdata/clean/*.md")
	for _, name := range names {
		in, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(in))
	}
	f.Fuzz(func(t *testing.T, in string) {
		if out := markdown.Clean(in); len(out) > 4*len(in)+100 {
			t.Errorf("%d bytes become %d", len(in), len(out))
		}
	})
}

func TestHostileMarkdownIsShownAsItIs(t *testing.T) {
	const n = 200_000
	var nested strings.Builder
	for i := range 1500 {
		nested.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
	}
	for name, in := range map[string]string{
		"open links":      strings.Repeat("[a](", n),
		"open emphasis":   strings.Repeat("**a_", n),
		"references":      strings.Repeat("[a]: b\n", n) + strings.Repeat("[a]", n),
		"nested lists":    nested.String(),
		"nested quotes":   strings.Repeat("> ", n) + "a",
		"a huge table":    "|" + strings.Repeat("a|", 5000) + "\n|" + strings.Repeat("-|", 5000) + "\n" + strings.Repeat("|a\n", 2000),
		"many paragraphs": strings.Repeat(strings.Repeat("**a_", 10_000)+"\n\n", 100),
	} {
		out, err := markdown.HTML([]byte(in))
		if err != nil || !strings.HasPrefix(string(out), "<p>") || strings.Contains(string(out), "<em>") || strings.Contains(string(out), "<td>") {
			t.Errorf("%s: %v, %.80s", name, err, out)
		}
	}
	if _, err := markdown.HTML(make([]byte, 6<<20)); err == nil {
		t.Error("six MiB are rendered")
	}
}

func TestLongButHonestMarkdownIsRendered(t *testing.T) {
	for name, in := range map[string]string{
		"a list of links": strings.Repeat("- [name](https://example.com/) of `something`\n", 3000),
		"minified code":   "```js\n" + strings.Repeat("f(a[0],b_c);", 5000) + "\n```\n",
		"a table":         "|a|b|\n|-|-|\n" + strings.Repeat("|1|2|\n", 5000),
	} {
		out, err := markdown.HTML([]byte(in))
		if err != nil || strings.HasPrefix(string(out), "<p>") {
			t.Errorf("%s: %v, %.80s", name, err, out)
		}
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("# a\n\n[^1]\n\n[^1]: b\n\n<div>"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if _, err := markdown.HTML(in); err != nil {
			t.Error(err)
		}
	})
}
