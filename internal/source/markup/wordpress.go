package markup

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A body of WordPress is what the editor kept. The block editor wrote HTML with comments around each block, which hold the language
// of code. The older one wrote line ends, from which WordPress makes paragraphs when it shows the post; and both may hold
// shortcodes in brackets, which plugins replace: those for code become code with its language, those that embed something become a
// link, of the others what they enclose stays.

var (
	comment   = regexp.MustCompile(`(?s)<!--.*?-->`)
	codeBlock = regexp.MustCompile(`(?s)<!--\s*wp:[\w/-]+\s+(\{[^\n]*?\})\s*-->\s*(?:<div[^>]*>\s*)?<pre\b([^>]*)>`)
	blockLang = regexp.MustCompile(`"(?:language|codeLanguage|lang|langType)"\s*:\s*"([\w+#.-]+)"`)
	preOpen   = regexp.MustCompile(`(?i)<pre\b([^>]*)>`)
	classLang = regexp.MustCompile(`(?i)\b(?:class|title)=["'][^"']*?\blang:\s*([\w+#.-]+)`)

	opener    = regexp.MustCompile(`\[(\[?)([A-Za-z][\w-]*)((?:[\s=:][^\]]*)?)\]`)
	attribute = regexp.MustCompile(`([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))`)
	langTail  = regexp.MustCompile(`^cc[a-z]{0,2}_(\w+)$`)
	address   = regexp.MustCompile(`https?://[^\s"'<>\]]+`)
)

// codeNames are the shortcodes that hold code, of SyntaxHighlighter Evolved, Crayon, CodeColorer and others.
var codeNames = strings.Fields(`code sourcecode source crayon cc cci cce ccn ccl ccb highlight hl prism enlighter codeblock code_block
	code-block syntax syntaxhighlighter codesyntax prettify pastacode snippet pre`)

// brushes are the languages that are shortcodes themselves, as SyntaxHighlighter Evolved has them.
var brushes = strings.Fields(`actionscript3 as3 applescript arduino bash shell sh coldfusion cf clojure clj cpp c csharp css delphi pas pascal
	diff patch erlang erl fsharp go golang groovy haskell html xhtml java javafx jfx javascript js jscript json kotlin latex tex lua matlab
	objc objective-c perl pl php plain powershell ps python py r rails ror ruby rb rust scala scss sql swift text typescript ts vb vbnet
	xml xslt yaml yml`)

// embedNames are the shortcodes that show something from elsewhere, of which the address stays as a link.
var embedNames = strings.Fields(`embed gist github tweet twitter youtube vimeo slideshare speakerdeck instagram facebook blogcard bookmark
	linkcard blog_card sitecard nlink pz-linkcard-auto blogcardlink`)

// asideNames are the shortcodes of footnotes, which stand within a sentence.
var asideNames = strings.Fields("footnote ref efn_note note_ref mfn fn")

// bareNames are shortcodes that often stand alone.
var bareNames = strings.Fields("gallery toc playlist audio video embed contact-form more-link ez-toc")

// WordPress is the text as a reader would get it, as far as that goes without the plugins.
func WordPress(text string) string {
	blocks := strings.Contains(text, "<!-- wp:")
	text = blockCode(strings.ReplaceAll(text, "\r\n", "\n"))
	text = shortcodes(text)
	text = preOpen.ReplaceAllStringFunc(text, func(tag string) string {
		if m := classLang.FindStringSubmatch(tag); m != nil && !strings.Contains(tag, "data-lang") {
			return tag[:len(tag)-1] + ` data-lang="` + html.EscapeString(m[1]) + `">`
		}
		return tag
	})
	if qTranslate.MatchString(text) {
		text = languageMark.ReplaceAllString(text, "\n")
	}
	text = comment.ReplaceAllString(text, "")
	if blocks {
		return text
	}
	return Breaks(text)
}

// blockCode writes the language that the comment before a block of code has into its element.
func blockCode(text string) string {
	return codeBlock.ReplaceAllStringFunc(text, func(s string) string {
		m := codeBlock.FindStringSubmatch(s)
		lang := blockLang.FindStringSubmatch(m[1])
		if lang == nil || strings.Contains(m[2], "data-lang") {
			return s
		}
		return strings.TrimSuffix(s, ">") + ` data-lang="` + html.EscapeString(lang[1]) + `">`
	})
}

// shortcodes replaces what stands in brackets, outside of code. A name is one of a shortcode where it has attributes or a closing
// bracket of the same name follows; other brackets, as in [1] or arr[i], are text.
func shortcodes(text string) string {
	ends := map[string]int{} // how much text is left after the last end of each shortcode
	for _, m := range closer.FindAllStringIndex(text, -1) {
		ends[text[m[0]+2:m[1]-1]] = len(text) - m[1]
	}
	var b strings.Builder
	for {
		m := opener.FindStringSubmatchIndex(text)
		if m == nil {
			return closing(b.String() + text)
		}
		if n := insideCode(text[:m[0]]); n > 0 { // go on after the code
			end := codeEnd(text, n)
			b.WriteString(text[:end])
			text = text[end:]
			continue
		}
		written, rest := text[m[4]:m[5]], text[m[1]:]
		b.WriteString(text[:m[0]])
		left, ended := ends[written]
		s := shortcode{name: strings.ToLower(written), written: written, attrs: text[m[6]:m[7]], rest: rest, closed: ended && left < len(rest)}
		replaced, taken, ok := s.replaced()
		switch {
		case m[3] > m[2] && strings.HasPrefix(rest, "]"): // [[code]] is how WordPress writes about a shortcode
			replaced, taken = text[m[0]+1:m[1]], 1
		case m[3] > m[2] || !ok:
			replaced, taken = text[m[0]:m[1]], 0
		}
		b.WriteString(replaced)
		text = rest[taken:]
	}
}

