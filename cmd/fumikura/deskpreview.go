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
	out := &desk.Preview{Lines: p.Lines, Count: p.Changed + p.Excluded + p.Returned, Unknown: p.Unknown, Replay: p.Replay}
	for _, post := range p.Posts[:min(previewShown, len(p.Posts))] {
		out.Posts = append(out.Posts, desk.PostChange{URL: post.URL, Title: post.Title, What: post.What})
	}
	return out, nil
}

// Proposals gives the desk names that may be one.
func (o *office) Proposals(ctx context.Context) ([]desk.Proposal, error) {
	if !o.hasArchive() {
		return nil, nil
	}
	list, err := o.proposeRules(ctx)
	var out []desk.Proposal
	for _, p := range list {
		out = append(out, desk.Proposal{Kind: p.Kind, Name: p.Name, Others: p.Others, Why: p.Why})
	}
	return out, err
}
