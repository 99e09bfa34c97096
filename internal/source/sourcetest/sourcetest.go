// Package sourcetest is the contract that every importer passes. It is for tests only.
package sourcetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Read is what importers have in common.
type Read func(context.Context, io.Reader, blog.Export) iter.Seq2[blog.Capture, error]

// Export is the export that the contract reads: a file of that name on the blog https://blog.example/, in Japan.
func Export(name string) blog.Export {
	return blog.Export{Name: name, Site: "https://blog.example/", Zone: time.FixedZone("JST", 9*60*60), Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

// Run asks of the importer that each file of the pattern reads as the golden file beside it says (go test -update rewrites it),
// reads the same twice, and that what cannot be read is an error that names the file.
func Run(t *testing.T, pattern string, read Read) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".golden") {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			in, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			seq := func() iter.Seq2[blog.Capture, error] {
				return read(t.Context(), bytes.NewReader(in), Export(filepath.Base(name)))
			}
			Golden(t, name+".golden", seq())
			if got, want := hashes(seq()), hashes(seq()); got != want {
				t.Errorf("read twice, it gives %s, then %s", got, want)
			}
			for range seq() {
				break // who stops early must not be called again
			}
			failing(t, in, read)
			cancelled(t, in, read)
		})
	}
}

// failing asks that a disk that fails halfway is an error which names the file.
func failing(t *testing.T, in []byte, read Read) {
	broken := errors.New("disk on fire")
	half := io.MultiReader(bytes.NewReader(in[:len(in)/2]), iotest.ErrReader(broken))
	err := last(read(t.Context(), half, Export("broken.file")))
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "broken.file") {
		t.Errorf("a disk that fails gives %v", err)
	}
}

func cancelled(t *testing.T, in []byte, read Read) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := last(read(ctx, bytes.NewReader(in), Export("a"))); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel it gives %v", err)
	}
}

func last(seq iter.Seq2[blog.Capture, error]) error {
	var last error
	for _, err := range seq {
		last = err
	}
	return last
}

func hashes(seq iter.Seq2[blog.Capture, error]) string {
	var b strings.Builder
	for c, err := range seq {
		b.WriteString(c.Visit.Found + " " + c.Visit.Hash + "\n")
		if err != nil {
			b.WriteString(err.Error())
		}
	}
	return b.String()
}

// entry is a capture as golden files show it.
type entry struct {
	Found     string
	Note      string    `json:",omitempty"`
	Error     string    `json:",omitempty"`
	Passed    string    `json:",omitempty"`
	Skipped   string    `json:",omitempty"`
	URL       string    `json:",omitempty"`
	Site      string    `json:",omitempty"`
	Title     string    `json:",omitempty"`
	Author    string    `json:",omitempty"`
	Published time.Time `json:",omitzero"`
	Updated   time.Time `json:",omitzero"`
	Tags      []string  `json:",omitempty"`
	Lang      string    `json:",omitempty"`
	Form      blog.Form `json:",omitempty"`
	Body      []string  `json:",omitempty"` // a string for each line
}

// Golden compares the captures with the golden file.
func Golden(t *testing.T, path string, seq iter.Seq2[blog.Capture, error]) {
	t.Helper()
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	for c, err := range seq {
		if err := e.Encode(show(c, err)); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s: %v; the captures are\n%s", path, err, got.Bytes())
	}
}

func show(c blog.Capture, err error) entry {
	v := entry{Found: c.Visit.Found, Note: c.Note}
	if c.Visit.Excluded {
		v.Skipped = c.Visit.Reason
	} else {
		v.Passed = c.Visit.Reason
	}
	if err != nil {
		v.Error = err.Error()
	}
	if p := c.Page; p != nil {
		k := p.Known
		v.URL, v.Site, v.Title, v.Author, v.Published, v.Updated, v.Tags, v.Lang = p.URL, p.Site, k.Title, k.Author, k.Published, k.Updated, k.Tags, k.Lang
		v.Form, v.Body = p.Form, strings.SplitAfter(string(p.Body), "\n")
	}
	return v
}

// Fuzz starts from the files of the pattern and asks that whatever comes in, each capture is a page, a reason or a note.
func Fuzz(f *testing.F, pattern string, read Read) {
	names, err := filepath.Glob(pattern)
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		in, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for c, err := range read(t.Context(), bytes.NewReader(in), Export("fuzz")) {
			Check(t, c, err)
		}
	})
}

// Check asks that the capture is a page, a reason or a note, and no page where there is an error.
func Check(t *testing.T, c blog.Capture, err error) {
	t.Helper()
	v := c.Visit
	switch {
	case c.Note != "":
		if c.Page != nil || v != (blog.Visit{}) {
			t.Errorf("a note comes with %+v", v)
		}
	case err != nil:
		if c.Page != nil {
			t.Errorf("a page comes with the error %v", err)
		}
	case c.Page == nil && (v.Outcome != blog.Passed || v.Reason == "" || v.URL == ""),
		c.Page != nil && (v.Outcome != blog.Fetched || v.URL != c.Page.URL || v.Hash == "" || c.Page.Form == "" || c.Page.Site == ""):
		t.Errorf("not a sound capture: %+v of page %+v", v, c.Page)
	}
}
