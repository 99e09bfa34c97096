package opensearch

import (
	"context"
	"fmt"
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

// The owner's rules, as far as they concern what is found: values of facets that are one, posts that are left out or come first, and what
// scores are multiplied by.

// withRules is the view for one search by the rules.
func (v *view) withRules(r *index.Rules) *view {
	if r == nil {
		return v
	}
	c := *v
	c.rules = r
	if r.Synonyms != nil {
		c.words = c.words.Also(r.Synonyms)
	}
	return &c
}

// merged gives the values of a facet as the rules have them, nil where each is its own.
func (n *names) merged(field query.Field, r *index.Rules) *index.Merged {
	if !r.Renames(field) {
		return nil
	}
	if m := n.renamed.Load(); m != nil && m.By == r.Names {
		return m
	}
	m := r.Merge(field, n.names)
	n.renamed.Store(m)
	return m
}

// equivalent gives the values that a reader means by one: as they are written, and all that are shown under the same name.
func (n *names) equivalent(field query.Field, value string, r *index.Rules) []string {
	exact := func(value string) (int, bool) {
		if _, ok := n.posts[value]; !ok {
			return 0, false
		}
		return slices.Index(n.names, value), true
	}
	var out []string
	for _, i := range rank.FacetValues(field, value, n.folded, exact, n.merged(field, r), r) {
		out = append(out, n.names[i])
	}
	return out
}

// several gives, by the name under which they are shown, the values of a facet that are one.
func (v *view) several(field query.Field) map[string][]string {
	n := v.facets[field]
	if n == nil {
		return nil
	}
	m := n.merged(field, v.rules)
	if m == nil || !m.Several() {
		return nil
	}
	out := map[string][]string{}
	for i, name := range m.Names {
		if m.Representative[i] != i {
			if out[name] == nil {
				out[name] = []string{n.names[m.Representative[i]]}
			}
			out[name] = append(out[name], n.names[i])
		}
	}
	return out
}

// united shows values under their names, those that are one with the number of posts that have any of them.
func (v *view) united(field query.Field, values []index.Value, counts map[string]bucket) []index.Value {
	if !v.rules.Renames(field) {
		return values
	}
	out := []index.Value{}
	at := map[string]int{}
	for _, of := range values {
		name := v.rules.Shown(field, of.Value)
		if b, several := counts[name]; several {
			of.Count = b.Count
		}
		of.Value = name
		if i, has := at[name]; has {
			out[i].Selected = out[i].Selected || of.Selected
			continue
		}
		at[name] = len(out)
		out = append(out, of)
	}
	return out
}

// first keeps so many values, and those that are chosen.
func first(values []index.Value, n int) []index.Value {
	for i := len(values) - 1; i >= n; i-- {
		if !values[i].Selected {
			values = slices.Delete(values, i, i+1)
		}
	}
	return values
}

// allowed gives what a hit has to pass by the rules.
func (v *view) allowed() []clause {
	r := v.rules
	if r == nil {
		return nil
	}
	var out []clause
	if len(r.Hidden) > 0 {
		out = append(out, not(posts(r.Hidden)))
	}
	if r.Excluded != nil {
		if len(r.Excluded.IDs) > 0 {
			out = append(out, not(posts(r.Excluded.IDs)))
		}
		for _, t := range r.Excluded.Tags {
			out = append(out, not(v.in(query.Tag, t)))
		}
	}
	return out
}

func posts(ids []blog.ID) clause { return clause{"terms": clause{fieldID: ids}} }

// boosted multiplies the scores of a query by what the owner says of tags and blogs.
func (v *view) boosted(scored clause) clause {
	factors := v.rules.Factors()
	if len(factors) == 0 {
		return scored
	}
	var functions []any
	for _, f := range factors {
		functions = append(functions, clause{"filter": v.in(f.Field, f.Value), "weight": f.By})
	}
	return clause{"function_score": clause{"query": scored, "functions": functions, "score_mode": "multiply", "boost_mode": "multiply"}}
}

// boost is the same for one hit, by its own tags and blog.
func (v *view) boost(values map[query.Field][]string) float64 {
	by := 1.0
	for _, f := range v.rules.Factors() {
		meant := v.facets[f.Field].equivalent(f.Field, f.Value, v.rules)
		if slices.ContainsFunc(values[f.Field], func(own string) bool { return slices.Contains(meant, own) }) {
			by *= f.By
		}
	}
	return by
}

// pins gives the posts that come first and pass the chosen facets, in the owner's order.
func (s *searchRun) pins(ctx context.Context) ([]ranked, error) {
	ids := s.req.Pins()
	if len(ids) == 0 {
		return nil, nil
	}
	columns := []string{fieldID, fieldLocalTime}
	if field := s.foldField(); field != "" {
		columns = append(columns, field)
	}
	var a answer
	body := clause{"size": len(ids), "query": all(append([]clause{posts(ids)}, s.choice.clauses("")...)...), "_source": false, "stored_fields": "_none_",
		"docvalue_fields": columns}
	if err := s.search(ctx, body, "", &a); err != nil {
		return nil, fmt.Errorf("read pinned posts: %w", err)
	}
	list, err := s.ranked(a.Hits.Hits)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].whole, list[i].score = true, 0
	}
	slices.SortFunc(list, func(a, b ranked) int { return slices.Index(ids, a.id) - slices.Index(ids, b.id) })
	return list, nil
}

// orPinned is what matches, and what is pinned.
func (s *searchRun) orPinned(match clause) clause {
	if len(s.pinned) == 0 {
		return match
	}
	ids := make([]blog.ID, len(s.pinned))
	for i, p := range s.pinned {
		ids[i] = p.id
	}
	return either(match, posts(ids))
}

// aged is the factor of a post's age as the cluster reckons it, and as it should.
func (v *view) aged(wall int64) (reckoned, right float64) {
	times := v.rules.Age()
	return rank.Aged(decayed(wall, v.newest), times), rank.Aged(rank.Recency(weight.Default(), wall, v.newest), times)
}
