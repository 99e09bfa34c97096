package corpus

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Hatena serves the Hatena fixture as its platform would, with the address of the server in the place of the blog's. It lives as
// long as the test.
func Hatena(t testing.TB) *httptest.Server {
	t.Helper()
	return hatena(t, func(r *http.Request, body []byte) []byte {
		return bytes.ReplaceAll(body, []byte("blog.hde.example"), []byte(r.Host))
	})
}

// HatenaAsIs serves the fixture with the files as they are, naming the blog by its own address.
func HatenaAsIs(t testing.TB) *httptest.Server {
	t.Helper()
	return hatena(t, func(_ *http.Request, body []byte) []byte { return body })
}

func hatena(t testing.TB, change func(*http.Request, []byte) []byte) *httptest.Server {
	t.Helper()
	dir := Path(t, "fixtures", "hatena")
	files := map[string]string{
		"/": "index.html", "/robots.txt": "robots.txt", "/feed": "feed.atom.xml", "/rss": "rss.xml", "/archive": "archive.html",
		"/archive?page=2": "archive-page2.html", "/archive/2016/05": "archive-2016-05.html", "/archive/category/MTS": "category-MTS.html",
		"/archive/author/doi-t": "author-doi-t.html", "/sitemap_index.xml": "sitemap_index.xml", "/sitemap_common.xml": "sitemap_common.xml",
	}
	for _, month := range []string{"5", "6", "7", "8"} {
		files["/sitemap_periodical.xml?year=2016&month="+month] = "sitemap_periodical_2016_" + month + ".xml"
	}
	for _, p := range HatenaPosts(t) {
		files[p.Path()] = p.File
	}
	return serve(t, func(r *http.Request) ([]byte, string) {
		name, ok := files[r.URL.RequestURI()]
		if !ok {
			return nil, ""
		}
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		}
		return change(r, body), name
	})
}

// Jpazpaas serves the rendered Hexo blog below /jpazpaas/. It lives as long as the test.
func Jpazpaas(t testing.TB) *httptest.Server {
	t.Helper()
	files := untar(t, Path(t, "corpora", "jpazpaas", "site.tar.gz"))
	return serve(t, func(r *http.Request) ([]byte, string) {
		for _, path := range []string{r.URL.Path, r.URL.EscapedPath()} { // four of the names bear their percent signs
			name := strings.Replace(path, "/jpazpaas/", "site/", 1)
			if strings.HasSuffix(name, "/") {
				name += "index.html"
			}
			if body, ok := files[name]; ok {
				return body, name
			}
		}
		return nil, ""
	})
}

func serve(t testing.TB, file func(*http.Request) (body []byte, name string)) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, name := file(r)
		if name == "" {
			http.NotFound(w, r)
			return
		}
		switch filepath.Ext(name) {
		case ".html":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		case ".xml":
			w.Header().Set("Content-Type", "application/xml")
		}
		_, _ = w.Write(body) // the asker may have gone
	}))
	t.Cleanup(s.Close)
	return s
}

func untar(t testing.TB, path string) map[string][]byte {
	t.Helper()
	f, err := os.Open(path)
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
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}
