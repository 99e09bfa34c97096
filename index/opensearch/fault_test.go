package opensearch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/index/opensearch/servertest"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// posts makes n posts that all say コンテナ.
func posts(from, n int) []*blog.Post {
	var out []*blog.Post
	for i := from; i < from+n; i++ {
		out = append(out, &blog.Post{ID: blog.ID(fmt.Sprintf("post%d", i)), URL: fmt.Sprintf("https://blog.example.com/%d", i), Site: "https://blog.example.com/",
			Title: fmt.Sprintf("コンテナの話 その%d", i), Published: time.Date(2020, 1, 1, i%24, 0, 0, 0, time.UTC), Tags: []string{"コンテナ"},
			Blocks: []blog.Block{{Kind: blog.Paragraph, Text: fmt.Sprintf("コンテナを%d個動かして監視した。", i)}}})
	}
	return out
}

// build makes a generation; between is called when half of the posts are put.
func build(ctx context.Context, e *opensearch.Engine, mode index.Mode, all []*blog.Post, between func()) (index.Stats, error) {
	b, err := e.Build(ctx, mode)
	if err != nil {
		return index.Stats{}, err
	}
	defer b.Close()
	for i, p := range all {
		if i == len(all)/2 && between != nil {
			between()
		}
		if err := b.Put(ctx, p); err != nil {
			return index.Stats{}, err
		}
	}
	if _, err := b.Verify(ctx, 50); err != nil {
		return index.Stats{}, err
	}
	return b.Publish(ctx)
}

func total(ctx context.Context, e *opensearch.Engine) (int, error) {
	q, err := query.Parse("コンテナ 監視")
	if err != nil {
		return 0, err
	}
	res, err := e.Search(ctx, index.Request{Fold: index.FoldNone, Query: q, Facets: query.Facets()})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

// readers search until they are stopped; stop gives how many searches there were and how many failed.
func readers(t *testing.T, e *opensearch.Engine, n int) (stop func() (searches, failed int64)) {
	ctx, cancel := context.WithCancel(t.Context())
	var searches, failed atomic.Int64
	var wait sync.WaitGroup
	for range n {
		wait.Go(func() {
			for ctx.Err() == nil {
				_, err := total(context.WithoutCancel(ctx), e)
				searches.Add(1)
				if err != nil {
					failed.Add(1)
					t.Logf("a search fails: %v", err)
				}
			}
		})
	}
	return func() (int64, int64) {
		cancel()
		wait.Wait()
		return searches.Load(), failed.Load()
	}
}

func TestANodeMayDieUnderSearchAndUnderBuild(t *testing.T) {
	servertest.Need(t)
	c, err := servertest.Start(3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	e := openAt(t, c, opensearch.Options{Addresses: c.Addresses(), Replicas: 1, Shards: 2})
	ctx := t.Context()
	if _, err := build(ctx, e, index.Rebuild, posts(0, 300), nil); err != nil {
		t.Fatal(err)
	}
	stop := readers(t, e, 2)
	stats, err := build(ctx, e, index.Rebuild, posts(0, 2000), func() {
		if err := c.Nodes[2].Kill(); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatalf("a build does not outlive a node: %v", err)
	}
	time.Sleep(time.Second)
	searches, failed := stop()
	t.Logf("%d searches, %d failed", searches, failed)
	if failed > 0 || searches == 0 {
		t.Errorf("of %d searches %d failed when a node died", searches, failed)
	}
	if n, err := total(ctx, e); err != nil || n != 2000 || stats.Posts != n {
		t.Errorf("after a node died %d posts of 2000 are found, and %d are said to be there: %v", n, stats.Posts, err)
	}
}

func TestTwoArchivesDoNotShareAnIndexUnlessOneIsToldTo(t *testing.T) {
	servertest.Need(t)
	c := server.get(t)
	mine := openAt(t, c, opensearch.Options{Addresses: c.Addresses(), Archive: "mine"})
	if _, err := build(t.Context(), mine, index.Rebuild, posts(0, 5), nil); err != nil {
		t.Fatal(err)
	}
	other := func(archive string, force bool) error {
		e, err := opensearch.Open(t.Context(), opensearch.Options{Addresses: c.Addresses(), Name: fmt.Sprintf("t%d", names.Load()), Archive: archive, Force: force})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = e.Close() }() // what it did is asked of the other
		_, err = build(t.Context(), e, index.Rebuild, posts(50, 3), nil)
		return err
	}
	if err := other("theirs", false); err == nil || !strings.Contains(err.Error(), "another archive") {
		t.Errorf("another archive builds over it: %v", err)
	}
	if n, err := total(t.Context(), mine); n != 5 || err != nil {
		t.Errorf("%d posts of 5 are left: %v", n, err)
	}
	first, err := mine.Generations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := other("mine", false); err != nil {
		t.Errorf("its own archive may not build: %v", err)
	}
	stranger, err := opensearch.Open(t.Context(), opensearch.Options{Addresses: c.Addresses(), Name: fmt.Sprintf("t%d", names.Load()), Archive: "theirs"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Close() }) // it only asked
	for _, to := range []string{"", first[0].ID} {
		if _, err := stranger.Rollback(t.Context(), to); err == nil || !strings.Contains(err.Error(), "another archive") {
			t.Errorf("another archive rolls it back to %q: %v", to, err)
		}
	}
	if err := other("theirs", true); err != nil {
		t.Errorf("forced, it is refused: %v", err)
	}
	if _, err := mine.Rollback(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "another archive") {
		t.Errorf("what another archive has taken over is rolled back: %v", err)
	}
}

func TestAClusterThatIsGoneIsSaidAndTakenUpAgain(t *testing.T) {
	servertest.Need(t)
	c := server.get(t)
	gate := newGate(t, c.Nodes[0].Address)
	e := openAt(t, c, opensearch.Options{Addresses: []string{gate.url}, Timeout: time.Second})
	if _, err := build(t.Context(), e, index.Rebuild, posts(0, 20), nil); err != nil {
		t.Fatal(err)
	}
	gate.shut.Store(true)
	if _, err := total(t.Context(), e); !errors.Is(err, blog.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a search without a cluster gives %v", err)
	}
	eventually(t, "statistics fail while no node answers", func() bool {
		_, err := e.Stats(t.Context())
		return errors.Is(err, blog.ErrUnavailable)
	})
	gate.shut.Store(false)
	eventually(t, "the engine recovers by itself", func() bool {
		_, err := e.Stats(t.Context())
		return err == nil
	})
	if n, err := total(t.Context(), e); n != 20 || err != nil {
		t.Errorf("after the cluster came back %d posts of 20 are found: %v", n, err)
	}
}

func TestAnEngineOpensBeforeItsCluster(t *testing.T) {
	servertest.Need(t)
	c := server.get(t)
	gate := newGate(t, c.Nodes[0].Address)
	gate.shut.Store(true)
	e := openAt(t, c, opensearch.Options{Addresses: []string{gate.url}, Timeout: time.Second})
	if _, err := e.Build(t.Context(), index.Rebuild); !errors.Is(err, blog.ErrUnavailable) {
		t.Errorf("a build without a cluster gives %v", err)
	}
	gate.shut.Store(false)
	if _, err := build(t.Context(), e, index.Rebuild, posts(0, 5), nil); err != nil {
		t.Error(err)
	}
}

// gate stands before a server and can be shut, so that nobody answers.
type gate struct {
	url  string
	shut atomic.Bool
}

func newGate(t *testing.T, address string) *gate {
	g := &gate{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.shut.Load() {
			panic(http.ErrAbortHandler) // the connection breaks
		}
		req, err := http.NewRequestWithContext(r.Context(), r.Method, address+r.URL.RequestURI(), r.Body)
		if err != nil {
			panic(err)
		}
		req.Header = r.Header
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer res.Body.Close()
		maps.Copy(w.Header(), res.Header)
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body) // who went away asks again
	}))
	t.Cleanup(s.Close)
	g.url = s.URL
	return g
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for until := time.Now().Add(5 * time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Errorf("it does not come true that %s", what)
}

