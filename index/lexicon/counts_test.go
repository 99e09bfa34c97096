package lexicon_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
)

// TestCountsGoOnAsIfAllHadBeenCountedAtOnce takes posts in and out at random, through the file each time.
func TestCountsGoOnAsIfAllHadBeenCountedAtOnce(t *testing.T) {
	random, a := rand.New(rand.NewPCG(5, 6)), ja.New()
	pool := posts()
	in := make([]bool, len(pool))
	var kept *lexicon.Counts
	for step := range 12 {
		var changes, all lexicon.Collector
		for range 1 + random.IntN(3) {
			i := random.IntN(len(pool))
			if in[i] = !in[i]; in[i] {
				changes.Observe(a.Words(pool[i]))
			} else {
				changes.Forget(a.Words(pool[i]))
			}
		}
		for i := range pool {
			if in[i] {
				all.Observe(a.Words(pool[i]))
			}
		}
		var file bytes.Buffer
		if _, err := changes.Counts(kept).WriteTo(&file); err != nil {
			t.Fatal(err)
		}
		var err error
		if kept, err = lexicon.ReadCounts(bytes.NewReader(file.Bytes())); err != nil {
			t.Fatal(err)
		}
		if got, want := bytesOf(t, kept.Lexicon()), bytesOf(t, all.Lexicon()); !bytes.Equal(got, want) {
			t.Fatalf("step %d: %d bytes, counted at once %d", step, len(got), len(want))
		}
	}
}

func FuzzReadCounts(f *testing.F) {
	var c lexicon.Collector
	c.Observe([]ja.Token{{Term: "倉庫", Kind: ja.Word, Reading: "ソウコ"}, {Term: "docker", Kind: ja.Word, Pos: 1, Script: ja.Latin}})
	var file bytes.Buffer
	if _, err := c.Counts(nil).WriteTo(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := lexicon.ReadCounts(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, lexicon.ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		if _, err := new(lexicon.Collector).Counts(n).WriteTo(io.Discard); err != nil {
			t.Fatal(err)
		}
	})
}
