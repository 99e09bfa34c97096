package ja

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxParts is how many parts an identifier may have; what falls into more is a hash or base64, and its parts mean nothing.
const maxParts = 12

// part is a piece of an identifier and where it begins in it.
type part struct {
	text  string
	start int
}

// partsOf cuts an atom at camelCase and letter-digit borders: useEffect, HTMLParser, route53, python3.11. A dotted number gives
// its beginnings too, so that 3.11 finds 3.11.4, and what follows a dotted number is a part with its own number: 1.9.3p374 has p374.
// Single letters are no parts.
func partsOf(word string) []part {
	var parts []part
	letters := false
	for i := 0; i < len(word); {
		j := i + partEnd(word[i:])
		if p := word[i:j]; isDigit(p[0]) {
			parts = appendNumber(parts, p, i, len(word))
		} else if utf8.RuneCountInString(p) > 1 && len(p) < len(word) {
			parts, letters = append(parts, part{p, i}), true
		}
		if stage := stageOf(word, i, j); stage > j {
			parts = append(parts, part{word[i:stage], i})
		}
		i = j
		if i < len(word) && strings.IndexByte("',.", word[i]) >= 0 {
			i++
		}
	}
	if len(parts) > maxParts || (!letters && !dotted(word)) {
		return nil
	}
	return parts
}

// stageOf gives where the number behind the letters from i to j ends, where those follow a dotted number: p374 of 1.9.3p374.
func stageOf(word string, i, j int) int {
	if i == 0 || j == len(word) || isDigit(word[i]) || !isDigit(word[j]) || !isDigit(word[i-1]) || !dotted(word[:i]) {
		return 0
	}
	for j < len(word) && isDigit(word[j]) {
		j++
	}
	return j
}

// appendNumber adds the number p, where it is not the whole word, and the beginnings of a dotted one.
func appendNumber(parts []part, p string, at, length int) []part {
	for k := range len(p) {
		if p[k] == '.' {
			parts = append(parts, part{p[:k], at})
		}
	}
	if len(p) < length {
		parts = append(parts, part{p, at})
	}
	return parts
}

func dotted(word string) bool {
	for i := range len(word) {
		if word[i] == '.' {
			return true
		}
	}
	return false
}

// partEnd gives the length of the first part of s.
func partEnd(s string) int {
	before, i := utf8.DecodeRuneInString(s)
	if isDigit(s[0]) {
		for i < len(s) && (isDigit(s[i]) || s[i] == '.') {
			i++
		}
		return i
	}
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if isBorder(before, r, s[i+size:]) {
			return i
		}
		before, i = r, i+size
	}
	return i
}

// isBorder reports whether a part ends between before and r.
func isBorder(before, r rune, rest string) bool {
	if !isLatin(r) || (r < utf8.RuneSelf && isDigit(byte(r))) {
		return true
	}
	if !unicode.IsUpper(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLower(before) || unicode.IsUpper(before) && unicode.IsLower(next)
}
