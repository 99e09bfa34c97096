package bleve

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
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

// Suggest completes what a reader has typed, also half a syllable of it or the reading of kanji: tags, authors, words of the
// archive, and posts by their titles.
func (e *Engine) Suggest(ctx context.Context, typed string, limit int) (list []index.Suggestion, err error) {
	limit = max(0, min(limit, maxSuggestions))
	want := strings.TrimSpace(fold(typed))
	if want == "" || limit == 0 {
		return nil, nil
	}
	err = e.using(ctx, "suggest", func(s *served) error {
		forms := []string{want}
		for _, w := range s.words.Complete(want, maxForms) {
			if w != want {
				forms = append(forms, w)
			}
		}
		list = s.columns.suggest(forms, limit)
		return nil
	})
	return list, err
}

// suggest lists what begins with, or for titles has in it, one of the forms. The first form is what was typed.
func (c *columns) suggest(forms []string, limit int) []index.Suggestion {
	few := max(1, limit/kindShare)
	out := c.values(query.Tag, forms, few)
	out = append(out, c.values(query.Author, forms, few)...)
	var words []index.Suggestion
	for _, w := range forms[1:] {
		known := slices.ContainsFunc(out, func(s index.Suggestion) bool { return fold(s.Text) == w })
		if len(words) < few && !known {
			words = append(words, index.Suggestion{Text: w, Kind: "term"})
		}
	}
	out = append(out, words...)
	out = append(out, c.titles(forms, limit)...)
	return out[:min(limit, len(out))]
}

// values gives the values of a facet that begin with a form, those of most posts first.
func (c *columns) values(field query.Field, forms []string, limit int) []index.Suggestion {
	f := c.facets[field]
	type value struct{ number, form int }
	var found []value
	for i, name := range f.folded {
		if form := slices.IndexFunc(forms, func(w string) bool { return begins(name, w) }); form >= 0 {
			found = append(found, value{i, form})
		}
	}
	slices.SortFunc(found, func(a, b value) int {
		return cmp.Or(cmp.Compare(min(a.form, 1), min(b.form, 1)), cmp.Compare(f.posts[b.number], f.posts[a.number]),
			strings.Compare(f.names[a.number], f.names[b.number]))
	})
	var out []index.Suggestion
	for _, v := range found[:min(limit, len(found))] {
		out = append(out, index.Suggestion{Text: f.names[v.number], Kind: string(field)})
	}
	return out
}

// begins says whether a name, or a word of it, begins so.
func begins(name, form string) bool {
	return strings.HasPrefix(name, form) || strings.Contains(name, " "+form)
}

// titles gives posts with a form in the title: what was typed before its completions, the beginning before the middle, then the
// newest.
func (c *columns) titles(forms []string, limit int) []index.Suggestion {
	place := func(title string) int {
		for i, w := range forms {
			switch at := strings.Index(title, w); {
			case at == 0:
				return 2 * min(i, 1)
			case at > 0 && (i > 0 || !splits(title, at)):
				return 2*min(i, 1) + 1
			}
		}
		return -1
	}
	found := newSet(len(c.id))
	places := map[uint32]int{}
	for doc := range c.live.all {
		if p := place(c.folded[doc]); p >= 0 {
			found.add(doc)
			places[doc] = p
		}
	}
	var out []index.Suggestion
	for _, r := range c.top(found, limit, index.ByRelevance, func(doc uint32) float64 { return float64(-places[doc]) }) {
		out = append(out, index.Suggestion{Text: c.title[r.doc], Kind: "post", URL: c.url[r.doc]})
	}
	return out
}

// splits says whether a place is inside a Latin word, where nobody begins to type.
func splits(title string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(title[:at])
	first, _ := utf8.DecodeRuneInString(title[at:])
	return plan.IsLatin(before) && plan.IsLatin(first)
}
