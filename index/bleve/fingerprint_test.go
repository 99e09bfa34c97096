package bleve

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/corpus"
)

// What a build makes of a post, the counts that scoring needs among it, is kept in generations, which tell by the version of the
// analysis and of the layout whether they may be continued.
func TestAnotherIndexHasAnotherVersion(t *testing.T) {
	posts := corpus.Own(t)
	a := ja.New()
	corpus.Fingerprint{File: "testdata/fingerprint", Version: analysis(), Bump: "layout in index/bleve/engine.go"}.Check(t, updating(),
		corpus.WritePosts(t, posts), func(w io.Writer) {
			z, err := newPacker()
			if err != nil {
				t.Fatal(err)
			}
			var words lexicon.Collector
			for _, p := range posts {
				texts := rank.Texts(a, p)
				words.Observe(texts...)
				b := newBatch()
				d := analyse(a, p, texts, b)
				packed := z.pack(p, d.folded)
				fmt.Fprintf(w, "%s %q %q %q %q\n", p.ID, unpackedOf(t, z, packed, postHalf), unpackedOf(t, z, packed, foldedHalf), d.facts.encode(), d.stream.Encode())
				for _, counted := range []*inverted{b.words, b.grams} {
					slices.SortFunc(counted.now, func(a, b posting) int { return bytes.Compare(counted.terms.Bytes(a.term), counted.terms.Bytes(b.term)) })
					for _, found := range counted.now {
						fmt.Fprintf(w, "%q %d ", counted.terms.Bytes(found.term), found.tally)
					}
				}
			}
			if _, err := words.Counts(nil).Lexicon().WriteTo(w); err != nil {
				t.Fatal(err)
			}
		})
}

// unpackedOf gives one half of a packed record. How they are compressed may change with a library, and any version reads it.
func unpackedOf(t *testing.T, z *packer, packed []byte, h half) []byte {
	t.Helper()
	b, err := z.unpack(packed, h, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func updating() bool { return flag.Lookup("update").Value.String() == "true" }
