package rank

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

const (
	// maxSuggestions is how many completions may be asked for.
	maxSuggestions = 50
	// maxForms is how many completions of what was typed are looked for in titles and tags.
	maxForms = 8
	// A list of suggestions is shared: at most a third each for tags, authors and words, the rest for posts.
	kindShare = 3
)

// Typed is what a reader has typed, also half a syllable of a word or the reading of kanji, with what it may become. The zero value
// asks for nothing.
type Typed struct {
	Forms []string // folded; the first is what was typed
	Limit int      // of suggestions
}

// Complete finds what was typed to become, by words of the archive that begin or sound so.
func Complete(text string, limit int, words interface {
	Complete(typed string, limit int) []string
}) Typed {
	t := Typed{Limit: max(0, min(limit, maxSuggestions))}
	want := strings.TrimSpace(ja.FoldString(text))
	if want == "" || t.Limit == 0 {
		return Typed{}
	}
	t.Forms = []string{want}
	for _, w := range words.Complete(want, maxForms) {
		if w != want {
			t.Forms = append(t.Forms, w)
		}
	}
	return t
}

// Names are the values of a facet.
type Names struct {
	Field         query.Field
	Names, Folded []string
	Posts         func(i int) int // how many have a value
}

// Suggest lists tags and authors that begin with a form, then words, then posts by their titles.
func (t Typed) Suggest(tags, authors Names, titles []index.Suggestion) []index.Suggestion {
	few := max(1, t.Limit/kindShare)
	out := append(t.values(tags, few), t.values(authors, few)...)
	var words []index.Suggestion
	for _, w := range t.Forms[1:] {
		known := slices.ContainsFunc(out, func(s index.Suggestion) bool { return ja.FoldString(s.Text) == w })
		if len(words) < few && !known {
			words = append(words, index.Suggestion{Text: w, Kind: "term"})
		}
	}
	out = append(append(out, words...), titles...)
	return out[:min(t.Limit, len(out))]
}

// values gives the values of a facet that begin with a form, or a word of which does: those of most posts first.
func (t Typed) values(n Names, limit int) []index.Suggestion {
	type value struct{ number, form int }
	var found []value
	for i, name := range n.Folded {
		begins := func(form string) bool { return strings.HasPrefix(name, form) || strings.Contains(name, " "+form) }
		if form := slices.IndexFunc(t.Forms, begins); form >= 0 {
			found = append(found, value{i, form})
		}
	}
	slices.SortFunc(found, func(a, b value) int {
		return cmp.Or(cmp.Compare(min(a.form, 1), min(b.form, 1)), cmp.Compare(n.Posts(b.number), n.Posts(a.number)),
			strings.Compare(n.Names[a.number], n.Names[b.number]))
	})
	var out []index.Suggestion
	for _, v := range found[:min(limit, len(found))] {
		out = append(out, index.Suggestion{Text: n.Names[v.number], Kind: string(n.Field)})
	}
	return out
}

// InsideWord says whether a place of a text is inside a Latin word, where nobody begins to type.
func InsideWord(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	first, _ := utf8.DecodeRuneInString(text[at:])
	return plan.IsLatin(before) && plan.IsLatin(first)
}
