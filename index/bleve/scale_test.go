package bleve_test

import (
	"context"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/bleve"
)

// BenchmarkScale builds an index and asks it queries of several classes; it reports posts a second, bytes and memory of the
// build, and the 50th, 95th and 99th percentile of each class. FUMIKURA_BENCH_DIR keeps the index for the next time.
func BenchmarkScale(b *testing.B) {
	n, dir := benchtest.Size(b), os.Getenv("FUMIKURA_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	e := openScale(b, dir)
	if _, err := e.Stats(context.Background()); err != nil {
		b.Run("build", func(b *testing.B) {
			benchtest.Build(b, e, n)
			b.ReportMetric(benchtest.MemoryMB("self", "VmHWM"), "peak-MB")
		})
	}
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	e = openScale(b, dir)
	b.Logf("open: %v", time.Since(start))
	defer e.Close()
	for _, class := range benchtest.Classes() {
		b.Run(class.Name, func(b *testing.B) { benchtest.Ask(b, e, class.Queries) })
	}
	b.Run("all-processors", func(b *testing.B) { parallel(b, mixed(), searchScale(e)) })
	debug.FreeOSMemory()
	b.Logf("memory after the queries: %.0f MB, of which %.0f not of files", benchtest.MemoryMB("self", "VmRSS"), benchtest.MemoryMB("self", "RssAnon"))
}

func openScale(b *testing.B, dir string) *bleve.Engine {
	e, err := bleve.Open(context.Background(), bleve.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	return e
}
