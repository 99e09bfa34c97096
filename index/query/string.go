package query

import (
	"reflect"
	"strings"
	"unicode"
)

// writeAll writes nodes side by side.
func writeAll(b *strings.Builder, nodes []Node) {
	for i, n := range nodes {
		if i > 0 {
			b.WriteByte(' ')
		}
		write(b, n)
	}
}

// write writes n so that it reads as one node among others; only an And needs brackets for that.
func write(b *strings.Builder, n Node) {
	switch n := n.(type) {
	case And:
		b.WriteByte('(')
		writeAll(b, n.Nodes)
		b.WriteByte(')')
	case Or:
		for i, m := range n.Nodes {
			if i > 0 {
				b.WriteString(" OR ")
			}
			write(b, m)
		}
	case Not:
		writeNot(b, n.Node)
	case Word:
		b.WriteString(wordText(n))
	case Phrase:
		b.WriteString(quote(n.Text))
	case In:
		b.WriteString(string(n.Field) + ":" + valueText(n.Value))
	}
}

// writeNot writes the opposite of n. An Or and a word that begins with a dash need brackets behind the dash.
func writeNot(b *strings.Builder, n Node) {
	var inner strings.Builder
	write(&inner, n)
	text := inner.String()
	if _, ok := n.(Or); ok || isDash([]rune(text + " ")[0]) {
		text = "(" + text + ")"
	}
	b.WriteString("-" + text)
}

// wordText writes a word bare where it reads back as that word. Parse makes no others; a caller may.
func wordText(w Word) string {
	if reflect.DeepEqual(parse(clean(w.Text)), Node(w)) {
		return w.Text
	}
	return quote(w.Text)
}

// valueText writes a value, between quotes where it would not read back bare.
func valueText(value string) string {
	special := func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) || isOpen(r) || isShut(r) }
	if value == "" || strings.ContainsFunc(value, special) {
		return quote(value)
	}
	return value
}

// quote puts text between the kind of quotes that it does not hold itself.
func quote(text string) string {
	text = oneQuote(text)
	if strings.ContainsFunc(text, isStraight) {
		return "“" + text + "”"
	}
	return `"` + text + `"`
}
