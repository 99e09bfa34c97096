package extract

import (
	"strings"
	"unicode"
)

// line gathers inline text the way a browser shows it: runs of white space are one space, and none at all where a source
// line break stands between two Japanese characters.
type line struct {
	b    strings.Builder
	gap  gap
	last rune
}

// gap is the white space that waits for the next character.
type gap uint8

const (
	noGap gap = iota
	spaceGap
	breakGap // a run of white space that holds a line break of the source
)

func (l *line) write(s string) {
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r':
			l.gap = breakGap
		case r == ' ' || r == '\t' || r == '\f' || r == '\v' || r == '\u00a0' || r == '\u2028' || r == '\u2029':
			l.gap = max(l.gap, spaceGap)
		case unseen(r):
		default:
			l.fill(r)
			l.b.WriteRune(r)
			l.last = r
		}
	}
}

// fill writes the waiting white space before r, unless none is due.
func (l *line) fill(r rune) {
	g := l.gap
	l.gap = noGap
	if g == noGap || l.b.Len() == 0 || l.last == '\n' || g == breakGap && joins(l.last, r) {
		return
	}
	l.b.WriteByte(' ')
}

// lineBreak is a line break that the writer wanted.
func (l *line) lineBreak() {
	l.gap = noGap
	if l.b.Len() == 0 {
		return
	}
	l.b.WriteByte('\n')
	l.last = '\n'
}

// take gives the text and starts anew.
func (l *line) take() string {
	s := strings.TrimSpace(l.b.String())
	*l = line{}
	return s
}

// unseen says whether the character has no place in kept text: controls, invalid bytes, marks that turn the direction of text.
func unseen(r rune) bool {
	switch {
	case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == unicode.ReplacementChar:
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}

// joins says whether Japanese text runs on from one character to the other: both are Japanese, or one is a mark that stands
// between such.
func joins(a, b rune) bool {
	return wide(a) && (wide(b) || mark(b)) || mark(a) && wide(b)
}

// mark says whether the character is punctuation that Japanese text shares with others: … — “ ” ● ★.
func mark(r rune) bool {
	return r >= 0x2013 && r <= 0x2027 || r >= 0x2500 && r <= 0x27bf
}

// wide says whether the character belongs to running Japanese text, which has no spaces between words.
func wide(r rune) bool {
	switch {
	case r >= 0x3000 && r <= 0x30ff, r >= 0x31f0 && r <= 0x31ff, r >= 0xff01 && r <= 0xff9f:
		return true
	}
	return unicode.Is(unicode.Han, r)
}

// tidy is s as one line of text.
func tidy(s string) string {
	var l line
	l.write(s)
	return l.take()
}
