package web_test

import (
	"fmt"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// samplePosts are a small company blog: Japanese and English, several authors, ten years, code.
func samplePosts() []*blog.Post {
	tokyo := time.FixedZone("", 9*60*60)
	authors := []string{"佐藤 花子", "Alex Green", "鈴木一郎", ""}
	subjects := []string{"コンテナ", "全文検索", "Container", "猫とコード", "監視", "CI の改善"}
	var posts []*blog.Post
	for i := range 42 {
		url := fmt.Sprintf("https://blog.example.com/entry/%d", i)
		p := &blog.Post{
			ID: blog.NewID(url), Site: "https://blog.example.com/", URL: url, Lang: "ja",
			Title: fmt.Sprintf("%sを運用して%d年でわかったこと", subjects[i%6], i%10+1), Author: authors[i%4],
			Published: time.Date(2014+i%11, time.Month(i%12+1), i%28+1, 21, 14, 9, 0, tokyo),
			Tags:      []string{[]string{"Docker", "運用", "検索", "Go"}[i%4], fmt.Sprintf("連載%d", i%14)},
			Blocks: []blog.Block{
				{Kind: blog.Paragraph, Text: fmt.Sprintf("この記事では%sの話をします。小さく始めて、少しずつ広げました。", subjects[i%6])},
				{Kind: blog.Heading, Text: "つまずいたところ", Anchor: "trouble"},
				{Kind: blog.Paragraph, Text: "設定を一つ忘れると、夜中に呼び出されます。手順を書き残しておくと、次の人が助かります。"},
				{Kind: blog.Code, Text: "docker build --no-cache .\nif a < b && c > d {\n\treturn \"<script>\"\n}", Lang: "sh"},
				{Kind: blog.ListItem, Text: "小さく直す"}, {Kind: blog.ListItem, Text: "すぐ確かめる"},
				{Kind: blog.Quote, Text: "急がば回れ"}, {Kind: blog.ImageAlt, Text: "構成図"}, {Kind: blog.Footnote, Text: "当時の版の話です"},
			},
		}
		if i%6 == 2 {
			p.Lang, p.Title = "en", fmt.Sprintf("What we learned from running containers, part %d", i)
			p.Blocks[0].Text = "Containers are processes with a view of their own. This is what went wrong, and what we changed."
			p.Updated = p.Published.AddDate(0, 1, 0)
		}
		posts = append(posts, p)
	}
	return posts
}
