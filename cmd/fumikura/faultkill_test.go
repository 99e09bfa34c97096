package main

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stage is a point in the work of a reindex, and how to see from outside that it is reached.
type stage struct {
	name    string
	args    []string
	reached func(h *house, before string) bool
	within  time.Duration // the kill comes at a random time of this length after that
}

// matches says whether there is a file of the pattern in the data folder, but for drafts left behind before.
func (h *house) matches(pattern string) bool {
	found, err := filepath.Glob(filepath.Join(h.data, pattern))
	return err == nil && slices.ContainsFunc(found, func(name string) bool {
		return !slices.ContainsFunc(h.left, func(draft string) bool { return strings.HasPrefix(name, draft) })
	})
}

// noteLeft takes note of the drafts that are there before a process is started.
func (h *house) noteLeft() {
	h.left = must(filepath.Glob(filepath.Join(h.data, "gen", ".draft-*")))
}

func stages(asked func() bool) []stage {
	draft := func(h *house, _ string) bool { return h.matches("gen/.draft-*") }
	return []stage{
		{"at any time", []string{"reindex", "--rebuild"}, func(*house, string) bool { return true }, time.Second},
		{"while the blog is asked", []string{"reindex", "--full"}, func(*house, string) bool { return asked() }, 300 * time.Millisecond},
		{"while the index is built", []string{"reindex", "--rebuild"}, draft, 250 * time.Millisecond},
		{"while files are sealed", []string{"reindex", "--rebuild"}, func(h *house, _ string) bool { return h.matches("gen/.draft-*/index/lexicon") }, 5 * time.Millisecond},
		{"between manifest and name", []string{"reindex", "--rebuild"}, func(h *house, _ string) bool { return h.matches("gen/.draft-*/manifest.json") }, 2 * time.Millisecond},
		{"while old ones are swept", []string{"reindex", "--rebuild"}, func(h *house, before string) bool { return lastGeneration(h.t, h.data) != before }, 3 * time.Millisecond},
	}
}

// killAt starts the program and kills it at the stage. It says whether the kill came before the end.
func (h *house) killAt(s stage, args []string) bool {
	h.t.Helper()
	before := lastGeneration(h.t, h.data)
	h.noteLeft()
	p := h.start(args...)
	ended := make(chan struct{})
	go func() {
		_ = p.Wait() // how it ended stands in ProcessState
		close(ended)
	}()
	for !s.reached(h, before) {
		select {
		case <-ended:
			return false
		case <-time.After(100 * time.Microsecond):
		}
	}
	select {
	case <-ended:
	case <-time.After(rand.N(s.within)):
	}
	_ = p.Process.Kill() // it may have ended by itself
	<-ended
	status, ok := p.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return false
	}
	kills.Add(1)
	return true
}

func TestFaultsAReindexKilledAtAnyStageLosesNothing(t *testing.T) {
	t.Parallel()
	g, address := growingBlog(t)
	h := newHouse(t)
	h.must(0, "reindex", address)
	_, base := h.serve()
	first, sample := mustAsk(t, base, "first").Total, mustAsk(t, base, "コンテナ").Total
	if first == 0 || sample == 0 {
		t.Fatalf("there are %d and %d posts to begin with", first, sample)
	}
	g.slow.Store(true)
	seen := g.asked.Load()
	for _, s := range stages(func() bool { return g.asked.Load() > seen }) {
		killed := 0
		for tries := 0; killed < times(10) && tries < times(60); tries++ {
			seen = g.asked.Load()
			if h.killAt(s, s.args) {
				killed++
			}
			h.wantPosts(base, "first", first)
			h.wantPosts(base, "コンテナ", sample)
			if state := h.ready(base); state != "ready" {
				t.Fatalf("killed %s: /readyz says %s", s.name, state)
			}
			h.must(0, "check")
		}
		t.Logf("%d kills %s", killed, s.name)
		if killed == 0 {
			t.Errorf("no kill came %s", s.name)
		}
		h.must(0, "reindex", "--rebuild")
		h.taken(base)
		h.wantPosts(base, "first", first)
	}
	g.slow.Store(false)
	h.must(0, "reindex")
	h.must(0, "check")
}

func TestFaultsAKilledImportIsDoneAgainAsIfNothingWere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, base := h.serve()
	killed := 0
	for i := range times(14) {
		word := "round" + string(rune('a'+i%26)) + string(rune('a'+i/26%26))
		file := h.posts(word, 50)
		anyTime := stage{reached: func(*house, string) bool { return true }, within: 900 * time.Millisecond}
		if h.killAt(anyTime, []string{"import", file}) {
			killed++
		}
		h.must(0, "check")
		h.must(0, "import", file)
		h.taken(base)
		h.wantPosts(base, word, 50)
		h.wantPosts(base, "first", 200)
	}
	t.Logf("%d imports killed", killed)
	if killed == 0 {
		t.Error("no import was killed")
	}
	if got, err := os.ReadDir(filepath.Join(h.data, "gen")); err != nil || len(got) != 2 {
		t.Errorf("the last run leaves %d generations, want 2: %v", len(got), err)
	}
}

func TestFaultsAKilledServerLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range times(15) {
		p := h.start("serve", "--addr", "127.0.0.1:0")
		if rand.IntN(3) > 0 {
			base := p.await(`at (http://127\.0\.0\.1:\d+)/`)[1]
			for range 4 {
				go func() {
					resp, err := http.Get(base + "/api/v1/search?q=first")
					if err == nil { // it may be killed meanwhile
						_ = resp.Body.Close()
					}
				}()
			}
		}
		time.Sleep(rand.N(300 * time.Millisecond))
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if code := p.exit(); code != -1 {
			t.Fatalf("the server ended by itself with %d:\n%s", code, p.said())
		}
		kills.Add(1)
		h.must(0, "check")
	}
	p, base := h.serve()
	h.wantPosts(base, "first", 200)
	stopInOrder(t, p)
	h.must(0, "reindex", "--rebuild")
}

func TestFaultsAServerKilledWhileItMovesToAnotherIndexLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for i := range times(12) {
		p, base := h.serve()
		stop := h.load(base)
		next := h.other()
		h.must(0, "rollback", next)
		if i%2 == 0 {
			time.Sleep(rand.N(700 * time.Millisecond)) // it looks twice a second
		} else {
			h.taken(base)
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if code := p.exit(); code != -1 {
			t.Fatalf("the server ended by itself with %d:\n%s", code, p.said())
		}
		kills.Add(1)
		stop()
		h.must(0, "check")
		if got := lastGeneration(t, h.data); got != next {
			t.Fatalf("generation %s is live, want %s", got, next)
		}
	}
	p, base := h.serve()
	h.taken(base)
	h.wantPosts(base, "first", 200)
	stopInOrder(t, p)
}
