package opensearch

import (
	"encoding/base64"
	"testing"
)

func TestAStreamComesBackAsItWasWritten(t *testing.T) {
	s := &stream{}
	for _, words := range [][]string{{"京都", "話"}, {}, {"話", "した", "話"}} {
		s.begin()
		for _, w := range words {
			s.add(w)
		}
	}
	got, err := decodeStream(s.encode())
	if err != nil {
		t.Fatal(err)
	}
	if len(got.blocks) != 3 || len(got.blocks[1]) != 0 || got.length() != 2*titleWeight+3 || got.hashes[got.blocks[2][0]] != hash("話") {
		t.Errorf("it comes back as %+v", got)
	}
}

func FuzzDecodeStream(f *testing.F) {
	f.Add([]byte("\x01abc\x01\x02\x00\x00"))
	f.Add([]byte("\xff\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decodeStream(base64.StdEncoding.EncodeToString(b))
		if err != nil {
			return
		}
		if len(s.blocks) == 0 {
			t.Fatal("a stream without a title is no stream")
		}
		s.places(map[uint32]int{hash("a"): 0})
	})
}
