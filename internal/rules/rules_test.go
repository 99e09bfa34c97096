package rules_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/rules"
)

const full = `# what an owner may write
synonyms = ["k8s, kubernetes", "社内基盤 => プラットフォーム"]

[tags]
"Go" = ["golang", "Go言語"]

[authors]
"佐藤花子" = ["hanako"]

[boost]
fresh = 2

[boost.tags]
"お知らせ" = 0.5

[boost.blogs]
"tech.example.com" = 1.25

[suggest]
stop = ["暫定"]

[exclude]
paths = ["/drafts/"]
tags = ["日記"]

[[pin]]
query = "採用"
urls = ["https://blog.example.com/jobs"]

[[hide]]
query = "採用"
urls = ["https://blog.example.com/old-jobs", "https://blog.example.com/older"]
`

func parse(t *testing.T, text string) *rules.Rules {
	t.Helper()
	r, err := rules.Parse("rules.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	r := parse(t, full)
	again := parse(t, string(r.Format()))
	if !reflect.DeepEqual(r, again) {
		t.Errorf("%+v\nis read back as\n%+v", r, again)
	}
	if *r.Boost.Fresh != 2 || r.Tags["Go"][1] != "Go言語" || r.Hides[0].URLs[1] != "https://blog.example.com/older" {
		t.Errorf("read %+v", r)
	}
	if r := parse(t, "# nothing\n"); !r.IsEmpty() || len(r.Format()) != 0 {
		t.Errorf("rules that say nothing: %s", r.Format())
	}
}

// TestMistakesAreToldWithFileLineAndKey reads files of testdata/wrong: the first line of each says, behind "# ", how its error begins.
func TestMistakesAreToldWithFileLineAndKey(t *testing.T) {
	files, err := filepath.Glob("testdata/wrong/*.toml")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			want := "rules.toml: " + strings.TrimPrefix(first, "# ")
			_, err = rules.Parse("rules.toml", text)
			if !errors.Is(err, blog.ErrUsage) || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("error %v\n want %s", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "rules.Rules") || err != nil && strings.Contains(err.Error(), "Go type") {
				t.Errorf("the error names types of Go: %v", err)
			}
		})
	}
}

func TestNamesStandForOthers(t *testing.T) {
	c := parse(t, full).Compile()
	for name, want := range map[string]string{"Go": "Go", "golang": "Go", "GoLang": "Go", "Ｇｏ言語": "Go", "go": "Go", "Rust": "Rust", "": ""} {
		if got := c.Tag(name); got != want {
			t.Errorf("tag %q is shown as %q, want %q", name, got, want)
		}
	}
	p := &blog.Post{Author: "hanako", Tags: []string{"golang", "k8s", "Go"}}
	if got := c.Post(p); got.Author != "佐藤花子" || !reflect.DeepEqual(got.Tags, []string{"Go", "k8s"}) {
		t.Errorf("the post is shown as %+v", got)
	}
	if p.Author != "hanako" || p.Tags[0] != "golang" {
		t.Error("the post itself was changed")
	}
	if other := (&blog.Post{Author: "taro", Tags: []string{"Rust"}}); c.Post(other) != other {
		t.Error("a post of which nothing is said was copied")
	}
}

func TestExcludedPosts(t *testing.T) {
	for pattern, of := range map[string]map[string]bool{
		"/drafts/":                      {"https://a.example/drafts/x": true, "https://a.example/drafts/x/y": true, "https://a.example/drafts": false, "https://a.example/x/drafts/": false},
		"/about":                        {"https://a.example/about": true, "https://a.example/about/": true, "https://a.example/about/us": false},
		"/2016/*/memo":                  {"https://a.example/2016/08/memo": true, "https://a.example/2016/08/19/memo": true, "https://a.example/2016/memo": false, "https://a.example/2016/08/memo2": false},
		"*memo*":                        nil,
		"https://b.example/":            {"https://b.example/x": true, "https://a.example/x": false},
		"https://b.example/old/*":       {"https://b.example/old/1": true, "https://b.example/new/1": false, "https://c.example/old/1": false},
		"/archives/?p=12":               {"https://a.example/archives/?p=12": true, "https://a.example/archives/?p=1": false},
		"https://B.example/Upper*Lower": {"https://b.example/Upper/Lower": true, "https://b.example/upper/lower": false},
	} {
		if of == nil {
			if _, err := rules.Parse("r", []byte(`exclude.paths = ["`+pattern+`"]`)); err == nil {
				t.Errorf("the pattern %s was taken", pattern)
			}
			continue
		}
		c := parse(t, `exclude.paths = ["`+pattern+`"]`).Compile()
		for url, want := range of {
			if got := c.Excluded(&blog.Post{URL: url}) != ""; got != want {
				t.Errorf("%s excludes %s: %v, want %v", pattern, url, got, want)
			}
		}
	}
	c := parse(t, "[tags]\n\"日記\" = [\"diary\"]\n[exclude]\ntags = [\"Diary\"]\n").Compile()
	for tag, want := range map[string]bool{"日記": true, "diary": true, "DIARY": true, "日": false} {
		if got := c.Excluded(&blog.Post{URL: "https://a.example/", Tags: []string{"x", tag}}) != ""; got != want {
			t.Errorf("the tag %s is excluded: %v", tag, got)
		}
	}
}

func TestPublishedTellsWhatChangesTheIndex(t *testing.T) {
	none := parse(t, "[tags]\n\"Go\" = [\"golang\"]\n")
	if none.Published() != "" {
		t.Errorf("aliases alone change what is published: %q", none.Published())
	}
	a, b := parse(t, full), parse(t, strings.Replace(full, `"golang", `, "", 1))
	if a.Published() == b.Published() {
		t.Error("other aliases of an excluded tag change nothing")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(full)
	for _, name := range []string{"wrong"} {
		files, _ := filepath.Glob("testdata/" + name + "/*.toml")
		for _, file := range files {
			if text, err := os.ReadFile(file); err == nil {
				f.Add(string(text))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := rules.Parse("f", []byte(text))
		if err != nil {
			if !errors.Is(err, blog.ErrUsage) {
				t.Errorf("error of another kind: %v", err)
			}
			return
		}
		written := r.Format()
		again, err := rules.Parse("f", written)
		if err != nil {
			t.Fatalf("%q is written as %q, which is refused: %v", text, written, err)
		}
		if string(again.Format()) != string(written) {
			t.Errorf("%q is read and written as %q", written, again.Format())
		}
		r.Compile().Excluded(&blog.Post{URL: "https://a.example/" + text, Tags: []string{text}})
	})
}
