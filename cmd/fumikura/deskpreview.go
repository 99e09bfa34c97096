package main

import (
	"context"

	"github.com/fumikura/fumikura/internal/rules"
	"github.com/fumikura/fumikura/web/desk"
)

// Preview tells the desk what rules would change.
func (o *office) Preview(ctx context.Context, text string) (*desk.Preview, error) {
	r, err := rules.Parse(rulesName, []byte(text))
	if err != nil {
		return nil, err
	}
	p, err := o.previewRules(ctx, o.engine, r, rulesFlags{last: lastQueries})
	if err != nil {
		return nil, err
	}
	out := &desk.Preview{Count: p.Changed + p.Excluded + p.Returned}
	for _, post := range p.Posts {
		out.Posts = append(out.Posts, desk.PostChange{URL: post.URL, Title: post.Title, What: post.What})
	}
	return out, nil
}
