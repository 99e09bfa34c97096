// Package sample is a small blog of our own writing, bundled so that a newcomer can try Fumikura without one: the demo serves
// it on loopback and crawls it as it would any other. Its pages look like those of a Hatena blog of an invented company, with
// the spellings and habits that make Japanese blogs hard to search. It knows nothing of crawling or searching.
package sample

import (
	"net/http"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// Options says how the blog is served. The zero value works.
type Options struct {
	Base   string // the address of the blog, without a slash at the end; empty means the host that each request asks for
	Search string // the address of a Fumikura server whose box the pages carry; empty means no box
}

// Handler serves the blog.
func Handler(o Options) http.Handler {
	o.Base, o.Search = strings.TrimSuffix(o.Base, "/"), strings.TrimSuffix(o.Search, "/")
	return newSite(o)
}

// Posts is what an indexer should find at the base address, newest first and without blocks.
func Posts(base string) []blog.Post {
	base = strings.TrimSuffix(base, "/")
	var out []blog.Post
	for _, e := range load() {
		p := e.Post
		p.Site, p.URL = base+"/", base+p.URL
		p.ID = blog.NewID(p.URL)
		out = append(out, p)
	}
	return out
}

// Query is a search worth trying on the sample blog.
type Query struct {
	Text  string // what to type
	First string // the path of the post that should come first
	Shows string // what there is to see
}

// Queries are searches that show what Fumikura finds, the plainest first.
func Queries() []Query {
	return []Query{
		{"コンテナ サーバー", "/entry/2021/06/15/103000", "サーバー is also written サーバ"},
		{"ログ 消えた", "/entry/2019/02/12/090000", "words in any form: the post says 消える"},
		{"C++", "/entry/2015/09/08/140000", "C++ is neither C nor C#"},
		{"橘", "/entry/2018/07/20/083000", "a single character"},
		{"--no-cache", "/entry/2017/11/02/111500", "an option of a command is a word, not an exclusion"},
		{"全文検索エンジン", "/entry/2016/05/17/073000", "half-width ｴﾝｼﾞﾝ is found and marked as written"},
	}
}
