package ja

import (
	"strings"
	"unicode/utf8"
)

// Romaji is kept to what a reader may type into the box: the Hepburn and the keyboard spellings of one syllable are told alike.

// Romaji writes kana in Hepburn letters (シ shi, ツ tsu, ン n, ー left out, a doubled consonant for ッ). Other characters stay.
func Romaji(kana string) string {
	kana = ToKatakana(kana)
	table := syllables()
	var b strings.Builder
	double := false
	for i := 0; i < len(kana); {
		r, size := utf8.DecodeRuneInString(kana[i:])
		if r == 'ッ' || r == 'ー' {
			double = double || r == 'ッ'
			i += size
			continue
		}
		_, more := utf8.DecodeRuneInString(kana[i+size:])
		letters, ok := table.letters[kana[i:i+size+more]]
		if ok {
			size += more
		} else if letters, ok = table.letters[kana[i:i+size]]; !ok {
			letters = kana[i : i+size]
		}
		if double && ok && letters[0] != 'n' && !isVowel(letters[0]) {
			b.WriteByte(letters[0])
		}
		double = false
		b.WriteString(letters)
		i += size
	}
	return b.String()
}

// Kana reads romaji as katakana, Hepburn, kunrei and keyboard spelling alike (shi, si; kk for ッ; n, nn, n'). rest is what at the
// end is the beginning of a syllable only (kens → ケン, s); ok is false where s is not romaji.
func Kana(s string) (kana, rest string, ok bool) {
	table := syllables()
	var b strings.Builder
	s = strings.ToLower(s)
	for i := 0; i < len(s); {
		if c := s[i]; c < 'a' || c > 'z' {
			if c != '-' && c != '\'' || i == 0 {
				return "", "", false
			}
			if c == '-' {
				b.WriteString("ー")
			}
			i++
			continue
		}
		text, n := table.next(s[i:])
		if n == 0 {
			return b.String(), s[i:], table.begins[s[i:]]
		}
		b.WriteString(text)
		i += n
	}
	return b.String(), "", s != ""
}

// next reads one syllable; n is 0 where s begins with none.
func (t *syllableTable) next(s string) (text string, n int) {
	if len(s) > 1 && s[0] == s[1] && !isVowel(s[0]) && s[0] != 'n' {
		return "ッ", 1
	}
	if strings.HasPrefix(s, "tch") {
		return "ッ", 1
	}
	if strings.HasPrefix(s, "nn") && (len(s) == 2 || !isVowel(s[2]) && s[2] != 'y') { // as keyboards spell ん before a consonant: konnpo
		return "ン", 2
	}
	for n := min(4, len(s)); n > 0; n-- {
		if text, ok := t.kana[s[:n]]; ok {
			return text, n
		}
	}
	if s[0] == 'n' && (len(s) == 1 || s[1] != 'y') {
		return "ン", 1
	}
	return "", 0
}

func isVowel(c byte) bool { return strings.IndexByte("aiueo", c) >= 0 }

// syllableTable maps kana to Hepburn letters and all spellings to kana.
type syllableTable struct {
	letters, kana map[string]string
	begins        map[string]bool // beginnings of syllables that are none yet
}
