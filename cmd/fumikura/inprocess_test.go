package main

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/sample"
)

// TestReadersAndReindexesMeetInOneProcess runs serve and reindex inside this process, so that the race detector sees both.
func TestReadersAndReindexesMeetInOneProcess(t *testing.T) {
	corpus.Slow(t)
	blog := httptest.NewServer(sample.Handler(sample.Options{}))
	t.Cleanup(blog.Close)
	data := filepath.Join(t.TempDir(), "data")
	if code, said := inProcess(t.Context(), "reindex", blog.URL, "--data", data); code != exitDone {
		t.Fatalf("reindex exits with %d: %s", code, said)
	}
	ctx, stop := context.WithCancel(t.Context())
	out := &program{t: t}
	done := make(chan int, 1)
	go func() {
		a := &app{stdin: os.Stdin, stdout: out, stderr: out, getenv: func(string) string { return "" }}
		done <- a.run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", data})
	}()
	base := awaitAddress(t, out)
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for range 40 {
				if a, err := ask(base, "コンテナ サーバー", "tag", "コンテナ"); err != nil || a.Total == 0 {
					t.Errorf("a request failed: %+v, %v", a, err)
				}
			}
		})
	}
	if code, said := inProcess(t.Context(), "reindex", "--rebuild", "--data", data); code != exitDone {
		t.Errorf("reindex beside the server exits with %d: %s", code, said)
	}
	readers.Wait()
	stop()
	if code := <-done; code != exitDone {
		t.Errorf("serve ends with %d: %s", code, out.said())
	}
}

// inProcess runs one command line in this process.
func inProcess(ctx context.Context, args ...string) (code int, said string) {
	out := &program{}
	a := &app{stdin: os.Stdin, stdout: out, stderr: out, getenv: func(string) string { return "" }}
	code = a.run(ctx, args)
	return code, out.said()
}

func awaitAddress(t *testing.T, out *program) string {
	t.Helper()
	var found []string
	listens := regexp.MustCompile(`at (http://127\.0\.0\.1:\d+)/`)
	if !eventually(func() bool { found = listens.FindStringSubmatch(out.said()); return found != nil }) {
		t.Fatalf("the server does not say where it listens: %s", out.said())
	}
	return found[1]
}
