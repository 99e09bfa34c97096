package ja_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/corpus"
)

// What an analysis makes of a text is kept in indexes, which tell by Version whether a query of today finds it.
func TestAnotherAnalysisHasAnotherVersion(t *testing.T) {
	posts := corpus.Own(t)
	a := ja.New()
	corpus.Fingerprint{File: "testdata/fingerprint", Version: ja.Version, Bump: "Version in index/ja/analyzer.go"}.Check(t, *update,
		corpus.WritePosts(t, posts), func(w io.Writer) {
			for _, p := range posts {
				for _, text := range append([]string{p.Title, p.Author, p.Text()}, p.Tags...) {
					fmt.Fprintln(w, ja.FoldString(text), a.Words(text), a.Grams(text))
				}
			}
		})
}
