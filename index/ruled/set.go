// Package ruled has an engine follow the owner's rules: it puts them into every request and shows every answer by them, the same for all
// engines. What the rules are and how they are written is package rules' business; what an engine does by them, its own.
package ruled

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/rules"
)

// Set is rules made ready for searches. It does not change and is safe for concurrent use.
type Set struct {
	Number int64 // of the revision; 0 for rules that are tried only
	Rules  *rules.Rules

	compiled *rules.Compiled
	names    *shownNames
	synonyms index.Synonyms
	excluded *index.Excluded
	boost    index.Boost
	pins     map[string][]blog.ID // by key of a query
	hides    map[string][]blog.ID
	stop     []string // folded
	key      string
}

// New makes rules ready. excluded are the posts whose addresses they exclude, which only the archive can list. It takes the time of
// analysing every synonym.
func New(number int64, r *rules.Rules, excluded []blog.ID) (*Set, error) {
	s := &Set{Number: number, Rules: r, compiled: r.Compile(), pins: map[string][]blog.ID{}, hides: map[string][]blog.ID{}}
	if len(r.Tags)+len(r.Authors) > 0 {
		s.names = &shownNames{s.compiled}
	}
	if len(r.Synonyms) > 0 {
		// Only two formats are told apart by their first entry; a line of ours is never one of Sudachi's.
		read, err := lexicon.ReadSynonyms(strings.NewReader("# rules\n"+strings.Join(r.Synonyms, "\n")+"\n"), ja.New())
		if err != nil {
			return nil, fmt.Errorf("read the synonyms of the rules: %w", err)
		}
		s.synonyms = read
	}
	if len(excluded)+len(r.Exclude.Tags) > 0 {
		s.excluded = &index.Excluded{IDs: excluded, Tags: r.Exclude.Tags}
	}
	s.boost.Fresh = r.Boost.Fresh
	for _, of := range []struct {
		field   query.Field
		factors map[string]float64
	}{{query.Tag, r.Boost.Tags}, {query.Blog, r.Boost.Blogs}} {
		for _, value := range slices.Sorted(maps.Keys(of.factors)) {
			s.boost.Of = append(s.boost.Of, index.Factor{Field: of.field, Value: value, By: of.factors[value]})
		}
	}
	for _, of := range []struct {
		choices []rules.Choice
		to      map[string][]blog.ID
	}{{r.Pins, s.pins}, {r.Hides, s.hides}} {
		for _, c := range of.choices {
			key := s.keyOf(c.Query)
			for _, address := range c.URLs {
				if id := blog.NewID(address); !slices.Contains(of.to[key], id) {
					of.to[key] = append(of.to[key], id)
				}
			}
		}
	}
	for _, word := range r.Suggest.Stop {
		s.stop = append(s.stop, ja.FoldString(word))
	}
	s.key = fmt.Sprintf("%p", s)
	return s, nil
}

// shownNames is the names of tags and authors.
type shownNames struct{ *rules.Compiled }

// Shown gives the name under which a value of a facet is shown.
func (n *shownNames) Shown(field query.Field, value string) string {
	switch field {
	case query.Tag:
		return n.Tag(value)
	case query.Author:
		return n.Author(value)
	}
	return value
}

// keyOf is the same for queries that are the same to the owner: in any case, width and spacing.
func (s *Set) keyOf(text string) string {
	q, err := query.Parse(text)
	if err != nil {
		return ja.FoldString(text)
	}
	return keyOf(s.Canonical(q))
}

func keyOf(q query.Query) string { return strings.Join(strings.Fields(ja.FoldString(q.String())), " ") }

// For gives what the rules say of a query, which is canonical: of all of it, else of its words alone.
func (s *Set) For(q query.Query) *index.Rules {
	r := &index.Rules{Key: s.key, Excluded: s.excluded, Boost: s.boost, Synonyms: s.synonyms}
	if s.names != nil {
		r.Names = s.names
	}
	for _, of := range []struct {
		choices map[string][]blog.ID
		to      *[]blog.ID
	}{{s.pins, &r.Pinned}, {s.hides, &r.Hidden}} {
		if len(of.choices) == 0 {
			continue
		}
		ids, ok := of.choices[keyOf(q)]
		if words := q.Words(); !ok && words != "" {
			ids = of.choices[s.keyOf(words)]
		}
		*of.to = ids
	}
	return r
}

// Canonical gives a query with every tag and author under the name that is shown, so that an old link leads to the new name.
func (s *Set) Canonical(q query.Query) query.Query {
	if s.names == nil {
		return q
	}
	return query.Query{Root: s.canonical(q.Root)}
}

func (s *Set) canonical(n query.Node) query.Node {
	switch n := n.(type) {
	case query.And:
		return query.And{Nodes: s.each(n.Nodes)}
	case query.Or:
		return query.Or{Nodes: s.each(n.Nodes)}
	case query.Not:
		return query.Not{Node: s.canonical(n.Node)}
	case query.In:
		n.Value = s.names.Shown(n.Field, n.Value)
		return n
	}
	return n
}

// each makes nodes canonical; of those that are then the same it keeps one, but never fewer than two, which the form of a query wants.
func (s *Set) each(nodes []query.Node) []query.Node {
	var out []query.Node
	seen := map[query.In]bool{}
	for i, n := range nodes {
		n = s.canonical(n)
		if in, ok := n.(query.In); ok {
			if seen[in] && len(out)+len(nodes)-i-1 >= 2 {
				continue
			}
			seen[in] = true
		}
		out = append(out, n)
	}
	return out
}

// Excluded says why a post is not published, empty where it is.
func (s *Set) Excluded(p *blog.Post) string {
	if why := s.compiled.Excluded(p); why != "" || s.excluded == nil || !slices.Contains(s.excluded.IDs, p.ID) {
		return why
	}
	return "it was taken out"
}

// Post gives a post as it is shown.
func (s *Set) Post(p *blog.Post) *blog.Post { return s.compiled.Post(p) }

// stopped says whether a suggestion has a word in it that none may have. A Latin word is not looked for inside others.
func (s *Set) stopped(text string) bool {
	if len(s.stop) == 0 {
		return false
	}
	text = ja.FoldString(text)
	for _, word := range s.stop {
		for from := 0; ; {
			at := strings.Index(text[from:], word)
			if at < 0 {
				break
			}
			at += from
			end := at + len(word)
			if !joined(text, at) && !joined(text, end) {
				return true
			}
			from = at + 1
		}
	}
	return false
}

// joined says whether a Latin word goes on across a place.
func joined(text string, at int) bool {
	return at > 0 && at < len(text) && latin(text[at-1]) && latin(text[at])
}

func latin(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }
