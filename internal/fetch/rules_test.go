package fetch_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/fetch"
)

func TestRulesPassTheCasesOfRFC9309(t *testing.T) {
	data, err := os.ReadFile(corpus.Path(t, "corpora", "robots", "rfc9309-cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Test, Robots, Agent, URL string
		Allowed                  bool
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 142 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		if got := fetch.ParseRules([]byte(c.Robots)).Allowed(c.Agent, c.URL); got != c.Allowed {
			t.Errorf("%s: %q may ask for %q: %v, want %v, by\n%s", c.Test, c.Agent, c.URL, got, c.Allowed, c.Robots)
		}
	}
}

func TestRulesReadTheFilesOfOthers(t *testing.T) {
	dir := corpus.Path(t, "corpora", "robots", "files")
	read := func(name string) *fetch.Rules {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return fetch.ParseRules(data)
	}
	asks := []struct {
		file, agent, path string
		want              bool
	}{
		{"robots-with-utf8-bom.txt", "any", "/login.aspx", false},
		{"robots-with-utf16le-bom.txt", "any", "/login.aspx", false},
		{"robots-with-utf16be-bom.txt", "any", "/login.aspx", false},
		{"robots-with-utf16be-bom.txt", "any", "/home", true},
		{"rfc9309-example-longest-match-robots.txt", "foobot", "/example/page/disallowed.gif", false},
		{"rfc9309-example-longest-match-robots.txt", "foobot", "/example/page/", true},
		{"crawl-delay-group-merging.txt", "yourbot", "/login/", false},
		{"crawl-delay-group-merging.txt", "mybot", "/private/x", false},
		{"directive-typos-robots.txt", "bot", "/dissalow/", false},
		{"directive-typos-robots.txt", "bot", "/useragent/", false},
	}
	for _, a := range asks {
		if got := read(a.file).Allowed(a.agent, "http://example.com"+a.path); got != a.want {
			t.Errorf("%s: %s may ask for %s: %v, want %v", a.file, a.agent, a.path, got, a.want)
		}
	}
	if got := read("sitemap-robots-dedup.txt").Sitemaps; len(got) != 1 {
		t.Errorf("one sitemap written twice counts once: %q", got)
	}
	if got := read("crawl-delay-group-merging.txt").CrawlDelay("mybot"); got != 10*time.Second {
		t.Errorf("crawl delay %v", got)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) < 20 {
		t.Fatalf("files: %d, %v", len(files), err)
	}
	for _, f := range files {
		read(filepath.Base(f)).Allowed(fetch.Product, "http://example.com/a/b?c=d")
	}
}

func TestRulesOfOurOwn(t *testing.T) {
	long := "User-agent: *\nDisallow: /" + strings.Repeat("a*", 200) + "c$\n"
	cases := []struct {
		name, robots, path string
		want               bool
	}{
		{"an empty file allows everything", "", "/", true},
		{"a page of HTML in its place allows everything", "<!doctype html><title>404</title>", "/x", true},
		{"our own group is used instead of the general one", "User-agent: *\nDisallow: /\n\nUser-agent: Fumikura\nDisallow: /private", "/x", true},
		{"robots.txt itself is always allowed", "User-agent: *\nDisallow: /", "/robots.txt", true},
		{"a carriage return alone ends a line", "User-agent: *\rDisallow: /a\r", "/a", false},
		{"a Japanese path is compared encoded", "User-agent: *\nDisallow: /日記/", "/%e6%97%a5%e8%a8%98/1", false},
		{"many stars do not explode", long, "/" + strings.Repeat("a", 2000) + "b", true},
	}
	for _, c := range cases {
		if got := fetch.ParseRules([]byte(c.robots)).Allowed(fetch.Product, "https://blog.example"+c.path); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
	delays := map[string]time.Duration{"2.5": 2500 * time.Millisecond, "86400": fetch.MaxCrawlDelay, "soon": 0, "-3": 0, "NaN": 0, "": 0}
	for written, want := range delays {
		if got := fetch.ParseRules([]byte("User-agent: *\nCrawl-delay: " + written)).CrawlDelay(fetch.Product); got != want {
			t.Errorf("Crawl-delay %q is %v, want %v", written, got, want)
		}
	}
}

func FuzzRules(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%e3%81%82\nCrawl-delay: 3\nSitemap: /s.xml"), "http://a/b")
	f.Add([]byte("\xFF\xFEU\x00s\x00"), "//x?y#z")
	f.Fuzz(func(t *testing.T, text []byte, address string) {
		r := fetch.ParseRules(text)
		r.Allowed(fetch.Product, address)
		if d := r.CrawlDelay(fetch.Product); d < 0 || d > fetch.MaxCrawlDelay {
			t.Fatalf("crawl delay %v", d)
		}
		if !r.Allowed(fetch.Product, "http://a/robots.txt") {
			t.Fatal("robots.txt itself is forbidden")
		}
	})
}
