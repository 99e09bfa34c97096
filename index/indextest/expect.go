package indextest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// expectations says what the words below a query mean. Each takes what stands behind the word and gives what is wrong, or "".
func (c *test) expectations() map[string]func(*index.Result, string) string {
	return map[string]func(*index.Result, string) string{
		"only":         c.only,        // these posts and no others have all words, in any order
		"order":        c.order,       // these posts and no others, in this order
		"first":        c.first,       // this post is the first hit
		"before":       c.before,      // of these posts, each is in front of the next; others may be there
		"above":        c.above,       // the first of two posts is in front of the second, if that is there at all
		"finds":        c.finds,       // these posts, perhaps among others
		"misses":       c.misses,      // none of these posts
		"marks":        c.marks,       // a post, then what is marked in its title and excerpt: a | b
		"shows":        c.shows,       // a post, then text that its excerpt holds
		"code":         c.code,        // a post whose excerpt is code
		"section":      c.section,     // a post, then the heading above its excerpt
		"sections":     c.sections,    // a post, then the headings of the sections that match, the best first: a | b
		"lacks":        c.lacks,       // a post, then the words of the query that it lacks: a | b
		"relaxed":      relaxed,       // yes or no
		"tag":          facet("tag"),  // the values of the facet: value=count, * behind a chosen one
		"year":         facet("year"), // the same
		"author":       facet("author"),
		"blog":         facet("blog"),
		"lang":         facet("lang"),
		"series":       facet("series"),
		"did you mean": didYouMean,   // another query, empty for none
		"part":         c.part,       // a post, then its number in its series, of how many, and the name of the series
		"translated":   c.translated, // a post, then the languages of its translations
		"corrected":    corrected,    // the query that was answered in place of it, empty for none
	}
}

// check puts one question.
func (c *test) check(t *testing.T, e index.Engine, a ask) {
	if typed, ok := strings.CutPrefix(a.query, "typing "); ok {
		c.checkTyping(t, e, typed, a.lines)
		return
	}
	if name, ok := strings.CutPrefix(a.query, "related to "); ok {
		c.checkRelated(t, e, name, a.lines)
		return
	}
	req := index.Request{Size: 100, Facets: query.Facets()}
	text, sort, _ := strings.Cut(a.query, "| ")
	if fold, ok := strings.CutPrefix(sort, "fold "); ok {
		req.Fold, sort = index.Fold(fold), ""
	}
	if sort == "verbatim" {
		req.Verbatim, sort = true, ""
	}
	req.Sort = index.Sort(sort)
	var err error
	if req.Query, err = query.Parse(text); err != nil {
		t.Errorf("%q is refused: %v", text, err)
		return
	}
	res, err := e.Search(context.Background(), req)
	if err != nil {
		t.Errorf("searching %q fails: %v", text, err)
		return
	}
	expect := c.expectations()
	for _, l := range a.lines {
		f, ok := expect[l.verb]
		if !ok {
			t.Fatalf("a case expects %q, which is no word for an expectation", l.verb)
		}
		if wrong := f(res, l.rest); wrong != "" {
			t.Errorf("searching %q %s", a.query, wrong)
		}
	}
}

// checkRelated checks the posts that are like another.
func (c *test) checkRelated(t *testing.T, e index.Engine, name string, lines []line) {
	for id, short := range c.names {
		if short != name {
			continue
		}
		hits, err := e.Related(context.Background(), id, 10)
		if err != nil {
			t.Errorf("posts related to %s fail: %v", name, err)
			return
		}
		expect := c.expectations()
		for _, l := range lines {
			if wrong := expect[l.verb](&index.Result{Hits: hits, Total: len(hits)}, l.rest); wrong != "" {
				t.Errorf("of posts related to %s it %s", name, wrong)
			}
		}
	}
}

// checkTyping checks suggestions: "offers" names some that must be there.
func (c *test) checkTyping(t *testing.T, e index.Engine, typed string, lines []line) {
	got, err := e.Suggest(context.Background(), typed, 10)
	if err != nil {
		t.Errorf("suggestions for %q fail: %v", typed, err)
		return
	}
	var texts []string
	for _, s := range got {
		texts = append(texts, s.Kind+" "+s.Text)
	}
	for _, l := range lines {
		if l.verb != "offers" {
			t.Fatalf("a case expects %q of typing, which is no word for it", l.verb)
		}
		if !slices.Contains(texts, l.rest) {
			t.Errorf("typing %q offers %s, want among them %q", typed, list(texts), l.rest)
		}
	}
}

func (c *test) only(r *index.Result, rest string) string {
	strict := slices.DeleteFunc(slices.Clone(r.Hits), func(h index.Hit) bool { return len(h.Missing) > 0 })
	got, want := c.found(strict), strings.Fields(rest)
	if slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) && r.Strict == len(want) {
		return ""
	}
	return fmt.Sprintf("finds %s of %d with all words, want only %s", list(got), r.Strict, list(want))
}

func (c *test) order(r *index.Result, rest string) string {
	got, want := c.found(r.Hits), strings.Fields(rest)
	if slices.Equal(got, want) {
		return ""
	}
	return fmt.Sprintf("finds %s, want in this order %s", list(got), list(want))
}

func (c *test) first(r *index.Result, want string) string {
	if got := c.found(r.Hits); len(got) == 0 || got[0] != want {
		return fmt.Sprintf("finds %s, want first %s", list(got), want)
	}
	return ""
}

func (c *test) before(r *index.Result, rest string) string {
	got, want := c.found(r.Hits), strings.Fields(rest)
	last := -1
	for _, name := range want {
		i := slices.Index(got, name)
		if i <= last {
			return fmt.Sprintf("finds %s, want one in front of the other %s", list(got), list(want))
		}
		last = i
	}
	return ""
}

func (c *test) above(r *index.Result, rest string) string {
	got, want := c.found(r.Hits), strings.Fields(rest)
	first, second := slices.Index(got, want[0]), slices.Index(got, want[1])
	if second >= 0 && (first < 0 || first > second) {
		return fmt.Sprintf("finds %s, want %s above %s", list(got), want[0], want[1])
	}
	return ""
}

func (c *test) finds(r *index.Result, rest string) string {
	got := c.found(r.Hits)
	for _, name := range strings.Fields(rest) {
		if !slices.Contains(got, name) {
			return fmt.Sprintf("misses %s; it finds %s", name, list(got))
		}
	}
	return ""
}

func (c *test) misses(r *index.Result, rest string) string {
	for _, name := range strings.Fields(rest) {
		if h, ok := c.hit(r.Hits, name); ok {
			return fmt.Sprintf("finds %s, which it must not: %s … %s", name, shown(h.Title), shown(h.Excerpt))
		}
	}
	return ""
}

// list writes names for a sentence.
func list(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// shown writes spans with ⟦ ⟧ around what matches.
func shown(spans []index.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Match {
			b.WriteString("⟦" + s.Text + "⟧")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// plain is the text of spans.
func plain(spans []index.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}
