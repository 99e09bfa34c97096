package sample

import (
	"fmt"
	"hash/fnv"
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strings"
)

// The notation of a body is the part of Markdown and Hatena notation that the posts need. Blocks stand between empty lines:
//
//	## heading             ### lesser heading
//	- item                 1. item             > quotation
//	| a | b |              a table; the first row is its head
//	![alt](name)           an image             [:contents]  a table of contents
//	[card:address title]   an embedded card     ===          where the front page cuts
//	```go … ```            code
//
// and within a paragraph `code`, **strong**, [text](address), [[keyword]] and ((a footnote)).
type renderer struct {
	path  string // of the post: footnotes need names of their own on a page of several posts
	notes []string
	heads []string
	out   strings.Builder
}

// html renders a body. The text is ours, so that nothing in it needs to be cleaned.
func (r *renderer) html(body string) template.HTML {
	blocks := strings.Split("\n"+strings.TrimSpace(body), "\n\n")
	for _, line := range strings.Split(body, "\n") {
		if strings.HasPrefix(line, "## ") {
			r.heads = append(r.heads, line[3:])
		}
	}
	for i := 0; i < len(blocks); i++ {
		b := strings.Trim(blocks[i], "\n")
		for strings.HasPrefix(b, "```") && !strings.HasSuffix(b, "\n```") && i+1 < len(blocks) {
			i++
			b += "\n\n" + blocks[i]
		}
		r.block(b)
	}
	r.footnotes()
	return template.HTML(r.out.String())
}

func (r *renderer) block(b string) {
	switch {
	case b == "":
	case b == "[:contents]":
		r.contents()
	case strings.HasPrefix(b, "```"):
		r.code(b)
	case strings.HasPrefix(b, "## "):
		r.put("<h3 id=\"%s\">%s</h3>\n", html.EscapeString(b[3:]), r.inline(b[3:]))
	case strings.HasPrefix(b, "### "):
		r.put("<h4 id=\"%s\">%s</h4>\n", html.EscapeString(b[4:]), r.inline(b[4:]))
	case strings.HasPrefix(b, "- "):
		r.list("ul", strings.Split(b[2:], "\n- "))
	case strings.HasPrefix(b, "1. "):
		r.list("ol", strings.Split(b[3:], "\n1. "))
	case strings.HasPrefix(b, "> "):
		r.put("<blockquote>\n<p>%s</p>\n</blockquote>\n", r.inline(strings.ReplaceAll(b[2:], "\n> ", "\n")))
	case strings.HasPrefix(b, "| "):
		r.table(strings.Split(b, "\n"))
	case strings.HasPrefix(b, "!["):
		alt, name, _ := strings.Cut(strings.TrimSuffix(b[2:], ")"), "](")
		r.put("<p><span itemscope itemtype=\"http://schema.org/Photograph\"><img src=\"/images/fotolife/%s.svg\" alt=\"%s\" width=\"640\" height=\"200\" loading=\"lazy\" title=\"\" class=\"hatena-fotolife\" itemprop=\"image\"></span></p>\n", name, html.EscapeString(alt))
	case strings.HasPrefix(b, "[card:"):
		r.card(strings.TrimSuffix(b[len("[card:"):], "]"))
	default:
		r.put("<p>%s</p>\n", r.inline(b))
	}
}

func (r *renderer) put(format string, args ...any) { fmt.Fprintf(&r.out, format+"\n", args...) }

func (r *renderer) code(b string) {
	lang, text, _ := strings.Cut(strings.TrimSuffix(b[3:], "\n```"), "\n")
	r.put("<pre class=\"code lang-%s\" data-lang=\"%s\" data-unlink>%s</pre>\n", lang, lang, html.EscapeString(text))
}

func (r *renderer) list(tag string, items []string) {
	r.put("<%s>", tag)
	for _, it := range items {
		r.put("<li>%s</li>", r.inline(it))
	}
	r.put("</%s>\n", tag)
}

func (r *renderer) table(rows []string) {
	r.put("<table>")
	for i, row := range rows {
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		r.put("<tr>")
		for c := range strings.SplitSeq(strings.Trim(row, "| "), " | ") {
			r.put("<%s>%s</%s>", cell, r.inline(c), cell)
		}
		r.put("</tr>")
	}
	r.put("</table>\n")
}

