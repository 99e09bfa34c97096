//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// howEnded is how a process ended that was sent signals.
type howEnded struct {
	code   int            // -1 when a signal ended it
	signal syscall.Signal // that ended it
	took   time.Duration  // from the last signal on
	said   string
}

// signalled starts the program, sends it SIGTERM so often when the stage is reached, and waits for its end. It says whether the signal came
// before the end.
func (h *house) signalled(s stage, times int) (e howEnded, before bool) {
	h.t.Helper()
	live := lastGeneration(h.t, h.data)
	h.noteLeft()
	p := h.start(s.args...)
	ended := make(chan struct{})
	go func() {
		_ = p.Wait() // how it ended stands in ProcessState
		close(ended)
	}()
	for !s.reached(h, live) {
		select {
		case <-ended:
			return howEnded{said: p.said()}, false
		case <-time.After(100 * time.Microsecond):
		}
	}
	for i := range times {
		if i > 0 { // else the two may become one
			time.Sleep(20 * time.Millisecond)
		}
		_ = p.Process.Signal(syscall.SIGTERM) // it may have ended
	}
	at := time.Now()
	<-ended
	e = howEnded{code: p.ProcessState.ExitCode(), took: time.Since(at), said: p.said()}
	if status, ok := p.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.signal = status.Signal()
	}
	return e, true
}

// holdingServer takes requests and answers none, until the test ends; asked counts them.
func holdingServer(t *testing.T) (address string, asked *atomic.Int64) {
	asked = &atomic.Int64{}
	over := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() {
		close(over)
		s.Close()
	})
	return s.URL + "/", asked
}

// drippingServer gives a page that never comes to an end, a byte after the other.
func drippingServer(t *testing.T) (address string, asked *atomic.Int64) {
	asked = &atomic.Int64{}
	over := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "text/html")
		for {
			if _, err := fmt.Fprint(w, "<p>"); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			select {
			case <-over:
				return
			case <-r.Context().Done():
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}))
	t.Cleanup(func() {
		close(over)
		s.Close()
	})
	return s.URL + "/", asked
}

// heavy writes posts that take long to read: each is a page of many elements, without a space in its text.
func (h *house) heavy(posts int) string {
	h.t.Helper()
	name := filepath.Join(h.t.TempDir(), "heavy.jsonl")
	f, err := os.Create(name)
	if err != nil {
		h.t.Fatal(err)
	}
	defer f.Close()
	html := strings.Repeat("<div><p>倉庫の棚を数えた札がある<b>かもしれない</b>が忘れた", 30_000)
	for i := range posts {
		if err := json.NewEncoder(f).Encode(map[string]any{"url": fmt.Sprint("https://heavy.example.com/", i), "title": "重い日記", "html": html}); err != nil {
			h.t.Fatal(err)
		}
	}
	return name
}

// A run that is told to end does so whatever it does, publishes nothing half, and says so; a second signal ends it at once. Each stage would
// otherwise go on to an end of another kind: the servers never answer, and what is read, built and published would be published.
func TestFaultsASignalEndsARunWhateverItDoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, base := h.serve()
	holding, held := holdingServer(t)
	dripping, dripped := drippingServer(t)
	heavy, many := h.heavy(6), h.posts("many", 4000)
	draft := func(h *house, _ string) bool { return h.matches("gen/.draft-*") }
	file := func(pattern string) func(*house, string) bool {
		return func(h *house, _ string) bool { return h.matches(pattern) }
	}
	asked := func(n *atomic.Int64) func(*house, string) bool {
		return func(*house, string) bool { return n.Swap(0) > 0 }
	}
	soon := func(d time.Duration) func(*house, string) bool {
		var since time.Time
		return func(h *house, _ string) bool {
			if since.IsZero() {
				since = time.Now()
			}
			return time.Since(since) > d
		}
	}
	for _, s := range []struct {
		stage
		late bool // it may have published by then
	}{
		{stage{name: "asking a server that does not answer", args: []string{"reindex", holding}, reached: asked(held)}, false},
		{stage{name: "reading an answer that does not end", args: []string{"reindex", dripping}, reached: asked(dripped)}, false},
		{stage{name: "parsing an export of heavy pages", args: []string{"import", heavy}, reached: soon(400 * time.Millisecond)}, false},
		{stage{name: "parsing a long export", args: []string{"import", many}, reached: soon(300 * time.Millisecond)}, false},
		{stage{name: "building the index", args: []string{"import", many}, reached: draft}, false},
		{stage{name: "building the index again", args: []string{"reindex", "--rebuild"}, reached: draft}, false},
		{stage{name: "sealing files", args: []string{"reindex", "--rebuild"}, reached: file("gen/.draft-*/index/lexicon")}, true},
		{stage{name: "publishing", args: []string{"reindex", "--rebuild"}, reached: file("gen/.draft-*/manifest.json")}, true},
	} {
		for _, signals := range []int{1, 2} {
			live := lastGeneration(t, h.data)
			e, before := h.signalled(s.stage, signals)
			for tries := 0; s.late && !before && tries < 20; tries++ { // such a stage lasts a few milliseconds only
				live = lastGeneration(t, h.data)
				e, before = h.signalled(s.stage, signals)
			}
			now := lastGeneration(t, h.data)
			t.Logf("%s, %d signals: ended after %s with %d (%v)", s.name, signals, e.took.Round(time.Millisecond), e.code, e.signal)
			switch {
			case !before:
				t.Errorf("%s: it ended before it could be signalled:\n%s", s.name, e.said)
			case s.late && e.code == 0 && now != live: // it was at its end
			case now != live && !s.late:
				t.Errorf("%s: it publishes %s although it was told to end:\n%s", s.name, now, e.said)
			case e.signal == syscall.SIGTERM && signals == 2:
			case e.code != 1 || !strings.Contains(e.said, "interrupted"):
				t.Errorf("%s, %d signals: it ends with %d:\n%s", s.name, signals, e.code, e.said)
			}
			h.must(0, "check")
			h.wantPosts(base, "first", 200)
		}
	}
	h.must(0, "import", many)
	h.taken(base)
	h.wantPosts(base, "many", 4000)
}
