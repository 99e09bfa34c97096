package web_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/web"
)

// below asks as a proxy does that serves the server at a path.
func below(t *testing.T, url, prefix string) answer {
	t.Helper()
	return get(t, url, "X-Forwarded-Prefix: "+prefix)
}

func TestATrustedProxyMaySayThatItServesBelowAPath(t *testing.T) {
	server := serve(t, web.Options{Engine: newFake(), Title: "庫"})
	for _, path := range []string{"/search?q=a", "/blog/find/search?q=a"} { // the proxy may drop its path or leave it
		got := below(t, server.URL+path, "/blog/find/")
		if got.StatusCode != http.StatusOK || !strings.Contains(got.body, `"/blog/find/asset/`) || strings.Contains(got.body, `"/asset/`) {
			t.Errorf("%s: status %d, or a link leads past the proxy:\n%s", path, got.StatusCode, got.body)
		}
	}
	if got := below(t, server.URL+"/opensearch.xml", "/blog"); !strings.Contains(got.body, server.URL+"/blog/search?q=") {
		t.Errorf("the description of the search leads past the proxy:\n%s", got.body)
	}
	for _, prefix := range []string{"blog", "//evil.example", "/a/../b", `/"><script>`, "/a b", "https://evil.example/", "/" + strings.Repeat("a", 300)} {
		if got := below(t, server.URL+"/search?q=a", prefix); !strings.Contains(got.body, `"/asset/`) || strings.Contains(got.body, "evil") {
			t.Errorf("the prefix %q is taken:\n%s", prefix, got.body)
		}
	}
}

func TestAPrefixOfAnybodyElseIsNotBelieved(t *testing.T) {
	server := serve(t, web.Options{Engine: newFake(), TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	if got := below(t, server.URL+"/search?q=a", "/blog"); strings.Contains(got.body, "/blog/") {
		t.Errorf("the prefix of a client is taken:\n%s", got.body)
	}
	based := serve(t, web.Options{Engine: newFake(), Base: "https://search.example.com/here"})
	if got := below(t, based.URL+"/search?q=a", "/blog"); strings.Contains(got.body, "/blog/") || !strings.Contains(got.body, "/here/asset/") {
		t.Errorf("the prefix is taken in spite of serve.base:\n%s", got.body)
	}
}
