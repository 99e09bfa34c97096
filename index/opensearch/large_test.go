package opensearch_test

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// A cluster refuses a query of more than 1,024 clauses; what a reader can type may make more, above all where words have many
// ways of writing.
func TestTheLongestQueriesAreAnswered(t *testing.T) {
	e := open(t)
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	words := strings.Fields("コンテナ サーバー データベース kubernetes クラウド 自動化 検索 索引 設計 運用 監視 開発 試験 移行 性能 改善 入門 実践 解説 勉強会 " +
		"プログラミング インターフェース ネットワーク セキュリティ アーキテクチャ")
	post := &blog.Post{ID: "all", URL: "https://blog.example.com/all", Title: strings.Join(words, "と"),
		Blocks: []blog.Block{{Kind: blog.Paragraph, Text: strings.Join(words, "、")}}}
	if err := b.Put(t.Context(), post); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"many words":                          strings.Join(words, " "),
		"many words with one that nobody has": strings.Join(words, " ") + " 不在の語",
		"a run of words":                      strings.Join(words, ""),
		"a run of words and one nobody has":   strings.Join(words, "") + "不在の語",
		"single kanji":                        strings.Repeat("検索索引設計運用監視開発試験移行性能改善", 12),
		"many alternatives":                   strings.Join(words[:16], " OR "),
	} {
		t.Run(name, func(t *testing.T) {
			runes := []rune(text)
			q, err := query.Parse(string(runes[:min(len(runes), query.MaxChars)]))
			if err != nil {
				t.Fatal(err)
			}
			res, err := e.Search(t.Context(), index.Request{Fold: index.FoldNone, Query: q, Facets: query.Facets()})
			if err != nil {
				t.Fatalf("searching %q fails: %v", q, err)
			}
			if res.Total != 1 {
				t.Errorf("searching %q finds %d posts of 1", q, res.Total)
			}
		})
	}
}
