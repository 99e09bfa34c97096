package bleve_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/benchtest"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/internal/blog"
)

// BenchmarkTenNewPosts puts ten posts onto the index of BenchmarkScale, as a reindex beside a server does, and reports how long each
// step takes until the server answers from the new generation.
func BenchmarkTenNewPosts(b *testing.B) {
	dir := os.Getenv("FUMIKURA_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	server := openIn(b, bleve.Options{Dir: dir, ReadOnly: true})
	if _, err := server.Stats(context.Background()); err != nil {
		benchtest.Fill(b, openIn(b, bleve.Options{Dir: dir, Building: true}), benchtest.Size(b))
	}
	var w watch
	round := 0
	for b.Loop() {
		round++
		w.increment(b, dir, server, round)
	}
	w.report(b)
}

// watch adds up how long steps take.
type watch struct {
	last  time.Time
	steps []string
	took  map[string]time.Duration
}

func (w *watch) lap(step string) {
	if w.took == nil {
		w.took = map[string]time.Duration{}
	}
	if _, ok := w.took[step]; !ok {
		w.steps = append(w.steps, step)
	}
	now := time.Now()
	w.took[step] += now.Sub(w.last)
	w.last = now
}

func (w *watch) report(b *testing.B) {
	for _, step := range w.steps {
		b.ReportMetric(float64(w.took[step].Milliseconds())/float64(b.N), step+"-ms")
	}
}

// increment is one run of a process that adds ten posts.
func (w *watch) increment(b *testing.B, dir string, server *bleve.Engine, round int) {
	ctx := context.Background()
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	w.last = time.Now()
	writer, err := bleve.Open(ctx, bleve.Options{Dir: dir, Building: true})
	must(err)
	w.lap("open")
	builder, err := writer.Build(ctx, index.Increment)
	must(err)
	w.lap("begin")
	for p := range benchtest.Posts(10, uint64(round)) {
		p.URL += "-" + time.Now().String()
		p.ID = blog.NewID(p.URL)
		must(builder.Put(ctx, p))
	}
	_, err = builder.Verify(ctx, 300)
	must(err)
	w.lap("put+verify")
	stats, err := builder.Publish(ctx)
	must(err)
	must(builder.Close())
	must(writer.Close())
	w.lap("publish")
	for {
		now, err := server.Stats(ctx)
		must(err)
		if now.Generation == stats.Generation {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	w.lap("serve")
}
