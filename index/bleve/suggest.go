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
	err = e.using(ctx, "suggest", func(s *liveGeneration) error {
		t := rank.Complete(typed, limit, s.words)
		if t.Empty() {
			return nil
		}
		if err := t.Narrow((vocabulary{s, newLookup(ctx, s.snapshot)}).Together); err != nil {
			return err
		}
		b := s.beginnings()
		var titles []index.Suggestion
		for _, doc := range b.titles.Find(t.Forms(), t.Head, t.Limit) {
			titles = append(titles, index.Suggestion{Text: s.columns.title[doc], Kind: "post", URL: s.columns.url[doc]})
		}
		list = t.Suggest(b.tags, b.authors, titles)
		return nil
	})
	return list, err
}

// Found counts the posts that each query finds as it is written, without other writings of its words.
func (e *Engine) Found(ctx context.Context, queries []query.Query) (counts []int, err error) {
	err = e.using(ctx, "count", func(s *liveGeneration) error {
		counts, err = (vocabulary{s, newLookup(ctx, s.snapshot)}).Found(queries)
		return err
	})
	return counts, err
}

// beginnings are the indexes of what begins how, for suggestions.
type beginnings struct {
	tags, authors *rank.Names
	titles        *rank.Titles
}

func (s *snapshot) makeBeginnings() *beginnings {
	c := s.columns
	names := func(field query.Field) *rank.Names {
		f := c.facets[field]
		return rank.NewNames(field, f.names, func(i int) int { return int(f.posts[i]) }, s.analyzer.Readings)
	}
	age := make([]uint32, len(c.id))
	order := c.newestFirst()
	for i, doc := range order {
		age[doc] = uint32(len(order) - i)
	}
	return &beginnings{names(query.Tag), names(query.Author), rank.NewTitles(c.folded, func(doc uint32) uint32 { return age[doc] })}
}
