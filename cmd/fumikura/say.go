package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// say writes to standard output what a report says. Titles, addresses and reasons come from blogs and files, so that whatever would move the
// cursor, colour the terminal, turn the writing direction or begin a line of its own is shown escaped.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.stdout, format, visibleArgs(args)...)
}

func visibleArgs(args []any) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			out[i] = visible(v)
		case error:
			out[i] = visible(v.Error())
		default:
			out[i] = arg
		}
	}
	return out
}

// visible shows control characters and those that turn the writing direction as \x1b or \u202e, and bytes that are no text as \xff.
func visible(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, hidden) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !hidden(r):
			b.WriteRune(r)
		case r < utf8.RuneSelf:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}

func hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
