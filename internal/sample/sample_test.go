package sample_test

import (
	"encoding/xml"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/fumikura/fumikura/internal/sample"
)

func start(t *testing.T, o sample.Options) string {
	t.Helper()
	srv := httptest.NewServer(sample.Handler(o))
	t.Cleanup(srv.Close)
	return srv.URL
}

func get(t *testing.T, address string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestTheBlogIsVaried(t *testing.T) {
	posts := sample.Posts("http://sample.example")
	authors, years, langs := map[string]int{}, map[int]int{}, map[string]int{}
	for i, p := range posts {
		authors[p.Author]++
		years[p.Published.Year()]++
		langs[p.Lang]++
		if i > 0 && posts[i-1].Published.Before(p.Published) {
			t.Errorf("%s is newer than the post before it", p.URL)
		}
	}
	if len(posts) < 40 || len(authors) < 5 || len(years) < 13 || langs["en"] < 5 || langs["ja"] < 20 {
		t.Errorf("%d posts, authors %v, years %v, languages %v", len(posts), authors, years, langs)
	}
}

func TestEveryPostHasItsPage(t *testing.T) {
	base := start(t, sample.Options{})
	for _, p := range sample.Posts(base) {
		resp, body := get(t, p.URL)
		if resp.StatusCode != http.StatusOK || !utf8.ValidString(body) {
			t.Errorf("%s: %s", p.URL, resp.Status)
		}
		for _, want := range []string{
			`class="entry-title-link bookmark">` + strings.ReplaceAll(p.Title, "+", "&#43;") + `</a>`, `data-user-name="` + p.Author + `"`,
			p.Published.UTC().Format("2006-01-02T15:04:05Z"), `<link rel="canonical" href="` + p.URL + `"`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", p.URL, want)
			}
		}
		if strings.Contains(body, "続きを読む") || strings.Contains(body, "```") {
			t.Errorf("%s holds notation or a cut", p.URL)
		}
	}
}

var entryLink = regexp.MustCompile(`class="entry-title-link[^"]*"[^>]*href="([^"]+)"|href="([^"]+)" class="entry-title-link`)

func TestPagersLeadToEveryPost(t *testing.T) {
	base := start(t, sample.Options{})
	want := addresses(base)
	for name, first := range map[string]string{"the front page": base + "/", "the archive": base + "/archive"} {
		var got []string
		next := first
		for range 50 {
			resp, body := get(t, next)
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s", next, resp.Status)
			}
			for _, m := range entryLink.FindAllStringSubmatch(body, -1) {
				got = append(got, m[1]+m[2])
			}
			m := regexp.MustCompile(`href="([^"]+)" rel="next"`).FindStringSubmatch(body)
			if m == nil {
				break
			}
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s leads to %d posts of %d", name, len(got), len(want))
		}
	}
}

func addresses(base string) []string {
	var out []string
	for _, p := range sample.Posts(base) {
		out = append(out, p.URL)
	}
	return out
}

func TestSitemapsLeadToEveryPost(t *testing.T) {
	base := start(t, sample.Options{})
	type locs struct {
		Map []string `xml:"sitemap>loc"`
		URL []string `xml:"url>loc"`
	}
	read := func(address string) (l locs) {
		_, body := get(t, address)
		if err := xml.Unmarshal([]byte(body), &l); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		return l
	}
	var got []string
	for _, m := range read(base + "/sitemap_index.xml").Map {
		for _, u := range read(strings.TrimSpace(m)).URL {
			if u = strings.TrimSpace(u); strings.Contains(u, "/entry/") {
				got = append(got, u)
			}
		}
	}
	if want := addresses(base); !slices.Equal(got, want) {
		t.Errorf("%d posts of %d", len(got), len(want))
	}
	if resp, _ := get(t, base+"/sitemap_periodical.xml?year=2013&month=1"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a month without posts: %s", resp.Status)
	}
}

func TestFeedsAreWellFormed(t *testing.T) {
	base := start(t, sample.Options{})
	for _, path := range []string{"/feed", "/rss"} {
		_, body := get(t, base+path)
		var v struct {
			Entry []struct{} `xml:"entry"`
			Item  []struct{} `xml:"channel>item"`
		}
		if err := xml.Unmarshal([]byte(body), &v); err != nil || len(v.Entry)+len(v.Item) != 30 {
			t.Errorf("%s: %v, %d entries", path, err, len(v.Entry)+len(v.Item))
		}
	}
}

