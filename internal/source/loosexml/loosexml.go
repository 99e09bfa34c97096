// Package loosexml decodes the XML of real exports: with characters that XML forbids, entities of HTML, prefixes that nobody
// declared. It knows no format.
package loosexml

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// maxItem bounds one item of a file in memory. A long post has some hundred KiB, thousands of comments some MiB.
const maxItem = 16 << 20

// Decoder is an xml.Decoder that bounds what an item takes.
type Decoder struct {
	*xml.Decoder
	meter *meter
}

// NewDecoder reads r, which is UTF-8 whatever its declaration says.
func NewDecoder(r io.Reader) *Decoder {
	m := &meter{r: r}
	clean := transform.NewReader(m, transform.Chain(runes.ReplaceIllFormed(), runes.Map(printable)))
	d := &Decoder{Decoder: xml.NewDecoder(bufio.NewReader(clean)), meter: m}
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// Item tells that a new item begins.
func (d *Decoder) Item() { d.meter.n = 0 }

// Line is the line that has been read to.
func (d *Decoder) Line() int {
	line, _ := d.InputPos()
	return line
}

// printable replaces the control characters that XML forbids.
func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return ' '
	}
	return r
}

type meter struct {
	r io.Reader
	n int
}

// Read reads on.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if m.n += n; m.n > maxItem {
		return 0, fmt.Errorf("an item of more than %d MiB", maxItem>>20)
	}
	return n, err
}
