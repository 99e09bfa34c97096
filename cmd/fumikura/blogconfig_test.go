package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

const twoBlogs = `
[[blog]]
url = "http://localhost:1/"
include = ["/entry/"]
exclude = ["/entry/draft-*"]
headers = { X-Token = "t-$TOKEN" }
basic_auth = "editor:${PASSWORD}"
cookies = { session = "$SESSION" }
user_agent = "Example/1.0"
rate = 5.0
author = "編集部"
lang = "ja"
zone = "Asia/Tokyo"

[[blog]]
url = "https://second.example/"
`

func TestABlogMaySayMoreThanItsAddress(t *testing.T) {
	got := make(chan http.Header, 10)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			got <- r.Header
		}
	}))
	defer s.Close()
	c := defaultConfig()
	if err := decodeConfig([]byte(strings.ReplaceAll(twoBlogs, "http://localhost:1/", s.URL)), "fumikura.toml", &c); err != nil {
		t.Fatal(err)
	}
	if err := c.check(); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"TOKEN": "1", "PASSWORD": "geheim:x", "SESSION": "abc"}
	a := &app{cfg: c, getenv: func(n string) string { return env[n] }, stderr: &strings.Builder{}}
	client, err := a.clientOf(s.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Get(t.Context(), fetch.Request{URL: s.URL}); err != nil {
		t.Fatal(err)
	}
	h := <-got
	user, password, _ := (&http.Request{Header: h}).BasicAuth()
	if h.Get("X-Token") != "t-1" || user != "editor" || password != "geheim:x" || h.Get("Cookie") != "session=abc" || h.Get("User-Agent") != "Example/1.0" {
		t.Errorf("headers %v", h)
	}
	d := c.blogDefaults()[s.URL+"/"]
	if d.Author != "編集部" || d.Lang != "ja" || d.Zone.String() != "Asia/Tokyo" || len(c.allBlogs()) != 2 {
		t.Errorf("%+v, %q", d, c.allBlogs())
	}
	delete(env, "SESSION")
	if _, err := a.clientOf(s.URL); !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), "SESSION") {
		t.Errorf("a variable that is not set: %v", err)
	}
}

func TestABlogThatIsWrittenWronglyIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`[[blog]]`:                    "url is missing",
		"[[blog]]\nurl = \"ftp://x\"": "no address",
		"[[blog]]\nurl = \"https://me:secret@blog.example/\"":                                      "basic_auth",
		"[[blog]]\nurl = \"https://blog.example/\"\nzone = \"Tokyo\"":                              "zone",
		"[[blog]]\nurl = \"https://blog.example/\"\nrate = -1.0":                                   "rate",
		"[[blog]]\nurl = \"https://blog.example/\"\nlang = \"Japanese\"":                           "lang",
		"[[blog]]\nurl = \"https://blog.example/\"\nheaders = { Host = \"x\" }":                    "Host",
		"[[blog]]\nurl = \"https://blog.example/\"\ncolour = \"red\"":                              "colour",
		"[[blog]]\nurl = \"https://blog.example/\"\n[[blog]]\nurl = \"http://www.blog.example\"\n": "twice",
	} {
		c := defaultConfig()
		err := decodeConfig([]byte(text), "fumikura.toml", &c)
		if err == nil {
			err = c.check()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v, want %q", text, err, want)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("a password is shown: %v", err)
		}
	}
}
