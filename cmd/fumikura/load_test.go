package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/jsonl"
)

const (
	// saturating is how many clients ask one request after the other to find out what the server can do at most.
	saturating = 16
	// stepTime is how long each rate is offered.
	stepTime = 4 * time.Second
)

// BenchmarkLoad asks the program itself over HTTP. First a few clients ask one request after the other, which shows what it answers
// at most; then readers ask at rates from a quarter to five times of that, whether it answers in time or not. For each it
// reports how many were offered and answered a second, how long the answered waited, how many were refused and how fast, and the
// memory of the server. FUMIKURA_BENCH_POSTS says over how many posts, 2,000 by default; the clients run on the same processors.
func BenchmarkLoad(b *testing.B) {
	data := loadData(b)
	p, base := serveData(b, data)
	load := &load{base: base, queries: loadQueries()}
	var most float64
	b.Run("saturated", func(b *testing.B) {
		for b.Loop() {
			s := load.saturate(saturating, stepTime)
			most = float64(s.count(http.StatusOK)) / stepTime.Seconds()
			s.report(b, stepTime)
		}
		b.ReportMetric(processMB(b, p.Process.Pid, "VmRSS"), "MB")
	})
	for _, share := range []float64{.25, .5, .8, 1.5, 3, 5} {
		b.Run(fmt.Sprintf("offered=%.0f%%", share*100), func(b *testing.B) {
			for b.Loop() {
				load.offer(most*share, stepTime, manyReaders).report(b, stepTime)
			}
			b.ReportMetric(processMB(b, p.Process.Pid, "VmRSS"), "MB")
		})
	}
	b.Run("one-address", func(b *testing.B) {
		for b.Loop() {
			load.offer(most/2, stepTime, oneReader).report(b, stepTime)
		}
	})
	b.Logf("the most memory that the server had: %.0f MB", processMB(b, p.Process.Pid, "VmHWM"))
}

// loadData imports generated posts and gives the data folder.
func loadData(b *testing.B) string {
	dir := b.TempDir()
	file, err := os.Create(filepath.Join(dir, "posts.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	_, err = jsonl.Write(file, func(yield func(*blog.Post, error) bool) {
		for post := range benchtest.Posts(benchtest.Size(b), 1) {
			if !yield(post, nil) {
				return
			}
		}
	})
	if err := errors.Join(err, file.Close()); err != nil {
		b.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	run(b, 0, "import", file.Name(), "--data", data)
	return data
}

// loadQueries are as readers type: mostly two words, some common, some in a question, some with a filter.
func loadQueries() []string {
	w := benchtest.Words(2000)
	var list []string
	for i := range 400 {
		two := w[10+i] + " " + w[i*3+40]
		switch i % 8 {
		case 0:
			list = append(list, "q="+url.QueryEscape(w[i%40]))
		case 1:
			list = append(list, "q="+url.QueryEscape(w[i+3]+"の"+w[i*3+50]+"を"+w[i+400]+"する方法"))
		case 2:
			list = append(list, "q="+url.QueryEscape(two)+"&tag="+url.QueryEscape(fmt.Sprintf("タグ%04d", i%5)))
		default:
			list = append(list, "q="+url.QueryEscape(two))
		}
	}
	return list
}

// Readers are told apart by the address that a proxy names; loopback may name one.
func manyReaders(i int) string { return fmt.Sprintf("10.%d.%d.7", i/250%250, i%250) }
func oneReader(int) string     { return "203.0.113.7" }

// processMB is a figure of a process, 0 where the system does not tell.
func processMB(b *testing.B, pid int, name string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			var kb float64
			if _, err := fmt.Sscan(rest, &kb); err != nil {
				b.Errorf("memory of the process: %v", err)
			}
			return kb / 1000
		}
	}
	return 0
}
