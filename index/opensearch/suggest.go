package opensearch

import (
	"context"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// moreTitles is how many times as many titles are asked for as are wanted, because some are passed over.
const moreTitles = 3

// Suggest completes what a reader has typed, also half a syllable of it or the reading of kanji: tags, authors, words of the
// archive, and posts by their titles.
func (e *Engine) Suggest(ctx context.Context, typed string, limit int) (list []index.Suggestion, err error) {
	if strings.TrimSpace(typed) == "" || limit <= 0 {
		return nil, nil
	}
	err = e.using(ctx, "suggest", func(v *view) error {
		t := rank.Complete(typed, limit, v.words)
		if t.Empty() {
			return nil
		}
		if err := t.Narrow((vocabulary{v, ctx}).Together); err != nil {
			return err
		}
		titles, err := v.titles(ctx, t)
		list = t.Suggest(v.facets[query.Tag].begin(), v.facets[query.Author].begin(), titles)
		return err
	})
	return list, err
}

// Found counts the posts that each query finds as it is written, without other writings of its words.
func (e *Engine) Found(ctx context.Context, queries []query.Query) (counts []int, err error) {
	err = e.using(ctx, "count", func(v *view) error {
		counts, err = vocabulary{v, ctx}.Found(queries)
		return err
	})
	return counts, err
}

// beginnings makes an index of the values.
func (n *names) beginnings(field query.Field, readings func(string) string) *rank.Names {
	return rank.NewNames(field, n.names, func(i int) int { return n.posts[n.names[i]] }, readings)
}

// titles gives posts with a form in the title: what was typed before its completions, the beginning before the middle, then the
// newest.
func (v *view) titles(ctx context.Context, t rank.Typed) ([]index.Suggestion, error) {
	var ways []clause
	forms, limit := t.Forms(), t.Limit
	for i, form := range forms {
		worth := 4 - 2*float64(min(i, 1))
		start := []rune(form)
		start = start[:min(len(start), maxTitlePrefix)]
		ways = append(ways, constant(prefix(fieldTitle, string(start)), worth), constant(chars(part(fieldChars, query.Title), form), worth-1))
	}
	asked := clause{"dis_max": clause{"queries": ways}}
	if len(t.Head) > 0 {
		all := []clause{asked}
		for _, word := range t.Head {
			all = append(all, clause{"bool": clause{"filter": []clause{chars(part(fieldChars, query.Title), word)}}})
		}
		asked = clause{"bool": clause{"must": all}}
	}
	body := clause{"size": moreTitles * limit, "query": asked, "_source": []string{"post.Title", "post.URL"},
		"sort": []clause{{"_score": "desc"}, {fieldLocalTime: clause{"order": "desc", "missing": "_last"}}, {fieldID: "asc"}}}
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
		title := ja.FoldRun(title)
		for at := 0; ; {
			i := strings.Index(title[at:], form)
			if i < 0 {
				return false
			}
			if at += i; at == 0 || !rank.InsideWord(title, at) {
				return true
			}
			at++
		}
	})
}
