package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// program is a fumikura process of a test.
type program struct {
	*exec.Cmd
	t   testing.TB
	mu  sync.Mutex
	out bytes.Buffer
}

// start starts fumikura as a process of its own, which ends with the test at the latest.
func start(t testing.TB, args ...string) *program {
	t.Helper()
	return launch(t, exec.Command(binary, args...))
}

// launch is start for a command that is put together already.
func launch(t testing.TB, cmd *exec.Cmd) *program {
	t.Helper()
	return launchIn(t, cmd, t.TempDir())
}

// launchIn is launch in a folder.
func launchIn(t testing.TB, cmd *exec.Cmd, dir string) *program {
	t.Helper()
	p := &program{t: t, Cmd: cmd}
	p.Dir = dir
	p.Stdout, p.Stderr = p, p
	if err := p.Cmd.Start(); err != nil {
		t.Fatalf("start fumikura %s: %v", strings.Join(cmd.Args[1:], " "), err)
	}
	t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Kill() // it may have ended by itself
			_ = p.Wait()
		}
	})
	return p
}

// Write takes in what the process says.
func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

// said is what the process has said so far.
func (p *program) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// exit waits for the end of the process and gives its exit code, -1 when it was killed.
func (p *program) exit() int {
	p.t.Helper()
	err := p.Wait()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		p.t.Fatalf("%s: %v", p.Args[1], err)
	}
	return p.ProcessState.ExitCode()
}

// run runs fumikura to its end and fails the test unless it exits with the code.
func run(t testing.TB, code int, args ...string) string {
	t.Helper()
	p := start(t, args...)
	if got := p.exit(); got != code {
		t.Fatalf("fumikura %s exits with %d, want %d:\n%s", strings.Join(args, " "), got, code, p.said())
	}
	return p.said()
}

// patience is how long a test waits for what takes seconds: it is against a hang, and long for a machine that does ten other things.
const patience = 5 * time.Minute

// eventually waits until something is so, and says whether it came to be.
func eventually(ok func() bool) bool {
	for until := time.Now().Add(patience); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			return false
		}
	}
	return true
}

// await waits until the process has said what the pattern says, and gives what it found.
func (p *program) await(pattern string) []string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	var found []string
	if !eventually(func() bool { found = re.FindStringSubmatch(p.said()); return found != nil }) {
		p.t.Fatalf("%s does not say %q:\n%s", p.Args[1], pattern, p.said())
	}
	return found
}

// answer is what a test reads of an answer of the API.
type answer struct {
	Total      int
	Generation string
	Hits       []hit
	Facets     map[string][]struct {
		Value string
		Count int
	}
}

type hit struct {
	URL, Title, Author, Lang, Published string
	Snippet                             string `json:"snippet_html"`
	Tags                                []string
}

// ask asks a running server.
func ask(base, q string, params ...string) (*answer, error) {
	v := url.Values{"q": {q}}
	for i := 0; i < len(params); i += 2 {
		v.Add(params[i], params[i+1])
	}
	resp, err := http.Get(base + "/api/v1/search?" + v.Encode())
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%d: %s", resp.StatusCode, body)
	}
	a := &answer{}
	return a, json.Unmarshal(body, a)
}

// mustAsk is ask for tests that cannot go on without an answer.
func mustAsk(t testing.TB, base, q string, params ...string) *answer {
	t.Helper()
	a, err := ask(base, q, params...)
	if err != nil {
		t.Fatalf("search %q: %v", q, err)
	}
	return a
}

// serveData starts a server over a data folder and gives its address.
func serveData(t testing.TB, data string, args ...string) (*program, string) {
	t.Helper()
	p := start(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", data}, args...)...)
	return p, p.await(`at (http://127\.0\.0\.1:\d+)/`)[1]
}
