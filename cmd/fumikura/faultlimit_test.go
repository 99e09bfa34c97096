package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/generation"
)

func TestFaultsAServerWithoutFilesLeftRecovers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.limited("--nofile=48", "serve", "--addr", "127.0.0.1:0")
	base := p.await(`at (http://127\.0\.0\.1:\d+)/`)[1]
	h.wantPosts(base, "first", 200)
	var held []net.Conn
	for range 80 {
		c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	p.await("too many open files")
	h.must(0, "reindex", "--rebuild")
	for _, c := range held {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	h.must(0, "reindex", "--rebuild")
	h.taken(base)
	h.wantPosts(base, "first", 200)
	stopInOrder(t, p)
}

func TestFaultsAReindexWithoutFilesLeftPublishesAllOrNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	failed := 0
	for _, n := range []int{8, 12, 16, 24} {
		live := lastGeneration(t, h.data)
		p := h.limited(fmt.Sprint("--nofile=", n), "reindex", "--rebuild")
		switch code := p.exit(); {
		case code == 1 || code == 2: // 2 is also how the runtime ends where it cannot even begin
			failed++
			if got := lastGeneration(t, h.data); got != live {
				t.Errorf("with %d files it fails, but publishes:\n%s", n, p.said())
			}
		case code != 0:
			t.Errorf("with %d files it exits with %d:\n%s", n, code, p.said())
		}
		h.must(0, "check")
	}
	t.Logf("%d of 4 runs failed", failed)
	if failed == 0 {
		t.Error("no limit was low enough to fail")
	}
	h.must(0, "reindex", "--rebuild")
}

func TestFaultsAStoppedReindexHoldsTheLockAndNobodyUp(t *testing.T) {
	t.Parallel()
	g, address := growingBlog(t)
	h := newHouse(t)
	p, base := h.serve()
	g.slow.Store(true)
	stopped := h.start("reindex", address)
	for g.asked.Load() == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := stopped.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"reindex"}, {"import", h.posts("second", 3)}, {"rollback"}} {
		if said := h.must(1, args...); !strings.Contains(said, fmt.Sprintf("reindex, process %d, since", stopped.Process.Pid)) {
			t.Errorf("%s does not say who is at work: %s", args[0], said)
		}
	}
	h.wantPosts(base, "first", 200)
	h.must(0, "check")
	h.must(0, "status")
	g.slow.Store(false)
	if err := stopped.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if code := stopped.exit(); code != 0 {
		t.Errorf("it exits with %d after it may go on:\n%s", code, stopped.said())
	}
	h.taken(base)
	if a := mustAsk(t, base, "コンテナ"); a.Total == 0 {
		t.Error("what it published is not found")
	}
	stopInOrder(t, p)
}

func TestFaultsFiftySwapsUnderLoadFailNoRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p, base := h.serve()
	done := make(chan struct{})
	var answered, failed atomic.Int64
	var load sync.WaitGroup
	for i := range 4 {
		load.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(5 * time.Millisecond):
				}
				a, err := ask(base, []string{"first", "倉庫", "本を数え", "first 鍵"}[i])
				if err != nil || a.Total != 200 {
					failed.Add(1)
					t.Errorf("a request failed: %v, %v", a, err)
					return
				}
				answered.Add(1)
			}
		})
	}
	const builds = 4 // every twelfth swap; the others go back and forth between two generations
	for i := range times(52) {
		if i%(52/builds) == 0 {
			h.must(0, "reindex", "--rebuild")
		} else {
			h.must(0, "rollback", h.other())
		}
		h.taken(base)
	}
	close(done)
	load.Wait()
	t.Logf("%d requests answered, %d failed", answered.Load(), failed.Load())
	stopInOrder(t, p)
}

// other is the generation that is not live.
func (h *house) other() string {
	h.t.Helper()
	ids, err := generation.Open(h.data).List()
	if err != nil || len(ids) != 2 {
		h.t.Fatalf("there are %d generations, want 2: %v", len(ids), err)
	}
	if live := lastGeneration(h.t, h.data); ids[0] != live {
		return ids[0]
	}
	return ids[1]
}

func TestFaultsLittleMemoryMakesItSlowerAndNotWrong(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.env = []string{"GOMEMLIMIT=64MiB"}
	p, base := h.serve()
	h.must(0, "import", h.posts("second", 300))
	h.taken(base)
	var load sync.WaitGroup
	for range 8 {
		load.Go(func() {
			for range 20 {
				if a, err := ask(base, "倉庫 second"); err != nil || a.Total != 300 {
					t.Errorf("a request failed: %v, %v", a, err)
				}
			}
		})
	}
	load.Wait()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	for line := range strings.Lines(string(status)) {
		if err == nil && strings.HasPrefix(line, "VmHWM") {
			t.Logf("GOMEMLIMIT=64MiB: %s", strings.TrimSpace(line))
		}
	}
	if code := statusOf(t, base+"/healthz"); code != http.StatusOK {
		t.Errorf("/healthz answers %d", code)
	}
	stopInOrder(t, p)
}