// insideCode is where in the text an element of code begins that is still open at its end, plus one; 0 where there is none.
func insideCode(text string) int {
	lower := lowerASCII(text)
	for _, tag := range []string{"pre", "code", "script", "style"} {
		if open := strings.LastIndex(lower, "<"+tag); open > strings.LastIndex(lower, "</"+tag) {
			return open + 1
		}
	}
	return 0
}

// lowerASCII is the text with ASCII letters in lower case, byte for byte, so that a place in it is one in the text.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// codeEnd is where the element that begins before n ends.
func codeEnd(text string, n int) int {
	tag := text[n : n+strings.IndexAny(text[n:]+">", " \t\n>/")]
	if i := strings.Index(lowerASCII(text[n:]), "</"+lowerASCII(tag)); i >= 0 {
		return n + i + len("</"+tag)
	}
	return len(text)
}

// shortcode is what may be one.
type shortcode struct {
	name, written string // in lower case, and as it stands there
	attrs         string
	rest          string // the text after it
	closed        bool   // its end is somewhere in the rest
}

// replaced is what stands for it, and how much of the rest belongs to it; ok is false where it is no shortcode.
func (s shortcode) replaced() (text string, taken int, ok bool) {
	lang := langTail.FindStringSubmatch(s.name)
	switch {
	case slices.Contains(codeNames, s.name) || lang != nil:
		if !s.closed {
			return pasted(s.attrs)
		}
		inner, taken := s.enclosed()
		language := attrLang(s.attrs)
		if lang != nil {
			language = lang[1]
		}
		return listing(language, inner), taken, true
	case slices.Contains(brushes, s.name) && s.closed:
		inner, taken := s.enclosed()
		return listing(s.name, inner), taken, true
	case slices.Contains(embedNames, s.name):
		inner, taken := s.enclosed()
		if strings.ContainsAny(inner, "[\n") {
			inner, taken = "", 0
		}
		return link(s.attrs + " " + inner), taken, true
	case slices.Contains(asideNames, s.name) && s.closed:
		inner, taken := s.enclosed()
		return " (" + strings.TrimSpace(inner) + ")", taken, true
	case s.closed, attribute.MatchString(s.attrs), slices.Contains(bareNames, s.name):
		return "", 0, true // what it encloses stays; its end goes with the others
	}
	return "", 0, false
}

// enclosed is the text up to its end, and how much of the rest that is with the end.
func (s shortcode) enclosed() (inner string, taken int) {
	if !s.closed {
		return "", 0
	}
	inner, after, _ := strings.Cut(s.rest, "[/"+s.written+"]")
	return inner, len(s.rest) - len(after)
}

// closing takes away the ends of shortcodes, outside of code.
func closing(text string) string {
	return outside(text, func(s string) string { return closer.ReplaceAllString(s, "") })
}

var closer = regexp.MustCompile(`\[/[A-Za-z][\w-]*\]`)

// attrLang is the language that the attributes of a shortcode tell.
func attrLang(attrs string) string {
	for _, m := range attribute.FindAllStringSubmatch(attrs, -1) {
		switch strings.ToLower(m[1]) {
		case "lang", "language", "class", "type", "brush":
			return strings.TrimPrefix(strings.Fields(m[2] + m[3] + m[4] + " x")[0], "lang:")
		}
	}
	return strings.Trim(attrs, `"'=: `) // [code lang], [code=php]
}

// listing is code as HTML. Some editors escape it, some do not.
func listing(lang, code string) string {
	return `<pre data-lang="` + html.EscapeString(lang) + `">` + html.EscapeString(html.UnescapeString(strings.Trim(code, "\n"))) + `</pre>`
}

// pasted is code that a shortcode without an end has in an attribute, as Pastacode keeps it.
func pasted(attrs string) (text string, taken int, ok bool) {
	for _, m := range attribute.FindAllStringSubmatch(attrs, -1) {
		if m[1] == "manual" {
			code, err := url.QueryUnescape(m[2] + m[3] + m[4])
			if err != nil {
				code = m[2] + m[3] + m[4]
			}
			return listing(attrLang(attrs), code), 0, true
		}
	}
	return "", 0, false
}

// link is the address that a shortcode shows something from.
func link(s string) string {
	a := address.FindString(s)
	if a == "" {
		return ""
	}
	return `<a href="` + html.EscapeString(a) + `">` + html.EscapeString(a) + `</a>`
}
