package bleve

import "unicode/utf8"

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

// narrowed gives the byte of each kana and sign of U+30xx that has one, and kanaOf the character of the byte.
var narrowed, kanaOf = func() (narrowed [256]byte, kanaOf [narrowKanji - narrowFirst]rune) {
	n := 0
	for _, r := range narrowKana {
		narrowed[byte(r)], kanaOf[n] = byte(narrowFirst+n), r
		n++
	}
	return narrowed, kanaOf
}()

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

// widen appends what was narrowed; it says no where that is cut off.
func widen(to, b []byte) ([]byte, bool) {
	for i := 0; i < len(b); {
		c := b[i]
		i++
		if c < utf8.RuneSelf {
			to = append(to, c)
			continue
		}
		var r rune
		if c < narrowKanji {
			r = kanaOf[c-narrowFirst]
		} else {
			if i == len(b) {
				return to, false
			}
			x := rune(b[i])
			i++
			switch c {
			case narrowJapan:
				r = japanPage<<8 | x
			case narrowWide:
				r = widePage<<8 | x
			case narrowSigns:
				r = signPage<<8 | x
			case narrowByte:
				to = append(to, byte(x))
				continue
			case narrowByte + 1, narrowByte + 2:
				return to, false
			default:
				r = firstKanji + rune(c-narrowKanji)<<8 + x
			}
		}
		to = append(to, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
	}
	return to, true
}
