package bleve

import (
	"slices"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// The owner's rules, as far as they concern what is found: values of facets that are one, posts that are left out or come first, and what
// scores are multiplied by.

// always is the field under which stands, among the chosen facets, what every hit has to pass.
const always query.Field = "*"

// withSynonyms gives the lexicon with the synonyms of the rules.
func (s *liveGeneration) withSynonyms(r *index.Rules) *lexicon.Lexicon {
	if r == nil || r.Synonyms == nil {
		return s.words
	}
	return s.words.Also(r.Synonyms)
}

// renaming is the values of a facet as rules have them, with what counting them needs.
type renaming struct {
	*index.Merged
	several []bool // by value: it is one with others
	docs    set    // that have such a value; nil where there are none
}

// merged gives the values of a facet as the rules have them, nil where each is its own.
func (f *facet) merged(field query.Field, r *index.Rules) *renaming {
	if !r.Renames(field) {
		return nil
	}
	if m := f.renamed.Load(); m != nil && m.By == r.Names {
		return m
	}
	m := &renaming{Merged: r.Merge(field, f.names), several: make([]bool, len(f.names))}
	if m.Several() {
		for v, chief := range m.Representative {
			if v != chief {
				m.several[v], m.several[chief] = true, true
			}
		}
		m.docs = newSet(len(f.start) - 1)
		for doc := range uint32(len(f.start) - 1) {
			if slices.ContainsFunc(f.of(doc), func(v uint32) bool { return m.several[v] }) {
				m.docs.add(doc)
			}
		}
	}
	f.renamed.Store(m)
	return m
}

// equivalent gives the values that a reader means by one: as they are written, and all that are shown under the same name.
func (f *facet) equivalent(field query.Field, value string, r *index.Rules) []uint32 {
	var merged *index.Merged
	if m := f.merged(field, r); m != nil {
		merged = m.Merged
	}
	exact := func(value string) (int, bool) { v, ok := f.number[value]; return int(v), ok }
	var out []uint32
	for _, v := range rank.FacetValues(field, value, f.folded, exact, merged, r) {
		out = append(out, uint32(v))
	}
	return out
}

// countMerged counts the documents of values that are one.
func (f *facet) countMerged(n []uint32, found set, m *renaming) {
	if m.docs == nil {
		return
	}
	for v, several := range m.several {
		if several {
			n[v] = 0
		}
	}
	for doc := range m.docs.clone().and(found).all {
		values := f.of(doc)
		for i, v := range values {
			chief := m.Representative[v]
			if m.several[v] && !slices.ContainsFunc(values[:i], func(o uint32) bool { return m.Representative[o] == chief }) {
				n[chief]++
			}
		}
	}
}

// representatives gives the values that stand for their groups.
func representatives(values []uint32, m *renaming) []uint32 {
	out := make([]uint32, len(values))
	for i, v := range values {
		out[i] = uint32(m.Representative[v])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// documentsOf gives the documents of posts; those that are not there are passed over.
func (s *snapshot) documentsOf(ids []blog.ID) (set, error) {
	docs := newSet(s.size())
	for _, id := range ids {
		doc, ok, err := s.document(id)
		if err != nil {
			return nil, err
		}
		if ok {
			docs.add(doc)
		}
	}
	return docs, nil
}

// excluded is the documents of posts that are not published any more.
type excluded struct {
	of   *index.Excluded
	by   index.Names
	docs set
}

// allowed gives what the rules let a search find, nil where that is everything.
func (m *matcher) allowed() (set, error) {
	r := m.rules
	if r == nil || r.Excluded == nil && len(r.Hidden) == 0 {
		return nil, nil
	}
	docs := m.columns.live.clone()
	if len(r.Hidden) > 0 {
		hidden, err := m.documentsOf(r.Hidden)
		if err != nil {
			return nil, err
		}
		docs = docs.without(hidden)
	}
	if r.Excluded != nil {
		out, err := m.excluded(r)
		if err != nil {
			return nil, err
		}
		docs = docs.without(out)
	}
	return docs, nil
}

// excluded finds what is not published any more, and remembers it.
func (s *snapshot) excluded(r *index.Rules) (set, error) {
	if e := s.left.Load(); e != nil && e.of == r.Excluded && e.by == r.Names {
		return e.docs, nil
	}
	docs, err := s.documentsOf(r.Excluded.IDs)
	if err != nil {
		return nil, err
	}
	for _, t := range r.Excluded.Tags {
		docs.or(s.columns.in(query.Tag, t, r))
	}
	s.left.Store(&excluded{r.Excluded, r.Names, docs})
	return docs, nil
}

// boost is what multiplies the scores of documents: their recency, and what the owner says of their tags and blogs.
type boost struct {
	*columns
	age     float64
	factors []factor
}

type factor struct {
	docs set
	by   float64
}

func (c *columns) boost(r *index.Rules) boost {
	l := boost{columns: c, age: r.Age()}
	for _, f := range r.Factors() {
		l.factors = append(l.factors, factor{c.in(f.Field, f.Value, r), f.By})
	}
	return l
}

func (l boost) of(doc uint32) float64 {
	by := rank.Aged(l.recency(doc), l.age)
	for _, f := range l.factors {
		if f.docs.has(doc) {
			by *= f.by
		}
	}
	return by
}

// pinned puts documents in the order in which the owner wants them.
func (s *snapshot) pinned(ids []blog.ID, found set) ([]ranked, error) {
	var list []ranked
	for _, id := range ids {
		doc, ok, err := s.document(id)
		if err != nil {
			return nil, err
		}
		if ok && found.has(doc) {
			list = append(list, ranked{doc: doc})
		}
	}
	return list, nil
}
