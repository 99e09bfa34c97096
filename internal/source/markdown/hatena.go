package markdown

import (
	"regexp"
	"slices"
	"strings"
)

// The notation of Hatena is a language of its own, line by line: *heading, -item, :term:text, |*cell|, quotations between >> and <<, code
// between >|| and ||<, and HTML that begins with >< and ends with ><. An export of a blog that was written in it (blogsync) has it in
// files that are called Markdown, so that the language is told by what stands in them.

var (
	starred    = regexp.MustCompile(`^(\*{1,3})(?:([\w-]+)\*)?((?:\[[^\[\]\n]+\])*)[ \t]*([^*\s].*)$`) // *name*[category]heading
	onlyHatena = regexp.MustCompile(`(?m)^(?:>\|[\w+#.-]*\|?[ \t]*|\|?\|<[ \t]*|>>[ \t]*|>https?://\S+>[ \t]*|<<[ \t]*|><[a-zA-Z!].*|\|\*.*\|[ \t]*)$`)
	hatenaHead = regexp.MustCompile(`(?m)^\*{1,3}[^*\s\n][^*\n]*$`)
	hatenaSign = regexp.MustCompile(`\[(?:f|id|asin|tex):|\[https?://[^\s\]]+:(?:title|embed|bookmark)|^:[^:\n]+:\S`)
	onlyMark   = regexp.MustCompile("(?m)^(?:#{1,6}[ \t]+\\S.*|`{3}.*)$")
	hatenaItem = regexp.MustCompile(`^([-+]{1,3})([^-+\s>|].*|[ \t]+\S.*)$`)
	hatenaTerm = regexp.MustCompile(`^:([^:\n]{1,200}):(.*)$`)
)

// hatenaHints are quick to look for; a text without them is in another language.
var hatenaHints = []string{"\n*", "|<", ">|", ">>", "<<", "><", "|*"}

// isHatena says whether a text is in the notation of Hatena: it has lines that only that has, and hardly any that only Markdown has.
func isHatena(text string) bool {
	if !slices.ContainsFunc(hatenaHints, func(s string) bool { return strings.Contains(text, s) }) && !strings.HasPrefix(text, "*") {
		return false
	}
	sure, heads := len(onlyHatena.FindAllStringIndex(text, -1)), len(hatenaHead.FindAllStringIndex(text, -1))
	if heads > 1 || heads > 0 && hatenaSign.MatchString(text) {
		sure += heads
	}
	return sure > 2*len(onlyMark.FindAllStringIndex(text, -1))
}

// hatena is where in such a text the reading stands.
type hatena struct {
	out   strings.Builder
	end   string // the line that ends the code; empty outside of it
	quote bool
	table bool
}

// fromHatena writes a text in the notation of Hatena as Markdown; another text is given back.
func fromHatena(text string) string {
	if !isHatena(text) {
		return text
	}
	var h hatena
	for line := range strings.SplitAfterSeq(text, "\n") {
		h.line(strings.TrimRight(line, "\r\n"))
	}
	if h.end != "" {
		h.out.WriteString("```\n")
	}
	return h.out.String()
}

func (h *hatena) line(s string) {
	bare := strings.TrimSpace(s)
	switch {
	case h.end != "" && bare == h.end:
		h.end = ""
		h.write("```")
	case h.end != "":
		h.write(s)
	case superPre.MatchString(s):
		h.end = "||<"
		h.write("")
		h.write("```" + superPre.FindStringSubmatch(s)[1])
	case bare == ">|":
		h.end = "|<"
		h.write("")
		h.write("```")
	case bare == ">>" || strings.HasPrefix(bare, ">http") && strings.HasSuffix(bare, ">"):
		h.quote = true
		h.write("")
	case bare == "<<":
		h.write("")
		h.quote = false
	default:
		h.prose(s)
	}
}

// write adds a line, within a quotation as one of it.
func (h *hatena) write(s string) {
	if h.quote {
		h.out.WriteString("> ")
	}
	h.out.WriteString(s + "\n")
}

// prose is a line outside of code.
func (h *hatena) prose(s string) {
	if strings.Trim(s, "=") == "" && len(s) >= 4 { // where the front page ends
		h.write("")
		return
	}
	if strings.HasPrefix(s, "><") {
		s = s[1:]
	}
	if strings.HasSuffix(s, "><") {
		s = s[:len(s)-1]
	}
	if cell, ok := strings.CutPrefix(s, "|"); ok && strings.HasSuffix(cell, "|") && cell != "" {
		h.row(strings.ReplaceAll(s, "|*", "|"))
		return
	}
	if h.table {
		h.write("")
	}
	h.table = false
	switch m := starred.FindStringSubmatch(s); {
	case m != nil && !strings.HasSuffix(s, "*"):
		h.write("\n##" + strings.Repeat("#", len(m[1])) + " " + m[4] + "\n")
	case hatenaItem.MatchString(s):
		m := hatenaItem.FindStringSubmatch(s)
		h.write(strings.Repeat("  ", len(m[1])-1) + "- " + strings.TrimSpace(m[2]))
	case hatenaTerm.MatchString(s):
		m := hatenaTerm.FindStringSubmatch(s)
		h.write("\n" + m[1] + "\n\n" + m[2])
	case strings.HasPrefix(s, "::"):
		h.write(s[2:])
	case strings.HasPrefix(s, ":") && len(s) > 1 && s[1] != ' ':
		h.write("\n" + s[1:] + "\n")
	default:
		h.write(s)
	}
}

// row is one of a table, of which the first has to be its head in Markdown.
func (h *hatena) row(s string) {
	if !h.table {
		h.write("")
	}
	h.write(s)
	if !h.table {
		h.write("|" + strings.Repeat("-|", strings.Count(s, "|")-1))
	}
	h.table = true
}
