package crawl_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

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
		serve  func(testing.TB) *httptest.Server
		start  func(s *httptest.Server) string
		client func(s *httptest.Server) *fetch.Client
	}{
		"under its own name": {corpus.HatenaAsIs, func(*httptest.Server) string { return "http://blog.hde.example/" },
			func(s *httptest.Server) *fetch.Client {
				return client(fetch.Options{Dial: dial(s.Listener.Addr().String()), Rate: -1})
			}},
		"with its files rewritten for the server": {corpus.Hatena, func(s *httptest.Server) string { return s.URL },
			func(*httptest.Server) *fetch.Client { return client(fetch.Options{}) }},
		"as a copy whose files name the original": {corpus.HatenaAsIs, func(s *httptest.Server) string { return s.URL + "/" },
			func(*httptest.Server) *fetch.Client { return client(fetch.Options{}) }},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			s := way.serve(t)
			start := way.start(s)
			captures, err := capture(t, &crawl.Crawler{Client: way.client(s)}, start, nil)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, p := range corpus.HatenaPosts(t) {
				want = append(want, strings.TrimSuffix(start, "/")+p.Path())
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

func TestABlogOfHexoBelowAPathIsFoundWhole(t *testing.T) {
	s := corpus.Jpazpaas(t)
	var want []string
	for _, p := range corpus.Posts(t, "jpazpaas") {
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
