// Package loosexml takes the items out of the XML of real exports: with characters that XML forbids, entities of HTML, prefixes
// that nobody declared, borders of CDATA within CDATA, and ends torn off. It knows no format.
package loosexml

// A file is cut into its items (item of RSS, entry of Atom) before any of it is parsed as XML, so that a broken item loses only
// itself. What stands in CDATA is handed on as escaped text: a section ends where the last border before the end tag of its element
// is, for texts about XML or with code like a[b[0]]>c have borders of their own.

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

const (
	// maxItem bounds one item of a file in memory. A long post has some hundred KiB, thousands of comments some MiB.
	maxItem = 16 << 20
	// maxHead bounds what stands before the first item: the blog's own settings, its authors and tags.
	maxHead = 4 << 20
)

// Errors of one item; those after it can be read.
var (
	ErrTorn = errors.New("it is torn: its end is missing")
	ErrLong = fmt.Errorf("it is longer than %d MiB", maxItem>>20)
)

// Items reads the items of a file one by one.
type Items struct {
	in     *lexer
	name   string
	spaces string // the declarations of namespaces before the first item
	head   []byte
	ahead  bool // the tag that opens the next item has been read
	open   []byte
	line   int
}

// NewItems reads the elements of that name (item, entry) from r, which is UTF-8 whatever its declaration says.
func NewItems(r io.Reader, name string) *Items {
	clean := transform.NewReader(r, transform.Chain(runes.ReplaceIllFormed(), runes.Map(printable)))
	return &Items{in: &lexer{b: bufio.NewReaderSize(clean, 64<<10), line: 1}, name: name}
}

// printable replaces the control characters that XML forbids.
func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return ' '
	}
	return r
}

var declaration = regexp.MustCompile(`\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')`)

// Head is what stands before the first item; a decoder reads it as far as it goes.
func (i *Items) Head() (*xml.Decoder, error) {
	for !i.ahead {
		p, err := i.in.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if i.ahead = p.opens(i.name); i.ahead {
			i.open, i.line = p.data, p.line
			break
		}
		if len(i.head) < maxHead {
			i.head = p.write(i.head)
		}
	}
	seen := map[string]bool{}
	for _, d := range declaration.FindAll(i.head, -1) {
		if prefix, _, _ := bytes.Cut(d, []byte("=")); !seen[string(bytes.TrimSpace(prefix))] {
			seen[string(bytes.TrimSpace(prefix))] = true
			i.spaces += string(d)
		}
	}
	head := i.head
	i.head = nil
	return decoder(bytes.NewReader(head)), nil
}

// Next is the next item: a decoder that begins with its element, and the line it begins on. ErrTorn and ErrLong are errors of the
// item alone; io.EOF is the end of the file.
func (i *Items) Next() (*xml.Decoder, int, error) {
	if err := i.find(); err != nil {
		return nil, i.in.line, err
	}
	line, text := i.line, append([]byte("<items"+i.spaces+">"), i.open...)
	i.ahead = false
	long := false
	if bytes.HasSuffix(i.open, []byte("/>")) {
		return i.item(text, line)
	}
	for {
		p, err := i.in.next()
		switch {
		case err == io.EOF:
			return nil, line, ErrTorn
		case err != nil:
			return nil, line, err
		case p.opens(i.name):
			i.ahead, i.open, i.line = true, p.data, p.line
			return nil, line, ErrTorn
		}
		if long = long || len(text)+len(p.data) > maxItem; !long {
			text = p.write(text)
		}
		if p.closes(i.name) && long {
			return nil, line, ErrLong
		}
		if p.closes(i.name) {
			return i.item(text, line)
		}
	}
}

// item is the decoder of one item, past the element that only declares the namespaces.
func (i *Items) item(text []byte, line int) (*xml.Decoder, int, error) {
	d := decoder(bytes.NewReader(append(text, "</items>"...)))
	_, err := d.Token()
	return d, line, err
}

// find reads up to the tag that opens the next item.
func (i *Items) find() error {
	for !i.ahead {
		p, err := i.in.next()
		if err != nil {
			return err
		}
		if i.ahead = p.opens(i.name); i.ahead {
			i.open, i.line = p.data, p.line
		}
	}
	return nil
}

func decoder(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// Text is the text within the element that has been opened, up to its end. Markup that stands there as it is, and not escaped or
// in CDATA, is given back as markup.
func Text(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for depth := 0; ; {
		t, err := d.Token()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			depth++
			b.WriteString(tag(t))
		case xml.EndElement:
			if depth == 0 {
				return strings.TrimSpace(b.String()), nil
			}
			depth--
			b.WriteString("</" + t.Name.Local + ">")
		}
	}
}

func tag(t xml.StartElement) string {
	var b strings.Builder
	b.WriteString("<" + t.Name.Local)
	for _, a := range t.Attr {
		b.WriteString(" " + a.Name.Local + `="`)
		_ = xml.EscapeText(&b, []byte(a.Value)) // a builder takes everything
		b.WriteString(`"`)
	}
	b.WriteString(">")
	return b.String()
}
