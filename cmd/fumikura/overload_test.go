package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkOverload asks a real server from many more clients than it has slots, and reports how many requests a second are
// answered, how many are refused (429, 503) and how fast, and what memory it takes at most.
func BenchmarkOverload(b *testing.B) {
	data := filepath.Join(b.TempDir(), "data")
	file := filepath.Join(b.TempDir(), "posts.jsonl")
	var lines strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&lines, `{"url":"https://blog.example.com/%d","title":"倉庫番の日記 %d","author":"kurata","text":"棚%dの本を数え、足りない巻を書き出した。"}`+"\n", i, i, i)
	}
	if err := os.WriteFile(file, []byte(lines.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	run(b, 0, "import", file, "--data", data)
	p, base := serveData(b, data)
	const clients = 200
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	var mu sync.Mutex
	took := map[int][]time.Duration{}
	b.ResetTimer()
	var load sync.WaitGroup
	for c := range clients {
		load.Go(func() {
			for i := c; i < b.N; i += clients {
				began := time.Now()
				resp, err := client.Get(fmt.Sprintf("%s/api/v1/search?q=%s+%d", base, "本を数え", i%50))
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body) // only its time counts
				_ = resp.Body.Close()                 // it was only read
				mu.Lock()
				took[resp.StatusCode] = append(took[resp.StatusCode], time.Since(began))
				mu.Unlock()
			}
		})
	}
	load.Wait()
	b.StopTimer()
	for status, t := range took {
		if status != http.StatusOK && status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
			b.Errorf("%d answers have status %d", len(t), status)
		}
		slices.Sort(t)
		b.ReportMetric(float64(len(t)), fmt.Sprintf("answers-%d", status))
		b.ReportMetric(float64(t[len(t)*99/100].Microseconds())/1000, fmt.Sprintf("p99-ms-%d", status))
	}
	b.ReportMetric(peakMB(b, p.Process.Pid), "peak-MB")
}

// peakMB is the most memory that a process had, 0 where the system does not tell.
func peakMB(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kb); n == 1 {
			return kb / 1000
		}
	}
	b.Error("the system does not tell the memory of the process")
	return 0
}
