package wxr

import (
	"html"
	"regexp"
	"strings"
)

// A body is what the editor kept. The block editor wrote HTML with comments around each block. The older one wrote line ends,
// from which WordPress makes paragraphs when it shows the post; and both may hold shortcodes, which plugins replace.

var (
	comment   = regexp.MustCompile(`(?s)<!--.*?-->`)
	verbatim  = regexp.MustCompile(`(?is)<pre\b.*?</pre>|<code\b.*?</code>|<script\b.*?</script>|<style\b.*?</style>`)
	listing   = regexp.MustCompile(`(?is)\[(?:source)?code(?:\s+(?:lang(?:uage)?=)?["']?([\w+#.-]*)["']?[^\]]*)?\](.*?)\[/(?:source)?code\]`)
	shortcode = regexp.MustCompile(`\[/?(?:caption|gallery|audio|video|playlist|embed|wp_caption|contact-form|contact-form-7|toc|toc_[\w-]*|ez-toc)\b[^\]]*\]|\[[A-Za-z][\w-]*(?:\s+[\w-]+=(?:"[^"]*"|'[^']*'|[^\]\s]+))+\s*/?\]|\[/[A-Za-z][\w-]*\]`)
)

// body is the text as a reader would get it, as far as that goes without the plugins.
func body(text string) string {
	blocks := strings.Contains(text, "<!-- wp:")
	text = comment.ReplaceAllString(text, "")
	text = listing.ReplaceAllStringFunc(text, func(s string) string {
		m := listing.FindStringSubmatch(s)
		return `<pre data-lang="` + m[1] + `">` + html.EscapeString(html.UnescapeString(m[2])) + `</pre>` // some editors escape, some do not
	})
	return outside(text, func(s string) string {
		s = shortcode.ReplaceAllString(s, "")
		if !blocks {
			s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "<br>\n")
		}
		return s
	})
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
