package bleve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

// TestAnyOrderOfEditsAnswersAsARebuild puts and removes at random, one increment after the other, and holds the hits, scores,
// counts and excerpts of each against an index built from nothing.
func TestAnyOrderOfEditsAnswersAsARebuild(t *testing.T) {
	corpus.Slow(t)
	random := rand.New(rand.NewPCG(3, 4))
	pool := slices.Collect(benchtest.Posts(120, 5))
	live := map[blog.ID]*blog.Post{}
	dir := t.TempDir()
	e := openIn(t, bleve.Options{Dir: dir})
	for step := range 6 {
		b, err := e.Build(t.Context(), index.Increment)
		if err != nil {
			t.Fatal(err)
		}
		if b.Fresh() != (step == 0) {
			t.Fatalf("step %d: fresh is %v", step, b.Fresh())
		}
		edit(t, b, random, pool, live)
		if missed, err := b.Verify(t.Context(), 100); err != nil || len(missed) > 0 {
			t.Fatal(missed, err)
		}
		if _, err := b.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		freshDir := t.TempDir()
		fresh := openIn(t, bleve.Options{Dir: freshDir})
		posts := slices.Collect(maps.Values(live))
		random.Shuffle(len(posts), func(i, j int) { posts[i], posts[j] = posts[j], posts[i] })
		build(t, fresh, index.Rebuild, posts)
		compare(t, fmt.Sprintf("step %d, %d posts", step, len(live)), e, fresh)
		if !bytes.Equal(lexiconOf(t, dir), lexiconOf(t, freshDir)) {
			t.Errorf("step %d: the words are others than those of a rebuild", step)
		}
	}
}

// lexiconOf reads the words of the live generation as they lie on the disk.
func lexiconOf(t *testing.T, dir string) []byte {
	t.Helper()
	id, err := generation.Open(dir).Current()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "gen", id, "index", "lexicon"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// edit changes some posts of the live ones, each at most a few times.
func edit(t *testing.T, b index.Builder, random *rand.Rand, pool []*blog.Post, live map[blog.ID]*blog.Post) {
	for range 40 {
		p := *pool[random.IntN(len(pool))]
		if random.IntN(4) == 0 {
			delete(live, p.ID)
			if err := b.Remove(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
			continue
		}
		p.Blocks = slices.Clone(p.Blocks)
		p.Blocks[0].Text += pool[random.IntN(len(pool))].Title
		live[p.ID] = &p
		if err := b.Put(t.Context(), &p); err != nil {
			t.Fatal(err)
		}
	}
}

func compare(t *testing.T, when string, a, b *bleve.Engine) {
	t.Helper()
	w := benchtest.Words(40)
	for _, q := range []string{"", w[0], w[1] + " " + w[5], w[2] + "と" + w[9] + "の" + w[30] + "を調べる", `"` + w[3] + `"`, w[0] + " -" + w[1], "tag:タグ0001", "入門", "サーバ"} {
		x, y := ask(t, a, q), ask(t, b, q)
		if x.Total != y.Total || x.Relaxed != y.Relaxed || x.DidYouMean != y.DidYouMean {
			t.Fatalf("%s: %q finds %d (%v, %q), a rebuild %d (%v, %q)", when, q, x.Total, x.Relaxed, x.DidYouMean, y.Total, y.Relaxed, y.DidYouMean)
		}
		for i := range x.Hits {
			h, k := x.Hits[i], y.Hits[i]
			if h.Post.ID != k.Post.ID || h.Score != k.Score || marked(h.Excerpt) != marked(k.Excerpt) {
				t.Fatalf("%s: %q has %s %v %q in place %d, a rebuild %s %v %q", when, q, h.Post.URL, h.Score, marked(h.Excerpt), i,
					k.Post.URL, k.Score, marked(k.Excerpt))
			}
		}
		for f := range x.Facets {
			if !slices.Equal(x.Facets[f], y.Facets[f]) {
				t.Fatalf("%s: %q counts %v, a rebuild %v", when, q, x.Facets[f], y.Facets[f])
			}
		}
	}
}

func TestAnotherProcessNoticesANewGeneration(t *testing.T) {
	dir := t.TempDir()
	reader, err := bleve.Open(t.Context(), bleve.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := reader.Build(t.Context(), index.Increment); err == nil {
		t.Error("an engine that is open for reading builds")
	}
	writer, err := bleve.Open(t.Context(), bleve.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	for _, posts := range [][]*blog.Post{fixture(t), fixture(t)[:1]} {
		stats := build(t, writer, index.Rebuild, posts)
		for {
			got, err := reader.Stats(context.Background())
			if err == nil && got.Generation == stats.Generation {
				break
			}
			time.Sleep(20 * time.Millisecond) // the test as a whole has a time limit
		}
		if res := ask(t, reader, ""); res.Total != len(posts) {
			t.Errorf("the new generation has %d posts, want %d", res.Total, len(posts))
		}
	}
}

func TestTheBuilderKeepsWhatItIsTold(t *testing.T) {
	e := empty(t)
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	b.(*bleve.Builder).SetMeta([]byte(`{"sequence":7}`))
	if err := b.Put(t.Context(), fixture(t)[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	meta, err := e.Meta(t.Context())
	var kept struct{ Sequence int }
	if err != nil || json.Unmarshal(meta, &kept) != nil || kept.Sequence != 7 {
		t.Errorf("meta %s, %v", meta, err)
	}
	if err := b.Put(t.Context(), fixture(t)[0]); err == nil {
		t.Error("a published build takes more posts")
	}
	if err := b.Close(); err != nil {
		t.Errorf("close after publish: %v", err)
	}
	if _, err := e.Search(t.Context(), index.Request{Query: query.Query{}}); err != nil {
		t.Error(err)
	}
}
