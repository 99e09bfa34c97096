package extract

import (
	"strings"
	"unicode"
)

// trimTitle takes the blog's name off a title, before or behind it. Where the name is unknown, a heading on the page that the
// title begins with is the title.
func (d *document) trimTitle(s string) string {
	if d.site != "" && s != d.site {
		if rest, ok := strings.CutSuffix(s, d.site); ok && endsApart(rest) {
			return strings.TrimRightFunc(rest, apart)
		}
		if rest, ok := strings.CutPrefix(s, d.site); ok && startsApart(rest) {
			return strings.TrimLeftFunc(rest, apart)
		}
	}
	const few = 20 // headings of the page that may be its title
	for i, h := range d.doc.Find("h1, h2, .entry-title, .post-title").EachIter() {
		if i >= few {
			break
		}
		v := tidy(textOf(h.Get(0)))
		if v == s {
			return s
		}
		if rest, ok := strings.CutPrefix(s, v); ok && v != "" && v != d.site && startsApart(rest) {
			return v
		}
		if cutShort, ok := strings.CutSuffix(strings.TrimSuffix(s, "..."), "…"); (ok || strings.HasSuffix(s, "...")) && strings.HasPrefix(v, cutShort) && cutShort != "" {
			return v
		}
	}
	return s
}

// apart says whether the rune stands between a title and the name of a blog.
func apart(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("-|–—―:：｜»«·•‹›/／~〜<>", r)
}

func endsApart(s string) bool {
	t := strings.TrimRightFunc(s, apart)
	return t != "" && len(s)-len(t) > 1
}

func startsApart(s string) bool {
	t := strings.TrimLeftFunc(s, apart)
	return t != "" && len(s)-len(t) > 1
}
