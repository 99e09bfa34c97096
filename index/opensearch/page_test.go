package opensearch_test

import (
	"slices"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// A page behind one that was asked for goes on where that ended; any other is counted from the beginning. Both must be the same page.
func TestADeepPageIsTheSameHoweverItIsReached(t *testing.T) {
	const n, size = 700, 50
	e := open(t)
	if _, err := build(t.Context(), e, index.Rebuild, posts(0, n), nil); err != nil {
		t.Fatal(err)
	}
	for name, order := range map[string]index.Sort{"by relevance": index.ByRelevance, "newest first": index.Newest, "oldest first": index.Oldest} {
		t.Run(name, func(t *testing.T) {
			var backwards [n / size][]blog.ID
			for page := n / size; page > 0; page-- {
				backwards[page-1] = idsOf(t, e, "コンテナ 監視", order, page, size)
			}
			seen := map[blog.ID]bool{}
			for page := 1; page <= n/size; page++ {
				got := idsOf(t, e, "コンテナ 監視", order, page, size)
				if !slices.Equal(got, backwards[page-1]) {
					t.Errorf("page %d is %v after the one before, and %v before it", page, got, backwards[page-1])
				}
				for _, id := range got {
					seen[id] = true
				}
			}
			if len(seen) != n {
				t.Errorf("%d posts of %d stand on a page", len(seen), n)
			}
		})
	}
}

func idsOf(t *testing.T, e *opensearch.Engine, text string, order index.Sort, page, size int) []blog.ID {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	res, err := e.Search(t.Context(), index.Request{Fold: index.FoldNone, Query: q, Sort: order, Page: page, Size: size})
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]blog.ID, len(res.Hits))
	for i, h := range res.Hits {
		ids[i] = h.Post.ID
	}
	return ids
}
