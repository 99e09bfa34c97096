package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/sample"
)

func TestTheDemoFindsWhatItPromises(t *testing.T) {
	p := start(t, "demo", "--addr", "127.0.0.1:0")
	base := p.await(`The search is at (http://127\.0\.0\.1:\d+)/`)[1]
	for _, q := range sample.Queries() {
		a := mustAsk(t, base, q.Text)
		if len(a.Hits) == 0 || !strings.HasSuffix(a.Hits[0].URL, q.First) {
			t.Errorf("the first hit for %q is not %s: %+v", q.Text, q.First, a.Hits)
		}
	}
	if a := mustAsk(t, base, ""); a.Total != len(sample.Posts("")) {
		t.Errorf("%d posts are found, want %d", a.Total, len(sample.Posts("")))
	}
	stopInOrder(t, p)
}

func TestAHatenaBlogIsReadAndFound(t *testing.T) {
	s, data := corpus.Hatena(t), t.TempDir()
	run(t, 0, "reindex", s.URL, "--data", data)
	_, base := serveData(t, data)
	want := corpus.HatenaPosts(t)
	all := mustAsk(t, base, "", "size", "100")
	if all.Total != len(want) {
		t.Errorf("%d posts, want %d: a list page is among them, or a post is lost: %+v", all.Total, len(want), all.Hits)
	}
	for _, w := range want {
		i := slices.IndexFunc(all.Hits, func(h hit) bool { return h.URL == s.URL+w.Path() })
		if i < 0 {
			t.Errorf("%s is not found", w.Path())
			continue
		}
		checkHit(t, all.Hits[i], w.Title, w.Author, w.Published, w.Categories)
	}
	for _, boilerplate := range []string{`"読者になる"`, `"続きを読む"`, `"月別アーカイブ"`, `"執筆者リスト"`, `"FIXTURE-COMMENT"`} {
		if a := mustAsk(t, base, boilerplate); a.Total > 0 {
			t.Errorf("%s is found: %+v", boilerplate, a.Hits)
		}
	}
	if a := mustAsk(t, base, "", "author", "doi-t", "tag", "MTS"); a.Total != 4 {
		t.Errorf("%d posts by doi-t about MTS, want 4", a.Total)
	}
}

func TestAHexoBlogBelowAPathIsReadWhole(t *testing.T) {
	corpus.Slow(t)
	s, data := corpus.Jpazpaas(t), t.TempDir()
	run(t, 0, "reindex", s.URL+"/jpazpaas/", "--data", data)
	_, base := serveData(t, data)
	found := map[string]hit{}
	for page := 1; page <= 2; page++ {
		a := mustAsk(t, base, "", "size", "100", "page", string(rune('0'+page)))
		for _, h := range a.Hits {
			found[blog.Key(h.URL)] = h
		}
	}
	want := corpus.Posts(t, "jpazpaas")
	if len(found) != len(want) {
		t.Errorf("%d posts, want %d", len(found), len(want))
	}
	for _, w := range want {
		h, ok := found[blog.Key(s.URL+w.Path)]
		if !ok {
			t.Errorf("%s is not found", w.Path)
			continue
		}
		checkHit(t, h, w.Title, strings.Join(w.Authors, ", "), w.Published, w.Tags)
	}
}

func checkHit(t *testing.T, h hit, title, author string, published time.Time, tags []string) {
	t.Helper()
	if h.Title != title {
		t.Errorf("%s: title %q, want %q", h.URL, h.Title, title)
	}
	if h.Author != author {
		t.Errorf("%s: author %q, want %q", h.URL, h.Author, author)
	}
	if at, err := time.Parse(time.RFC3339, h.Published); err != nil || !at.Equal(published.Truncate(time.Second)) {
		t.Errorf("%s: published %q, want %v", h.URL, h.Published, published)
	}
	if !slices.Equal(h.Tags, tags) {
		t.Errorf("%s: tags %q, want %q", h.URL, h.Tags, tags)
	}
}
