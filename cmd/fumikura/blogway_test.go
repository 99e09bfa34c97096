package main

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// lamps is a blog of four posts, which notes when it was asked and for which host.
type lamps struct {
	mu    sync.Mutex
	asked []time.Time
	hosts map[string]int
}

func (l *lamps) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, time.Now())
	if l.hosts == nil {
		l.hosts = map[string]int{}
	}
	l.hosts[r.Host]++
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case r.URL.Path == "/":
		for n := range 4 {
			fmt.Fprintf(w, `<h2><a href="/2021/05/lamp-%d/">Lamp %d</a></h2>`, n, n)
		}
	case strings.HasPrefix(r.URL.Path, "/2021/05/"):
		fmt.Fprintf(w, `<html lang="en"><head><title>%[1]s</title></head><body><article><h1>%[1]s</h1><time datetime="2021-05-02">2 May</time><p>It was lit at dusk, and it burned until the oil of %[1]s was gone.</p></article></body></html>`, r.URL.Path)
	default:
		http.NotFound(w, r)
	}
}

// reindexBy runs reindex over a blog with more lines about it in the configuration.
func reindexBy(t *testing.T, address string, lines ...string) (code int, said string) {
	t.Helper()
	dir := t.TempDir()
	config := filepath.Join(dir, "fumikura.toml")
	text := fmt.Sprintf("data = %q\n[[blog]]\nurl = %q\n%s\n", filepath.Join(dir, "data"), address, strings.Join(lines, "\n"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return inProcess(t.Context(), "reindex", "--config", config)
}

func TestABlogWithACertificateOfItsOwnAuthorityIsReadByCA(t *testing.T) {
	s := httptest.NewTLSServer(&lamps{})
	t.Cleanup(s.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := reindexBy(t, s.URL+"/"); code != exitFailed || !strings.Contains(said, "certificate") {
		t.Errorf("without ca it exits with %d: %s", code, said)
	}
	if code, said := reindexBy(t, s.URL+"/", fmt.Sprintf("ca = %q", ca)); code != exitDone || !strings.Contains(said, "4 posts") {
		t.Errorf("with ca it exits with %d: %s", code, said)
	}
}

func TestABlogBehindAProxyIsReadThroughIt(t *testing.T) {
	l := &lamps{}
	s := httptest.NewServer(l) // a proxy is asked for whole addresses, and answers them here itself
	t.Cleanup(s.Close)
	code, said := reindexBy(t, "http://lamps.invalid/", fmt.Sprintf("proxy = %q", s.URL), "rate = 100.0")
	if code != exitDone || !strings.Contains(said, "4 posts") {
		t.Errorf("it exits with %d: %s", code, said)
	}
	if l.hosts["lamps.invalid"] < 5 || len(l.hosts) != 1 {
		t.Errorf("the proxy was asked for %v", l.hosts)
	}
}

func TestABlogIsAskedNoFasterThanItsRate(t *testing.T) {
	const rate = 25
	l := &lamps{}
	s := httptest.NewServer(l)
	t.Cleanup(s.Close)
	if code, said := reindexBy(t, s.URL+"/", fmt.Sprintf("rate = %d.0", rate)); code != exitDone || !strings.Contains(said, "4 posts") {
		t.Fatalf("it exits with %d: %s", code, said)
	}
	took, least := l.asked[len(l.asked)-1].Sub(l.asked[0]), time.Duration(len(l.asked)-2)*time.Second/rate
	if took < least {
		t.Errorf("%d requests took %s, which is faster than %d a second", len(l.asked), took, rate)
	}
}
