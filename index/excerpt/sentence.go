package excerpt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lastEnd gives where the last sentence of text[from:to] ends, with its closing brackets, or from. Code has lines only.
func (s fragment) lastEnd(text string, from, to int) int {
	if s.kind == Code {
		return from + strings.LastIndexByte(text[from:to], '\n') + 1
	}
	for i := to; i > from; {
		r, size := utf8.DecodeLastRuneInString(text[from:i])
		if endsSentence(r, text[i:]) {
			return min(i+closing(text[i:]), to)
		}
		i -= size
	}
	return from
}

// whole says whether no sentence, and no line of code, is cut in two at a byte of a text.
func (s fragment) whole(text string, i int) bool {
	left := strings.TrimRightFunc(text[:i], unicode.IsSpace)
	right := strings.TrimLeftFunc(text[i:], unicode.IsSpace)
	if left == "" || right == "" || strings.Contains(text[len(left):len(text)-len(right)], "\n") {
		return true
	}
	const marks = 4 // that end one sentence, with brackets: ！？」）
	return s.kind != Code && (strings.HasSuffix(left, ellipsis) || s.lastEnd(text, backed(text, len(left), marks), len(left)) == len(left))
}

// endsSentence says whether r does, with rest behind it. An ASCII mark does where white space follows.
func endsSentence(r rune, rest string) bool {
	switch r {
	case '\n', '。', '！', '？', '．':
		return true
	case '.', '!', '?':
		next, size := utf8.DecodeRuneInString(rest)
		return size == 0 || unicode.IsSpace(next)
	}
	return false
}

// closing gives the length of the brackets and quotes at the start of text that close, and of further sentence marks.
func closing(text string) int {
	return len(text) - len(strings.TrimLeft(text, "」』）)】”’！？。"))
}

// softStart gives a place to begin where no sentence does: behind the first comma or white space, or 0.
func softStart(text string) int {
	i := strings.IndexFunc(text, func(r rune) bool { return r == '、' || r == '，' || unicode.IsSpace(r) })
	if i < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(text[i:])
	return i + size
}

// backed gives the place n characters in front of i.
func backed(text string, i, n int) int {
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	return i
}

// forward gives the place n characters behind i.
func forward(text string, i, n int) int {
	for ; n > 0 && i < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return i
}
