// Package markup makes HTML of what platforms keep as the text of a post: line ends that become paragraphs, shortcodes that
// plugins replace, marks between languages. It knows no format of exports.
package markup

import (
	"html"
	"regexp"
	"strings"
)

var (
	inline = regexp.MustCompile(`(?i)</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|ins|kbd|mark|rp|rt|ruby|s|small|span|strike|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>`)
	// languageMark parts the languages of a text in the two ways of qTranslate.
	languageMark = regexp.MustCompile(`<!--:(?:[a-z]{2})?-->|\[:(?:[a-z]{2})?\]`)
	qTranslate   = regexp.MustCompile(`<!--:[a-z]{2}-->|\[:[a-z]{2}\]`)
)

// Plain is the text of a title or a label that is kept as HTML: without inline tags, and its entities read. Of one in several
// languages all are kept.
func Plain(s string) string {
	if qTranslate.MatchString(s) {
		s = strings.Join(texts(languageMark.Split(s, -1)), " / ")
	}
	return strings.TrimSpace(html.UnescapeString(inline.ReplaceAllString(s, "")))
}

func texts(parts []string) []string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// verbatim are the elements in which white space is not ours to change.
var verbatim = regexp.MustCompile(`(?is)<pre\b.*?</pre>|<code\b.*?</code>|<script\b.*?</script>|<style\b.*?</style>|<textarea\b.*?</textarea>`)

// Breaks makes line breaks of line ends, as platforms do when they show such a text; two of them part paragraphs.
func Breaks(text string) string { return outside(text, breaks) }

func breaks(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "<br>\n")
}

// outside changes what is not code.
func outside(text string, change func(string) string) string {
	var b strings.Builder
	last := 0
	for _, m := range append(verbatim.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		b.WriteString(change(text[last:m[0]]))
		b.WriteString(text[m[0]:m[1]])
		last = m[1]
	}
	return b.String()
}
