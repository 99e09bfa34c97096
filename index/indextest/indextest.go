// Package indextest is the contract that every engine passes: what must be found, what must not, in which order, with which
// marks. Most of it is the files of the folder cases, one sentence each; the rest is about engines as machines: paging, swapping,
// cancelling, hostile queries. It holds no engine.
package indextest

import (
	"context"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
)

// Open gives an engine that holds no posts yet, in a place of its own; it closes the engine when the test ends.
type Open func(t *testing.T) index.Engine

// Run checks an engine against the whole contract.
func Run(t *testing.T, open Open) {
	files := caseFiles(t)
	t.Run("cases", func(t *testing.T) {
		for _, c := range files {
			t.Run(c.name, func(t *testing.T) { c.run(t, open) })
		}
	})
	t.Run("an engine without posts", func(t *testing.T) { runEmpty(t, open) })
	var all []*blog.Post
	for _, c := range files {
		all = append(all, c.posts...)
	}
	e := filled(t, open, all)
	for name, check := range map[string]func(*testing.T, index.Engine, []*blog.Post){
		"every post comes once however the pages are cut":   checkPaging,
		"an order by date is kept over pages":               checkSort,
		"a facet counts as if nothing of it were chosen":    checkFacets,
		"a facet lists the values that contain a text":      checkFacetFind,
		"queries are counted as they find":                  checkFound,
		"requests out of bounds are refused as wrong usage": checkBounds,
		"a search that is given up ends":                    checkCancelled,
		"what was put can be got back whole":                checkPost,
		"nothing that was written is missed":                checkNeverMiss,
		"an exact run is found wherever it stands":          checkExact,
		"marks on a whole post are in its blocks":           checkMarked,
		"excerpts come from their post":                     checkExcerpts,
		"a related post is another one that is alike":       checkRelated,
		"nothing a reader can type is an error":             checkHostile,
		"statistics tell what is there":                     checkStats,
		"the same search gives the same answer":             checkSteady,
		"many searches at once do not disturb each other":   checkConcurrent,
		"an exclusion leaves out what it says":              checkExclusion,
	} {
		t.Run(name, func(t *testing.T) { check(t, e, all) })
	}
	t.Run("rules", func(t *testing.T) { runRules(t, open) })
	t.Run("builds", func(t *testing.T) { runBuilds(t, open, all) })
}

// filled gives an engine that holds the posts.
func filled(t *testing.T, open Open, posts []*blog.Post) index.Engine {
	t.Helper()
	e := open(t)
	build(t, e, index.Rebuild, posts, nil)
	return e
}

// build makes a generation of what e holds, with posts put and others removed.
func build(t *testing.T, e index.Engine, mode index.Mode, posts []*blog.Post, removed []blog.ID) {
	t.Helper()
	ctx := context.Background()
	b, err := e.Build(ctx, mode)
	if err != nil {
		t.Fatalf("a build cannot begin: %v", err)
	}
	defer b.Close()
	for _, p := range posts {
		if err := b.Put(ctx, p); err != nil {
			t.Fatalf("%s cannot be put: %v", p.URL, err)
		}
	}
	for _, id := range removed {
		if err := b.Remove(ctx, id); err != nil {
			t.Fatalf("%s cannot be removed: %v", id, err)
		}
	}
	if missed, err := b.Verify(ctx, 20); err != nil || len(missed) > 0 {
		t.Fatalf("the build does not find what was put: %v, %v", missed, err)
	}
	stats, err := b.Publish(ctx)
	if err != nil {
		t.Fatalf("the build cannot be published: %v", err)
	}
	await(t, e, stats.Generation)
}

// await waits until e serves a generation; an engine may take two seconds to notice.
func await(t *testing.T, e index.Engine, generation string) {
	t.Helper()
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if s, err := e.Stats(context.Background()); err == nil && s.Generation == generation {
			return
		}
	}
	t.Fatalf("generation %s was published but is not served", generation)
}
