package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/sample"
)

// stopInOrder ends a server as the system does, and wants it to end well.
func stopInOrder(t *testing.T, p *program) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.exit(); code != 0 {
		t.Errorf("it exits with %d after SIGTERM:\n%s", code, p.said())
	}
}

// growing is the sample blog, of which only some pages answer at first, and slowly where asked.
type growing struct {
	handler http.Handler
	slow    atomic.Bool
	lost    sync.Map // paths that answer 404
	asked   atomic.Int64
}

// ServeHTTP answers a page of the blog.
func (g *growing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.asked.Add(1)
	if g.slow.Load() {
		time.Sleep(50 * time.Millisecond)
	}
	if _, lost := g.lost.Load(r.URL.Path); lost {
		http.NotFound(w, r)
		return
	}
	g.handler.ServeHTTP(w, r)
}

func growingBlog(t *testing.T) (*growing, string) {
	g := &growing{handler: sample.Handler(sample.Options{})}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	return g, s.URL + "/"
}

func TestAKilledReindexLeavesTheOldGenerationAndTheNextOneWorks(t *testing.T) {
	corpus.Slow(t)
	g, address := growingBlog(t)
	data := t.TempDir()
	run(t, 0, "reindex", address, "--data", data)
	_, base := serveData(t, data)
	before := mustAsk(t, base, "コンテナ")
	g.slow.Store(true)
	for i := range 8 {
		p := start(t, "reindex", "--full", "--rebuild=false", "--data", data)
		time.Sleep(time.Duration(100+i*250) * time.Millisecond)
		_ = p.Process.Kill() // it may have ended by itself
		_ = p.Wait()
		after := mustAsk(t, base, "コンテナ")
		if after.Total != before.Total {
			t.Fatalf("after kill %d there are %d hits, were %d", i, after.Total, before.Total)
		}
	}
	g.slow.Store(false)
	run(t, 0, "reindex", "--data", data)
	if after := mustAsk(t, base, "コンテナ"); after.Total != before.Total {
		t.Errorf("the next reindex gives %d hits, want %d", after.Total, before.Total)
	}
	run(t, 0, "check", "--data", data)
}

func TestASecondReindexSaysWhoHoldsTheLock(t *testing.T) {
	g, address := growingBlog(t)
	g.slow.Store(true)
	data := t.TempDir()
	first := start(t, "reindex", address, "--data", data)
	for g.asked.Load() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	said := run(t, 1, "reindex", address, "--data", data)
	if want := fmt.Sprintf("process %d", first.Process.Pid); !strings.Contains(said, want) || !strings.Contains(said, "reindex") {
		t.Errorf("it does not say that reindex, %s has the lock: %s", want, said)
	}
	g.slow.Store(false)
	if code := first.exit(); code != 0 {
		t.Errorf("the first exits with %d:\n%s", code, first.said())
	}
}

func TestGenerationsAreSwappedUnderLoadWithoutAFailedRequest(t *testing.T) {
	corpus.Slow(t)
	_, address := growingBlog(t)
	data := t.TempDir()
	run(t, 0, "reindex", address, "--data", data)
	_, base := serveData(t, data)
	done := make(chan struct{})
	var failed, answered atomic.Int64
	var seen sync.Map
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				a, err := ask(base, "コンテナ サーバー")
				if err != nil || a.Total == 0 {
					failed.Add(1)
					t.Errorf("a request failed: %v", err)
					return
				}
				answered.Add(1)
				seen.Store(a.Generation, true)
			}
		})
	}
	for range 3 {
		run(t, 0, "reindex", "--rebuild", "--data", data)
	}
	want := lastGeneration(t, data)
	for _, ok := seen.Load(want); !ok && failed.Load() == 0; _, ok = seen.Load(want) {
		time.Sleep(20 * time.Millisecond)
	}
	close(done)
	load.Wait()
	t.Logf("%d requests answered", answered.Load())
}

func lastGeneration(t *testing.T, data string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(data, "CURRENT"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

func TestAServerWithoutAnIndexWaitsForOne(t *testing.T) {
	_, address := growingBlog(t)
	data := t.TempDir()
	p, base := serveData(t, data)
	if code := statusOf(t, base+"/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz answers %d before there is an index, want 503", code)
	}
	if code := statusOf(t, base+"/healthz"); code != http.StatusOK {
		t.Errorf("/healthz answers %d, want 200", code)
	}
	run(t, 0, "reindex", address, "--data", data)
	for statusOf(t, base+"/readyz") != http.StatusOK {
		time.Sleep(50 * time.Millisecond)
	}
	if a := mustAsk(t, base, "橘"); a.Total == 0 {
		t.Error("the server does not find what the first reindex published")
	}
	stopInOrder(t, p)
}

func TestAServerFetchesNewPostsByItself(t *testing.T) {
	g, address := growingBlog(t)
	post := sample.Posts(strings.TrimSuffix(address, "/"))[0]
	path := strings.TrimPrefix(post.URL, strings.TrimSuffix(address, "/"))
	g.lost.Store(path, true)
	data := t.TempDir()
	run(t, 0, "reindex", address, "--data", data)
	p, base := serveData(t, data, "--refresh", "1s")
	before := mustAsk(t, base, "").Total
	g.lost.Delete(path)
	for mustAsk(t, base, "").Total == before {
		time.Sleep(50 * time.Millisecond)
	}
	if after := mustAsk(t, base, `"`+post.Title+`"`); len(after.Hits) == 0 || after.Hits[0].URL != post.URL {
		t.Errorf("the post that came later is not found: %+v", after.Hits)
	}
	stopInOrder(t, p)
}

func TestAServerThatRefreshesReadsItsBlogsAtOnceWhereThereIsNoIndex(t *testing.T) {
	_, address := growingBlog(t)
	t.Setenv("FUMIKURA_BLOGS", address)
	p, base := serveData(t, filepath.Join(t.TempDir(), "data"), "--refresh", "24h")
	for statusOf(t, base+"/readyz") != http.StatusOK {
		time.Sleep(50 * time.Millisecond)
	}
	if a := mustAsk(t, base, "橘"); a.Total == 0 {
		t.Errorf("the blog is not found:\n%s", p.said())
	}
	stopInOrder(t, p)
}

func statusOf(t *testing.T, url string) int {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