func TestListsNameTheirPosts(t *testing.T) {
	base := start(t, sample.Options{})
	for path, want := range map[string]int{
		"/archive/category/C++": 1, "/archive/category/%E5%8B%89%E5%BC%B7%E4%BC%9A": 2, "/archive/author/emma": 8,
		"/archive/2016": 6, "/archive/2016/08": 1, "/archive/2016/08/19": 1,
	} {
		if _, body := get(t, base+path); strings.Count(body, `class="entry-title-link"`) != want {
			t.Errorf("%s names %d posts, want %d", path, strings.Count(body, `class="entry-title-link"`), want)
		}
	}
}

func TestWhatIsMissingIs404(t *testing.T) {
	base := start(t, sample.Options{})
	for _, path := range []string{"/entry/nothing", "/nothing", "/archive?page=9", "/archive/category/nothing", "/?page=x", "/archive/1999", "/images/fotolife/x.png"} {
		if resp, _ := get(t, base+path); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
}

func TestPagesAnswer304(t *testing.T) {
	base := start(t, sample.Options{})
	for _, path := range []string{"/", "/entry/2015/09/08/140000", "/feed", "/sitemap_index.xml", "/archive"} {
		resp, _ := get(t, base+path)
		tag, changed := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
		if again, _ := get(t, base+path, "If-None-Match", tag); tag == "" || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s with its ETag: %s", path, again.Status)
		}
		if again, _ := get(t, base+path, "If-Modified-Since", changed); changed == "" || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s with its Last-Modified: %s", path, again.Status)
		}
	}
}

func TestTheFrontPageCuts(t *testing.T) {
	base := start(t, sample.Options{})
	_, body := get(t, base+"/?page=1640000000")
	if !strings.Contains(body, `<a class="entry-see-more" href="`+base+`/entry/2021/10/28/postmortem-template">続きを読む</a>`) || strings.Contains(body, "反省の言葉") {
		t.Error("the front page shows a long article whole")
	}
	if _, body := get(t, base+"/"); strings.Contains(body, "widget.js") {
		t.Error("a box appears without a search address")
	}
}

func TestTheBoxIsOneLine(t *testing.T) {
	base := start(t, sample.Options{Base: "https://blog.minatori.example/", Search: "http://127.0.0.1:8080/"})
	_, body := get(t, base+"/")
	for _, want := range []string{`<script src="http://127.0.0.1:8080/widget.js" defer></script>`, `href="https://blog.minatori.example/entry/`} {
		if !strings.Contains(body, want) {
			t.Errorf("the front page lacks %s", want)
		}
	}
}

func TestOddSpellingsAreServedAsWritten(t *testing.T) {
	base := start(t, sample.Options{})
	if _, body := get(t, base+"/entry/2017/06/21/134500"); !strings.Contains(body, norm.NFD.String("ガイドブック")) {
		t.Error("the NFD spelling is gone")
	}
	if _, body := get(t, base+"/entry/2016/05/17/073000"); !strings.Contains(body, "全文検索ｴﾝｼﾞﾝ") || !strings.Contains(body, "ＡＷＳ") {
		t.Error("the half-width or full-width spelling is gone")
	}
}

func TestQueriesNameRealPosts(t *testing.T) {
	paths := addresses("")
	for _, q := range sample.Queries() {
		if q.Text == "" || q.Shows == "" || !slices.Contains(paths, q.First) {
			t.Errorf("%q: no post at %s", q.Text, q.First)
		}
	}
}

var reference = regexp.MustCompile(`(?:href|src)="([^"#]+)"`)

func TestEveryLinkWithinTheBlogLeadsSomewhere(t *testing.T) {
	base := start(t, sample.Options{})
	seen := map[string]bool{}
	queue := []string{base + "/"}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		resp, body := get(t, at)
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", at, resp.Status)
		}
		if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range reference.FindAllStringSubmatch(body, -1) {
			to := html.UnescapeString(m[1])
			if strings.HasPrefix(to, "/") {
				to = base + to
			}
			if strings.HasPrefix(to, base) && !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d links", len(seen))
	}
}
