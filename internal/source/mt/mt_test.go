package mt_test

import (
	"os"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/source/mt"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", mt.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.txt", mt.Read) }

func read(t *testing.T, text string, x blog.Export) []blog.Capture {
	t.Helper()
	var all []blog.Capture
	for c, err := range mt.Read(t.Context(), strings.NewReader(text), x) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

func TestHatenaIsInJapan(t *testing.T) {
	x := sourcetest.Export("a")
	x.Zone = nil
	got := read(t, "BASENAME: 2017/03/18/082252\nDATE: 03/18/2017 08:22:52\n-----\nBODY:\nx\n-----\n--------\n", x)
	if s := got[0].Page.Known.Published.Format("2006-01-02T15:04:05Z07:00"); s != "2017-03-18T08:22:52+09:00" {
		t.Error(s)
	}
}

func TestWithoutABlogTheReasonSaysSo(t *testing.T) {
	got := read(t, "BASENAME: a\nDATE: 03/18/2017 08:22:52\n-----\nBODY:\nx\n-----\n--------\n", blog.Export{Name: "a"})
	if got[0].Page != nil || !strings.Contains(got[0].Visit.Reason, "--blog") {
		t.Errorf("%+v", got[0].Visit)
	}
}

func TestATooLongEntryLosesOnlyItself(t *testing.T) {
	const after = "BASENAME: b\nDATE: 03/18/2017 08:22:52\n-----\nBODY:\nx\n-----\n--------\n"
	for name, body := range map[string]string{"one line": strings.Repeat("x", 11<<20), "many lines": strings.Repeat("xxxxxxxxx\n", 1<<20+1<<19)} {
		got := read(t, "BASENAME: a\n-----\nBODY:\n"+body+"\n-----\n--------\n"+after, sourcetest.Export("a"))
		if len(got) != 2 || got[0].Page != nil || !strings.Contains(got[0].Visit.Reason, "10 MiB") || got[1].Page == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAnExportOfHatenaReadsWhole(t *testing.T) {
	f, err := os.Open(corpus.Path(t, "fixtures/hatena/export.mt.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it is only read
	n := 0
	for c, err := range mt.Read(t.Context(), f, sourcetest.Export("export.mt.txt")) {
		if err != nil || c.Page == nil {
			t.Fatalf("%+v, %v", c.Visit, err)
		}
		k := c.Page.Known
		if k.Title == "" || k.Author == "" || k.Published.IsZero() || len(c.Page.Body) < 100 || strings.Contains(string(c.Page.Body), "FIXTURE-COMMENT") {
			t.Errorf("%s lacks something: %+v", c.Page.URL, k)
		}
		n++
	}
	if n != 7 {
		t.Errorf("%d posts, want 7", n)
	}
}

func TestThePatternOfTheOwnerComesFirst(t *testing.T) {
	x := sourcetest.Export("a")
	x.Permalink = "/archives/:year:month:day.html"
	got := read(t, "TITLE: a\nDATE: 03/18/2017 08:22:52\n-----\nBODY:\nx\n-----\n--------\n", x)
	if got[0].Page == nil || got[0].Page.URL != "https://blog.example/archives/20170318.html" {
		t.Errorf("%+v", got[0])
	}
}
