package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/sample"
)

// writing is the sample blog, whose newest post is not written yet; its feed may name a hub.
type writing struct {
	mu      sync.Mutex
	written bool
	hub     string
	newest  string // the address of that post
}

var firstEntry = regexp.MustCompile(`(?s)<(item|entry)[ >].*?</(item|entry)>`)

// ServeHTTP answers a page of the blog.
func (b *writing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rec := httptest.NewRecorder()
	sample.Handler(sample.Options{}).ServeHTTP(rec, r)
	body := rec.Body.String()
	isFeed := firstEntry.MatchString(body)
	if isFeed && b.newest == "" {
		b.newest = regexp.MustCompile(`/entry/[0-9/]+`).FindString(firstEntry.FindString(body))
	}
	if !b.written && b.newest != "" {
		if r.URL.Path == b.newest {
			http.NotFound(w, r)
			return
		}
		if isFeed {
			body = strings.Replace(body, firstEntry.FindString(body), "", 1)
		}
	}
	if isFeed && b.hub != "" {
		w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="hub", <http://%s%s>; rel="self"`, b.hub, r.Host, r.URL.Path))
	}
	for name, values := range rec.Header() {
		if name != "Content-Length" && name != "Etag" && name != "Last-Modified" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(rec.Code)
	_, _ = w.Write([]byte(body))
}

// watchedBlog reads the blog without its newest post and serves it; the configuration is that of the test.
func watchedBlog(t *testing.T, b *writing, addr, config string) (server *program, base string) {
	t.Helper()
	blog := httptest.NewServer(b)
	t.Cleanup(blog.Close)
	for _, path := range []string{"/feed", "/index.xml", "/rss", "/atom.xml", "/"} { // one of them is the feed, and tells what is newest
		resp, err := http.Get(blog.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close() // nothing is read of it
	}
	if b.newest == "" {
		t.Fatal("the sample blog has no feed that the test knows")
	}
	data := t.TempDir()
	run(t, 0, "reindex", blog.URL+"/", "--data", data)
	file := filepath.Join(data, "fumikura.toml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "serve", "--addr", addr, "--data", data, "--config", file)
	return p, p.await(`at (http://127\.0\.0\.1:\d+)/`)[1]
}

// appears waits until the newest post is found.
func (b *writing) appears(t *testing.T, p *program, base string, before int) {
	t.Helper()
	began := time.Now()
	found := func() bool {
		a := mustAsk(t, base, "")
		return a.Total == before+1 && strings.Contains(a.Hits[0].URL+a.Hits[1].URL, b.newest)
	}
	if !eventually(found) {
		t.Fatalf("the new post is not found:\n%s", p.said())
	}
	t.Logf("found %.1f s after it was written", time.Since(began).Seconds())
}

func TestANewPostIsFoundByItsFeed(t *testing.T) {
	b := &writing{}
	p, base := watchedBlog(t, b, "127.0.0.1:0", "[serve]\npoll = \"1s\"\n")
	before := mustAsk(t, base, "").Total
	b.mu.Lock()
	b.written = true
	b.mu.Unlock()
	b.appears(t, p, base, before)
}

func TestANewPostIsFoundByAHub(t *testing.T) {
	// A hub that asks whether it was meant, and delivers when the test says so.
	type subscribed struct{ callback, secret string }
	confirmed := make(chan subscribed, 10)
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.WriteHeader(http.StatusAccepted)
		form := r.PostForm
		go func() {
			resp, err := http.Get(form.Get("hub.callback") + "?" + url.Values{"hub.mode": {"subscribe"}, "hub.topic": {form.Get("hub.topic")}, "hub.challenge": {"abc"}, "hub.lease_seconds": {"864000"}}.Encode())
			if err == nil && resp.StatusCode == http.StatusOK {
				confirmed <- subscribed{form.Get("hub.callback"), form.Get("hub.secret")}
			}
		}()
	}))
	defer hub.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free: the callback has to be known beforehand
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	b := &writing{hub: hub.URL}
	p, base := watchedBlog(t, b, addr, fmt.Sprintf("[serve]\npoll = \"24h\"\nbase = \"http://%s\"\n", addr))
	before := mustAsk(t, base, "").Total
	at := <-confirmed
	b.mu.Lock()
	b.written = true
	b.mu.Unlock()
	mac := hmac.New(sha256.New, []byte(at.secret))
	mac.Write([]byte("<feed/>"))
	r, err := http.NewRequest(http.MethodPost, at.callback, strings.NewReader("<feed/>"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(r)
	if err != nil || resp.StatusCode/100 != 2 {
		t.Fatalf("deliver: %v %v", resp, err)
	}
	b.appears(t, p, base, before)
	stopInOrder(t, p)
}
