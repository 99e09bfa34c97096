package rank_test

import (
	"slices"
	"testing"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

func TestAValueOfAFacetIsMeantAsItIsWritten(t *testing.T) {
	names := []string{"Go", "GO", "旅行", "https://blog.example.com/tech/", "https://other.example.org/"}
	folded := []string{"go", "go", "旅行", "https://blog.example.com/tech/", "https://other.example.org/"}
	exact := func(v string) (int, bool) { i := slices.Index(names, v); return i, i >= 0 }
	for _, c := range []struct {
		field query.Field
		value string
		want  []int
	}{
		{query.Tag, "GO", []int{1}},
		{query.Tag, "go", []int{0, 1}},
		{query.Tag, " ｇｏ ", []int{0, 1}},
		{query.Tag, "旅", nil},
		{query.Tag, "blog.example.com", nil},
		{query.Blog, "blog.example.com", []int{3}},
		{query.Blog, "other.example.org/", []int{4}},
	} {
		if got := rank.FacetValues(c.field, c.value, folded, exact, nil, nil); !slices.Equal(got, c.want) {
			t.Errorf("%s:%q means %v, want %v", c.field, c.value, got, c.want)
		}
	}
	if rank.YearOf("2016-08") != "2016" || rank.YearOf("いつか") != "いつか" {
		t.Error("the year of a date is its first part, and what is no date stays")
	}
}
