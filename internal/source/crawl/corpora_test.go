package crawl_test

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

// shared gives the folder of the shared corpora, or skips the test where it is not there. In CI it must be.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	p := filepath.Join(append([]string{dir, "..", "shared"}, parts...)...)
	if _, err := os.Stat(p); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the shared corpora are missing: %v", err)
		}
		t.Skipf("the shared corpora are not here: %v", err)
	}
	return p
}

// hatena serves the fixture as the platform would; with rewrite, the files name the server itself instead of the blog.
func hatena(t *testing.T, rewrite bool) *httptest.Server {
	dir := shared(t, "fixtures", "hatena")
	files := map[string]string{
		"/": "index.html", "/robots.txt": "robots.txt", "/feed": "feed.atom.xml", "/rss": "rss.xml", "/archive": "archive.html",
		"/archive?page=2": "archive-page2.html", "/archive/2016/05": "archive-2016-05.html", "/archive/category/MTS": "category-MTS.html",
		"/archive/author/doi-t": "author-doi-t.html", "/sitemap_index.xml": "sitemap_index.xml", "/sitemap_common.xml": "sitemap_common.xml",
		"/sitemap_periodical.xml?year=2016&month=5": "sitemap_periodical_2016_5.xml", "/sitemap_periodical.xml?year=2016&month=6": "sitemap_periodical_2016_6.xml",
		"/sitemap_periodical.xml?year=2016&month=7": "sitemap_periodical_2016_7.xml", "/sitemap_periodical.xml?year=2016&month=8": "sitemap_periodical_2016_8.xml",
	}
	for _, p := range hatenaPosts(t) {
		files[p.path()] = p.File
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := files[r.URL.RequestURI()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		}
		if rewrite {
			data = bytes.ReplaceAll(data, []byte("blog.hde.example"), []byte(r.Host))
		}
		switch path.Ext(name) {
		case ".html":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		case ".xml":
			w.Header().Set("Content-Type", "application/xml")
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(s.Close)
	return s
}

type hatenaPost struct{ File, URL, Title, Author string }

func (p hatenaPost) path() string { return strings.TrimPrefix(p.URL, "http://blog.hde.example") }

func hatenaPosts(t *testing.T) []hatenaPost {
	data, err := os.ReadFile(shared(t, "fixtures", "hatena", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var posts []hatenaPost
	if err := json.Unmarshal(data, &posts); err != nil || len(posts) != 7 {
		t.Fatalf("%d posts: %v", len(posts), err)
	}
	return posts
}

// byRole lists the addresses of captured pages.
func byRole(captures []blog.Capture, role blog.Role) []string {
	var list []string
	for _, k := range captures {
		if k.Page != nil && k.Visit.Role == role {
			list = append(list, k.Page.URL)
		}
	}
	slices.Sort(list)
	return list
}

func TestABlogOfHatenaIsFoundWhole(t *testing.T) {
	ways := map[string]struct {
		rewrite bool
		start   func(s *httptest.Server) string
		client  func(s *httptest.Server) *fetch.Client
	}{
		"under its own name": {false, func(*httptest.Server) string { return "http://blog.hde.example/" },
			func(s *httptest.Server) *fetch.Client {
				return client(fetch.Options{Dial: dial(s.Listener.Addr().String()), Rate: -1})
			}},
		"with its files rewritten for the server": {true, func(s *httptest.Server) string { return s.URL },
			func(*httptest.Server) *fetch.Client { return client(fetch.Options{}) }},
		"as a copy whose files name the original": {false, func(s *httptest.Server) string { return s.URL + "/" },
			func(*httptest.Server) *fetch.Client { return client(fetch.Options{}) }},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			s := hatena(t, way.rewrite)
			start := way.start(s)
			captures, err := capture(t, &crawl.Crawler{Client: way.client(s)}, start, nil)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, p := range hatenaPosts(t) {
				want = append(want, strings.TrimSuffix(start, "/")+p.path())
			}
			slices.Sort(want)
			if got := byRole(captures, blog.RolePage); !slices.Equal(got, want) {
				t.Errorf("pages\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if got := byRole(captures, blog.RoleList); len(got) < 6 {
				t.Errorf("lists %q", got)
			}
			for _, k := range captures {
				if k.Page != nil && k.Visit.Role == blog.RolePage && (k.Page.Known.Title == "" || k.Page.Known.Author == "") {
					t.Errorf("%s: the feed knows it, but the capture does not: %+v", k.Page.URL, k.Page.Known)
				}
			}
		})
	}
}

// jpazpaas serves the files of a Hexo blog below a path, without a file at the root of the host.
func jpazpaas(t testing.TB) *httptest.Server {
	f, err := os.Open(shared(t, "corpora", "jpazpaas", "site.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if files["/jpazpaas"+strings.TrimPrefix(h.Name, "site")], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Path
		if strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		data, ok := files[name]
		if !ok { // four of the names bear their percent signs
			data, ok = files[r.URL.EscapedPath()]
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		if strings.HasSuffix(name, ".html") {
			w.Header().Set("Content-Type", "text/html")
		}
		_, _ = w.Write(data)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestABlogOfHexoBelowAPathIsFoundWhole(t *testing.T) {
	s := jpazpaas(t)
	var want []string
	f, err := os.Open(shared(t, "corpora", "jpazpaas", "posts.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var p struct {
			Path string `json:"url_path"`
		}
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		want = append(want, key(s.URL+p.Path))
	}
	slices.Sort(want)
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL+"/jpazpaas/", nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range byRole(captures, blog.RolePage) {
		got = append(got, key(u))
	}
	slices.Sort(got)
	if len(want) != 190 || !slices.Equal(got, want) {
		t.Errorf("%d pages, want %d", len(got), len(want))
		for _, u := range got {
			if !slices.Contains(want, u) {
				t.Log("no post:", u)
			}
		}
		for _, u := range want {
			if !slices.Contains(got, u) {
				t.Log("lost:", u)
				for _, k := range captures {
					if key(k.Visit.URL) == u {
						t.Logf("%+v", k.Visit)
					}
				}
			}
		}
	}
}

func key(u string) string { return blog.Key(u) }
