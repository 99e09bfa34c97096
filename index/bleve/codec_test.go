package bleve

import (
	"reflect"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

func wholePost() *blog.Post {
	zone := time.FixedZone("", 9*3600)
	return &blog.Post{ID: "id", Site: "https://blog.example.com/", URL: "https://blog.example.com/1", Title: "題名", Author: "著者",
		Published: time.Date(2016, 8, 19, 21, 14, 9, 0, zone), Updated: time.Date(2017, 1, 2, 3, 4, 5, 0, time.UTC), Tags: []string{"a", "b"},
		Lang: "ja", Blocks: []blog.Block{{Kind: blog.Heading, Text: "見出し", Anchor: "h"}, {Kind: blog.Code, Text: "x\ny", Lang: "go"}}}
}

func TestAPostIsReadAsItWasWritten(t *testing.T) {
	for _, p := range []*blog.Post{wholePost(), {ID: "bare"}} {
		got, err := decodePost(encodePost(p))
		if err != nil {
			t.Fatal(err)
		}
		if !got.Published.Equal(p.Published) || got.Published.Format(time.RFC3339) != p.Published.Format(time.RFC3339) {
			t.Errorf("published %v, want %v", got.Published, p.Published)
		}
		got.Published, got.Updated = p.Published, p.Updated
		if !reflect.DeepEqual(got, p) {
			t.Errorf("got %+v, want %+v", got, p)
		}
	}
}

func TestFactsAreReadAsTheyWereWritten(t *testing.T) {
	want := factsOf(wholePost())
	want.bodyWords, want.titleWords, want.bodyGrams, want.titleGrams = 1, 2, 300, 4
	want.signature = signatureOf("京都の話")
	got, err := decodeFacts(want.encode())
	if err != nil {
		t.Fatal(err)
	}
	if !got.published.Equal(want.published) {
		t.Errorf("published %v, want %v", got.published, want.published)
	}
	got.published = want.published
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestFactsWithoutASignatureTellNothingOfTheText(t *testing.T) {
	f := factsOf(wholePost())
	b := f.encode()
	later := len("s") + len("w") + len(f.work) + len("s") + len(f.series) + len("n") // a byte for each length and for the number
	got, err := decodeFacts(b[:len(b)-later])
	if err != nil || got.url != f.url || !got.signature.may(hashes("何でも")) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEveryTallyIsUnpackedAsItWasPacked(t *testing.T) {
	seen := map[uint32]tally{}
	for body := range 20 {
		for title := range maxTitle + 1 {
			for _, code := range []bool{false, true} {
				want := tally{body, title, code}
				if want == (tally{}) {
					continue // a term that does not stand there, which nobody writes
				}
				v := want.pack()
				if got := unpack(v); got != want {
					t.Errorf("unpack(pack(%+v)) = %+v", want, got)
				}
				if other, ok := seen[v]; ok {
					t.Errorf("%+v and %+v are both packed as %d", want, other, v)
				}
				seen[v] = want
			}
		}
	}
	if (tally{body: 1}).pack() != 1 || unpack(0) != (tally{body: 1}) {
		t.Error("once in the body is not packed as 1, which the index keeps without a postings list, and as 0 in one")
	}
}

// FuzzRecords reads anything as each kind of record: it may be refused, but never end the program.
func FuzzRecords(f *testing.F) {
	facts := factsOf(wholePost())
	f.Add(encodePost(wholePost()))
	f.Add(facts.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := decodePost(b); err == nil {
			if again, err := decodePost(encodePost(p)); err != nil || len(again.Blocks) != len(p.Blocks) {
				t.Errorf("what was read cannot be written and read again: %v", err)
			}
		}
		_, _ = decodeFacts(b) // it must only return
	})
}
