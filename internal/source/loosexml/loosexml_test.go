package loosexml_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/source/loosexml"
)

func text(in string) (string, error) {
	var v struct {
		Text string `xml:",chardata"`
	}
	err := loosexml.NewDecoder(strings.NewReader(in)).Decode(&v)
	return v.Text, err
}

func TestRealFilesAreRead(t *testing.T) {
	for in, want := range map[string]string{
		"<a>x\x00\x0by</a>":          "x  y",
		"<a>x\xffy</a>":              "x\ufffdy",
		"<a>&nbsp;&eacute;&copy</a>": "\u00a0é&copy",
		"<a>AT&T</a>":                "AT&T",
		"<?xml version='1.0' encoding='Shift_JIS'?><a>港</a>": "港",
		"<a>\uffff</a>": " ",
		"<wp:a xmlns:b='http://b.example/'><b:c/>x</wp:a>":    "x",
		"<a attribute=bare>x</a>":                             "x",
		"\ufeff<a>after a byte order mark</a>":                "after a byte order mark",
		"<!DOCTYPE x [<!ENTITY e 'bomb'>]><a>&e;</a>":         "&e;",
		"<a><![CDATA[<b>kept</b>]]> and <![CDATA[more]]></a>": "<b>kept</b> and more",
	} {
		if got, err := text(in); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestAnEndlessItemIsAnError(t *testing.T) {
	d := loosexml.NewDecoder(io.MultiReader(strings.NewReader("<a>"), &letters{17 << 20}))
	var err error
	for err == nil {
		_, err = d.Token()
	}
	if !strings.Contains(err.Error(), "16 MiB") {
		t.Error(err)
	}
}

func TestEachItemHasTheWholeBound(t *testing.T) {
	item := "<b>" + strings.Repeat("x", 1<<20) + "</b>"
	d := loosexml.NewDecoder(io.MultiReader(strings.NewReader("<a>"), strings.NewReader(strings.Repeat(item, 18)), strings.NewReader("</a>")))
	for {
		t1, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := t1.(xml.StartElement); ok {
			d.Item()
		}
	}
}

// letters is so many of the letter x.
type letters struct{ left int }

func (l *letters) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	l.left -= len(p)
	return len(p), nil
}
