package rank

import (
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
)

// FacetValues gives the numbers of the values of a facet that a reader means by one: the value written exactly so, whose number exact knows,
// else all that fold to the same. A blog may be named by its host. Of values that the owner has made one, m, all are meant.
func FacetValues(field query.Field, value string, folded []string, exact func(value string) (int, bool), m *index.Merged, r *index.Rules) []int {
	values := writtenValues(field, value, folded, exact)
	if m == nil {
		return values
	}
	return m.Equivalent(r.Shown(field, strings.TrimSpace(value)), func(i int) bool { return slices.Contains(values, i) })
}

func writtenValues(field query.Field, value string, folded []string, exact func(value string) (int, bool)) (values []int) {
	if i, ok := exact(value); ok {
		return []int{i}
	}
	want := ja.FoldString(strings.TrimSpace(value))
	for i, name := range folded {
		if name == want || field == query.Blog && strings.Contains(name, "//"+strings.TrimSuffix(want, "/")) {
			values = append(values, i)
		}
	}
	return values
}

// YearOf is the value of the facet of years that a chosen date lies in; what is no date stays.
func YearOf(value string) string {
	from, _, ok := query.ParseDate(value)
	if !ok {
		return value
	}
	return from.Format("2006")
}
