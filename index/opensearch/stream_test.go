package opensearch

import (
	"encoding/base64"
	"errors"
	"reflect"
	"testing"
)

func sampleStream() *stream {
	s := &stream{}
	for _, words := range [][]string{{"文庫", "入門"}, {}, {"文庫", "を", "読む", "文庫"}, {"go"}} {
		s.begin()
		for _, w := range words {
			s.add(w)
		}
	}
	return s
}

func TestAStreamIsReadAsItWasWritten(t *testing.T) {
	want := sampleStream()
	got, err := decodeStream(want.encode())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.hashes, want.hashes) || len(got.blocks) != len(want.blocks) || got.length() != want.length() {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for i, words := range want.blocks {
		if len(got.blocks[i]) != len(words) || len(words) > 0 && !reflect.DeepEqual(got.blocks[i], words) {
			t.Errorf("block %d is %v, want %v", i, got.blocks[i], words)
		}
	}
}

func TestAStreamCutShortIsDamaged(t *testing.T) {
	whole, err := base64.StdEncoding.DecodeString(sampleStream().encode())
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if _, err := decodeStream(base64.StdEncoding.EncodeToString(whole[:n])); !errors.Is(err, errStream) {
			t.Errorf("the first %d of %d bytes give %v", n, len(whole), err)
		}
	}
}

// FuzzStream reads any bytes: they are a stream that can be used, or damaged.
func FuzzStream(f *testing.F) {
	for _, s := range []*stream{sampleStream(), {blocks: [][]int{nil}}} {
		b, err := base64.StdEncoding.DecodeString(s.encode())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decodeStream(base64.StdEncoding.EncodeToString(b))
		if err != nil {
			if !errors.Is(err, errStream) {
				t.Errorf("it gives %v", err)
			}
			return
		}
		places := s.places(map[uint32]int{hash("文庫"): 0})
		if len(places) != len(s.blocks) || s.length() < 0 {
			t.Errorf("%d blocks have the places of %d, length %v", len(s.blocks), len(places), s.length())
		}
		if again, err := decodeStream(s.encode()); err != nil || again.length() != s.length() {
			t.Errorf("written again it is %+v: %v", again, err)
		}
	})
}
