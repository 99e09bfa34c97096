package blog_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
)

func TestAddressesThatTellNoPagesApartHaveOneKey(t *testing.T) {
	for want, list := range map[string][]string{
		"blog.example/a": {
			"http://blog.example/a", "https://blog.example/a", "https://BLOG.example:443/a", "http://blog.example:80/a#x", "http://blog.example./a",
			"http://blog.example/a?utm_source=mail&utm_medium=x", "http://blog.example/a?fbclid=1", "http://blog.example/a?mc_cid=1&mc_eid=2&_hsenc=3",
			"http://blog.example/a?PHPSESSID=0123", "http://blog.example/a?sid=9f86d081884c7d659a2feaa0c55ad015", "http://blog.example/a;jsessionid=1A2B",
			"http://blog.example/(S(lit3py55t21z5v55vlm25s55))/a", "http://blog.example/%28S%28lit3py55t21z5v55vlm25s55%29%29/a", "http://blog.example/a?ASPSESSIONIDQQ=XYZ", "http://blog.example/a?JSESSIONID=1&utm_term=2",
		},
		"blog.example/a?sid=3":           {"http://blog.example/a?sid=3"},
		"blog.example/a?session=morning": {"http://blog.example/a?session=morning"},
		"blog.example/a?ref=b":           {"http://blog.example/a?ref=b"},
		"blog.example/a/index":           {"http://blog.example/a/index"},
		"blog.example/a/":                {"http://blog.example/a/index.html"},
		"blog.example/a%28S%28x%29%29/b": {"http://blog.example/a(S(x))/b"},
		"xn--qckyd1c.example/":           {"https://ブログ.example/", "https://xn--qckyd1c.example"},
		"[2001:db8::1]:8080/a":           {"http://[2001:DB8::1]:8080/a"},
	} {
		for _, raw := range list {
			if got := blog.Key(raw); got != want {
				t.Errorf("%s: %s, want %s", raw, got, want)
			}
		}
	}
}

func TestOneBlogMayBeWrittenInSeveralWays(t *testing.T) {
	for _, other := range []string{"http://blog.example", "https://www.blog.example/", "HTTPS://Blog.Example/", "https://blog.example/index.html"} {
		if !blog.SameBlog("https://blog.example/", other) {
			t.Errorf("%s is another blog", other)
		}
	}
	for _, other := range []string{"https://blog.example/en/", "https://b.example/", "https://blog.example:8443/"} {
		if blog.SameBlog("https://blog.example/", other) {
			t.Errorf("%s is the same blog", other)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"http://blog.example/a?b=c#d", "https://user:pass@ブログ.example:443/日記/?q=猫", "http://a../%2F;x?%zz&<>", "http://[::1]:80", "http://xn--a/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		blog.Key(raw)
		u, err := blog.Address(raw)
		if err != nil {
			return
		}
		again, err := blog.Address(u.String())
		if err != nil || again.String() != u.String() {
			t.Errorf("%q: %q, and then %v, %v", raw, u, again, err)
		}
		if k := blog.Key(raw); k != blog.Key(u.String()) {
			t.Errorf("%q: the key %q is another one than %q of %q", raw, k, blog.Key(u.String()), u)
		}
	})
}
