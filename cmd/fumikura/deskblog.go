package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/web/desk"
)

const (
	lackingShown = 5   // posts that lack a field
	lostShown    = 50  // pages that could not be read
	facetShown   = 15  // values of a facet
	set          = "•" // stands for a secret
)

// fieldBits are the fields that the archive counts, by their names at the desk.
var fieldBits = map[string]archive.Field{"title": archive.Title, "author": archive.Author, "published": archive.Published, "tags": archive.Tags, "body": archive.Body}

// Blog tells the desk all of one blog.
func (o *office) Blog(ctx context.Context, url string) (*desk.Blog, error) {
	list, err := o.Blogs(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(b desk.Blog) bool { return b.URL == url })
	if i < 0 {
		return nil, fmt.Errorf("%q is no blog of this archive: %w", url, blog.ErrNotFound)
	}
	b := &list[i]
	b.Settings = o.cfg.blogOf(url).shown()
	if err := o.reading(ctx, func(db *archive.DB) error { return readBlog(ctx, db, b) }); err != nil {
		return nil, err
	}
	b.Facets, err = o.facets(ctx, url)
	return b, err
}

// readBlog adds what the archive knows of the pages of a blog.
func readBlog(ctx context.Context, db *archive.DB, b *desk.Blog) error {
	for i, y := range b.Yields {
		if y.Share == 1 {
			continue
		}
		var err error
		if b.Yields[i].Lacking, err = db.Lacking(ctx, b.URL, fieldBits[y.Field], lackingShown); err != nil {
			return err
		}
	}
	kept, err := db.Theme(ctx, b.URL)
	if err != nil {
		return err
	}
	theme, err := extract.ReadTheme(ingest.ThemeOf(kept))
	if err != nil {
		return err
	}
	b.Theme = theme.Evidence()
	lost, err := db.Lost(ctx)
	for _, l := range lost {
		if l.Site == b.URL && len(b.Lost) < lostShown {
			b.Lost = append(b.Lost, desk.Loss{URL: l.URL, Reason: l.Problem})
		}
	}
	return err
}

// facets are what the posts of the blog have most, as the live index counts them.
func (o *office) facets(ctx context.Context, url string) ([]desk.Facet, error) {
	q := query.Query{}.With(query.Blog, url)
	fields := []query.Field{query.Tag, query.Author, query.Year}
	r, err := o.engine.Search(ctx, index.Request{Query: q, Size: 1, Facets: fields, FacetSize: facetShown})
	if errors.Is(err, blog.ErrUnavailable) { // there is no index yet, or it cannot be asked now
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []desk.Facet
	for _, f := range fields {
		if len(r.Facets[f]) > 0 {
			list = append(list, desk.Facet{Name: string(f), Values: r.Facets[f]})
		}
	}
	return list, nil
}

// shown is what the configuration says of a blog, without secrets.
func (b blogConfig) shown() []desk.Setting {
	var list []desk.Setting
	add := func(name, value string) {
		if value != "" {
			list = append(list, desk.Setting{Name: name, Value: value})
		}
	}
	secret := func(name, value string) {
		if value != "" {
			add(name, strings.Repeat(set, 6))
		}
	}
	add("include", strings.Join(b.Include, ", "))
	add("exclude", strings.Join(b.Exclude, ", "))
	add("headers", strings.Join(slices.Sorted(maps.Keys(b.Headers)), ", "))
	secret("basic_auth", b.BasicAuth)
	add("cookies", strings.Join(slices.Sorted(maps.Keys(b.Cookies)), ", "))
	add("user_agent", b.UserAgent)
	add("ca", b.CA)
	secret("proxy", b.Proxy)
	if b.Rate > 0 {
		add("rate", strconv.FormatFloat(b.Rate, 'g', -1, 64))
	}
	add("author", b.Author)
	add("lang", b.Lang)
	add("zone", b.Zone)
	if b.Private {
		add("private", "true")
	}
	return list
}
