package ja

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normalise folds one segment until nothing changes any more; three rounds are enough for all of Unicode.
func normalise(s string, lower bool) string {
	for range 3 {
		n := strings.Map(func(r rune) rune { return foldRune(r, lower) }, norm.NFKC.String(s))
		if n == s {
			return n
		}
		s = n
	}
	return s
}

// lowered gives a piece of a text folded with its capitals as folding in lower case would give it. A small letter may join with the
// mark behind it where the capital does not, as t does with a diaeresis.
func lowered(s string) string {
	s = strings.ToLower(s)
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return FoldString(s)
		}
	}
	return s
}

func foldRune(r rune, lower bool) rune {
	switch r {
	case 'ヂ':
		return 'ジ'
	case 'ヅ':
		return 'ズ'
	case '‐', '‑', '‒', '–', '—', '―', '−', '﹘', '﹣', '－':
		return '-'
	case '〜', '～', '∼', '˜':
		return '~'
	case '‘', '’', '‛', '′':
		return '\''
	case '“', '”', '„', '‟':
		return '"'
	}
	if isIgnorable(r) {
		return -1
	}
	if lower {
		return unicode.ToLower(r)
	}
	return r
}

// The full-width and half-width forms.
const (
	firstForm = 0xFF00
	lastForm  = 0xFFEF
)

// forms are the foldings of each of them, with capitals in lower case or not.
var forms = sync.OnceValue(func() map[bool][]string {
	all := map[bool][]string{}
	for _, lower := range []bool{false, true} {
		for r := rune(firstForm); r <= lastForm; r++ {
			all[lower] = append(all[lower], normalise(string(r), lower))
		}
	}
	return all
})

const middleDot = '・'

// isPlain reports whether a rune above ASCII is its own NFKC form in lower case and combines with nothing before it. It knows
// the common ones only; the others take the long way.
func isPlain(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return true
	case 'ぁ' <= r && r <= 'ゖ', 'ァ' <= r && r <= 'ヾ', 0x4E00 <= r && r <= 0x9FFF, 0x3400 <= r && r <= 0x4DBF:
		return true
	case 0x3001 <= r && r <= 0x3011: // 、。々〇 and brackets
		return true
	}
	return false
}

// isIgnorable reports whether r has no shape of its own: zero-width and bidi controls, soft hyphen, variation selectors.
func isIgnorable(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x206F:
		return true
	case r == 0xFEFF, 0xFE00 <= r && r <= 0xFE0F, 0xE0000 <= r && r <= 0xE0FFF:
		return true
	}
	return false
}
