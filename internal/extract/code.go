package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// code keeps a listing as it was typed, without the numbers that highlighters put beside the lines.
func (w *walker) code(n *html.Node) {
	w.flush()
	var b strings.Builder
	listing(&b, n)
	text := strings.TrimRight(b.String(), " \t\r\n")
	for first, rest, ok := strings.Cut(text, "\n"); ok && strings.TrimSpace(first) == ""; first, rest, ok = strings.Cut(text, "\n") {
		text = rest
	}
	if strings.TrimSpace(text) != "" {
		w.blocks = append(w.blocks, blog.Block{Kind: blog.Code, Text: text, Lang: codeLang(n)})
	}
}

// gutter holds the classes of what stands beside the lines.
var gutter = []string{"gutter", "lineno", "linenos", "linenodiv", "lnt", "ln", "line-number", "linenumber", "line-numbers-rows", "lnum",
	"rouge-gutter", "crayon-nums", "blob-num", "hljs-ln-numbers", "react-syntax-highlighter-line-number", "code-block-filename-container", "code-copy", "copy-btn"}

func listing(b *strings.Builder, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(strings.Map(typed, c.Data))
		case c.Type != html.ElementNode || hasClass(c, gutter...) || c.DataAtom == atom.Button || c.DataAtom == atom.Script || c.DataAtom == atom.Style:
		case c.DataAtom == atom.Br:
			b.WriteByte('\n')
		case c.DataAtom == atom.Tr || c.DataAtom == atom.Div || c.DataAtom == atom.P || c.DataAtom == atom.Li:
			listing(b, c)
			if c.NextSibling != nil && !strings.HasSuffix(b.String(), "\n") {
				b.WriteByte('\n')
			}
		default:
			listing(b, c)
		}
	}
}

// typed drops what no one types into code; tabs, line breaks and everything seen stay.
func typed(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\u00a0':
		return ' '
	case unseen(r):
		return -1
	}
	return r
}

// codeClass finds the language in a class attribute: language-go, lang-go, brush: go, highlight-source-go.
var codeClass = regexp.MustCompile(`(?i)(?:^|\s)(?:language-|lang-|brush:\s*|highlight-source-|sourceCode\s+)([a-z0-9+#.:_/-]+)`)

// codeLang is the language of the listing as its markup names it: on the element, inside it, or a few levels around it.
func codeLang(n *html.Node) string {
	const around = 6 // Hexo: figure, table, tbody, tr, td, pre
	if s := langOf(n); s != "" {
		return s
	}
	for c := range n.ChildNodes() {
		if c.DataAtom == atom.Code {
			if s := langOf(c); s != "" {
				return s
			}
		}
	}
	for p, i := n.Parent, 0; p != nil && i < around; p, i = p.Parent, i+1 {
		if p.DataAtom == atom.Article || p.DataAtom == atom.Body || p.DataAtom == atom.Li {
			break
		}
		if s := langOf(p); s != "" {
			return s
		}
	}
	return ""
}

func langOf(n *html.Node) string {
	for _, key := range []string{"data-lang", "data-language", "data-enlighter-language"} {
		if s := attr(n, key); s != "" {
			return plain(s)
		}
	}
	class := attr(n, "class")
	if m := codeClass.FindStringSubmatch(class); m != nil {
		return plain(strings.TrimSuffix(m[1], ";"))
	}
	words := strings.Fields(class)
	// Hexo and Octopress write "highlight go", Hatena once wrote "code go", highlight.js writes "hljs go".
	if len(words) == 2 && (words[0] == "highlight" || words[0] == "code" || words[0] == "hljs") && !strings.Contains(words[1], "-") {
		return plain(words[1])
	}
	return ""
}

// plain empties the names that highlighters give to code of no language.
func plain(lang string) string {
	switch strings.ToLower(lang) {
	case "plaintext", "plain", "text", "none", "nohighlight", "no-highlight", "hljs", "chroma", "undefined", "default", "auto":
		return ""
	}
	if i := strings.IndexByte(lang, ':'); i > 0 { // Qiita and Zenn write language:file
		return lang[:i]
	}
	return lang
}

// codeTable says whether the table is a listing that a highlighter laid out in cells.
func codeTable(t *html.Node) bool {
	for n := range t.Descendants() {
		if n.DataAtom == atom.Pre {
			return false
		}
		if n.DataAtom == atom.Td && hasClass(n, "code", "blob-code", "crayon-code", "hljs-ln-code") {
			return true
		}
	}
	return false
}