func TestRollbackGoesBackOneGenerationAndTwoAreKept(t *testing.T) {
	e := open(t)
	ctx := t.Context()
	var ids []string
	for _, n := range []int{5, 10, 15} {
		stats, err := build(ctx, e, index.Rebuild, posts(0, n), nil)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, stats.Generation)
	}
	list, err := e.Generations(ctx)
	if err != nil || len(list) != 2 || list[0].ID != ids[2] || !list[0].Live || list[1].ID != ids[1] || list[0].Bytes == 0 || list[1].Bytes == 0 {
		t.Errorf("after three builds the generations are %+v: %v", list, err)
	}
	if id, err := e.Rollback(ctx, ""); err != nil || id != ids[1] {
		t.Errorf("rollback goes to %q: %v", id, err)
	}
	if n, err := total(ctx, e); n != 10 || err != nil {
		t.Errorf("after rollback %d posts of 10 are found: %v", n, err)
	}
	if _, err := e.Rollback(ctx, ""); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("rolling back past the last generation gives %v", err)
	}
	if id, err := e.Rollback(ctx, ids[2]); err != nil || id != ids[2] {
		t.Errorf("going forward again goes to %q: %v", id, err)
	}
}

func TestOfTwoBuildsAtOnceTheSecondIsNotPublished(t *testing.T) {
	e := open(t)
	ctx := t.Context()
	if _, err := build(ctx, e, index.Rebuild, posts(0, 5), nil); err != nil {
		t.Fatal(err)
	}
	late, err := e.Build(ctx, index.Increment)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if _, err := build(ctx, e, index.Increment, posts(5, 5), nil); err != nil {
		t.Fatal(err)
	}
	if err := late.Put(ctx, posts(90, 1)[0]); err == nil {
		if _, err := late.Publish(ctx); err == nil {
			t.Error("a build that began before another was published takes its place")
		}
	}
	if n, err := total(ctx, e); n != 10 || err != nil {
		t.Errorf("%d posts of 10 are found: %v", n, err)
	}
}
