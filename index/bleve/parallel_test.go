package bleve_test

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/blevesearch/bleve/v2"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/benchtest"
)

// parallel has all processors ask all the queries and reports searches a second.
func parallel(b *testing.B, queries []string, ask func(text string) error) {
	asked := 0
	for b.Loop() {
		var next atomic.Int64
		var group sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			group.Go(func() {
				for i := next.Add(1) - 1; int(i) < len(queries); i = next.Add(1) - 1 {
					if err := ask(queries[i]); err != nil {
						b.Error(err)
					}
				}
			})
		}
		group.Wait()
		asked += len(queries)
	}
	b.ReportMetric(float64(asked)/b.Elapsed().Seconds(), "searches/s")
	b.ReportMetric(0, "ns/op")
}

// mixed is one query after the other of the classes that stock Bleve is asked, too.
func mixed() []string {
	const each = 50
	var all []string
	for i := range each {
		for _, c := range benchtest.Classes()[:3] {
			all = append(all, c.Queries[i])
		}
	}
	return all
}

func searchScale(e index.Engine) func(string) error {
	return func(text string) error {
		_, err := benchtest.Search(e, text)
		return err
	}
}

func searchStock(idx bleve.Index) func(string) error {
	return func(text string) error {
		_, err := idx.SearchInContext(context.Background(), stockRequest(text))
		return err
	}
}
