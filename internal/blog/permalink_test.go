package blog_test

import (
	"errors"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

func TestAPatternMakesAddresses(t *testing.T) {
	parts := blog.Parts{Date: time.Date(2024, 3, 5, 7, 8, 9, 0, time.UTC), Slug: "日記", ID: "12", Title: "C++ と Go!", In: "Tea Time"}
	for pattern, want := range map[blog.Pattern]string{
		"/:year/:month/:day/:slug.html":                "https://blog.example/2024/03/05/%E6%97%A5%E8%A8%98.html",
		"%year%/%monthnum%/%postname%/":                "https://blog.example/2024/03/%E6%97%A5%E8%A8%98/",
		"/entry/:year/:month/:day/:hour:minute:second": "https://blog.example/entry/2024/03/05/070809",
		"archives/:id":      "https://blog.example/archives/12",
		"/:category/:title": "https://blog.example/tea-time/c-%E3%81%A8-go",
		"?p=:id":            "https://blog.example/?p=12",
	} {
		if got, err := pattern.Address("https://blog.example/", parts); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", pattern, got, err, want)
		}
	}
}

func TestAPatternThatLacksAPartGivesNoAddress(t *testing.T) {
	for _, pattern := range []blog.Pattern{"/:year/:title", "/:slug", "/:author/:id"} {
		if got, err := pattern.Address("https://blog.example/", blog.Parts{Title: "x"}); err == nil {
			t.Errorf("%s: %s", pattern, got)
		}
	}
	for _, pattern := range []blog.Pattern{"/archives/", "/:yaer/:slug", ""} {
		if err := pattern.Check(); !errors.Is(err, blog.ErrUsage) {
			t.Errorf("%s: %v", pattern, err)
		}
	}
	if err := blog.Pattern("/:year/:slug").Check(); err != nil {
		t.Error(err)
	}
}
