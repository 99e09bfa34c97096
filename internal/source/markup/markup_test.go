package markup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/source/markup"
)

func TestTitlesAreText(t *testing.T) {
	for in, want := range map[string]string{
		"A &amp; B <b>bold</b>": "A & B bold",
		"a < b and c > d":       "a < b and c > d",
		"&lt;b&gt; を使う":         "<b> を使う",
		"<!--:en-->Hello<!--:--><!--:ja-->今日は<!--:-->": "Hello / 今日は",
		"[:en]Hello[:ja]今日は[:]":                        "Hello / 今日は",
		"[1] 最初":                                       "[1] 最初",
	} {
		if got := markup.Plain(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestBodiesOfWordPress compares each testdata/*.txt, made HTML, with the file beside it.
func TestBodiesOfWordPress(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		in, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := markup.WordPress(string(in))
		golden := strings.TrimSuffix(name, ".txt") + ".html"
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v; it gives\n%s", name, err, got)
		}
	}
}

func FuzzWordPress(f *testing.F) {
	for _, in := range []string{"[php]x[/php] <PRE>[a b=c]</pre>", "İ<code>[x y=z]", "[[code]] [embed]https://a.example[/embed]", "<!-- wp:code {\"language\":\"go\"} --><pre>", "[pastacode manual=\"%\"]"} {
		f.Add(in)
	}
	f.Fuzz(func(_ *testing.T, in string) {
		markup.WordPress(in)
		markup.Plain(in)
	})
}

func TestManyBracketsTakeLittleTime(t *testing.T) {
	start := time.Now()
	markup.WordPress(strings.Repeat("[a b] [a] ", 100_000) + "[/a]")
	t.Log(time.Since(start))
}
