package fetch

import "strings"

// Pattern is a pattern of paths as robots.txt has them: the beginning of a path with its query, in which * is any run of characters
// and $ at the end is the end.
type Pattern string

// ParsePattern reads a pattern; one that begins with neither a slash nor * is taken for one that begins with a slash.
func ParsePattern(s string) Pattern {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "*") {
		s = "/" + s
	}
	return Pattern(escape(s))
}

// Matches holds the pattern against the path of an address.
func (p Pattern) Matches(address string) bool { return matches(string(p), upperHex(pathOf(address))) }
