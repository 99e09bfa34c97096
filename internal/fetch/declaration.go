package fetch

// What a header or a text says of its own charset, whether it is true or not.

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// label finds a charset in a Content-Type, however broken the rest of it is.
func label(contentType string) string {
	_, rest, ok := strings.Cut(strings.ToLower(contentType), "charset")
	if !ok {
		return ""
	}
	rest, ok = strings.CutPrefix(strings.TrimSpace(rest), "=")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, " \t\"'")
	if i := strings.IndexAny(rest, " \t\"';,"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// byDeclaration finds what a body says of itself: the declaration of XML, or a meta element in the head of HTML.
func byDeclaration(body []byte) string {
	l := ""
	if from, to, ok := xmlEncoding(body); ok {
		l = string(body[from:to])
	} else {
		l = byMeta(body[:min(len(body), maxHead)])
	}
	// Whoever could read the declaration as ASCII does not have UTF-16.
	if strings.HasPrefix(strings.ToLower(l), "utf-16") {
		return "utf-8"
	}
	return l
}

// maxDeclaration is how long a declaration of XML is looked at; they have some 40 bytes.
const maxDeclaration = 200

// xmlEncoding finds the name of the encoding in the declaration that an XML text opens with.
func xmlEncoding(text []byte) (from, to int, ok bool) {
	head := text[:min(len(text), maxDeclaration)]
	end := bytes.Index(head, []byte("?>"))
	if end < 0 || !bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<?xml")) {
		return 0, 0, false
	}
	i := bytes.Index(head[:end], []byte("encoding"))
	if i < 0 {
		return 0, 0, false
	}
	i += len("encoding")
	from = i + bytes.IndexAny(head[i:end], `"'`) + 1
	if from == i {
		return 0, 0, false
	}
	n := bytes.IndexByte(head[from:end], head[from-1])
	return from, from + n, n > 0
}

// declareUTF8 makes the declaration of an XML text true, so that its reader does not decode it a second time.
func declareUTF8(text []byte) []byte {
	from, to, ok := xmlEncoding(text)
	if !ok {
		return text
	}
	return bytes.Join([][]byte{text[:from], text[to:]}, []byte("utf-8"))
}

// byMeta reads meta elements until the body begins.
func byMeta(head []byte) string {
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "body":
				return ""
			case "meta":
				if l := metaCharset(z, more); l != "" {
					return l
				}
			}
		}
	}
}

func metaCharset(z *html.Tokenizer, more bool) string {
	direct, content, equiv := "", "", false
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch string(key) {
		case "charset":
			direct = strings.TrimSpace(string(value))
		case "http-equiv":
			equiv = strings.EqualFold(string(value), "content-type")
		case "content":
			content = label(string(value))
		}
	}
	if direct == "" && equiv {
		return content
	}
	return direct
}
