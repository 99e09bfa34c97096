package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/web/desk"
)

const (
	postsShown  = 20
	blocksShown = 40  // of a post, with their tokens
	textShown   = 300 // characters of a block
)

// Search finds posts for the desk as readers find them, every post a hit of its own.
func (o *office) Search(ctx context.Context, text string, page int) (*index.Result, error) {
	q, err := query.Parse(text)
	if err != nil {
		return nil, errors.Join(err, blog.ErrUsage)
	}
	return o.engine.Search(ctx, index.Request{Query: q, Page: page, Size: postsShown, Fold: index.FoldNone})
}

// Seen gives the desk what archive and index have of a post.
func (o *office) Seen(ctx context.Context, address string) (*desk.Seen, error) {
	s := &desk.Seen{URL: address}
	err := o.reading(ctx, func(db *archive.DB) error { return o.see(ctx, db, s) })
	if err == nil && s.Visit == nil && s.Post == nil {
		return nil, fmt.Errorf("nothing is known of %s; check the address (http or https, slash at the end), or whether a list page, feed or sitemap of the blog names it: %w",
			address, blog.ErrNotFound)
	}
	return s, err
}

func (o *office) see(ctx context.Context, db *archive.DB, s *desk.Seen) error {
	v, known, err := db.Visit(ctx, s.URL)
	if err != nil {
		return err
	}
	if known {
		s.Visit = &v
	}
	id, err := o.read(ctx, db, s)
	if err != nil {
		return err
	}
	kept, err := db.Post(ctx, id)
	if err != nil && !isNotFound(err) {
		return err
	}
	if err == nil {
		s.Post, s.Gone = kept.Post, kept.Gone
	}
	indexed, err := o.engine.Post(ctx, id)
	switch {
	case err == nil:
		s.Post, s.Indexed = indexed, true
	case !isNotFound(err) && !errors.Is(err, blog.ErrUnavailable):
		return err
	}
	if s.Post != nil {
		s.Tokens, s.Cut = tokensOf(s.Post)
	}
	return nil
}

// read reads the kept page, if there is one, and gives the id of its post.
func (o *office) read(ctx context.Context, db *archive.DB, s *desk.Seen) (blog.ID, error) {
	page, err := db.Page(ctx, s.URL)
	if isNotFound(err) {
		return blog.NewID(s.URL), nil
	}
	if err != nil {
		return "", err
	}
	theme, err := (&doctor{app: o.app, db: db}).theme(ctx, page.Site)
	if err != nil {
		return "", err
	}
	post, trace, err := theme.Explain(page)
	s.Recipe = trace.Recipe
	for _, f := range trace.Fields {
		s.Fields = append(s.Fields, desk.Field{Name: f.Name, Source: f.Source, Value: short(f.Value)})
	}
	if err != nil && !errors.Is(err, extract.ErrUndated) {
		s.Problem = err.Error()
	}
	if post == nil {
		return blog.NewID(s.URL), nil
	}
	return post.ID, nil
}

// tokensOf gives the text of a post piece by piece with the terms that it becomes.
func tokensOf(p *blog.Post) (list []desk.Tokens, cut bool) {
	analyzer := ja.New()
	add := func(kind blog.Kind, text string) {
		r := []rune(text)
		if len(r) > textShown {
			text, cut = string(r[:textShown])+"…", true
		}
		t := desk.Tokens{Kind: kind, Text: text}
		for _, token := range analyzer.Words(text) {
			if token.Kind == ja.Word || token.Kind == ja.Whole {
				t.Terms = append(t.Terms, token.Term)
			}
		}
		list = append(list, t)
	}
	add("", p.Title)
	for i, b := range p.Blocks {
		if i == blocksShown {
			return list, true
		}
		add(b.Kind, strings.TrimSpace(b.Text))
	}
	return list, cut
}

// Steps follows a post for the desk as fumikura doctor does.
func (o *office) Steps(ctx context.Context, address, text string) ([]desk.Step, error) {
	ctx, cancel := context.WithTimeout(ctx, deskPatience)
	defer cancel()
	u, err := fetch.Address(address)
	if err != nil {
		return nil, errors.Join(err, blog.ErrUsage)
	}
	q, err := query.Parse(text)
	if err != nil {
		return nil, errors.Join(err, blog.ErrUsage)
	}
	d := &doctor{app: o.app, url: u.String(), engine: o.engine}
	if err := d.examine(ctx, u, q); err != nil {
		return nil, err
	}
	var steps []desk.Step
	for _, f := range d.found {
		steps = append(steps, desk.Step(f))
	}
	return steps, nil
}

// WouldGo says what would go if the address were forgotten.
func (o *office) WouldGo(ctx context.Context, address string) (f *archive.Forgetting, err error) {
	err = o.reading(ctx, func(db *archive.DB) error {
		f, err = db.Find(ctx, address)
		return err
	})
	return f, err
}
