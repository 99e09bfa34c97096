package bleve

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf8"
)

// Japanese text takes three bytes a character in UTF-8. Before it is compressed it is narrowed to one byte for the commonest hiragana, two
// for other kana, kanji and signs, as a Unicode compression scheme does (BOCU, SCSU), but without a state: what is compressed is then a
// fifth smaller, and read faster. Any bytes go through it and come back, also such as are no text.
//
//	00–7F      the byte itself
//	80–A7      one of narrowKana
//	A8–F9 xx   a kanji from U+4E00 on
//	FA xx      U+30xx: kana, and signs of Japanese
//	FB xx      U+FFxx: full and half width
//	FC xx      U+20xx: dashes, quotation marks
//	FD xx      the byte xx
const (
	narrowKana  = "のにたいをとしはでがてなすれるまりらっこあかんくもうさよけきどそだせつえみめ、。" // 40 of them, in no order
	narrowFirst = 0x80
	narrowKanji = 0xA8
	narrowJapan = 0xFA
	narrowWide  = 0xFB
	narrowSigns = 0xFC
	narrowByte  = 0xFD
	firstKanji  = 0x4E00
	lastKanji   = 0x9FFF
	japanPage   = 0x30
	widePage    = 0xFF
	signPage    = 0x20
)

// narrowed gives the byte of each kana and sign of U+30xx that has one, and kanaOf the three bytes of UTF-8 of that byte.
var narrowed, kanaOf = func() (narrowed [256]byte, kanaOf [narrowKanji - narrowFirst]uint32) {
	n := 0
	for _, r := range narrowKana {
		narrowed[byte(r)], kanaOf[n] = byte(narrowFirst+n), wide(r)
		n++
	}
	return narrowed, kanaOf
}()

// pageOf gives the characters that a byte from narrowKanji on begins, 0 where it begins none.
var pageOf = func() (pages [256]rune) {
	for c := narrowKanji; c < narrowJapan; c++ {
		pages[c] = firstKanji + rune(c-narrowKanji)<<8
	}
	pages[narrowJapan], pages[narrowWide], pages[narrowSigns] = japanPage<<8, widePage<<8, signPage<<8
	return pages
}()

// wide is a character in UTF-8 of three bytes, the first of them lowest.
func wide(r rune) uint32 {
	return uint32(0xE0|r>>12) | uint32(0x80|r>>6&0x3F)<<8 | uint32(0x80|r&0x3F)<<16
}

// narrow appends bytes, narrowed.
func narrow(to, b []byte) []byte {
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			to = append(to, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case size != 3: // also of what is no character
			to = append(to, narrowByte, c)
			i++
			continue
		case firstKanji <= r && r <= lastKanji:
			to = append(to, byte(narrowKanji+(r-firstKanji)>>8), byte(r))
		case r>>8 == japanPage && narrowed[byte(r)] != 0:
			to = append(to, narrowed[byte(r)])
		case r>>8 == japanPage:
			to = append(to, narrowJapan, byte(r))
		case r>>8 == widePage:
			to = append(to, narrowWide, byte(r))
		case r>>8 == signPage:
			to = append(to, narrowSigns, byte(r))
		default:
			to = append(to, narrowByte, b[i], narrowByte, b[i+1], narrowByte, b[i+2])
		}
		i += size
	}
	return to
}

// widen appends what was narrowed; it says no where that is damaged. It is in the way of every text that a search reads, so that it writes
// whole characters into memory of which there is enough.
func widen(to, b []byte) ([]byte, bool) {
	n := len(to)
	to = slices.Grow(to, 3*len(b)+1)
	out := to[:cap(to)]
	for i := 0; i < len(b); {
		c := b[i]
		i++
		if c < utf8.RuneSelf {
			out[n] = c
			n++
			continue
		}
		if c < narrowKanji {
			binary.LittleEndian.PutUint32(out[n:], kanaOf[c-narrowFirst])
			n += 3
			continue
		}
		if i == len(b) {
			return to, false
		}
		x := b[i]
		i++
		switch page := pageOf[c]; {
		case page != 0:
			binary.LittleEndian.PutUint32(out[n:], wide(page|rune(x)))
			n += 3
		case c == narrowByte:
			out[n] = x
			n++
		default:
			return to, false
		}
	}
	return out[:n], true
}

// containsNarrow is a substring search in a narrowed text, for a narrowed run. A byte below narrowKanji ends a character wherever it
// stands, so that after an even number of others a character begins.
func containsNarrow(text, run []byte) bool {
	for from := 0; ; {
		i := bytes.Index(text[from:], run)
		if i < 0 {
			return false
		}
		at := from + i
		begin := at
		for begin > 0 && text[begin-1] >= narrowKanji {
			begin--
		}
		if (at-begin)%2 == 0 {
			return true
		}
		from = at + 1
	}
}
