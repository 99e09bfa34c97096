package ingest_test

import (
	"maps"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/internal/sample"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

// TestTheSampleBlogIsCrawledForReal puts the rooms together: a blog on loopback, the crawler, the extraction and the archive.
func TestTheSampleBlogIsCrawledForReal(t *testing.T) {
	server := httptest.NewServer(sample.Handler(sample.Options{}))
	defer server.Close()
	client := fetch.New(fetch.Options{})
	defer client.Close()
	d := newDesk(t, nil)
	d.Extract = ingest.Extractor{} // the real one
	d.Sites = []string{server.URL}
	d.Source = &crawl.Crawler{Client: client, Memory: d.Archive}

	d.DryRun = true
	if r := d.reindex(nil); r.New != len(sample.Posts(server.URL)) || r.Published {
		t.Errorf("the dry run: %+v", r.Counts)
	}
	d.DryRun = false
	r := d.reindex(nil)
	var want []string
	for _, p := range sample.Posts(server.URL) {
		want = append(want, p.Title)
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Values(d.index.posts)); !slices.Equal(got, want) {
		t.Errorf("the index has %q\nand not %q", got, want)
	}
	if len(r.Passed) > 0 || r.Yields.Title < 1 || r.Yields.Published < 1 || r.Yields.Author < 1 {
		t.Errorf("the first run: %+v", r.Counts)
	}
	d.Sites = nil
	if r := d.reindex(nil); !r.UpToDate || r.Fetched != 0 || r.Unchanged != r.Discovered {
		t.Errorf("the second run: %+v", r.Counts)
	}
}
