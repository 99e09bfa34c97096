package benchtest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// Size is how many posts the benchmarks are made over: FUMIKURA_BENCH_POSTS, or enough for a first impression.
func Size(b *testing.B) int {
	b.Helper()
	n := 2000
	if v := os.Getenv("FUMIKURA_BENCH_POSTS"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

// Build puts n posts into a new generation and reports posts a second and the bytes of the index.
func Build(b *testing.B, e index.Engine, n int) {
	b.Helper()
	start := time.Now()
	stats := Fill(b, e, n)
	b.ReportMetric(float64(n)/time.Since(start).Seconds(), "posts/s")
	b.ReportMetric(float64(stats.Bytes)/1e6, "MB")
	b.ReportMetric(0, "ns/op")
}

// Fill puts n posts into a new generation.
func Fill(b *testing.B, e index.Engine, n int) index.Stats {
	b.Helper()
	ctx := context.Background()
	w, err := e.Build(ctx, index.Rebuild)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = w.Close() }() // it is published, or the benchmark has failed
	for p := range Posts(n, 1) {
		if err := w.Put(ctx, p); err != nil {
			b.Fatal(err)
		}
	}
	stats, err := w.Publish(ctx)
	if err != nil {
		b.Fatal(err)
	}
	return stats
}

// Class is a kind of query that costs about as much as others of it.
type Class struct {
	Name    string
	Queries []string
}

// Classes gives the kinds of query that are measured.
func Classes() []Class {
	w := Words(2000)
	var two, broad, long, phrase []string
	for i := range 200 {
		two = append(two, w[10+i]+" "+w[i*7+40])
		broad = append(broad, w[i%4])
		long = append(long, fmt.Sprintf("%sの%sで%sを%sする方法を知りたいのですが", w[i+3], w[i*3+50], w[i*5+100], w[i+400]))
		phrase = append(phrase, `"`+w[i+5]+`について説明"`)
	}
	return []Class{{"two-words", two}, {"broad-word", broad}, {"question", long}, {"phrase", phrase}, {"all", []string{""}}}
}

// Search asks one query as a page does, with facets and excerpts, and gives the number of posts found.
func Search(e index.Engine, text string) (int, error) {
	q, err := query.Parse(text)
	if err != nil {
		return 0, fmt.Errorf("parse %q: %w", text, err)
	}
	res, err := e.Search(context.Background(), index.Request{Query: q, Facets: query.Facets()})
	if err != nil {
		return 0, fmt.Errorf("search %q: %w", text, err)
	}
	return res.Total, nil
}

// Ask asks each query and reports the 50th, 95th and 99th percentile of how long they took.
func Ask(b *testing.B, e index.Engine, queries []string) {
	b.Helper()
	var took []time.Duration
	hits := 0
	for b.Loop() {
		for _, text := range queries {
			start := time.Now()
			n, err := Search(e, text)
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
			hits += n
		}
	}
	Percentiles(b, took)
	b.ReportMetric(float64(hits)/float64(len(took)), "hits")
	b.ReportMetric(0, "ns/op")
}

// Percentiles reports how long queries took.
func Percentiles(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	at := func(p float64) float64 { return float64(took[int(p*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(.50), "p50-ms")
	b.ReportMetric(at(.95), "p95-ms")
	b.ReportMetric(at(.99), "p99-ms")
}

// MemoryMB is a figure of a process, where the system tells: VmHWM is its peak, VmRSS what it has now, RssAnon that without files.
// The process "self" is this one.
func MemoryMB(process, figure string) float64 {
	text, _ := os.ReadFile("/proc/" + process + "/status") // elsewhere there is none, and no figure
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, figure+":"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1000
		}
	}
	return 0
}
