package bleve_test

import (
	"testing"

	"github.com/fumikura/fumikura/index"
)

func TestThinLine(t *testing.T) {
	e := open(t, corpus(t))
	for _, q := range []string{"京都", "コンテナ", "全文検索", "橘", "--no-cache", "containers", "\"ンテナを使\"", "docker -kubernetes", "tag:docker", "", "kuber"} {
		res := ask(t, e, q)
		t.Log(q, res.Total, res.Relaxed, names(res), res.Took)
		for _, h := range res.Hits {
			t.Log("   ", h.Score, marked(h.Title), "|", marked(h.Excerpt), h.Section)
		}
	}
	res := ask(t, e, "tag:docker", func(r *index.Request) { r.Size = 1 })
	t.Log(res.Facets)
}
