package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// The fault suite runs fumikura as an owner has it, a static program in a process of its own, and does to it what a machine does
// in ten years. FUMIKURA_FAULTS=long does all of it ten times as often; FUMIKURA_FAULTS=whole, of make faults, wants so many kills in all.

// leastKills is how often a whole run of the suite has to kill a process of the program.
const leastKills = 100

// kills counts the processes of the program that were killed in the middle of their work.
var kills atomic.Int64

// countKills tells how many there were, and fails a whole run that had too few.
func countKills(code int) int {
	n := kills.Load()
	if n > 0 {
		fmt.Printf("faults: %d processes were killed in the middle of their work\n", n)
	}
	if os.Getenv("FUMIKURA_FAULTS") == "whole" && n < leastKills {
		fmt.Printf("faults: that is less than %d\n", leastKills)
		return 1
	}
	return code
}

// times is n, or ten times as many in a long run.
func times(n int) int {
	if os.Getenv("FUMIKURA_FAULTS") == "long" {
		return 10 * n
	}
	return n
}

// house is a data folder under test.
type house struct {
	t    *testing.T
	data string
	env  []string // of the processes that work on it, beside that of the test
	left []string // drafts that processes have left behind that were killed before; a stage is not reached by these
}

// newHouse gives a data folder with two generations of a small blog.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, data: filepath.Join(t.TempDir(), "data")}
	h.must(0, "import", h.posts("first", 200))
	h.must(0, "reindex", "--rebuild")
	return h
}

// posts writes a file of n posts that hold the word, and gives its name.
func (h *house) posts(word string, n int) string {
	h.t.Helper()
	name := filepath.Join(h.t.TempDir(), word+".jsonl")
	f, err := os.Create(name)
	if err != nil {
		h.t.Fatal(err)
	}
	out := json.NewEncoder(f)
	for i := range n {
		err = errors.Join(err, out.Encode(map[string]any{
			"url": fmt.Sprintf("https://blog.example.com/%s/%d", word, i), "title": fmt.Sprintf("%s の倉庫番の日記 %d", word, i),
			"author": "kurata", "published": "2021-03-04T09:00:00+09:00", "tags": []string{"倉庫"},
			"text": strings.Repeat(fmt.Sprintf("棚%dの本を数え、足りない巻を書き出した。扉の鍵は事務室に返した。", i), 8),
		}))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		h.t.Fatal(err)
	}
	return name
}

// start starts the program over the data folder.
func (h *house) start(args ...string) *program {
	h.t.Helper()
	return h.launch(binary, append(args, "--data", h.data)...)
}

// limited starts the program with a limit that prlimit knows.
func (h *house) limited(limit string, args ...string) *program {
	h.t.Helper()
	path, err := exec.LookPath("prlimit")
	if err != nil {
		h.t.Skip("there is no prlimit to set limits with")
	}
	return h.launch(path, append([]string{limit, binary}, append(args, "--data", h.data)...)...)
}

func (h *house) launch(path string, args ...string) *program {
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), h.env...)
	return launch(h.t, cmd)
}

// must runs the program to its end, wants the exit code, and gives what it said.
func (h *house) must(code int, args ...string) string {
	h.t.Helper()
	p := h.start(args...)
	if got := p.exit(); got != code {
		h.t.Fatalf("fumikura %s exits with %d, want %d:\n%s", strings.Join(args, " "), got, code, p.said())
	}
	return p.said()
}

// serve starts a server and gives its address once it listens.
func (h *house) serve(args ...string) (*program, string) {
	h.t.Helper()
	p := h.start(append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	return p, p.await(`at (http://127\.0\.0\.1:\d+)/`)[1]
}

// wantPosts asks the server for all posts that hold the word.
func (h *house) wantPosts(base, word string, want int) {
	h.t.Helper()
	if a := mustAsk(h.t, base, word); a.Total != want {
		h.t.Fatalf("%q is found in %d posts, want %d (generation %s)", word, a.Total, want, a.Generation)
	}
}

// taken waits until the server has taken up the generation that CURRENT names.
func (h *house) taken(base string) {
	h.t.Helper()
	want := lastGeneration(h.t, h.data)
	if !eventually(func() bool { a, err := ask(base, ""); return err == nil && a.Generation == want }) {
		h.t.Fatalf("the server does not take up generation %s", want)
	}
}

// ready gives the status of /readyz, or the HTTP status where it is not 200.
func (h *house) ready(base string) string {
	h.t.Helper()
	resp, err := http.Get(base + "/readyz")
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	var state struct{ Status string }
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		return resp.Status
	}
	if err := json.Unmarshal(body, &state); err != nil {
		h.t.Fatal(err)
	}
	return state.Status
}
