package extract_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/extract"
	"github.com/fumikura/fumikura/internal/sample"
)

// What is read from a page is kept beside it, and read again only where Version has changed.
func TestAnotherExtractionHasAnotherVersion(t *testing.T) {
	const base = "https://minato.example.com"
	pages := map[string]string{}
	site := sample.Handler(sample.Options{Base: base})
	posts := sample.Posts(base)
	for _, p := range posts {
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, httptest.NewRequest("GET", p.URL, nil))
		pages[p.URL] = answer.Body.String()
	}
	corpus.Fingerprint{File: "testdata/fingerprint", Version: extract.Version, Bump: "Version in internal/extract/extract.go"}.Check(t, *update,
		func(w io.Writer) {
			for _, p := range posts {
				fmt.Fprintf(w, "%q\n", pages[p.URL])
			}
		}, func(w io.Writer) {
			for _, p := range posts {
				post, trace, err := extract.Explain(&blog.Page{URL: p.URL, Site: base + "/", Form: blog.FormHTML, Body: []byte(pages[p.URL])})
				if err == nil {
					err = json.NewEncoder(w).Encode([]any{post, trace})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		})
}
