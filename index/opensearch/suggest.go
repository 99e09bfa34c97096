package opensearch

import (
	"cmp"
	"context"
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
	// moreTitles is how many times as many titles are asked for as are wanted, because some are passed over.
	moreTitles = 3
)

// Suggest completes what a reader has typed, also half a syllable of it or the reading of kanji: tags, authors, words of the
// archive, and posts by their titles.
func (e *Engine) Suggest(ctx context.Context, typed string, limit int) (list []index.Suggestion, err error) {
	limit = max(0, min(limit, maxSuggestions))
	want := strings.TrimSpace(ja.FoldString(typed))
	if want == "" || limit == 0 {
		return nil, nil
	}
	err = e.using(ctx, "suggest", func(v *view) (err error) {
		forms := []string{want}
		for _, w := range v.words.Complete(want, maxForms) {
			if w != want {
				forms = append(forms, w)
			}
		}
		list, err = v.suggest(ctx, forms, limit)
		return err
	})
	return list, err
}

// suggest lists what begins with, or for titles has in it, one of the forms. The first form is what was typed.
func (v *view) suggest(ctx context.Context, forms []string, limit int) ([]index.Suggestion, error) {
	few := max(1, limit/kindShare)
	out := v.values(query.Tag, forms, few)
	out = append(out, v.values(query.Author, forms, few)...)
	var words []index.Suggestion
	for _, w := range forms[1:] {
		known := slices.ContainsFunc(out, func(s index.Suggestion) bool { return ja.FoldString(s.Text) == w })
		if len(words) < few && !known {
			words = append(words, index.Suggestion{Text: w, Kind: "term"})
		}
	}
	titles, err := v.titles(ctx, forms, limit)
	out = append(append(out, words...), titles...)
	return out[:min(limit, len(out))], err
}

// values gives the values of a facet that begin with a form, those of most posts first.
func (v *view) values(field query.Field, forms []string, limit int) []index.Suggestion {
	n := v.facets[field]
	type value struct {
		name string
		form int
	}
	var found []value
	for i, name := range n.folded {
		begins := func(form string) bool { return strings.HasPrefix(name, form) || strings.Contains(name, " "+form) }
		if form := slices.IndexFunc(forms, begins); form >= 0 {
			found = append(found, value{n.names[i], form})
		}
	}
	slices.SortFunc(found, func(a, b value) int {
		return cmp.Or(cmp.Compare(min(a.form, 1), min(b.form, 1)), cmp.Compare(n.posts[b.name], n.posts[a.name]), strings.Compare(a.name, b.name))
	})
	var out []index.Suggestion
	for _, v := range found[:min(limit, len(found))] {
		out = append(out, index.Suggestion{Text: v.name, Kind: string(field)})
	}
	return out
}

// titles gives posts with a form in the title: what was typed before its completions, the beginning before the middle, then the
// newest.
func (v *view) titles(ctx context.Context, forms []string, limit int) ([]index.Suggestion, error) {
	var ways []clause
	for i, form := range forms {
		worth := 4 - 2*float64(min(i, 1))
		start := []rune(form)
		start = start[:min(len(start), maxTitlePrefix)]
		ways = append(ways, constant(prefix(fieldTitle, string(start)), worth), constant(chars(part(fieldChars, query.Title), form), worth-1))
	}
	body := clause{"size": moreTitles * limit, "query": clause{"dis_max": clause{"queries": ways}}, "_source": []string{"post.Title", "post.URL"},
		"sort": []clause{{"_score": "desc"}, {fieldWall: clause{"order": "desc", "missing": "_last"}}, {fieldID: "asc"}}}
	var a answer
	if err := v.search(ctx, body, "", &a); err != nil {
		return nil, err
	}
	var out []index.Suggestion
	for _, h := range a.Hits.Hits {
		if h.Source.Post != nil && len(out) < limit && shows(ja.FoldString(h.Source.Post.Title), forms) {
			out = append(out, index.Suggestion{Text: h.Source.Post.Title, Kind: "post", URL: h.Source.Post.URL})
		}
	}
	return out, nil
}

// shows says whether a form stands in a title where somebody may begin to type: not inside a Latin word.
func shows(title string, forms []string) bool {
	return slices.ContainsFunc(forms, func(form string) bool {
		title := folded(title)
		for at := 0; ; {
			i := strings.Index(title[at:], form)
			if i < 0 {
				return false
			}
			if at += i; at == 0 || !splits(title, at) {
				return true
			}
			at++
		}
	})
}

// splits says whether a place is inside a Latin word, where nobody begins to type.
func splits(title string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(title[:at])
	first, _ := utf8.DecodeRuneInString(title[at:])
	return plan.IsLatin(before) && plan.IsLatin(first)
}
