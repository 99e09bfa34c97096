package blog_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
)

func TestATitleNamesItsPlaceInASeries(t *testing.T) {
	for title, want := range map[string]struct {
		name   string
		number int
	}{
		"Go 入門 第3回 エラー処理":                  {"Go 入門", 3},
		"第25回 社内勉強会を開催しました：キャッシュの話":        {"社内勉強会を開催しました", 25},
		"第二十一回 読書会":                        {"読書会", 21},
		"自宅サーバー日記 その４":                     {"自宅サーバー日記", 4},
		"検索エンジンを作る #12":                    {"検索エンジンを作る", 12},
		"検索エンジンを作る＃１２ 転置索引":                {"検索エンジンを作る", 12},
		"Writing a parser, Part 2: tokens": {"Writing a parser", 2},
		"Building a database (3)":          {"Building a database", 3},
		"Building a database (3/5)":        {"Building a database", 3},
		"障害報告（後編）":                         {"障害報告", 3},
		"Podcast vol.7":                    {"Podcast", 7},
		"アドベントカレンダー 5日目":                   {"アドベントカレンダー", 5},
		"C# の文法":                           {"", 0},
		"issue #42":                        {"", 0},
		"2016年の振り返り":                       {"", 0},
		"Go 1.21 の変更点":                     {"", 0},
		"Part 2":                           {"", 0},
		"#1":                               {"", 0},
		"その3つの理由":                          {"", 0},
		"東京オリンピック(2020)":                   {"", 0},
	} {
		if name, number := blog.SeriesOf(title); name != want.name || number != want.number {
			t.Errorf("SeriesOf(%q) = %q, %d; want %q, %d", title, name, number, want.name, want.number)
		}
	}
}

func TestTranslationsOfAPostAreOneWork(t *testing.T) {
	for name, posts := range map[string][2]blog.Post{
		"a folder":                 {{URL: "https://a.example/ja/2020/x/", Lang: "ja"}, {URL: "https://a.example/en/2020/x/", Lang: "en"}},
		"a folder for one of them": {{URL: "https://a.example/blog/2020/x/", Lang: "ja"}, {URL: "https://a.example/en/blog/2020/x/", Lang: "en"}},
		"a region":                 {{URL: "https://a.example/ja-JP/x", Lang: "ja"}, {URL: "https://a.example/en-us/x", Lang: "en"}},
		"an ending of the file":    {{URL: "https://a.example/x.html", Lang: "ja"}, {URL: "https://a.example/x.en.html", Lang: "en"}},
		"an ending with a joint":   {{URL: "https://a.example/posts/x-ja/", Lang: "ja"}, {URL: "https://a.example/posts/x-en/", Lang: "en"}},
		"a host":                   {{URL: "https://ja.a.example/x", Lang: "ja"}, {URL: "https://en.a.example/x", Lang: "en"}},
		"a parameter":              {{URL: "https://a.example/x?lang=ja", Lang: "ja"}, {URL: "https://a.example/x", Lang: "en"}},
		"their pages name them": {
			{URL: "https://a.example/kaki", Lang: "ja", Translations: []blog.Translation{{Lang: "ja", URL: "https://a.example/kaki"}, {Lang: "en", URL: "https://a.example/oyster"}}},
			{URL: "https://a.example/oyster", Lang: "en", Translations: []blog.Translation{{Lang: "ja", URL: "https://a.example/kaki"}, {Lang: "en", URL: "https://a.example/oyster"}, {Lang: "x-default", URL: "https://a.example/"}}}},
	} {
		if a, b := posts[0].Work(), posts[1].Work(); a != b {
			t.Errorf("%s: %q and %q, want the same", name, a, b)
		}
	}
	for name, posts := range map[string][2]blog.Post{
		"a category that is also a language": {{URL: "https://a.example/it/x/", Lang: "ja"}, {URL: "https://a.example/x/", Lang: "ja"}},
		"other posts":                        {{URL: "https://a.example/ja/x/", Lang: "ja"}, {URL: "https://a.example/en/y/", Lang: "en"}},
	} {
		if a, b := posts[0].Work(), posts[1].Work(); a == b {
			t.Errorf("%s: both are %q, want two works", name, a)
		}
	}
}
