package query

import (
	"slices"
	"strings"
	"unicode"
)

// The characters of the syntax, with what Japanese keyboards type in their place.

func isOpen(r rune) bool  { return r == '(' || r == '（' }
func isShut(r rune) bool  { return r == ')' || r == '）' }
func isColon(r rune) bool { return r == ':' || r == '：' }
func isDash(r rune) bool  { return r == '-' || r == '－' || r == '−' }
func isQuote(r rune) bool { return isStraight(r) || isCurly(r) }

func isStraight(r rune) bool { return r == '"' || r == '＂' }
func isCurly(r rune) bool    { return r == '“' || r == '”' || r == '„' || r == '‟' }

// sameQuote tells the quotes of r's kind.
func sameQuote(r rune) func(rune) bool {
	if isStraight(r) {
		return isStraight
	}
	return isCurly
}

// oneQuote makes the curly quotes of a text straight where it has both kinds, so that it can be written between quotes.
func oneQuote(s string) string {
	if !strings.ContainsFunc(s, isStraight) || !strings.ContainsFunc(s, isCurly) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isCurly(r) {
			return '"'
		}
		return r
	}, s)
}

// clean makes every control character and invalid byte a space and drops what changes only the direction of text or is
// never seen.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == unicode.ReplacementChar:
			return ' '
		case unicode.Is(unicode.Bidi_Control, r), r == '\u200b', r == '\ufeff', r == '\u00ad':
			return -1
		}
		return r
	}, s))
}

func indexFunc(text []rune, is func(rune) bool) int { return slices.IndexFunc(text, is) }
