package bleve

import (
	"context"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// Suggest completes what a reader has typed, also half a syllable of it or the reading of kanji: tags, authors, words of the
// archive, and posts by their titles.
func (e *Engine) Suggest(ctx context.Context, typed string, limit int) (list []index.Suggestion, err error) {
	if strings.TrimSpace(typed) == "" || limit <= 0 {
		return nil, nil
	}
	err = e.using(ctx, "suggest", func(s *served) error {
		if t := rank.Complete(typed, limit, s.words); len(t.Forms) > 0 {
			list = t.Suggest(s.columns.names(query.Tag), s.columns.names(query.Author), s.columns.titles(t.Forms, t.Limit))
		}
		return nil
	})
	return list, err
}

// names gives the values of a facet to choose from.
func (c *columns) names(field query.Field) rank.Names {
	f := c.facets[field]
	return rank.Names{Field: field, Names: f.names, Folded: f.folded, Posts: func(i int) int { return int(f.posts[i]) }}
}

// titles gives posts with a form in the title: what was typed before its completions, the beginning before the middle, then the
// newest.
func (c *columns) titles(forms []string, limit int) []index.Suggestion {
	place := func(title string) int {
		for i, w := range forms {
			switch at := strings.Index(title, w); {
			case at == 0:
				return 2 * min(i, 1)
			case at > 0 && (i > 0 || !rank.InsideWord(title, at)):
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
