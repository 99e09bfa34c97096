package source_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/source"
)

func TestPackedArchivesOfTheWebAreRead(t *testing.T) {
	for _, name := range []string{"example.warc", "example.warc.gz", "example-iana.org-chunked.warc", "example-resource.warc.gz"} {
		got, err := collect(t, corpus.Path(t, "corpora/warc/"+name), source.Options{})
		if err != nil || len(got) != 1 || got[0].Page == nil {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
	if _, err := collect(t, corpus.Path(t, "corpora/warc/example.arc.gz"), source.Options{}); !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), "ARC") {
		t.Error(err)
	}
}

func TestARenderedSiteIsRead(t *testing.T) {
	pages := map[string]bool{}
	for c, err := range source.Open(t.Context(), corpus.Path(t, "corpora/jpazpaas/site.tar.gz"), source.Options{Site: "https://blog.example/"}) {
		if c.Note != "" {
			continue
		}
		if err != nil || c.Page == nil {
			t.Fatalf("%+v, %v", c.Visit, err)
		}
		pages[c.Page.URL] = true
	}
	if !pages["https://blog.example/"] || len(pages) < 190 {
		t.Errorf("%d pages", len(pages))
	}
}

func TestCorporaReadAsMarkdown(t *testing.T) {
	for _, name := range []string{"haskell-jp", "vim-jp", "go-blog", "mamezou", "jpazpaas"} {
		in := lines(t, corpus.Path(t, "corpora/"+name+"/posts.jsonl.gz"))
		got, err := open(t, name+".jsonl", in, source.Options{Now: time.Now()})
		if err != nil || len(got) != bytes.Count(in, []byte("\n")) {
			t.Fatalf("%s: %d captures, %v", name, len(got), err)
		}
		for _, c := range got {
			if c.Page == nil || c.Page.Known.Title == "" || c.Page.Form != blog.FormHTML {
				t.Errorf("%s: %+v", name, c.Visit)
			}
		}
	}
}

// lines makes lines of our format of those of the corpora.
func lines(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it is only read
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for d := json.NewDecoder(z); d.More(); {
		var p map[string]any
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(map[string]any{
			"url": "https://blog.example/" + strings.TrimPrefix(p["url_path"].(string), "/"), "title": p["title"], "authors": p["authors"],
			"tags": p["tags"], "published": p["date"], "lang": p["lang"], "markdown": p["body_markdown"],
		})
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	return out.Bytes()
}
