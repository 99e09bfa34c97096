package ja_test

import (
	"testing"
	"unicode"

	"github.com/fumikura/fumikura/index/ja"
)

func TestNoLetterOfAnAlphabetIsTakenForJapanese(t *testing.T) {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		want := unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian, unicode.Nd) || r < 0x370 && unicode.Is(unicode.Mn, r)
		if ja.IsLatin(r) != want {
			t.Errorf("%c (%U): %v, want %v", r, r, !want, want)
		}
	}
}
