package loosexml

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"io"
)

// pieceKind says what a piece of a file is.
type pieceKind int

const (
	between pieceKind = iota // between tags
	markup                   // a tag, a comment, a declaration
	cdata                    // what stands in a CDATA section, without its borders
)

// piece is a tag, or what stands between two.
type piece struct {
	kind pieceKind
	data []byte
	line int // where it begins
}

// opens says whether the piece is a tag that opens an element of the name.
func (p piece) opens(name string) bool {
	return p.kind == markup && elementName(p.data[1:]) == name
}

func (p piece) closes(name string) bool {
	return p.kind == markup && len(p.data) > 2 && p.data[1] == '/' && elementName(p.data[2:]) == name
}

func elementName(b []byte) string {
	if i := bytes.IndexAny(b, " \t\r\n/>"); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// write appends the piece as XML that parses.
func (p piece) write(to []byte) []byte {
	switch p.kind {
	case cdata:
		var b bytes.Buffer
		_ = xml.EscapeText(&b, p.data) // a buffer takes everything
		return append(to, b.Bytes()...)
	case between:
		return append(to, bytes.ReplaceAll(bytes.ReplaceAll(p.data, border, []byte("]]&gt;")), []byte("<"), []byte("&lt;"))...)
	}
	if p.data[1] == '!' || p.data[1] == '?' {
		return append(to, p.declared()...)
	}
	return append(to, p.data...)
}

// declared is what stays of a comment or a declaration: the comments of WordPress's blocks, as text; a document type within an item
// and hyphens within a comment would only break the XML.
func (p piece) declared() []byte {
	var b bytes.Buffer
	if bytes.HasPrefix(p.data, []byte("<!-- wp:")) {
		_ = xml.EscapeText(&b, p.data) // a buffer takes everything
	}
	return b.Bytes()
}

var (
	opening = []byte("<![CDATA[")
	border  = []byte("]]>")
)

// maxTag bounds a tag; what is longer is text with a stray bracket.
const maxTag = 64 << 10

// lexer cuts a file into pieces.
type lexer struct {
	b       *bufio.Reader
	buf     []byte // read and not yet handed over
	last    []byte // the name of the element that was opened last
	line    int
	whole   bool // the file has been read to its end
	section bool // the next piece begins within CDATA
	err     error
}

// fill reads more; false at the end of the file or with an error.
func (l *lexer) fill() bool {
	if l.whole || l.err != nil {
		return false
	}
	part := make([]byte, 64<<10)
	n, err := l.b.Read(part)
	l.buf = append(l.buf, part[:n]...)
	if err == io.EOF {
		l.whole = true
	} else {
		l.err = err
	}
	return n > 0
}

// take hands over the first n bytes.
func (l *lexer) take(kind pieceKind, n int) piece {
	p := piece{kind: kind, data: l.buf[:n:n], line: l.line}
	l.line += bytes.Count(p.data, []byte("\n"))
	l.buf = l.buf[n:]
	return p
}

// next is the next piece; io.EOF at the end of the file.
func (l *lexer) next() (piece, error) {
	if len(l.buf) == 0 && !l.fill() {
		if l.err != nil {
			return piece{}, l.err
		}
		return piece{}, io.EOF
	}
	switch {
	case l.section:
		return l.cdata()
	case l.buf[0] != '<':
		return l.text(), l.err
	}
	for len(l.buf) < len(opening) && l.fill() {
	}
	if bytes.HasPrefix(l.buf, opening) {
		l.take(markup, len(opening))
		l.section = true
		return l.cdata()
	}
	return l.markup(), l.err
}

// text is what stands up to the next bracket; a long text comes in parts.
func (l *lexer) text() piece {
	if i := bytes.IndexByte(l.buf, '<'); i >= 0 {
		return l.take(between, i)
	}
	n := len(l.buf)
	for n > 0 && l.buf[n-1] == ']' && l.fill() { // a border may go on
		if i := bytes.IndexByte(l.buf, '<'); i >= 0 {
			return l.take(between, i)
		}
		n = len(l.buf)
	}
	return l.take(between, n)
}

// markup is a tag, a comment or a declaration; a bracket that begins none is text.
func (l *lexer) markup() piece {
	n := l.end()
	if n == 0 {
		return l.take(between, 1)
	}
	p := l.take(markup, n)
	if c := p.data[1]; c != '/' && c != '!' && c != '?' {
		l.last = append(l.last[:0], elementName(p.data[1:])...)
	}
	return p
}

// end is the length of the markup at the beginning of the buffer, 0 where there is none.
func (l *lexer) end() int {
	for len(l.buf) < 4 && l.fill() {
	}
	switch c := l.buf[min(1, len(l.buf)-1)]; {
	case bytes.HasPrefix(l.buf, []byte("<!--")):
		return l.after([]byte("-->"), maxItem)
	case bytes.HasPrefix(l.buf, []byte("<?")):
		return l.after([]byte("?>"), maxTag)
	case c != '/' && c != '!' && c != '_' && (c|0x20 < 'a' || c|0x20 > 'z'):
		return 0
	}
	quote, inner := byte(0), 0
	for i := 1; i < maxTag; i++ {
		if i >= len(l.buf) && !l.fill() {
			return 0
		}
		switch c := l.buf[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' && l.buf[1] == '!': // the entities of a document type
			inner++
		case c == ']':
			inner--
		case c == '<' && inner <= 0:
			return 0
		case c == '>' && inner <= 0:
			return i + 1
		}
	}
	return 0
}

// after is the length up to the end of the mark, 0 where it is not within the limit.
func (l *lexer) after(mark []byte, limit int) int {
	for from := 0; ; {
		if i := bytes.Index(l.buf[from:], mark); i >= 0 {
			return from + i + len(mark)
		}
		from = max(0, len(l.buf)-len(mark))
		if len(l.buf) > limit || !l.fill() {
			return 0
		}
	}
}

// cdata is what stands up to the end of the section, or a part of it. A border ends the section where the end tag of the element,
// or another section, comes before another border.
func (l *lexer) cdata() (piece, error) {
	for from := 0; ; {
		i := bytes.Index(l.buf[from:], border)
		if i < 0 {
			if n := len(l.buf) - len(border); n > maxItem {
				return l.take(cdata, n), nil // the item is too long anyhow
			}
			from = max(0, len(l.buf)-len(border))
			if !l.fill() {
				l.section = false
				return l.take(cdata, len(l.buf)), l.err
			}
			continue
		}
		i += from
		if l.ends(i + len(border)) {
			p := l.take(cdata, i)
			l.take(markup, len(border))
			l.section = false
			return p, l.err
		}
		from = i + 1
	}
}

// ends says whether the section is over, given where the text after a border begins.
func (l *lexer) ends(at int) bool {
	tag := append([]byte("</"), l.last...)
	for {
		rest := l.buf[at:]
		next := bytes.Index(rest, border)
		for _, mark := range [][]byte{tag, opening} {
			if i := bytes.Index(rest, mark); i >= 0 && (next < 0 || i < next) {
				return true
			}
		}
		if next >= 0 {
			return false
		}
		if len(rest) > maxItem || !l.fill() {
			return true
		}
	}
}
