package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// A selector that does not parse matches nothing and says nothing, so each is tried beside one that matches.
func TestRecipesAreSortedAndTheirSelectorsParse(t *testing.T) {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader("<html></html>"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(recipes, func(a, b recipe) int { return strings.Compare(a.name, b.name) }) {
		t.Error("the recipes are not in the order of their names")
	}
	for _, r := range append(slices.Clone(recipes), *classes()) {
		if len(r.signs) == 0 && r.name != "classes" {
			t.Errorf("%s has no sign", r.name)
		}
		all := slices.Concat(r.signs, []string{r.list, r.post, r.root, r.drop}, r.title, r.author, r.published, r.updated, r.tags, r.body)
		for _, sel := range all {
			if sel != "" && doc.Find("html, "+sel).Length() == 0 {
				t.Errorf("%s: %q is no selector", r.name, sel)
			}
		}
	}
}
