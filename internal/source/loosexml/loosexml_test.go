package loosexml_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/fumikura/fumikura/internal/source/loosexml"
)

// texts are the texts of the items, or what is wrong with them.
func texts(t *testing.T, r io.Reader) []string {
	t.Helper()
	items := loosexml.NewItems(r, "item")
	if _, err := items.Head(); err != nil {
		t.Fatal(err)
	}
	var out []string
	for {
		d, _, err := items.Next()
		switch {
		case err == io.EOF:
			return out
		case errors.Is(err, loosexml.ErrTorn):
			out = append(out, "torn")
			continue
		case errors.Is(err, loosexml.ErrLong):
			out = append(out, "long")
			continue
		case err != nil:
			t.Fatal(err)
		}
		if _, err := d.Token(); err != nil {
			t.Fatal(err)
		}
		s, err := loosexml.Text(d)
		if err != nil {
			s = err.Error()
		}
		out = append(out, s)
	}
}

func TestRealFilesAreRead(t *testing.T) {
	for in, want := range map[string]string{
		"<item>x\x00\x0by</item>":                                           "x  y",
		"<item>x\xffy</item>":                                               "x\ufffdy",
		"<item>&nbsp;&eacute;&copy</item>":                                  "é&copy",
		"<item>AT&T</item>":                                                 "AT&T",
		"<item>a < b and [c]]>d</item>":                                     "a < b and [c]]>d",
		"<item>x\uffffy</item>":                                             "x y",
		"<item xmlns:b='http://b/'>x<b:c/></item>":                          "x<c></c>",
		"<item attribute=bare>x</item>":                                     "x",
		"\ufeff<item>after a byte order mark</item>":                        "after a byte order mark",
		"<!DOCTYPE x [<!ENTITY e 'bomb'>]><item>&e;</item>":                 "&e;",
		"<item><![CDATA[<b>kept</b>]]> and <![CDATA[more]]></item>":         "<b>kept</b> and more",
		"<item><![CDATA[a[b[0]]]> then]]></item>":                           "a[b[0]]]> then",
		"<item><![CDATA[<script>//<![CDATA[\nx\n//]]></script> y]]></item>": "<script>//<![CDATA[\nx\n//]]></script> y",
		"<item><![CDATA[]]]]><![CDATA[>]]></item>":                          "]]>",
		"<item><![CDATA[<item>no item</item>]]></item>":                     "<item>no item</item>",
		"<item><!DOCTYPE html><p class=\"a\">bare <br>markup</p></item>":    "<p class=\"a\">bare <br>markup</br></p>",
		"<item><!-- a -- b -->x</item>":                                     "x",
		"<item><![CDATA[cut":                                                "torn",
		"<item>a<item>b</item>":                                             "torn b",
		"<item><a>x</item><item>y</item>":                                   "<a>x</a> y",
	} {
		if got := strings.Join(texts(t, strings.NewReader(in)), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := strings.Join(texts(t, iotest.OneByteReader(strings.NewReader(in))), " "); got != want {
			t.Errorf("byte by byte, %q: %q, want %q", in, got, want)
		}
	}
}

func TestALongItemLosesOnlyItself(t *testing.T) {
	in := io.MultiReader(strings.NewReader("<a><item>"), io.LimitReader(letters{}, 17<<20), strings.NewReader("</item><item>x</item></a>"))
	if got := strings.Join(texts(t, in), " "); got != "long x" {
		t.Error(got)
	}
}

func TestADiskThatFailsIsAnErrorOfTheFile(t *testing.T) {
	broken := errors.New("disk on fire")
	items := loosexml.NewItems(io.MultiReader(strings.NewReader("<a><item>x</item><item>"), iotest.ErrReader(broken)), "item")
	if _, err := items.Head(); err != nil {
		t.Fatal(err)
	}
	_, _, err := items.Next()
	for err == nil {
		_, _, err = items.Next()
	}
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

// letters is the letter x without end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
