package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// binary is the program as it is shipped, which the tests of this package run as processes of their own. Under the race
// detector each start would take many times as long; what runs concurrently is tested in process as well.
var binary string

func TestMain(m *testing.M) {
	os.Exit(withBinary(m))
}

func withBinary(m *testing.M) int {
	dir, err := os.MkdirTemp("", "fumikura-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "fumikura")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as a release is built, so that it runs in a container that has nothing else
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		return 1
	}
	return countKills(m.Run())
}

// TestScripts runs the commands as an owner would; each file below testdata/script is a case. Besides testscript's own
// commands there are
//
//	blog NAME DIR [USER:PASSWORD]
//	                   serves DIR as a blog on loopback, to those with the password where there is one; $NAME is its address, $NAME_HOST host and
//	                   port, NAME in the files of DIR is replaced by it
//	expand FILE NAME…  puts the values of variables into a file, where ${NAME} stands
//	get URL [TEXT]     asks for URL until it answers; stdout is the body, which must contain TEXT
//	free NAME          $NAME is a loopback address with a free port
//	status URL CODE    the answer must have this status
//	as ADDRESS URL     asks for URL as a proxy does for a reader at ADDRESS
//
// and those of scriptbrowser_test.go.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+env.Getenv("PATH"))
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "browser" {
				return hasBrowser(), nil
			}
			return false, fmt.Errorf("there is no condition %s", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"browse": scriptBrowse, "fill": scriptFill, "press": scriptPress, "see": scriptSee, "look": scriptLook, "expand": scriptExpand,
			"blog": scriptBlog, "get": scriptGet, "free": scriptFree, "status": scriptStatus, "code": scriptCode, "as": scriptAs,
		},
	})
}

func scriptBlog(ts *testscript.TestScript, _ bool, args []string) {
	name, dir := args[0], ts.MkAbs(args[1])
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, ok := r.BasicAuth(); len(args) > 2 && (!ok || user+":"+password != args[2]) {
			w.Header().Set("WWW-Authenticate", `Basic realm="members"`)
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		path := filepath.Join(dir, filepath.FromSlash(r.URL.Path))
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, "index.html")
		}
		body, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(body), name) {
			files.ServeHTTP(w, r)
			return
		}
		info, _ := os.Stat(path)
		http.ServeContent(w, r, path, info.ModTime(), strings.NewReader(strings.ReplaceAll(string(body), name, base)))
	})
	server.Start()
	ts.Defer(server.Close)
	ts.Setenv(name, server.URL)
	ts.Setenv(name+"_HOST", server.Listener.Addr().String())
}

func scriptExpand(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	text, err := os.ReadFile(path)
	ts.Check(err)
	for _, name := range args[1:] {
		text = bytes.ReplaceAll(text, []byte("${"+name+"}"), []byte(ts.Getenv(name)))
	}
	ts.Check(os.WriteFile(path, text, 0o600))
}

func scriptFree(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewServer(http.NotFoundHandler())
	addr := server.Listener.Addr().String()
	server.Close()
	ts.Setenv(args[0], addr)
}

func scriptGet(ts *testscript.TestScript, neg bool, args []string) {
	var last string
	answers := func() bool {
		body, err := fetchBody(args[0])
		if last = body; err != nil {
			last = err.Error()
		}
		return err == nil && (len(args) < 2 || strings.Contains(body, args[1]) != neg)
	}
	if !eventually(answers) {
		ts.Fatalf("%s: got %s, want %q (negated: %v)", args[0], last, args[1:], neg)
	}
	_, _ = fmt.Fprintln(ts.Stdout(), last)
}

func fetchBody(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func scriptStatus(ts *testscript.TestScript, _ bool, args []string) {
	resp, err := http.Get(args[0])
	ts.Check(err)
	ts.Check(resp.Body.Close())
	if got := fmt.Sprint(resp.StatusCode); got != args[1] {
		ts.Fatalf("%s answers %s, want %s", args[0], got, args[1])
	}
}

// scriptCode runs a command and wants an exit code: code 2 fumikura reindex --no-such-flag.
func scriptCode(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		var exit interface{ ExitCode() int }
		ok := false
		if exit, ok = err.(interface{ ExitCode() int }); !ok {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("%s exits with %d, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

func scriptAs(ts *testscript.TestScript, _ bool, args []string) {
	req, err := http.NewRequest(http.MethodGet, args[1], nil)
	ts.Check(err)
	req.Header.Set("X-Forwarded-For", args[0])
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	ts.Check(resp.Body.Close())
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("%s answers %d", args[1], resp.StatusCode)
	}
}
