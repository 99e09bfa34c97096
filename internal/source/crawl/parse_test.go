package crawl_test

import (
	"bytes"
	"compress/gzip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

func packed(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSitemapsAreReadAsFarAsTheyGo(t *testing.T) {
	const two = `<url><loc>
https://b.example/1</loc></url><url><loc> https://b.example/2?a=1&amp;b=2 </loc><lastmod>soon</lastmod></url>`
	deep := strings.Repeat("<x>", 200)
	cases := []struct {
		name, body      string
		pages, sitemaps int
		broken          bool
	}{
		{"a plain one", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + two + `</urlset>`, 2, 0, false},
		{"without a declaration, with a mark and an empty line before it", "\uFEFF\n<urlset>" + two + "</urlset>", 2, 0, false},
		{"with a prefix for its namespace", `<s:urlset xmlns:s="x"><s:url><s:loc>https://b.example/1</s:loc></s:url></s:urlset>`, 1, 0, false},
		{"with pictures, whose addresses are no pages", `<urlset><url><loc>https://b.example/1</loc><image:image><image:loc>https://b.example/p.jpg</image:loc></image:image></url></urlset>`, 1, 0, false},
		{"an index", `<sitemapindex><sitemap><loc>https://b.example/s1.xml</loc></sitemap><sitemap><loc>https://b.example/s2.xml</loc></sitemap></sitemapindex>`, 0, 2, false},
		{"cut off in the middle", `<urlset>` + two + `<url><loc>https://b.exam`, 2, 0, true},
		{"plain text", "https://b.example/1\r\n\r\nnot an address\nhttps://b.example/2", 2, 0, false},
		{"a page instead", "<!doctype html><title>404</title>", 0, 0, true},
		{"nothing", "", 0, 0, true},
		{"nested without end", "<urlset>" + deep, 0, 0, true},
		{"an address without an end", "<urlset><url><loc>https://b.example/" + strings.Repeat("a", 1<<20) + "</loc></url></urlset>", 0, 0, false},
		{"addresses that are none", "<urlset><url><loc>javascript:alert(1)</loc></url><url><loc>/relative</loc></url><url></url></urlset>", 0, 0, false},
		{"more addresses than the protocol allows", "<urlset>" + strings.Repeat("<url><loc>http://b.example/</loc></url>", 50_001) + "</urlset>", 50_000, 0, true},
	}
	for _, c := range cases {
		for _, body := range [][]byte{[]byte(c.body), packed(t, c.body)} {
			pages, sitemaps, _, err := crawl.Sitemap(body)
			if len(pages) != c.pages || len(sitemaps) != c.sitemaps || (err != nil) != c.broken {
				t.Errorf("%s: %d pages, %d sitemaps, %v", c.name, len(pages), len(sitemaps), err)
			}
		}
	}
	if _, _, _, err := crawl.Sitemap(packed(t, strings.Repeat(" ", 60<<20))); err == nil {
		t.Error("a small file that swells to 60 MB is read")
	}
}

func TestSitemapsOfOthersAreRead(t *testing.T) {
	dir := corpus.Path(t, "corpora", "sitemaps")
	want := map[string][2]int{"sitemap-with-bom.txt": {2, 0}, "sitemap.badns.xml": {2, 0}, "sitemap.index.xml": {0, 15}, "sitemap.ns.xml": {2, 0},
		"sitemap.txt": {2, 0}, "sitemap.txt.gz": {5, 0}, "xmlSitemap.gz": {5, 0}}
	for name, n := range want {
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		pages, sitemaps, _, err := crawl.Sitemap(body)
		if err != nil || len(pages) != n[0] || len(sitemaps) != n[1] {
			t.Errorf("%s: %d pages, %d sitemaps, %v", name, len(pages), len(sitemaps), err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "extension", "*.xml"))
	if err != nil || len(files) < 9 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pages, _, _, err := crawl.Sitemap(body)
		if err != nil || len(pages) == 0 {
			t.Errorf("%s: %d pages, %v", filepath.Base(f), len(pages), err)
		}
	}
	body, err := os.ReadFile(filepath.Join(dir, "atom.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, isFeed, err := crawl.Sitemap(body); err != nil || !isFeed {
		t.Errorf("a feed as sitemap: %v, %v", isFeed, err)
	}
	if posts, err := crawl.Feed(body); err != nil || len(posts) != 1 {
		t.Errorf("a feed as sitemap: %q, %v", posts, err)
	}
}

func TestDatesOfSitemapsAreReadInAllForms(t *testing.T) {
	for _, s := range []string{"2024-04-02T07:15:00+09:00", "2024-04-01T22:15:00Z", "2024-04-01T22:15:00.000Z", "2024-04-02T07:15+09:00",
		"\n2024-04-02T07:15:00+0900 ", "2024-04-01T22:15:00", "2024-04-01 22:15:00", "2024-04-01 22:15:00 UTC", "Mon, 01 Apr 2024 22:15:00 GMT"} {
		if got := crawl.Changed(s); !got.Equal(time.Date(2024, 4, 1, 22, 15, 0, 0, time.UTC)) {
			t.Errorf("%q is %v", s, got)
		}
	}
	if got := crawl.Changed("2024-04-01"); !got.After(time.Date(2024, 4, 1, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("a day alone is %v, which is before the day is over", got)
	}
	for _, s := range []string{"", "soon", "0000-00-00", "2024-13-45"} {
		if got := crawl.Changed(s); !got.IsZero() {
			t.Errorf("%q is %v", s, got)
		}
	}
}

func TestAFeedWhoseElementsLieWithoutEndInEachOtherIsRefused(t *testing.T) {
	for _, begin := range []string{`<rss version="2.0" xmlns:x="http://x/"><channel><item>`, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">`, "\n "} {
		if _, err := crawl.Feed([]byte(begin + strings.Repeat(`<x:a b="/>">`, 1_000_000))); err == nil {
			t.Errorf("%s: no error", begin)
		}
	}
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><urlset><url><loc>http://a/</loc><lastmod>2024-01-01</lastmod></url></urlset>`))
	f.Add([]byte("<sitemapindex><sitemap>http://a/s</sitemap></sitemapindex>"))
	f.Add([]byte("http://a/\nhttp://b/"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		pages, sitemaps, _, _ := crawl.Sitemap(body)
		for _, p := range append(pages, sitemaps...) {
			if !strings.HasPrefix(p, "http://") && !strings.HasPrefix(p, "https://") {
				t.Fatalf("%q is no address", p)
			}
		}
	})
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><rss version="2.0"><channel><item><title>a</title><link>http://a/1</link><pubDate>Mon, 01 Apr 2024 22:15:00 GMT</pubDate></item></channel></rss>`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://a/1"/><author><name>x</name></author></entry></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"http://a/1"}]}`))
	f.Fuzz(func(_ *testing.T, body []byte) { _, _ = crawl.Feed(body) })
}

func FuzzLinks(f *testing.F) {
	f.Add([]byte(`<base href="/x/"><a href="../y?utm_source=z#a">y</a><a href="//b.example:443/">b</a><link rel="canonical" href="/c"><article><h2><a href=q>`), "http://b.example/x/")
	f.Add([]byte(`<script type="application/ld+json">[{"@type":["A",1]}]</script><meta http-equiv=refresh content="0;url=%zz">`), "http://b.example/")
	f.Fuzz(func(t *testing.T, body []byte, address string) {
		links, err := crawl.Links(body, "http://b.example/x/", address)
		if err != nil {
			return
		}
		for _, l := range links {
			u, err := url.Parse(l)
			if err != nil || u.Host != "b.example" || !strings.HasPrefix(u.Path, "/x") {
				t.Fatalf("%q leads out of the blog to %q", body, l)
			}
		}
	})
}
