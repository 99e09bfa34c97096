package extract_test

import (
	"fmt"
	"html"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

func TestDatesAsBlogsWriteThem(t *testing.T) {
	for written, want := range map[string]string{
		"1471607249":                "2016-08-19T20:47:29+09:00",
		"1471607249000":             "2016-08-19T20:47:29+09:00",
		"2016-08-19T12:14:09Z":      "2016-08-19T21:14:09+09:00",
		"2016-08-19T12:14:09.123Z":  "2016-08-19T21:14:09+09:00",
		"2016-08-19T21:14:09+0900":  "2016-08-19T21:14:09+09:00",
		"2016-08-19T21:14+09:00":    "2016-08-19T21:14:00+09:00",
		"2016-08-19T08:14:09-04:00": "2016-08-19T08:14:09-04:00",
		"2016-08-19 21:14:09 +0900": "2016-08-19T21:14:09+09:00",
		"2016-08-19 21:14:09":       "2016-08-19T21:14:09+09:00",
		"2016-08-19T21:14:09":       "2016-08-19T21:14:09+09:00",
		"2016-08-19":                "2016-08-19T00:00:00+09:00",
		"2016/8/19 9:05":            "2016-08-19T09:05:00+09:00",
		"2016.08.19":                "2016-08-19T00:00:00+09:00",
		"2016年8月19日":                "2016-08-19T00:00:00+09:00",
		"2016年08月19日(金) 21時14分":     "2016-08-19T21:14:00+09:00",
		"公開日：２０１６年８月１９日（金）　２１：１４":                "2016-08-19T21:14:00+09:00",
		"2016年8月19日 午後9:14":                      "2016-08-19T21:14:00+09:00",
		"平成28年8月19日":                             "2016-08-19T00:00:00+09:00",
		"令和元年5月1日":                               "2019-05-01T00:00:00+09:00",
		"Fri, 19 Aug 2016 21:14:09 +0900":        "2016-08-19T21:14:09+09:00",
		"Fri, 19 Aug 2016 12:14:09 GMT":          "2016-08-19T21:14:09+09:00",
		"August 19, 2016":                        "2016-08-19T00:00:00+09:00",
		"Posted on Aug. 19th, 2016 at 9:14 pm":   "2016-08-19T21:14:00+09:00",
		"19 August 2016":                         "2016-08-19T00:00:00+09:00",
		"Friday the 19th of August 2016":         "2016-08-19T00:00:00+09:00",
		"19/08/2016":                             "2016-08-19T00:00:00+09:00",
		"08/19/2016":                             "2016-08-19T00:00:00+09:00",
		"19.08.2016":                             "2016-08-19T00:00:00+09:00",
		"19. August 2016, 21:14 Uhr":             "2016-08-19T21:14:00+09:00",
		"le 1er février 2016":                    "2016-02-01T00:00:00+09:00",
		"19 août 2016":                           "2016-08-19T00:00:00+09:00",
		"19 de agosto de 2016":                   "2016-08-19T00:00:00+09:00",
		"19 августа 2016":                        "2016-08-19T00:00:00+09:00",
		"2016년 8월 19일":                           "2016-08-19T00:00:00+09:00",
		"version 1.19.08.2016":                   "",
		"2016-02-30":                             "",
		"1850-01-01":                             "",
		"12345678901234567890":                   "",
		"version 2016.8":                         "",
		"no date at all":                         "",
		"99:99 o'clock on a day of the week":     "",
		"2016年13月1日 but then nothing reasonable": "",
	} {
		t.Run(written, func(t *testing.T) {
			body := fmt.Sprintf(`<html lang="ja"><head><title>x</title></head><body><article><h1>題</h1><p class="date">%s</p><div class="entry-content"><p>本文です。</p></div></article></body></html>`, html.EscapeString(written))
			post, err := extract.Post(&blog.Page{URL: "https://a.example/x", Site: "https://a.example/", Form: blog.FormHTML, Body: []byte(body)})
			got := ""
			if err == nil {
				got = post.Published.Format(time.RFC3339)
			}
			if got != want {
				t.Errorf("got %q (%v), want %q", got, err, want)
			}
		})
	}
}

func TestTheLanguageOfThePageTellsWhetherTheDayComesFirst(t *testing.T) {
	for lang, want := range map[string]string{"en-US": "2020-05-03", "ja": "2020-05-03", "": "2020-05-03", "en-GB": "2020-03-05", "fr": "2020-03-05", "pt-BR": "2020-03-05"} {
		body := fmt.Sprintf(`<html lang="%s"><body><article><h1>Drawers</h1><p class="date">05/03/2020</p><div class="entry-content"><p>Cards in a drawer, and more cards.</p></div></article></body></html>`, lang)
		post, err := extract.Post(&blog.Page{URL: "https://a.example/x", Site: "https://a.example/", Form: blog.FormHTML, Body: []byte(body)})
		if err != nil || post.Published.Format(time.DateOnly) != want {
			t.Errorf("%q: got %v, %v; want %s", lang, post, err, want)
		}
	}
}
