package ja

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FoldRun is the Fold of a text as an exact run is looked for in it, and of such a run, with its white space written in one way.
func FoldRun(text string) string { return Spacing(FoldString(text)) }

// Spacing writes the white space of a folded text in one way, so that a run of its characters is found however its source is set:
// every run of white space is one space, and none stands between Japanese and Latin text, where it is a matter of taste (2016 年 9 月, Docker を).
func Spacing(s string) string {
	if strings.IndexFunc(s, unicode.IsSpace) < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	for field := range strings.FieldsSeq(s) {
		first, _ := utf8.DecodeRuneInString(field)
		if last != 0 && !OptionalSpace(last, first) {
			b.WriteByte(' ')
		}
		b.WriteString(field)
		last, _ = utf8.DecodeLastRuneInString(field)
	}
	return b.String()
}

// OptionalSpace says whether it is a matter of taste to set a space between two characters: one is Japanese and the other a letter or digit
// of ASCII. Signs are not among them, for Grams has pairs of a sign and its neighbour.
func OptionalSpace(a, b rune) bool {
	return isJapanese(a) && b < utf8.RuneSelf && isLatin(b) || a < utf8.RuneSelf && isLatin(a) && isJapanese(b)
}
