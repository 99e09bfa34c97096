package excerpt_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/index/excerpt"
	"github.com/fumikura/fumikura/index/ja"
)

var update = flag.Bool("update", false, "rewrite what the cases want")

// needles makes what an engine makes of a query without operators: each word by its terms and as a run, each phrase exactly.
func needles(a *ja.Analyzer, query string) []excerpt.Needle {
	var out []excerpt.Needle
	concept := 0
	for i, part := range strings.Split(query, `"`) {
		if i%2 == 1 {
			out = append(out, excerpt.Needle{Run: ja.FoldString(part), Exact: true, Weight: 1, Concept: concept})
			concept++
			continue
		}
		for _, word := range strings.Fields(part) {
			first := concept
			for _, t := range a.Words(word) {
				if t.Kind == ja.Word {
					out = append(out, excerpt.Needle{Terms: []string{t.Term}, Weight: 1, Concept: concept})
					concept++
				}
			}
			out = append(out, excerpt.Needle{Run: ja.FoldString(word), Weight: 0.5, Concept: first, Span: concept - first})
			concept = max(concept, first+1)
		}
	}
	return out
}

// blocks reads a post: a line per block, # in front of a heading, ! in front of what a picture shows, four spaces in front of lines of code.
func blocks(text string) []excerpt.Block {
	var out []excerpt.Block
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		code, isCode := strings.CutPrefix(line, "    ")
		heading, isHeading := strings.CutPrefix(line, "# ")
		alt, isAlt := strings.CutPrefix(line, "! ")
		switch {
		case isCode && len(out) > 0 && out[len(out)-1].Kind == excerpt.Code:
			out[len(out)-1].Text += "\n" + code
		case isCode:
			out = append(out, excerpt.Block{Text: code, Kind: excerpt.Code})
		case isHeading:
			out = append(out, excerpt.Block{Text: heading, Kind: excerpt.Heading})
		case isAlt:
			out = append(out, excerpt.Block{Text: alt, Kind: excerpt.Alt})
		default:
			out = append(out, excerpt.Block{Text: line})
		}
	}
	return out
}

// shown writes spans with ⟦ ⟧ around what matches.
func shown(spans []excerpt.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Match {
			b.WriteString("⟦" + s.Text + "⟧")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// cases runs check for each txtar of the glob: its comment is the name, check gives what the section want should hold.
func cases(t *testing.T, glob string, check func(t *testing.T, in map[string]string) string) {
	files, err := filepath.Glob(glob)
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", glob, err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSpace(string(a.Comment)), func(t *testing.T) {
			in := map[string]string{}
			for _, f := range a.Files {
				in[f.Name] = string(f.Data)
			}
			got := check(t, in) + "\n"
			if *update {
				rewrite(t, file, a, got)
			} else if got != in["want"] {
				t.Errorf("%s\ngot\n%swant\n%s", file, got, in["want"])
			}
		})
	}
}

func rewrite(t *testing.T, file string, a *txtar.Archive, want string) {
	for i := range a.Files {
		if a.Files[i].Name == "want" {
			a.Files[i].Data = []byte(want)
			if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("%s has no section want", file)
}

func TestMake(t *testing.T) {
	a := ja.New()
	cases(t, "testdata/make/*.txtar", func(t *testing.T, in map[string]string) string {
		e := excerpt.New(a, needles(a, strings.TrimSpace(in["query"]))).Make(blocks(in["post"]))
		if n := length(e); n > 120 {
			t.Errorf("the excerpt has %d characters", n)
		}
		kind := "text"
		if e.Code {
			kind = "code"
		}
		return kind + "\n" + shown(e.Spans)
	})
}

func TestMarks(t *testing.T) {
	a := ja.New()
	cases(t, "testdata/mark/*.txtar", func(t *testing.T, in map[string]string) string {
		var out []string
		query := strings.TrimSpace(in["query"])
		for line := range strings.SplitSeq(strings.TrimSuffix(in["text"], "\n"), "\n") {
			out = append(out, shown(excerpt.New(a, needles(a, query)).Title(line)))
		}
		return strings.Join(out, "\n")
	})
}

func length(e excerpt.Excerpt) int {
	n := 0
	for _, s := range e.Spans {
		n += uniseg.GraphemeClusterCount(s.Text)
	}
	return n
}

func TestNothingComesOfNothing(t *testing.T) {
	f := excerpt.New(ja.New(), nil)
	if e := f.Make(nil); len(e.Spans) != 0 || e.Match {
		t.Errorf("an empty post gives %+v", e)
	}
	if m := f.Marks("猫"); m != nil {
		t.Errorf("no needles mark %v", m)
	}
	if s := f.Title("猫"); shown(s) != "猫" {
		t.Errorf("a title without needles is %v", s)
	}
}

func FuzzMake(f *testing.F) {
	f.Add("猫 犬", "吾輩は猫である。名前はまだない。\n# 犬\n    cat -dog\nか\u3099き🇯🇵猫👩‍👩‍👧犬", uint8(3))
	f.Add(`"b c" docker`, "Docker a b\u00a0 c ㌔ﾄﾞﾂｶｰ", uint8(0))
	f.Add("が", "\xff猫\x00が\u3099", uint8(9))
	a := ja.New()
	f.Fuzz(func(t *testing.T, query, text string, repeat uint8) {
		if len(query) > 300 || len(text) > 3000 {
			return
		}
		post := blocks(strings.Repeat(text, 1+int(repeat)%20))
		find := excerpt.New(a, needles(a, query))
		e := find.Make(post)
		var whole, all strings.Builder
		for _, s := range e.Spans {
			if s.Text == "" {
				t.Error("a span is empty")
			}
			whole.WriteString(s.Text)
		}
		for i, b := range post[min(e.Block, len(post)):] {
			if i == 0 || b.Kind != excerpt.Alt { // an excerpt goes on past a picture
				all.WriteString(b.Text + "\n")
			}
		}
		if said := strings.TrimSuffix(strings.TrimPrefix(whole.String(), "…"), "…"); !strings.Contains(all.String(), said) {
			t.Errorf("the excerpt %q is not in the post", whole.String())
		}
		if n := length(e); n > 120 {
			t.Errorf("%d characters: %q", n, whole.String())
		}
		checkMarks(t, text, find.Marks(text))
	})
}

// checkMarks checks that marks are in order, apart, and on the borders of characters.
func checkMarks(t *testing.T, text string, marks [][2]int) {
	borders := map[int]bool{0: true}
	g := uniseg.NewGraphemes(text)
	for g.Next() {
		_, end := g.Positions()
		borders[end] = true
	}
	last := -1
	for _, m := range marks {
		if m[0] <= last || m[0] >= m[1] || m[1] > len(text) {
			t.Fatalf("marks %v in %d bytes", marks, len(text))
		}
		if utf8.ValidString(text) && (!borders[m[0]] || !borders[m[1]]) {
			t.Fatalf("the mark %v cuts a character of %q", m, text)
		}
		last = m[1]
	}
}
