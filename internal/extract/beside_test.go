package extract_test

import (
	"slices"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

func TestAPostHasThePictureAndTheTranslationsThatItsPageNames(t *testing.T) {
	const text = `<p>朝の市場で買った柿を並べて、色の違いを一日かけて眺めた記録です。</p>`
	const head = `<!doctype html><html lang="ja"><head><title>柿の色</title><meta property="og:type" content="article"><meta property="article:published_time" content="2021-10-03T08:00:00+09:00">`
	page := func(more, body string) *blog.Page {
		return &blog.Page{URL: "https://blog.example.com/ja/kaki/", Site: "https://blog.example.com/", Form: blog.FormHTML,
			Body: []byte(head + more + `</head><body><article><h1>柿の色</h1>` + body + text + `</article></body></html>`)}
	}
	both := []blog.Translation{{Lang: "ja", URL: "https://blog.example.com/ja/kaki/"}, {Lang: "en", URL: "https://blog.example.com/en/persimmon/"}}
	for name, c := range map[string]struct {
		page         *blog.Page
		image        string
		translations []blog.Translation
	}{
		"the head names a picture":             {page: page(`<meta property="og:image" content="/i/kaki.jpg">`, `<img src="/i/other.jpg">`), image: "https://blog.example.com/i/kaki.jpg"},
		"the first of the text":                {page: page("", `<img src="/i/dot.gif" width="1" height="1"><img src="data:image/gif;base64,AA" data-src="../a.png"><img src="/b.png">`), image: "https://blog.example.com/ja/a.png"},
		"no picture but an icon":               {page: page(`<meta property="og:image" content="javascript:alert(1)">`, `<img class="site-icon" src="/i.png">`)},
		"its languages":                        {page: page(`<link rel="alternate" hreflang="ja" href="/ja/kaki/"><link rel="alternate" hreflang="en" href="/en/persimmon/"><link rel="alternate" hreflang="x-default" href="/en/persimmon/">`, ""), translations: both},
		"only the front page of each language": {page: page(`<link rel="alternate" hreflang="ja" href="/"><link rel="alternate" hreflang="en" href="/en/">`, "")},
		"only itself":                          {page: page(`<link rel="alternate" hreflang="ja" href="/ja/kaki/">`, "")},
		"another host":                         {page: page(`<link rel="alternate" hreflang="ja" href="/ja/kaki/"><link rel="alternate" hreflang="en" href="https://translate.example/kaki">`, "")},
	} {
		post, err := extract.Post(c.page)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if post.Image != c.image || !slices.Equal(post.Translations, c.translations) {
			t.Errorf("%s: picture %q, translations %v; want %q, %v", name, post.Image, post.Translations, c.image, c.translations)
		}
	}
}
