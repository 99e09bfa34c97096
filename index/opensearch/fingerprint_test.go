package opensearch

import (
	"encoding/json"
	"flag"
	"io"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/corpus"
)

var update = flag.Bool("update", false, "rewrite the fingerprint")

// What a build sends of a post and of an index, the weights that the cluster scores with among it, stays in the cluster, where the
// version of the analysis and of the layout tells whether an index may be continued.
func TestAnotherIndexHasAnotherVersion(t *testing.T) {
	posts := corpus.Own(t)
	a := ja.New()
	corpus.Fingerprint{File: "testdata/fingerprint", Version: analysis(), Bump: "layout in index/opensearch/schema.go"}.Check(t, *update,
		corpus.WritePosts(t, posts), func(w io.Writer) {
			e := json.NewEncoder(w)
			err := e.Encode(newIndex(Options{}))
			for _, p := range posts {
				if err == nil {
					err = e.Encode(newDocument(a, p, rank.Texts(a, p)))
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		})
}
