package blog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

func TestExportReadsDatesAsExportsWriteThem(t *testing.T) {
	x := blog.Export{Zone: time.FixedZone("JST", 9*60*60)}
	for in, want := range map[string]string{
		"2016-08-19T21:14:09+09:00":     "2016-08-19T21:14:09+09:00",
		"2016-08-19T12:14:09.123Z":      "2016-08-19T12:14:09.123Z",
		"2016-08-19T21:14:09+0900":      "2016-08-19T21:14:09+09:00",
		"2016-08-19 21:14:09 +0900":     "2016-08-19T21:14:09+09:00",
		"2016-08-19 21:14:09":           "2016-08-19T21:14:09+09:00",
		"2016-8-9":                      "2016-08-09T00:00:00+09:00",
		"2016/08/19 21:14":              "2016-08-19T21:14:00+09:00",
		"08/19/2016 09:14:09 PM":        "2016-08-19T21:14:09+09:00",
		"08/19/2016 21:14:09":           "2016-08-19T21:14:09+09:00",
		"Fri, 19 Aug 2016 21:14:09 GMT": "2016-08-19T21:14:09Z",
		"":                              "0001-01-01T00:00:00Z",
	} {
		got, err := x.Time(in)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%q: %s, %v, want %s", in, got.Format(time.RFC3339Nano), err, want)
		}
	}
	for _, in := range []string{"yesterday", "2016-13-01", "2016-02-30", "1471608849", "12:30"} {
		if got, err := x.Time(in); err == nil {
			t.Errorf("%q is taken for %s", in, got)
		}
	}
}

func TestExportTellsWhereAnEntryStood(t *testing.T) {
	x := blog.Export{Name: "posts.jsonl", Now: time.Unix(1, 0)}
	c := x.Capture(3, blog.Page{URL: "https://blog.example/a", Form: blog.FormText, Body: []byte("x")})
	if c.Page == nil || c.Page.Site != "https://blog.example/" || c.Visit.Found != "posts.jsonl:3" || c.Visit.Outcome != blog.Fetched {
		t.Errorf("%+v", c)
	}
	again := x.Capture(3, blog.Page{URL: "https://blog.example/a", Form: blog.FormText, Body: []byte("x")})
	titled := x.Capture(3, blog.Page{URL: "https://blog.example/a", Form: blog.FormText, Body: []byte("x"), Known: blog.Post{Title: "t"}})
	if again.Visit.Hash != c.Visit.Hash || titled.Visit.Hash == c.Visit.Hash {
		t.Error("the hash does not tell a changed entry")
	}
	for _, bad := range []string{"", "/a", "blog.example/a", "ftp://blog.example/a", "javascript:alert(1)", "http://", "https://[", strings.Repeat("あ", 500)} {
		c := x.Capture(0, blog.Page{URL: bad})
		if c.Page != nil || c.Visit.Outcome != blog.Passed || c.Visit.Reason == "" || len(c.Visit.Reason) > 400 || c.Visit.Found != "posts.jsonl" {
			t.Errorf("%q: %+v", bad, c.Visit)
		}
	}
}

func TestExportKnowsOneNameForABlogAndALanguage(t *testing.T) {
	for site, want := range map[string]string{"https://blog.example": "https://blog.example/", "https://blog.example/x": "https://blog.example/x", "": "https://blog.example/", "港のブログ": "港のブログ"} {
		c := blog.Export{}.Capture(0, blog.Page{URL: "https://blog.example/a", Site: site, Known: blog.Post{Lang: "ja_JP"}})
		if c.Page.Site != want || c.Page.Known.Lang != "ja" {
			t.Errorf("%q: %q, %q", site, c.Page.Site, c.Page.Known.Lang)
		}
	}
}

func TestExportCleansWhatIsKnown(t *testing.T) {
	known := blog.Post{Title: " 題\n名\x00 \ufffd ", Author: "橘\t", Tags: []string{"a", " a ", "", "\ufffd", "C#"}}
	got := blog.Export{}.Capture(0, blog.Page{URL: "https://blog.example/a", Known: known}).Page.Known
	if got.Title != "題 名" || got.Author != "橘" || len(got.Tags) != 2 || got.Tags[1] != "C#" {
		t.Errorf("%q", got)
	}
}

func TestExportTellsLossFromPurpose(t *testing.T) {
	x := blog.Export{Name: "posts.jsonl"}
	lost, left := x.Pass(7, "", "no url"), x.Skip(8, "https://blog.example/a", "a draft")
	if lost.Visit.Excluded || lost.Visit.URL != "posts.jsonl:7" || lost.Visit.Reason != "posts.jsonl:7: no url" {
		t.Errorf("%+v", lost.Visit)
	}
	if !left.Visit.Excluded || left.Visit.URL != "https://blog.example/a" || left.Visit.Outcome != blog.Passed {
		t.Errorf("%+v", left.Visit)
	}
}
