package rank

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/weight"
)

const (
	// maxSuggestions is how many completions may be asked for.
	maxSuggestions = 50
	// maxForms is how many completions of what was typed are looked for in titles and tags.
	maxForms = 8
	// A list of suggestions is shared: a third is kept for posts, where there are some.
	postShare = 3
)

// Typed is what a reader has typed, also half a syllable of a word or the reading of kanji, with what it may become. The zero value
// asks for nothing.
type Typed struct {
	Text  string   // folded
	Head  []string // the words before the last one, which stay as they are
	Last  string   // the word being typed
	Limit int      // of suggestions

	head        string               // Head as typed, with the space behind it
	completions []lexicon.Completion // of Last
	phrases     []lexicon.Completion // of Text, where it has several words
}

// Complete finds what was typed to become, by words of the archive that begin or sound so.
func Complete(text string, limit int, words interface {
	Complete(typed string, n int) []lexicon.Completion
}) Typed {
	t := Typed{Text: strings.TrimSpace(ja.FoldString(text)), Limit: max(0, min(limit, maxSuggestions))}
	if t.Text == "" || t.Limit == 0 {
		return Typed{}
	}
	t.Last = t.Text
	if i := strings.LastIndexAny(t.Text, " \u3000"); i >= 0 {
		_, size := utf8.DecodeRuneInString(t.Text[i:])
		t.head, t.Last = t.Text[:i+size], t.Text[i+size:]
		t.Head = strings.Fields(t.head)
	}
	n := max(maxForms, t.Limit)
	t.completions = words.Complete(t.Last, n)
	if t.head != "" {
		t.phrases = words.Complete(t.Text, n)
	}
	return t
}

// Narrow keeps of the completions of the last word those that stand in a post with the words before it. Together says how many posts have
// all words of each text.
func (t *Typed) Narrow(together func(texts []string) ([]int, error)) error {
	if t.head == "" || len(t.completions) == 0 {
		return nil
	}
	t.completions = t.completions[:min(maxForms, len(t.completions))]
	texts := make([]string, len(t.completions))
	for i, c := range t.completions {
		texts[i] = t.head + c.Text
	}
	posts, err := together(texts)
	if err != nil {
		return err
	}
	kept := t.completions[:0]
	for i, c := range t.completions {
		if posts[i] > 0 {
			c.Worth += logPosts(posts[i]) - logPosts(c.Posts)
			c.Posts = posts[i]
			kept = append(kept, c)
		}
	}
	t.completions = kept
	return nil
}

// Empty says that nothing was typed.
func (t Typed) Empty() bool { return t.Last == "" }

// Forms gives the word being typed and the likeliest completions of it.
func (t Typed) Forms() []string {
	forms := []string{t.Last}
	for _, c := range t.completions[:min(maxForms, len(t.completions))] {
		if c.Text != t.Last {
			forms = append(forms, c.Text)
		}
	}
	return forms
}

// scored is a suggestion and what it is worth.
type scored struct {
	index.Suggestion
	worth float64
}

// Suggest lists tags, authors and words of the archive by what they are worth, then posts by their titles.
func (t Typed) Suggest(tags, authors *Names, titles []index.Suggestion) []index.Suggestion {
	var all []scored
	if t.head == "" {
		all = append(tags.suggest(t), authors.suggest(t)...)
	}
	named := map[string]bool{}
	for _, s := range all {
		named[lexicon.Apart(ja.FoldString(s.Text))] = true
	}
	term := func(text string, worth float64) {
		if key := lexicon.Apart(text); !named[key] && text != t.Text {
			named[key] = true
			all = append(all, scored{index.Suggestion{Text: text, Kind: "term"}, worth})
		}
	}
	for _, c := range t.phrases {
		term(c.Text, c.Worth+1) // before those that only stand in one post somewhere
	}
	for _, c := range t.completions {
		if c.Text != t.Last {
			term(t.head+c.Text, c.Worth)
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.worth, a.worth) })
	t.diversify(all)
	room := t.Limit - min(len(titles), t.Limit/postShare)
	var out []index.Suggestion
	for _, s := range all[:min(room, len(all))] {
		out = append(out, s.Suggestion)
	}
	out = append(out, titles...)
	return out[:min(t.Limit, len(out))]
}

// typedWithin is among how many suggestions one at least goes on from what was typed, letter by letter.
const typedWithin = 3

// diversify is diversification: it brings forward the best suggestion that goes on from what was typed, where those before it are only read or
// sound so. Who types kot may mean Kotlin, however many words are read コト.
func (t Typed) diversify(all []scored) {
	i := slices.IndexFunc(all, func(s scored) bool {
		text := ja.FoldString(s.Text)
		return text != t.Text && strings.HasPrefix(text, t.Text)
	})
	if i >= typedWithin {
		s := all[i]
		copy(all[typedWithin:i+1], all[typedWithin-1:i])
		all[typedWithin-1] = s
	}
}

// logPosts is what the posts of a name are worth.
func logPosts(n int) float64 { return weight.Name.Posts * math.Log(float64(max(n, 1))) }

// InsideWord says whether a place of a text is inside a Latin word, where nobody begins to type.
func InsideWord(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	first, _ := utf8.DecodeRuneInString(text[at:])
	return plan.IsLatin(before) && plan.IsLatin(first)
}
