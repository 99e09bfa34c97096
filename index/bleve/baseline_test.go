package bleve_test

import (
	"context"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/fumikura/fumikura/index/benchtest"
)

// BenchmarkStockBleve builds and asks the same as BenchmarkScale of Bleve as it comes: CJK bigrams, its own scorer, facets and
// highlighter. It is what this package has to be better than.
func BenchmarkStockBleve(b *testing.B) {
	n := benchtest.Size(b)
	idx, err := bleve.New(b.TempDir()+"/stock", stockMapping())
	if err != nil {
		b.Fatal(err)
	}
	defer idx.Close()
	b.Run("build", func(b *testing.B) {
		start := time.Now()
		buildStock(b, idx, n)
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "posts/s")
		b.ReportMetric(0, "ns/op")
	})
	for _, class := range benchtest.Classes()[:3] {
		b.Run(class.Name, func(b *testing.B) { askStock(b, idx, class.Queries) })
	}
	b.Run("all-processors", func(b *testing.B) { parallel(b, mixed(), searchStock(idx)) })
}

func stockMapping() *mapping.IndexMappingImpl {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = cjk.AnalyzerName
	exact := bleve.NewKeywordFieldMapping()
	for _, f := range []string{"tag", "author", "year"} {
		m.DefaultMapping.AddFieldMappingsAt(f, exact)
	}
	return m
}

func buildStock(b *testing.B, idx bleve.Index, n int) {
	batch := idx.NewBatch()
	flush := func() {
		if err := idx.Batch(batch); err != nil {
			b.Fatal(err)
		}
		batch = idx.NewBatch()
	}
	for p := range benchtest.Posts(n, 1) {
		doc := map[string]any{"title": p.Title, "body": p.Text(), "tag": p.Tags, "author": p.Author, "year": p.Published.Format("2006")}
		if err := batch.Index(string(p.ID), doc); err != nil {
			b.Fatal(err)
		}
		if batch.Size() >= 1000 {
			flush()
		}
	}
	flush()
}

func stockRequest(text string) *bleve.SearchRequest {
	req := bleve.NewSearchRequest(bleve.NewMatchQuery(text))
	req.Highlight = bleve.NewHighlight()
	for _, f := range []string{"tag", "author", "year"} {
		req.AddFacet(f, bleve.NewFacetRequest(f, 10))
	}
	return req
}

func askStock(b *testing.B, idx bleve.Index, queries []string) {
	var took []time.Duration
	for b.Loop() {
		for _, text := range queries {
			req := stockRequest(text)
			start := time.Now()
			if _, err := idx.SearchInContext(context.Background(), req); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
	}
	benchtest.Percentiles(b, took)
}
