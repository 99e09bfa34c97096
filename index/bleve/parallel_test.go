package bleve_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/blevesearch/bleve/v2"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// parallel has all processors ask the queries in turn and reports searches a second.
func parallel(b *testing.B, queries []string, ask func(text string) error) {
	var next atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := ask(queries[int(next.Add(1))%len(queries)]); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "searches/s")
	b.ReportMetric(0, "ns/op")
}

// mixed is one query after the other of the classes that stock Bleve is asked, too.
func mixed() []string {
	var all []string
	list := classes()[:3]
	for i := range list[0].queries {
		for _, c := range list {
			all = append(all, c.queries[i])
		}
	}
	return slices.Clip(all)
}

func searchScale(e index.Engine) func(string) error {
	return func(text string) error {
		q, err := query.Parse(text)
		if err == nil {
			_, err = e.Search(context.Background(), index.Request{Query: q, Facets: true})
		}
		return err
	}
}

func searchStock(idx bleve.Index) func(string) error {
	return func(text string) error {
		_, err := idx.SearchInContext(context.Background(), stockRequest(text))
		return err
	}
}
