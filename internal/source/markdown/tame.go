package markdown

import (
	"html"
	"strings"
)

// The renderer takes quadratic time for what nobody writes: a hundred thousand open brackets in one paragraph, lists nested a
// thousand deep, tables of a million empty cells. It cannot be stopped, so that such a text is told beforehand and shown as it
// is. The figures were measured: at the limits rendering takes some three seconds, and real posts stay far below.
const (
	maxCost   = 4_000_000_000 // the squares of the marks in each paragraph, added up
	maxIndent = 200           // in front of the text of a line, but in code
	maxCells  = 500_000       // of a table
)

// paragraph counts what makes one hard.
type paragraph struct{ marks, pipes, lines int }

func (p *paragraph) add(line string, code bool) {
	n := 0
	for i := range len(line) {
		if strings.IndexByte("[](*_~`<!&", line[i]) >= 0 {
			n++
		}
	}
	if code {
		n /= 4 // in all likelihood it means nothing
	}
	p.marks += n
	p.lines++
	p.pipes = max(p.pipes, strings.Count(line, "|"))
}

// tame says whether the text is fit to be rendered.
func tame(text string) bool {
	var p paragraph
	cost, code := 0, false
	for line := range strings.SplitSeq(text, "\n") {
		if fence.MatchString(line) {
			code = !code
		}
		rest := strings.TrimLeft(line, " \t>")
		if rest == "" {
			cost += p.marks * p.marks
			p = paragraph{}
			continue
		}
		p.add(line, code)
		deep := !code && len(line)-len(rest) > maxIndent
		if deep || cost+p.marks*p.marks > maxCost || p.pipes*p.lines > maxCells {
			return false
		}
	}
	return true
}

// verbatim is the text as HTML that shows it as it is.
func verbatim(text string) []byte {
	var b strings.Builder
	for p := range strings.SplitSeq(text, "\n\n") {
		b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
	}
	return []byte(b.String())
}
