package ja

import "unicode"

func isKatakana(r rune) bool { return 'ァ' <= r && r <= 'ヾ' && r != middleDot }

func isHiragana(r rune) bool { return 'ぁ' <= r && r <= 'ゟ' && (r <= 'ゖ' || r >= 'ゝ') }

func isKanji(r rune) bool {
	switch {
	case 0x4E00 <= r && r <= 0x9FFF, 0x3400 <= r && r <= 0x4DBF:
		return true
	case r < 0x3005:
		return false
	}
	return r == '々' || r == '〆' || r == '〇' || unicode.Is(unicode.Han, r)
}

// isJapanese reports whether r goes to the lattice.
func isJapanese(r rune) bool {
	return r >= 0x3005 && (isHiragana(r) || isKatakana(r) || isKanji(r))
}

// IsLatin reports whether r makes words and not pairs of characters: the rule of Words and Grams, for those who ask the index for a run.
func IsLatin(r rune) bool { return isLatin(r) }

// The characters from kana to kanji, most of what a Japanese text has. Searching the tables of Unicode for each took a sixth of a search.
const (
	firstEastAsian = 0x3000
	lastEastAsian  = 0x9FFF
)

// isLatin reports whether r belongs to a word of an alphabet that puts spaces between words. A combining mark of these alphabets does,
// also where it stands alone, as the sign ´ does after folding.
func isLatin(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	if firstEastAsian <= r && r <= lastEastAsian {
		return false
	}
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian) ||
		unicode.Is(unicode.Nd, r) || (r < 0x370 && unicode.Is(unicode.Mn, r))
}

// isOther reports whether r is a letter of a script that is neither Japanese nor written with spaces for certain.
func isOther(r rune) bool {
	return r >= 0x80 && (unicode.IsLetter(r) || unicode.IsMark(r)) && !isLatin(r) && !isJapanese(r)
}

// ScriptOf is the one table of character classes: the script of a character, never Mixed.
func ScriptOf(r rune) Script {
	switch {
	case isHiragana(r):
		return Hiragana
	case isKatakana(r):
		return Katakana
	case isKanji(r):
		return Kanji
	case isLatin(r):
		return Latin
	}
	return Other
}

// scriptOf gives the script of a Japanese word.
func scriptOf(s string) Script {
	const none = Script(255)
	all := none
	for _, r := range s {
		k := ScriptOf(r)
		if k == Latin {
			k = Other
		}
		if all == none || (all == Hiragana && r == 'ー') {
			if all == none {
				all = k
			}
			continue
		}
		if all != k {
			return Mixed
		}
	}
	if all == none {
		return Other
	}
	return all
}
