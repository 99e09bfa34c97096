package bleve_test

import (
	"context"
	"fmt"
	"os"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// An index is built beside what is live, published, and asked: a build, a query and its hits.
func ExampleEngine_Search() {
	dir, err := os.MkdirTemp("", "fumikura-example-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	e, err := bleve.Open(ctx, bleve.Options{Dir: dir})
	if err != nil {
		panic(err)
	}
	defer e.Close()
	b, err := e.Build(ctx, index.Rebuild)
	if err != nil {
		panic(err)
	}
	defer b.Close()
	post := &blog.Post{Site: "https://blog.example.com/", URL: "https://blog.example.com/entry/1", Title: "サーバの引っ越し", Lang: "ja",
		Blocks: []blog.Block{{Kind: blog.Paragraph, Text: "ログが消えた日に、サーバを移しました。"}}}
	post.ID = blog.NewID(post.URL)
	if err := b.Put(ctx, post); err != nil {
		panic(err)
	}
	if _, err := b.Publish(ctx); err != nil {
		panic(err)
	}
	q, err := query.Parse("サーバー 消える")
	if err != nil {
		panic(err)
	}
	found, err := e.Search(ctx, index.Request{Query: q, Size: 10})
	if err != nil {
		panic(err)
	}
	for _, hit := range found.Hits {
		fmt.Println(hit.Post.Title)
		for _, s := range hit.Excerpt {
			if s.Match {
				fmt.Printf("[%s]", s.Text)
			} else {
				fmt.Print(s.Text)
			}
		}
		fmt.Println()
	}
	// Output:
	// サーバの引っ越し
	// ログが[消え]た日に、[サーバ]を移しました。
}
