package jsonl_test

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/jsonl"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func read(t *testing.T, r io.Reader, x blog.Export) []blog.Capture {
	t.Helper()
	var out []blog.Capture
	for c, err := range jsonl.Read(t.Context(), r, x) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", jsonl.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.jsonl", jsonl.Read) }

func TestLineEndsDoNotMatter(t *testing.T) {
	const line = `{"url":"https://blog.example/a","text":"x"}`
	for name, in := range map[string]string{
		"no end at all": line, "line feed": line + "\n", "carriage return": line + "\r\n", "byte order mark": "\ufeff" + line, "blank lines": "\n\n" + line + "\n\n",
	} {
		if got := read(t, strings.NewReader(in), sourcetest.Export("a")); len(got) != 1 || got[0].Page == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := read(t, strings.NewReader(""), sourcetest.Export("a")); len(got) != 0 {
		t.Errorf("an empty file gives %+v", got)
	}
}

func TestATooLongLineLosesOnlyItself(t *testing.T) {
	in := `{"url":"https://blog.example/a","text":"` + strings.Repeat("x", 11<<20) + "\"}\n" + `{"url":"https://blog.example/b","text":"x"}`
	got := read(t, strings.NewReader(in), sourcetest.Export("a"))
	if len(got) != 2 || got[0].Page != nil || got[1].Page == nil || got[1].Visit.Found != "a:2" {
		t.Errorf("%d captures", len(got))
	}
}

func posts(p ...*blog.Post) iter.Seq2[*blog.Post, error] {
	return func(yield func(*blog.Post, error) bool) {
		for _, p := range p {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func TestWritingThenReadingKeepsWhatIsKnown(t *testing.T) {
	p := &blog.Post{
		Site: "https://blog.example/", URL: "https://blog.example/a?b=c&d", Title: "題名 <b> & \"q\"", Author: "橘, mori",
		Tags: []string{"C++, C#"}, Lang: "ja", Published: time.Date(2016, 8, 19, 21, 14, 9, 5e6, time.FixedZone("", 9*60*60)),
		Blocks: []blog.Block{
			{Kind: blog.Heading, Text: "見出し", Anchor: `a"b`}, {Kind: blog.Paragraph, Text: "一行目\n二行目 <b>"},
			{Kind: blog.Code, Text: "if a < b {\n\t\"x\"\n}", Lang: "go"}, {Kind: blog.Quote, Text: "引用"}, {Kind: blog.ListItem, Text: "項目"},
			{Kind: blog.TableRow, Text: "a\tb"}, {Kind: blog.ImageAlt, Text: "犬の写真"}, {Kind: blog.Footnote, Text: "注"},
		},
	}
	var out bytes.Buffer
	if n, err := jsonl.Write(&out, posts(p)); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	got := read(t, &out, sourcetest.Export("a"))[0].Page
	const body = `<h2 id="a&#34;b">見出し</h2>
<p>一行目<br>二行目 &lt;b&gt;</p>
<pre data-lang="go">if a &lt; b {
	&#34;x&#34;
}</pre>
<blockquote><p>引用</p></blockquote>
<ul><li>項目</li></ul>
<table><tr><td>a</td><td>b</td></tr></table>
<p><img alt="犬の写真"></p>
<div class="footnotes"><p>注</p></div>
`
	if string(got.Body) != body || got.Form != blog.FormHTML {
		t.Errorf("the body is\n%s", got.Body)
	}
	k := got.Known
	if k.Title != p.Title || k.Author != p.Author || k.Lang != p.Lang || len(k.Tags) != 1 || k.Tags[0] != p.Tags[0] || !k.Published.Equal(p.Published) || got.URL != p.URL || got.Site != p.Site {
		t.Errorf("%+v", got)
	}
}

func TestWritingStopsAtAnError(t *testing.T) {
	broken := errors.New("archive on fire")
	_, err := jsonl.Write(io.Discard, func(yield func(*blog.Post, error) bool) { yield(nil, broken) })
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}
