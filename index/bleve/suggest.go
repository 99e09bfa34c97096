package bleve

import (
	"context"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// maxSuggestions is how many completions may be asked for.
const maxSuggestions = 50

// Suggest completes what a reader has typed: posts by their titles, tags and authors.
func (e *Engine) Suggest(ctx context.Context, typed string, limit int) (list []index.Suggestion, err error) {
	limit = max(0, min(limit, maxSuggestions))
	want := strings.TrimSpace(fold(typed))
	if want == "" {
		return nil, nil
	}
	err = e.using(ctx, "suggest", func(s *served) error {
		list = s.columns.suggest(want, limit)
		return nil
	})
	return list, err
}

func (c *columns) suggest(want string, limit int) []index.Suggestion {
	var out []index.Suggestion
	for _, kind := range []query.Field{query.Tag, query.Author} {
		f := c.facets[kind]
		for i, name := range f.folded {
			if strings.HasPrefix(name, want) && len(out) < limit {
				out = append(out, index.Suggestion{Text: f.names[i], Kind: string(kind)})
			}
		}
	}
	for doc := range c.live.all {
		if len(out) >= limit {
			break
		}
		if strings.Contains(fold(c.title[doc]), want) {
			out = append(out, index.Suggestion{Text: c.title[doc], Kind: "post", URL: c.url[doc]})
		}
	}
	return out
}
