package bleve_test

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/bleve/benchtest"
	"github.com/fumikura/fumikura/index/query"
)

// scalePosts is how many posts the benchmarks are made over: FUMIKURA_BENCH_POSTS, or enough for a first impression.
func scalePosts(b *testing.B) int {
	n := 2000
	if v := os.Getenv("FUMIKURA_BENCH_POSTS"); v != "" {
		var err error
		if n, err = strconv.Atoi(v); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

// BenchmarkScale builds an index and asks it queries of several classes; it reports posts a second, bytes and memory of the
// build, and the 50th, 95th and 99th percentile of each class. FUMIKURA_BENCH_DIR keeps the index for the next time.
func BenchmarkScale(b *testing.B) {
	n, dir := scalePosts(b), os.Getenv("FUMIKURA_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	e := openScale(b, dir)
	if _, err := e.Stats(context.Background()); err != nil {
		b.Run("build", func(b *testing.B) {
			start := time.Now()
			stats := buildScale(b, e, n)
			took := time.Since(start)
			b.ReportMetric(float64(n)/took.Seconds(), "posts/s")
			b.ReportMetric(float64(stats.Bytes)/1e6, "MB")
			b.ReportMetric(memoryMB("VmHWM"), "peak-MB")
			b.ReportMetric(0, "ns/op")
		})
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	e = openScale(b, dir)
	b.Logf("open: %v", time.Since(start))
	defer e.Close()
	for _, class := range classes() {
		b.Run(class.name, func(b *testing.B) { percentiles(b, e, class.queries) })
	}
	b.Run("all-processors", func(b *testing.B) { parallel(b, mixed(), searchScale(e)) })
	debug.FreeOSMemory()
	b.Logf("memory after the queries: %.0f MB, of which %.0f not of files", memoryMB("VmRSS"), memoryMB("RssAnon"))
}

func openScale(b *testing.B, dir string) *bleve.Engine {
	e, err := bleve.Open(context.Background(), bleve.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	return e
}

func buildScale(b *testing.B, e *bleve.Engine, n int) index.Stats {
	ctx := context.Background()
	w, err := e.Build(ctx, index.Rebuild)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	for p := range benchtest.Posts(n, 1) {
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

// memoryMB is a figure of this process, where the system tells.
func memoryMB(name string) float64 {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1000
		}
	}
	return 0
}

type class struct {
	name    string
	queries []string
}

func classes() []class {
	w := benchtest.Words(2000)
	var two, broad, long, phrase []string
	for i := range 200 {
		two = append(two, w[10+i]+" "+w[i*7+40])
		broad = append(broad, w[i%4])
		long = append(long, fmt.Sprintf("%sの%sで%sを%sする方法を知りたいのですが", w[i+3], w[i*3+50], w[i*5+100], w[i+400]))
		phrase = append(phrase, `"`+w[i+5]+`について説明"`)
	}
	return []class{{"two-words", two}, {"broad-word", broad}, {"question", long}, {"phrase", phrase}, {"all", []string{""}}}
}

// percentiles asks each query with facets and excerpts.
func percentiles(b *testing.B, e *bleve.Engine, queries []string) {
	var took []time.Duration
	hits := 0
	for b.Loop() {
		for _, text := range queries {
			q, err := query.Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			start := time.Now()
			res, err := e.Search(context.Background(), index.Request{Query: q, Facets: true})
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
			hits += res.Total
		}
	}
	report(b, took)
	b.ReportMetric(float64(hits)/float64(len(took)), "hits")
	b.ReportMetric(0, "ns/op")
}

// report gives the percentiles of how long queries took.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	at := func(p float64) float64 { return float64(took[int(p*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(.50), "p50-ms")
	b.ReportMetric(at(.95), "p95-ms")
	b.ReportMetric(at(.99), "p99-ms")
}
