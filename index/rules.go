package index

import (
	"slices"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// Rules are what an owner says of an answer, for one query. An engine follows them; nil says nothing. They do not change once a
// request has them.
type Rules struct {
	Key      string    // tells these rules from others, for what an engine remembers
	Names    Names     // which values of a facet are one; nil: each is its own
	Excluded *Excluded // posts that are never hits; nil: none
	Hidden   []blog.ID // posts that are no hits of this query
	Pinned   []blog.ID // posts that come first where hits come by relevance and they pass the chosen facets, whether they match or not
	Boost    Boost
	Synonyms Synonyms // besides those that the engine was opened with; nil: none
}

// Names says under which name a value of a facet is shown. Values of one name are one value, to choose and to count. It is a pointer, by
// which an engine remembers what it said.
type Names interface {
	Shown(field query.Field, value string) string
}

// Synonyms gives the other ways to write terms, which have a space between.
type Synonyms interface{ Ways(terms string) []string }

// Excluded is posts that are not published any more, though the index may still have them. An engine may remember what it found for
// one, by its address in memory.
type Excluded struct {
	IDs  []blog.ID
	Tags []string // and all posts with one of these
}

// Boost multiplies the scores of posts.
type Boost struct {
	Fresh *float64 // how much more the age of a post counts; nil: as usual, which is 1
	Of    []Factor
}

// Factor multiplies the scores of the posts with a value of a facet.
type Factor struct {
	Field query.Field
	Value string
	By    float64
}

// Age gives how much more the age of a post counts.
func (r *Rules) Age() float64 {
	if r == nil || r.Boost.Fresh == nil {
		return 1
	}
	return *r.Boost.Fresh
}

// Factors gives what multiplies the scores of posts.
func (r *Rules) Factors() []Factor {
	if r == nil {
		return nil
	}
	return r.Boost.Of
}

// Shown gives the name under which a value of a facet is shown.
func (r *Rules) Shown(field query.Field, value string) string {
	if r == nil || r.Names == nil {
		return value
	}
	return r.Names.Shown(field, value)
}

// Renames says whether values of a facet may be shown under other names.
func (r *Rules) Renames(field query.Field) bool {
	return r != nil && r.Names != nil && (field == query.Tag || field == query.Author)
}

// Pins gives the posts that come first for a request, none where hits come by date.
func (r Request) Pins() []blog.ID {
	if r.Rules == nil || r.Sort != ByRelevance {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Rules.Pinned), func(id blog.ID) bool { return slices.Contains(r.Rules.Hidden, id) })
}

// Merged is the values of a facet as rules have them: several may be one.
type Merged struct {
	By             Names    // whose names they are
	Names          []string // by value: the name under which it is shown
	Representative []int    // by value: the one that stands for all that are shown under its name

	chiefs map[string]int
}

// Merge says which values of a facet are one; nil where none can be. It asks for every value, so that an engine remembers what it gives.
func (r *Rules) Merge(field query.Field, values []string) *Merged {
	if !r.Renames(field) {
		return nil
	}
	m := &Merged{By: r.Names, Names: make([]string, len(values)), Representative: make([]int, len(values)), chiefs: map[string]int{}}
	for i, v := range values {
		m.Names[i] = r.Shown(field, v)
		if _, has := m.chiefs[m.Names[i]]; !has || m.Names[i] == v {
			m.chiefs[m.Names[i]] = i
		}
	}
	for i := range values {
		m.Representative[i] = m.chiefs[m.Names[i]]
	}
	return m
}

// Equivalent gives the equivalence class: all values that are one with those that a reader has written, or are shown under that name.
func (m *Merged) Equivalent(name string, written func(i int) bool) (all []int) {
	chiefs := map[int]bool{}
	if c, ok := m.chiefs[name]; ok {
		chiefs[c] = true
	}
	for i, c := range m.Representative {
		if written(i) {
			chiefs[c] = true
		}
	}
	for i, c := range m.Representative {
		if chiefs[c] {
			all = append(all, i)
		}
	}
	return all
}

// Several says whether any value stands for others.
func (m *Merged) Several() bool { return len(m.chiefs) < len(m.Names) }
