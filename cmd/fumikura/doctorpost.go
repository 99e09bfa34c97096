package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
	"github.com/fumikura/fumikura/internal/ingest"
)

const (
	// shownValue is how much of a field's value doctor shows.
	shownValue = 60
	// ranksSought is how deep doctor looks for a post among the hits.
	ranksSought = 1000
)

func isNotFound(err error) bool { return errors.Is(err, blog.ErrNotFound) }

// extracted tells what was read on the kept page, and gives the id of the post.
func (d *doctor) extracted(ctx context.Context, page *blog.Page) (id blog.ID, ok bool, err error) {
	if page == nil {
		return "", false, nil
	}
	theme, err := d.theme(ctx, page.Site)
	if err != nil {
		return "", false, err
	}
	post, trace, err := theme.Explain(page)
	f := finding{Step: "extracted", OK: err == nil, Verdict: "read by the recipe " + trace.Recipe}
	for _, v := range trace.Fields {
		f.Details = append(f.Details, fmt.Sprintf("%s (%s): %s", v.Name, v.Source, short(v.Value)))
	}
	f.Details = append(f.Details, theme.Evidence()...)
	undated := errors.Is(err, extract.ErrUndated)
	if undated {
		f.OK, err = true, nil
		f.Details = append(f.Details, "it has no date; it is a post only where most posts of the blog have none")
	}
	if err != nil {
		f.Verdict = err.Error()
		f.Next = "if it is a post, tell us the address; meanwhile an export can be imported"
		d.add(f)
		return "", false, nil
	}
	d.add(f)
	kept, err := d.db.Post(ctx, post.ID)
	f = finding{Step: "kept", OK: err == nil && !kept.Gone, Verdict: "the archive has it"}
	switch {
	case isNotFound(err) && undated:
		f.Verdict, f.Next = "the archive does not have it as a post, for it has no date and other posts of the blog have one", "give the page a date, or run fumikura reindex where it is new"
	case isNotFound(err):
		f.Verdict, f.Next = "the archive does not have it as a post yet", "run fumikura reindex"
	case err != nil:
		return "", false, err
	case kept.Gone:
		f.Verdict, f.Next = "it counts as gone from the blog", "see above whether it still answers; fumikura reindex takes it back when it does"
	}
	d.add(f)
	if err == nil {
		err = d.ruled(ctx, kept.Post)
	} else {
		err = nil // it is told above
	}
	return post.ID, true, err
}

// ruled tells what the owner's rules say of the post; nothing where they say nothing.
func (d *doctor) ruled(ctx context.Context, post *blog.Post) error {
	set, err := heldSet(ctx, d.db)
	if err != nil || set == nil {
		return err
	}
	if why := set.Excluded(post); why != "" {
		d.add(finding{Step: "published", Verdict: "the owner's rules exclude it: " + why, Next: "fumikura rules shows them; take the entry out and apply them again"})
	}
	return nil
}

// theme is what was learned of the pages of the site.
func (d *doctor) theme(ctx context.Context, site string) (*extract.Theme, error) {
	kept, err := d.db.Theme(ctx, site)
	if err != nil {
		return nil, err
	}
	return extract.ReadTheme(ingest.ThemeOf(kept))
}

func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > shownValue {
		return string(r[:shownValue]) + "…"
	}
	return s
}

// indexed tells whether the live index has the post and, with a query, whether it finds it.
func (d *doctor) indexed(ctx context.Context, e engine, id blog.ID, q query.Query) error {
	has, _, err := e.Holds(ctx, id, query.Query{})
	if noIndex(err) {
		err = nil
	}
	if err != nil {
		return err
	}
	f := finding{Step: "indexed", OK: has, Verdict: "the live index has it"}
	if !has {
		f.Verdict, f.Next = "the live index does not have it", "run fumikura reindex"
		d.add(f)
		return nil
	}
	d.add(f)
	if q.IsEmpty() {
		return nil
	}
	return d.matched(ctx, e, id, q)
}

// matched tells at which rank a query finds the post, or which of its parts do not.
func (d *doctor) matched(ctx context.Context, e engine, id blog.ID, q query.Query) error {
	f := finding{Step: "found"}
	for _, t := range ja.New().Words(q.Words()) {
		if t.Kind == ja.Word {
			f.Details = append(f.Details, fmt.Sprintf("token %s of %q", t.Term, q.Words()[t.Start:t.End]))
		}
	}
	rank, relaxed, err := rankOf(ctx, e, id, q)
	if err != nil {
		return err
	}
	var failing []string
	for _, part := range parts(q) {
		_, matches, err := e.Holds(ctx, id, part)
		if err != nil {
			return err
		}
		if !matches {
			failing = append(failing, part.String())
		}
	}
	switch {
	case rank > 0 && relaxed:
		f.OK, f.Verdict = true, fmt.Sprintf("at rank %d, though no post has all of the words", rank)
	case rank > 0:
		f.OK, f.Verdict = true, fmt.Sprintf("at rank %d", rank)
	case d.hidden(e, id, q):
		f.Verdict, f.Next = "the owner's rules hide it for this query ([[hide]])", "fumikura rules shows them"
	case len(failing) > 0:
		f.Verdict = "not by this query"
		f.Next = "use other words, or fewer; words that mean the same go into the owner's rules (fumikura rules)"
	default:
		f.Verdict, f.Next = fmt.Sprintf("it matches, but below rank %d", ranksSought), "add a word that other posts lack"
	}
	for _, p := range failing {
		f.Details = append(f.Details, "it does not have: "+p)
	}
	d.add(f)
	return nil
}

// hidden says whether the rules that are followed hide the post for the query.
func (d *doctor) hidden(e engine, id blog.ID, q query.Query) bool {
	r, ok := e.(*ruledEngine)
	return ok && r.by.Hides(id, q)
}

// parts are the clauses of a query that have to hold each.
func parts(q query.Query) []query.Query {
	and, ok := q.Root.(query.And)
	if !ok {
		return []query.Query{q}
	}
	var out []query.Query
	for _, n := range and.Nodes {
		out = append(out, query.Query{Root: n})
	}
	return out
}

// rankOf gives the rank of the post among the hits, 0 when it is not among the first.
func rankOf(ctx context.Context, e index.Engine, id blog.ID, q query.Query) (rank int, relaxed bool, err error) {
	const size = 100
	for page := 1; page <= ranksSought/size; page++ {
		r, err := e.Search(ctx, index.Request{Fold: index.FoldNone, Query: q, Page: page, Size: size})
		if err != nil {
			return 0, false, err
		}
		for i, h := range r.Hits {
			if h.Post.ID == id {
				return (page-1)*size + i + 1, r.Relaxed, nil
			}
		}
		if len(r.Hits) < size {
			break
		}
	}
	return 0, false, nil
}
