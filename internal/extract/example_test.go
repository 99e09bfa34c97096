package extract_test

import (
	"fmt"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

// A page becomes a post, and each of its fields names the witness that it was taken from.
func ExampleExplain() {
	page := &blog.Page{URL: "https://blog.example.com/entry/1", Site: "https://blog.example.com/", Form: blog.FormHTML, FetchedAt: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), Body: []byte(`<html lang="ja"><head><title>港の朝 - 例のブログ</title>
<script type="application/ld+json">{"@type":"BlogPosting","headline":"港の朝","author":{"@type":"Person","name":"mori"},"datePublished":"2024-05-01T08:00:00+09:00"}</script></head>
<body><article><h1>港の朝</h1><p>朝の港で、渡し船を待ちました。潮の匂いがして、鴎が鳴いていました。船が着くと、荷車が次々に降りてきます。</p></article></body></html>`)}
	post, trace, err := extract.Explain(page)
	if err != nil {
		panic(err)
	}
	fmt.Println(post.Title, post.Author, post.Published.Format(time.DateOnly), len(post.Blocks))
	for _, f := range trace.Fields {
		fmt.Printf("%s from %s\n", f.Name, f.Source)
	}
	// Output:
	// 港の朝 mori 2024-05-01 1
	// title from json-ld
	// published from json-ld
	// author from json-ld
	// body from guess
	// lang from text
}