func (r *renderer) contents() {
	r.put("<ul class=\"table-of-contents\">")
	for _, h := range r.heads {
		r.put("<li><a href=\"#%s\">%s</a></li>", url.PathEscape(h), html.EscapeString(h))
	}
	r.put("</ul>\n")
}

// card is an embedded link. The page that its frame shows is served by the sample blog too: a demo asks nothing of the world.
func (r *renderer) card(b string) {
	address, title, _ := strings.Cut(b, " ")
	host := address
	if u, err := url.Parse(address); err == nil {
		host = u.Host
	}
	r.put("<p><iframe src=\"/hatenablog-parts.com/embed?url=%s\" title=\"%s\" class=\"embed-card embed-webcard\" scrolling=\"no\" frameborder=\"0\" style=\"display: block; width: 100%%; height: 90px; max-width: 500px; margin: 10px 0px;\"></iframe><cite class=\"hatena-citation\"><a href=\"%s\">%s</a></cite></p>\n",
		url.QueryEscape(address), html.EscapeString(title), html.EscapeString(address), html.EscapeString(host))
}

func (r *renderer) footnotes() {
	if len(r.notes) == 0 {
		return
	}
	r.put("<div class=\"footnote\">")
	for i, n := range r.notes {
		r.put("<p class=\"footnote\"><a href=\"#fn-%s\" name=\"f-%s\" id=\"f-%s\" class=\"footnote-number\">*%d</a><span class=\"footnote-delimiter\">:</span><span class=\"footnote-text\">%s</span></p>",
			r.note(i), r.note(i), r.note(i), i+1, n)
	}
	r.put("</div>\n")
}

// note names the footnote i of this post.
func (r *renderer) note(i int) string {
	h := fnv.New32a()
	_, _ = fmt.Fprintf(h, "%s %d", r.path, i) // a hash never fails
	return fmt.Sprintf("%08x", h.Sum32())
}

// spans finds what is marked within a paragraph; code comes first, for nothing within it counts.
var spans = regexp.MustCompile("`[^`]+`|\\*\\*[^*]+\\*\\*|\\[\\[[^\\]]+\\]\\]|\\(\\(.+?\\)\\)|\\[[^\\]]+\\]\\([^)]+\\)")

func (r *renderer) inline(text string) string {
	var b strings.Builder
	last := 0
	for _, m := range spans.FindAllStringIndex(text, -1) {
		b.WriteString(html.EscapeString(text[last:m[0]]))
		b.WriteString(r.span(text[m[0]:m[1]]))
		last = m[1]
	}
	b.WriteString(html.EscapeString(text[last:]))
	return b.String()
}

func (r *renderer) span(s string) string {
	switch {
	case s[0] == '`':
		return "<code>" + html.EscapeString(s[1:len(s)-1]) + "</code>"
	case s[0] == '*':
		return "<strong>" + html.EscapeString(s[2:len(s)-2]) + "</strong>"
	case strings.HasPrefix(s, "[["):
		word := s[2 : len(s)-2]
		return fmt.Sprintf(`<a class="keyword" href="http://d.hatena.ne.jp/keyword/%s">%s</a>`, url.PathEscape(word), html.EscapeString(word))
	case strings.HasPrefix(s, "(("):
		r.notes = append(r.notes, html.EscapeString(s[2:len(s)-2]))
		n := r.note(len(r.notes) - 1)
		return fmt.Sprintf(`<a href="#f-%s" id="fn-%s" name="fn-%s" title="%s">*%d</a>`, n, n, n, html.EscapeString(s[2:len(s)-2]), len(r.notes))
	}
	text, address, _ := strings.Cut(s[1:len(s)-1], "](")
	return fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(address), html.EscapeString(text))
}

var markup = regexp.MustCompile(`<[^>]*>`)

// gist is the start of a rendered body as plain text.
func gist(body string) string {
	text := strings.Join(strings.Fields(html.UnescapeString(markup.ReplaceAllString(body, " "))), " ")
	if r := []rune(text); len(r) > 110 {
		return string(r[:110]) + "…"
	}
	return text
}
