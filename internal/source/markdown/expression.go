package markdown

import (
	"regexp"
	"strings"
)

// mdxSign is what only MDX has: modules that are imported or exported, and remarks in braces.
var mdxSign = regexp.MustCompile(`(?m)^import\s[^\n]*\sfrom\s+["']|^import\s+["']|^export\s+(?:default|const|function)\s|^\{/\*`)

// isMDX says whether the text is MDX, where braces hold a program. Elsewhere a brace is a brace.
func isMDX(text string) bool {
	return (strings.Contains(text, "import") || strings.Contains(text, "export") || strings.Contains(text, "{/*")) && mdxSign.MatchString(text)
}

// expressions takes the expressions of MDX out of prose, but for the text of a literal: what the others would show is not known. Code, the
// attributes of tags, and anchors of headings ({#name}) are left alone.
func expressions(s string) string {
	return rewrite(s, `{\`, func(before, s string) (string, int) {
		if s[0] == '\\' {
			n := min(2, len(s))
			return s[:n], n
		}
		end := braceEnd(s)
		switch {
		case end == 0:
			return "{", 1
		case strings.HasSuffix(before, "="), s[1] == '#': // the value of an attribute; an anchor
			return s[:end], end
		}
		return literal(s[1 : end-1]), end
	})
}

// braceEnd is where the expression that begins with a brace ends, past its closing one; quotes are stepped over. 0 where it does not.
func braceEnd(s string) int {
	const most = 4000 // an expression of more is none
	depth, quote := 0, byte(0)
	for i := 0; i < len(s) && i < most; i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote || c == '\n' && quote != '`' {
				quote = 0
			}
		case c == '"' || c == '`' || c == '\'' && !letterBefore(s, i): // not the apostrophe of a word
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

func letterBefore(s string, i int) bool {
	return i > 0 && (s[i-1] >= 'a' && s[i-1] <= 'z' || s[i-1] >= 'A' && s[i-1] <= 'Z')
}

var quotedWhole = regexp.MustCompile("^\\s*(?:\"([^\"\\\\]*)\"|'([^'\\\\]*)'|`([^`$\\\\]*)`)\\s*$")

// literal is the text of an expression that is nothing else.
func literal(s string) string {
	m := quotedWhole.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}
