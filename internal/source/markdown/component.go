package markdown

import (
	"regexp"
	"strings"
)

// components takes the tags of components out, whose names begin with a capital letter, and the attributes of other tags that only a
// program understands (style={{…}}). What a component would show of its attributes stays: its title, its label.
func components(s string) string {
	return rewrite(s, "<", func(_, s string) (string, int) {
		m := tagName.FindStringSubmatch(s)
		end := 0
		if m != nil {
			end = tagEnd(s[len(m[0]):])
		}
		if end == 0 {
			return "<", 1
		}
		n := len(m[0]) + end
		return rewritten(m[1], m[2], s[len(m[0]):n], s[:n]), n
	})
}

// rewrite hands what begins with one of the marks over, with the text that is written before it, and takes what stands for how many of its
// bytes. Code spans are left alone.
func rewrite(s, marks string, f func(before, s string) (shown string, n int)) string {
	var out strings.Builder
	for s != "" {
		i := strings.IndexAny(s, marks+"`")
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		s = s[i:]
		n := codeSpan(s)
		shown := s[:n]
		if s[0] != '`' {
			shown, n = f(out.String(), s)
		}
		out.WriteString(shown)
		s = s[n:]
	}
	out.WriteString(s)
	return out.String()
}

var (
	tagName  = regexp.MustCompile(`^<(/?)([A-Za-z][\w.]*)?`)
	textual  = regexp.MustCompile(`\b(title|label|alt|caption|summary|header)=(?:"([^"]*)"|'([^']*)'|\{["'` + "`" + `]([^"'` + "`" + `{}]*)["'` + "`" + `]\})`)
	computed = regexp.MustCompile(`\s[\w:.-]+=\{`)
)

// codeSpan is how long the code is that the text begins with; a lone sign is one.
func codeSpan(s string) int {
	n := len(s) - len(strings.TrimLeft(s, "`"))
	if end := strings.Index(s[n:], s[:n]); end >= 0 && !strings.Contains(s[n:n+end], "\n\n") {
		return n + end + n
	}
	return n
}

// tagEnd is where the tag ends, past its >; quotes and braces are stepped over. 0 where it does not.
func tagEnd(s string) int {
	const most = 4000 // a tag of more is none
	depth, quote := 0, byte(0)
	for i := 0; i < len(s) && i < most; i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i > 0 && (s[i-1] == '=' || depth > 0):
			quote = c
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == '>' && depth <= 0:
			return i + 1
		case c == '<' && depth <= 0, c == '\n' && strings.HasPrefix(s[i:], "\n\n"):
			return 0
		}
	}
	return 0
}

// rewritten is what stays of a tag.
func rewritten(slash, name, attributes, whole string) string {
	capital := name == "" || name[0] >= 'A' && name[0] <= 'Z' && name != strings.ToUpper(name)
	switch {
	case name == "" && strings.TrimSpace(attributes) != ">": // <> and </> are fragments; others are no tags
		return whole
	case !capital:
		if computed.MatchString(attributes) {
			end := ">"
			if strings.HasSuffix(attributes, "/>") {
				end = "/>"
			}
			return "<" + slash + name + end
		}
		return whole
	}
	if slash != "" {
		return ""
	}
	for _, m := range textual.FindAllStringSubmatch(attributes, -1) {
		if v := strings.TrimSpace(m[2] + m[3] + m[4]); v != "" {
			if m[1] == "alt" {
				return "![" + v + "](figure)"
			}
			return "\n\n" + v + "\n\n"
		}
	}
	return ""
}
