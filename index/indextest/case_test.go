package indextest

import (
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestEveryCaseSaysWhatItExpectsInKnownWords(t *testing.T) {
	for _, c := range caseFiles(t) {
		for _, a := range c.asks {
			if len(a.lines) == 0 {
				t.Errorf("%s: nothing is expected of %q", c.name, a.query)
			}
			for _, l := range a.lines {
				_, known := c.expectations()[l.verb]
				if typing := strings.HasPrefix(a.query, "typing "); known == typing || typing && l.verb != "offers" {
					t.Errorf("%s: %q is no word for an expectation", c.name, l.verb)
				}
			}
		}
	}
}

// An expectation that cannot fail is worth nothing: each has to tell a result that meets it from one that does not.
func TestEveryExpectationCanFail(t *testing.T) {
	p, err := ParsePost("case/a", "title: 猫\ntags: 猫\n\n# 犬\n鳥")
	if err != nil {
		t.Fatal(err)
	}
	c := &test{names: map[blog.ID]string{p.ID: "a", "b": "b"}}
	other := *p
	other.ID = "b"
	good := &index.Result{Total: 2, Strict: 1, Relaxed: true, DidYouMean: "猫", Corrected: &index.Correction{From: "描", To: "猫"}, Hits: []index.Hit{
		{Post: *p, Excerpt: []index.Span{{Text: "鳥", Match: true}}, Section: &index.Section{Title: "犬"}, Missing: []string{"魚"}, Code: true,
			Sections:     []index.Passage{{Section: index.Section{Title: "犬", URL: p.URL}, Excerpt: []index.Span{{Text: "鳥"}}}},
			Series:       &index.Series{Name: "動物", Number: 2, Count: 3},
			Translations: []index.Translation{{Lang: "en", URL: p.URL, Title: "cat"}}},
		{Post: other},
	}, Facets: map[query.Field][]index.Value{}}
	for _, f := range []query.Field{query.Tag, query.Year, query.Author, query.Blog, query.Lang, query.Series} {
		good.Facets[f] = []index.Value{{Value: "x", Count: 2, Selected: true}}
	}
	bad := &index.Result{Total: 3, Hits: slices.Clone(good.Hits[1:]), DidYouMean: "犬"}
	lines := map[string]string{
		"only": "b", "order": "a b", "first": "a", "before": "a b", "finds": "a", "marks": "a 鳥", "shows": "a 鳥", "code": "a",
		"section": "a 犬", "lacks": "a 魚", "relaxed": "yes", "tag": "x=2*", "year": "x=2*", "author": "x=2*", "blog": "x=2*", "lang": "x=2*",
		"did you mean": "猫", "series": "x=2*", "sections": "a 犬", "part": "a 2 of 3 動物", "translated": "a en", "corrected": "猫", "above": "a b", "misses": "c",
	}
	for verb, check := range c.expectations() {
		rest, ok := lines[verb]
		if !ok {
			t.Errorf("%q has no example here", verb)
			continue
		}
		if wrong := check(good, rest); wrong != "" {
			t.Errorf("%q fails where it holds: %s", verb, wrong)
		}
		if verb == "misses" {
			rest = "b"
		}
		if check(bad, rest) == "" {
			t.Errorf("%q holds of anything", verb)
		}
	}
}
