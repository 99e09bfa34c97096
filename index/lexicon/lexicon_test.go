package lexicon_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestArchives holds what a lexicon makes of small archives. A case is a txtar file: files named post… are posts, synonyms is the
// owner's file, and queries, near and complete are questions with their answers behind an arrow; run with -update to fill these in.
func TestArchives(t *testing.T) {
	files, err := filepath.Glob("testdata/archive/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := txtar.Format(archive)
			l := reread(t, lexiconOf(t, archive))
			for i, f := range archive.Files {
				archive.Files[i].Data = answers(l, f)
			}
			got := txtar.Format(archive)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// lexiconOf builds the lexicon of an archive: each post has a title, its first line, and a body.
func lexiconOf(t *testing.T, archive *txtar.Archive) *lexicon.Lexicon {
	t.Helper()
	a := ja.New()
	var c lexicon.Collector
	var owner *lexicon.Synonyms
	for _, f := range archive.Files {
		switch {
		case strings.HasPrefix(f.Name, "post"):
			title, body, _ := strings.Cut(string(f.Data), "\n")
			c.Observe(a.Words(title), a.Words(body))
		case f.Name == "synonyms":
			var err error
			if owner, err = lexicon.ReadSynonyms(bytes.NewReader(f.Data), a); err != nil {
				t.Fatal(err)
			}
		}
	}
	l := c.Lexicon()
	if owner != nil {
		return l.With(owner)
	}
	return l
}

// reread writes a lexicon without owner's synonyms and reads it back, so that every case shows that the file has all of it.
func reread(t *testing.T, l *lexicon.Lexicon) *lexicon.Lexicon {
	t.Helper()
	var b bytes.Buffer
	if _, err := l.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	again, err := lexicon.Read(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return again.WithSynonymsOf(l)
}

// answers asks the questions of one file anew.
func answers(l *lexicon.Lexicon, f txtar.File) []byte {
	ask, ok := map[string]func(string) string{
		"queries":  func(q string) string { return alternatives(l, q) },
		"near":     func(q string) string { return strings.Join(l.Near(q), ", ") },
		"complete": func(q string) string { return completions(l, q) },
	}[f.Name]
	if !ok {
		return f.Data
	}
	var b strings.Builder
	for line := range strings.Lines(string(f.Data)) {
		q, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " →")
		if strings.HasPrefix(q, "  ") {
			continue
		}
		fmt.Fprintf(&b, "%s → %s\n", q, ask(q))
	}
	return []byte(b.String())
}

func alternatives(l *lexicon.Lexicon, query string) string {
	var words []ja.Token
	for _, p := range ja.New().Query(query) {
		words = append(words, p.Words...)
	}
	var out []string
	for _, a := range l.Alternatives(words) {
		var own []string
		for _, w := range words[a.From:a.To] {
			own = append(own, w.Term)
		}
		out = append(out, fmt.Sprintf("%s: %s (%s)", strings.Join(own, "+"), strings.Join(a.Terms, "+"), a.Kind))
	}
	return strings.Join(out, "; ")
}

func completions(l *lexicon.Lexicon, typed string) string {
	var texts []string
	for _, c := range l.Complete(typed, 5) {
		texts = append(texts, c.Text)
	}
	return strings.Join(texts, ", ")
}
