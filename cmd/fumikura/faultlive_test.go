package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// liveDamages are done to a file in place, while a server has it mapped.
var liveDamages = map[string]func(name string, size int64) error{
	"cut short": func(name string, size int64) error { return os.Truncate(name, rand.Int64N(size)) },
	"emptied":   func(name string, _ int64) error { return os.Truncate(name, 0) },
	"overwritten with noise": func(name string, size int64) (err error) {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		noise := make([]byte, 512)
		for at := int64(0); at < size; at += 8192 {
			for i := range noise {
				noise[i] = byte(rand.Uint32())
			}
			if _, err := f.WriteAt(noise[:min(512, size-at)], at); err != nil {
				return err
			}
		}
		return nil
	},
}

func TestFaultsAnIndexDamagedUnderARunningServerIsLeftForTheOneBefore(t *testing.T) {
	t.Parallel()
	for what, damage := range liveDamages {
		for range times(1) {
			newHouse(t).damageLive(what, damage)
		}
	}
}

// damageLive damages the segments of the live generation under load. The server has to move to the generation before by itself, and
// until then has no worse answer than 503.
func (h *house) damageLive(what string, damage func(name string, size int64) error) {
	h.t.Helper()
	p, base := h.serve()
	h.wantPosts(base, "first", 200)
	stop := h.load(base)
	live := lastGeneration(h.t, h.data)
	segments, err := filepath.Glob(filepath.Join(h.data, "gen", live, "index", "*.zap"))
	if err != nil || len(segments) == 0 {
		h.t.Fatalf("there are no segments: %v", err)
	}
	for _, s := range segments {
		info, err := os.Stat(s)
		if err == nil {
			err = damage(s, info.Size())
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	for range 1200 {
		if h.ready(base) == "degraded" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if state := h.ready(base); state != "degraded" {
		h.t.Errorf("%s: /readyz says %s", what, state)
	}
	if a := mustAsk(h.t, base, "first"); a.Total != 200 || a.Generation == live {
		h.t.Errorf("%s: %d posts are found in generation %s", what, a.Total, a.Generation)
	}
	h.t.Logf("%s: %s", what, stop())
	if said := p.said(); !strings.Contains(said, "damaged") || !strings.Contains(said, ".zap") {
		h.t.Errorf("%s: the log does not name the file:\n%s", what, said)
	}
	h.must(0, "reindex", "--rebuild")
	h.taken(base)
	if state := h.ready(base); state != "ready" {
		h.t.Errorf("%s: after the rebuild /readyz says %s", what, state)
	}
	h.wantPosts(base, "first", 200)
	stopInOrder(h.t, p)
}

// load asks a server without pause until it is stopped, and then tells how often it was answered so. Anything but 200 and 503 fails
// the test, but for a server that was killed.
func (h *house) load(base string) (stop func() string) {
	done := make(chan struct{})
	var ok, unavailable atomic.Int64
	var clients sync.WaitGroup
	for _, q := range []string{"first", "倉庫", "本を数え", "二度と出ない言葉", ""} {
		clients.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(2 * time.Millisecond):
				}
				switch code := get(base + "/api/v1/search?q=" + url.QueryEscape(q)); code {
				case http.StatusOK:
					ok.Add(1)
				case http.StatusServiceUnavailable:
					unavailable.Add(1)
				case 0: // the server was killed
				default:
					h.t.Errorf("%q is answered with %d", q, code)
					return
				}
			}
		})
	}
	return func() string {
		close(done)
		clients.Wait()
		return fmt.Sprintf("%d answers, %d times 503", ok.Load(), unavailable.Load())
	}
}

// get gives the status of a request, 0 where there is no answer.
func get(address string) int {
	resp, err := http.Get(address)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body) // the connection is used again
	return resp.StatusCode
}
