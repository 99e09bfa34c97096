package query

import (
	"reflect"
	"strings"
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
		b.WriteString(fieldText(n))
	}
}

// writeNot writes the opposite of n. An Or, a word that begins with a dash and one that would be a flag need brackets behind the dash.
func writeNot(b *strings.Builder, n Node) {
	var inner strings.Builder
	write(&inner, n)
	text := inner.String()
	runes := []rune(text + " ")
	if _, ok := n.(Or); ok || isDash(runes[0]) || isFlag(runes) {
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

// fieldText writes a value with its field, between quotes where it stood so or would not read back bare.
func fieldText(n In) string {
	field := string(n.Field) + ":"
	if n.Exact || !reflect.DeepEqual(parse(clean(field+n.Value)), Node(n)) {
		return field + quote(n.Value)
	}
	return field + n.Value
}

// quote puts text between the kind of quotes that it does not hold itself.
func quote(text string) string {
	text = oneQuote(text)
	if strings.ContainsFunc(text, isStraight) {
		return "“" + text + "”"
	}
	return `"` + text + `"`
}
