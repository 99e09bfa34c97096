package bleve

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEveryCharacterIsWidenedAsItWasNarrowed(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		b := []byte("猫" + string(r) + "の")
		if got, ok := widen(nil, narrow(nil, b)); !ok || !bytes.Equal(got, b) {
			t.Fatalf("%U: %q, %v", r, got, ok)
		}
	}
	if n := utf8.RuneCountInString(narrowKana); n != narrowKanji-narrowFirst {
		t.Errorf("%d kana have a byte, want %d", n, narrowKanji-narrowFirst)
	}
	text := strings.Repeat("これは本文である。", 10)
	if n := len(narrow(nil, []byte(text))); n*2 > len(text) {
		t.Errorf("%d bytes of %d", n, len(text))
	}
}

// FuzzNarrow reads any bytes: those that are narrowed come back, those that are widened may be refused.
func FuzzNarrow(f *testing.F) {
	f.Add([]byte("コンテナ(container)を立ち上げる。\x00\xff\xe3\x81"))
	f.Add([]byte{narrowJapan})
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, ok := widen(nil, narrow(nil, b)); !ok || !bytes.Equal(got, b) {
			t.Errorf("%q is %q, %v", b, got, ok)
		}
		widen(nil, b)
	})
}

// FuzzContainsNarrow holds the search in a narrowed text against the search in the text.
func FuzzContainsNarrow(f *testing.F) {
	f.Add("猫の本棚がある", "本棚")
	f.Add("一丁上がり𠮷野家は牛丼", "丁上")
	f.Add("龠龡龢", "龡")
	f.Fuzz(func(t *testing.T, text, run string) {
		if run == "" || !utf8.ValidString(text) || !utf8.ValidString(run) {
			t.Skip()
		}
		if got, want := containsNarrow(narrow(nil, []byte(text)), narrow(nil, []byte(run))), strings.Contains(text, run); got != want {
			t.Errorf("%q in %q: %v, want %v", run, text, got, want)
		}
	})
}
