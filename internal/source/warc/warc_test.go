package warc_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
	"github.com/fumikura/fumikura/internal/source/warc"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", warc.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.warc", warc.Read) }

// response is one record.
func response(url, header string, body []byte) []byte {
	block := append([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"+header+"\r\n"), body...)
	return fmt.Appendf(nil, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2020-01-02T03:04:05Z\r\nWARC-Target-URI: %s\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", url, len(block), block)
}

func packed(parts ...[]byte) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		z := gzip.NewWriter(&b)
		_, _ = z.Write(p) // into memory
		_ = z.Close()     // into memory
	}
	return b.Bytes()
}

// read gives the bodies of the pages and the reasons of what was passed over.
func read(t *testing.T, in []byte, x blog.Export) (bodies, reasons []string) {
	t.Helper()
	for c, err := range warc.Read(t.Context(), bytes.NewReader(in), x) {
		switch {
		case err != nil:
			reasons = append(reasons, err.Error())
		case c.Page == nil:
			reasons = append(reasons, c.Visit.Reason)
		default:
			bodies = append(bodies, string(c.Page.Body))
		}
	}
	return bodies, reasons
}

func TestEncodedBodiesAreDecoded(t *testing.T) {
	var br bytes.Buffer
	w := brotli.NewWriter(&br)
	_, _ = w.Write([]byte("<p>brotli</p>")) // into memory
	_ = w.Close()                           // into memory
	for name, c := range map[string]struct{ header, body, want string }{
		"plain":                       {"", "<p>x</p>", "<p>x</p>"},
		"gzip":                        {"Content-Encoding: gzip\r\n", string(packed([]byte("<p>x</p>"))), "<p>x</p>"},
		"gzip that is none":           {"Content-Encoding: gzip\r\n", "<p>x</p>", "<p>x</p>"},
		"brotli":                      {"Content-Encoding: br\r\n", br.String(), "<p>brotli</p>"},
		"chunked":                     {"Transfer-Encoding: chunked\r\n", "3\r\n<p>\r\n5\r\nx</p>\r\n0\r\n\r\n", "<p>x</p>"},
		"chunked, but it is not":      {"Transfer-Encoding: chunked\r\n", "<p>x</p>", "<p>x</p>"},
		"a length that does not hold": {"Content-Length: 3\r\n", "<p>x</p>", "<p>x</p>"},
	} {
		if bodies, reasons := read(t, response("https://blog.example/a", c.header, []byte(c.body)), sourcetest.Export("a")); len(bodies) != 1 || bodies[0] != c.want {
			t.Errorf("%s: %q %q", name, bodies, reasons)
		}
	}
	if _, reasons := read(t, response("https://blog.example/a", "Content-Encoding: x-own\r\n", []byte("x")), sourcetest.Export("a")); len(reasons) != 1 || !strings.Contains(reasons[0], "x-own") {
		t.Errorf("%q", reasons)
	}
}

func TestDamageLosesOnlyItself(t *testing.T) {
	a, b, c := response("https://blog.example/a", "", []byte("a")), response("https://blog.example/b", "", []byte("b")), response("https://blog.example/c", "", []byte("c"))
	broken := packed(b)
	broken[len(broken)/2] ^= 0xff
	length := bytes.Replace(b, []byte("Content-Length: "), []byte("Content-Length: x"), 1)
	for name, in := range map[string][]byte{
		"a broken member":    slicesConcat(packed(a), broken, packed(c)),
		"rubbish between":    slicesConcat(a, []byte("rubbish\r\nmore\r\n\r\n"), c),
		"rubbish in a zip":   slicesConcat(packed(a), []byte("rubbish"), packed(c)),
		"a bad length":       slicesConcat(a, length, c),
		"a bad length zip":   packed(a, length, c),
		"a member cut short": slicesConcat(packed(a), packed(b)[:60], packed(c)),
	} {
		bodies, reasons := read(t, in, sourcetest.Export("a"))
		if !reflect.DeepEqual(bodies, []string{"a", "c"}) || len(reasons) == 0 {
			t.Errorf("%s: %q %q", name, bodies, reasons)
		}
	}
	if bodies, reasons := read(t, slicesConcat(a, b[:len(b)-8]), sourcetest.Export("a")); len(bodies) != 1 || len(reasons) != 1 || !strings.Contains(reasons[0], "cut off") {
		t.Errorf("a file cut short: %q %q", bodies, reasons)
	}
}

func slicesConcat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestWhatIsTooLargeSaysSo(t *testing.T) {
	large := make([]byte, 9<<20)
	bodies, reasons := read(t, slicesConcat(response("https://blog.example/a", "", large), response("https://blog.example/b", "", []byte("b"))), sourcetest.Export("a"))
	if len(bodies) != 1 || len(reasons) != 1 || !strings.Contains(reasons[0], "8 MiB") {
		t.Errorf("%d, %q", len(bodies), reasons)
	}
	_, reasons = read(t, response("https://blog.example/a", "Content-Encoding: gzip\r\n", packed(large)), sourcetest.Export("a"))
	if len(reasons) != 1 || !strings.Contains(reasons[0], "5 MiB") {
		t.Errorf("%q", reasons)
	}
	_, reasons = read(t, packed(response("https://blog.example/a", "", make([]byte, 18<<20))), sourcetest.Export("a"))
	if len(reasons) != 1 || !strings.Contains(reasons[0], "a hundred times") {
		t.Errorf("%q", reasons)
	}
}

func TestPagesOfOtherSitesStayOut(t *testing.T) {
	in := response("https://other.example/a", "", []byte("a"))
	if bodies, reasons := read(t, in, sourcetest.Export("a")); len(bodies) != 0 || len(reasons) != 1 {
		t.Errorf("%q %q", bodies, reasons)
	}
	if bodies, _ := read(t, in, blog.Export{Name: "a"}); len(bodies) != 1 {
		t.Errorf("%q", bodies)
	}
}

func pages(all ...*blog.Page) iter.Seq2[*blog.Page, error] {
	return func(yield func(*blog.Page, error) bool) {
		for _, p := range all {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func TestWritingThenReadingGivesTheSamePages(t *testing.T) {
	at := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	want := []*blog.Page{
		{URL: "https://blog.example/a", Site: "https://blog.example/", Form: blog.FormHTML, Body: []byte("<p>本文\r\n\r\nWARC/1.1\r\n</p>"), FetchedAt: at},
		{URL: "https://blog.example/b", Site: "https://blog.example/", Form: blog.FormText, Body: []byte("text"), FetchedAt: at, Known: blog.Post{Title: "題名 \"x\"", Author: "橘", Tags: []string{"a"}, Published: at}},
	}
	var out bytes.Buffer
	if n, err := warc.Write(&out, pages(append(want, &blog.Page{URL: "https://blog.example/c", Form: blog.FormNone})...)); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	var got []*blog.Page
	for c, err := range warc.Read(t.Context(), bytes.NewReader(out.Bytes()), blog.Export{Name: "a"}) {
		if err != nil || c.Page == nil {
			t.Fatalf("%+v, %v", c, err)
		}
		c.Page.Known.URL, c.Page.Known.Site = "", ""
		got = append(got, c.Page)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	broken := errors.New("archive on fire")
	if _, err := warc.Write(io.Discard, func(yield func(*blog.Page, error) bool) { yield(nil, broken) }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestFilesOfOthersAreRead(t *testing.T) {
	for name, want := range map[string]int{
		"example.warc": 1, "example.warc.gz": 1, "example-resource.warc.gz": 1, "example-wget-bad-target-uri.warc.gz": 1, "example-iana.org-chunked.warc": 1,
		"example-bad-non-chunked.warc.gz": 1, "example-wrong-chunks.warc.gz": 1, "example-space-in-target-uri.warc.gz": 0, "post-test.warc.gz": 0,
		"example-digest.warc": 0, "example-trunc.warc": 0, "example-bad.warc.gz.bad": 1,
	} {
		in, err := os.ReadFile(corpus.Path(t, filepath.Join("corpora/warc", name)))
		if err != nil {
			t.Fatal(err)
		}
		bodies, reasons := read(t, in, blog.Export{Name: name})
		if len(bodies) != want {
			t.Errorf("%s: %d pages, want %d; %q", name, len(bodies), want, reasons)
		}
		for _, b := range bodies {
			if !strings.Contains(b, "<title>") && !strings.Contains(b, "<html") {
				t.Errorf("%s: no page: %.200q", name, b)
			}
		}
	}
}
