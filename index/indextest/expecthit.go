package indextest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// of gives the hit of the post that a line begins with, and the rest of the line.
func (c *test) of(r *index.Result, rest string) (h index.Hit, after, wrong string) {
	name, after, _ := strings.Cut(rest, " ")
	h, ok := c.hit(r.Hits, name)
	if !ok {
		return h, "", fmt.Sprintf("misses %s; it finds %s", name, list(c.found(r.Hits)))
	}
	return h, after, ""
}

func (c *test) marks(r *index.Result, rest string) string {
	h, want, wrong := c.of(r, rest)
	if wrong != "" {
		return wrong
	}
	var marked []string
	for _, s := range append(slices.Clone(h.Title), h.Excerpt...) {
		if s.Match {
			marked = append(marked, s.Text)
		}
	}
	if got := strings.Join(marked, " | "); got != want {
		return fmt.Sprintf("marks %q, want %q: %s … %s", got, want, shown(h.Title), shown(h.Excerpt))
	}
	return ""
}

func (c *test) shows(r *index.Result, rest string) string {
	h, want, wrong := c.of(r, rest)
	if wrong == "" && !strings.Contains(plain(h.Excerpt), want) {
		wrong = fmt.Sprintf("shows %q, want in it %q", plain(h.Excerpt), want)
	}
	return wrong
}

func (c *test) code(r *index.Result, rest string) string {
	h, _, wrong := c.of(r, rest)
	if wrong == "" && !h.Code {
		wrong = fmt.Sprintf("does not call it code: %s", shown(h.Excerpt))
	}
	return wrong
}

func (c *test) section(r *index.Result, rest string) string {
	h, want, wrong := c.of(r, rest)
	if wrong != "" {
		return wrong
	}
	if h.Section == nil && want != "" || h.Section != nil && h.Section.Title != want {
		return fmt.Sprintf("gives the section %+v, want %q", h.Section, want)
	}
	return ""
}

func (c *test) sections(r *index.Result, rest string) string {
	h, want, wrong := c.of(r, rest)
	if wrong != "" {
		return wrong
	}
	var got []string
	for _, p := range h.Sections {
		got = append(got, p.Title)
		if len(p.Excerpt) == 0 || p.URL == "" {
			return fmt.Sprintf("gives a section without address or snippet: %+v", p)
		}
	}
	if strings.Join(got, " | ") != want {
		return fmt.Sprintf("gives the sections %q, want %q", strings.Join(got, " | "), want)
	}
	return ""
}

func (c *test) lacks(r *index.Result, rest string) string {
	h, want, wrong := c.of(r, rest)
	if got := strings.Join(h.Missing, " | "); wrong == "" && got != want {
		wrong = fmt.Sprintf("says that %q is missing, want %q", got, want)
	}
	return wrong
}

func relaxed(r *index.Result, want string) string {
	if r.Relaxed != (want == "yes") {
		return fmt.Sprintf("says relaxed is %v, want %s", r.Relaxed, want)
	}
	return ""
}

func corrected(r *index.Result, want string) string {
	got := ""
	if r.Corrected != nil {
		got = r.Corrected.To
	}
	if got != want {
		return fmt.Sprintf("is corrected to %q, want %q", got, want)
	}
	return ""
}

func didYouMean(r *index.Result, want string) string {
	if r.DidYouMean != want {
		return fmt.Sprintf("asks whether %q was meant, want %q", r.DidYouMean, want)
	}
	return ""
}

func facet(f query.Field) func(*index.Result, string) string {
	return func(r *index.Result, want string) string {
		var values []string
		for _, v := range r.Facets[f] {
			s := fmt.Sprintf("%s=%d", v.Value, v.Count)
			if v.Selected {
				s += "*"
			}
			values = append(values, s)
		}
		if got := strings.Join(values, " "); got != want {
			return fmt.Sprintf("counts %s as %q, want %q", f, got, want)
		}
		return ""
	}
}

func (c *test) part(r *index.Result, rest string) string {
	h, want, wrong := c.of(r, rest)
	if wrong != "" {
		return wrong
	}
	got := ""
	if s := h.Series; s != nil {
		got = fmt.Sprintf("%d of %d %s", s.Number, s.Count, s.Name)
	}
	if got != want {
		return fmt.Sprintf("says it is part %q, want %q", got, want)
	}
	return ""
}

func (c *test) translated(r *index.Result, rest string) string {
	h, want, wrong := c.of(r, rest)
	if wrong != "" {
		return wrong
	}
	var got []string
	for _, t := range h.Translations {
		got = append(got, t.Lang)
		if t.URL == "" || t.Title == "" {
			return fmt.Sprintf("gives a translation without address or title: %+v", t)
		}
	}
	if strings.Join(got, " ") != want {
		return fmt.Sprintf("gives translations %q, want %q", strings.Join(got, " "), want)
	}
	return ""
}
