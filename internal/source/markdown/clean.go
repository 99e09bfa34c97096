package markdown

import (
	"regexp"
	"strings"
)

// Generators have notations of their own in Markdown: shortcodes of Hugo, tags of Jekyll, Hexo and Eleventy, components of MDX,
// boxes of a dozen tools, links of wikis, the notation of Hatena. A renderer that does not know them shows them to readers, and
// snippets would be full of them. Clean goes over a text in three steps: boxes that are indented lose their indentation, the text is
// parted into code and prose, and each notation in the prose gives way to the words that the generator would show.

// Clean takes out of Markdown what only a generator understands. What it would show stays, and code is left alone.
func Clean(text string) string {
	var out strings.Builder
	text = unframed(text)
	liquid, mdx, within := strings.Contains(text, "endraw"), isMDX(text), strings.Contains(text, " markdown")
	for _, p := range parts(unindented(fromHatena(text))) {
		if within && !p.code {
			p.text = openTag.ReplaceAllString(p.text, "$1\n\n")
			p.text = closeTag.ReplaceAllString(p.text, "\n$1")
		}
		switch {
		case p.code && liquid:
			out.WriteString(rawTags.ReplaceAllString(p.text, ""))
		case p.code:
			out.WriteString(p.text)
		case mdx:
			out.WriteString(prose(expressions(p.text)))
		default:
			out.WriteString(prose(p.text))
		}
	}
	return out.String()
}

// HTML holds Markdown where it says so: in the tags of Python-Markdown with markdown for an attribute, and in the slides of reveal.js, a
// text area whose content is Markdown from the first to the last line.
var (
	openTag  = regexp.MustCompile(`(?m)^([ \t]*<(?:div|figure|figcaption|section|details|summary|article|aside|center|blockquote|p|span)\b[^>\n]*\smarkdown(?:=["']?\w+["']?)?(?:\s[^>\n]*)?>)`)
	closeTag = regexp.MustCompile(`(?m)^[ \t]*(</(?:div|figure|section|details|article|aside|center|blockquote|p)>)`)
	slides   = regexp.MustCompile(`(?s)<(?:textarea|script)\b[^>]*(?:data-markdown|data-template|text/template|text/x-markdown)[^>]*>(.*?)(?:</textarea>|</script>|\z)`)
	between  = regexp.MustCompile(`(?m)^[ \t]*={2,}[ \t]*$`)
	element  = regexp.MustCompile(`<!--\s*\.(?:slide|element):.*?-->`)
)

// unframed takes slides out of what holds them. What stands below code may be code that shows such a frame.
func unframed(text string) string {
	before, _, found := strings.Cut(text, "data-markdown")
	if !found || strings.Contains(before, "```") || strings.Contains(before, "~~~") {
		return text
	}
	return replaceAll(slides, text, func(m []string) string {
		return "\n\n" + element.ReplaceAllString(between.ReplaceAllString(m[1], ""), "") + "\n\n"
	})
}

// rawTags keep Liquid from reading what stands between them, in code too.
var rawTags = regexp.MustCompile(`\{%-?\s*(?:end)?raw\s*-?%\}`)

// part is a piece of a text: code with its fences, or prose.
type part struct {
	code bool
	text string
}

var (
	fence     = regexp.MustCompile("^[ \\t>]*(`{3,}|~{3,})(.*)$")
	opening   = regexp.MustCompile(`^\s*\{(?:\{[<%]|%)-?\s*(?:highlight|codeblock|code_block|code-block)\b(.*?)-?(?:[%>]\}|%)\}\s*$`)
	closing   = regexp.MustCompile(`^\s*\{(?:\{[<%]|%)-?\s*(?:/\s*highlight|endhighlight|endcodeblock|end_code_block|/\s*code-block)\s*-?(?:[%>]\}|%)\}\s*$`)
	superPre  = regexp.MustCompile(`^>\|([\w+#.-]*)\|\s*$`) // Hatena's >|go| … ||<
	superEnd  = regexp.MustCompile(`^\|\|<\s*$`)
	listItem  = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)])\s`)
	codeLang  = regexp.MustCompile(`\blang:"?([\w+#.-]+)`)
	codeTitle = regexp.MustCompile(`(?:title|filename|file)=["']([^"']+)["']`)
)

// parts tells code from prose, line by line.
func parts(text string) []part {
	var all []part
	var current strings.Builder // of the part that is open
	open := false
	flush := func() {
		if current.Len() > 0 {
			all = append(all, part{open, current.String()})
		}
		current.Reset()
	}
	add := func(code bool, s string) {
		if code != open {
			flush()
			open = code
		}
		current.WriteString(s)
	}
	var b block
	for line := range strings.SplitAfterSeq(text, "\n") {
		code, s := b.read(line)
		add(code, s)
	}
	if b.open == "{" {
		add(true, "```\n") // never closed
	}
	flush()
	return all
}

// block is where in the text the reading stands.
type block struct {
	open  string // what code was opened with; empty outside of it
	blank bool   // the line before was empty
	list  bool   // a list goes on
	code  bool   // the line before was indented code
	tag   bool   // the line before was a tag
}

// read says of a line whether it is code, and how it is to be written.
func (b *block) read(line string) (code bool, s string) {
	bare := strings.TrimRight(line, "\r\n")
	m := fence.FindStringSubmatch(bare)
	blank := strings.TrimSpace(bare) == ""
	indented := strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")
	defer func() {
		trimmed := strings.TrimSpace(bare)
		b.tag = strings.HasPrefix(trimmed, "<") && strings.HasSuffix(trimmed, ">")
		if b.blank = blank; !blank && !indented {
			b.list = listItem.MatchString(line) || b.list && !b.blank && strings.HasPrefix(line, " ")
		}
	}()
	switch {
	case b.open != "":
		return true, b.inside(line, bare, m)
	case m != nil && !strings.Contains(m[2], "`"):
		b.open = m[1]
		if b.tag {
			return true, "\n" + opened(bare, m) // else it would be a part of the HTML
		}
		return true, opened(bare, m)
	case superPre.MatchString(bare):
		b.open = "{"
		return true, "```" + superPre.FindStringSubmatch(bare)[1] + "\n"
	case opening.MatchString(bare):
		b.open = "{"
		return true, tagged(opening.FindStringSubmatch(bare)[1])
	}
	b.code = indented && !b.list && (b.blank || b.code) && (!blank || b.code)
	return b.code, line
}

// inside writes a line of code that was opened, and notices its end; m is the fence that the line is.
func (b *block) inside(line, bare string, m []string) string {
	if b.open == "{" {
		if closing.MatchString(bare) || superEnd.MatchString(bare) {
			b.open = ""
			return "```\n"
		}
		return line
	}
	if m != nil && strings.HasPrefix(m[1], b.open) && strings.TrimSpace(m[2]) == "" {
		b.open = ""
	}
	return line
}

// opened is the first line of fenced code with its language alone; the name of the file, which is shown above the code, stands before
// it where the code stands in no list or quotation.
func opened(line string, m []string) string {
	info := strings.TrimSpace(m[2])
	lang, rest, _ := strings.Cut(info, " ")
	name := ""
	if t := codeTitle.FindStringSubmatch(rest); t != nil {
		name = t[1]
	}
	lang = strings.Trim(lang, "{}.")
	if l, file, ok := strings.Cut(lang, ":"); ok {
		lang, name = l, file
	}
	lang = strings.TrimPrefix(strings.TrimSuffix(lang, ","), "diff_")
	if strings.HasPrefix(info, "title=") {
		lang = ""
	}
	mark := strings.TrimSuffix(line, m[2]) + lang + "\n"
	if name != "" && line[0] == m[1][0] {
		return name + "\n\n" + mark
	}
	return mark
}

// tagged is the first line of code that a tag opens: highlight ruby linenos, or codeblock Title lang:objc http://…
func tagged(args string) string {
	args = strings.TrimSpace(args)
	lang, title := "", ""
	if m := codeLang.FindStringSubmatch(args); m != nil {
		lang = m[1]
		title, _, _ = strings.Cut(args, "lang:")
	} else {
		lang, _, _ = strings.Cut(args, " ")
	}
	if t := codeTitle.FindStringSubmatch(args); t != nil {
		title = t[1]
	}
	mark := "```" + strings.Trim(lang, `"'`) + "\n"
	if title = strings.TrimSpace(title); title != "" && !strings.Contains(title, "=") {
		return title + "\n\n" + mark
	}
	return mark
}

// box matches the first line of a box whose content is indented: !!! note "Title", ??? tip, === "Tab".
var box = regexp.MustCompile(`^(\s*)(?:(?:!!!|\?\?\?\+?)\s*[\w -]*?|===[!+]?)\s*(?:"([^"]*)"|'([^']*)')?\s*$`)

// unindented takes the indentation off the content of boxes of Python-Markdown, and leaves their titles.
func unindented(text string) string {
	if !strings.Contains(text, "!!!") && !strings.Contains(text, "???") && !strings.Contains(text, "=== \"") {
		return text
	}
	var out strings.Builder
	var depths []int // of the boxes that are open
	open := ""
	for line := range strings.SplitAfterSeq(text, "\n") {
		bare := strings.TrimRight(line, "\r\n")
		indent := len(bare) - len(strings.TrimLeft(bare, " "))
		if strings.TrimSpace(bare) != "" {
			for len(depths) > 0 && indent < depths[len(depths)-1] {
				depths = depths[:len(depths)-1]
			}
		}
		off := 4 * len(depths)
		line = line[min(off, indent):]
		if m := fence.FindStringSubmatch(bare); m != nil {
			switch {
			case open == "":
				open = m[1]
			case strings.HasPrefix(m[1], open) && strings.TrimSpace(m[2]) == "":
				open = ""
			}
		}
		if m := box.FindStringSubmatch(bare); m != nil && open == "" && (strings.Contains(bare, "!!!") || strings.Contains(bare, "???") || m[2]+m[3] != "") {
			depths = append(depths, indent+4)
			out.WriteString("\n" + strings.Repeat(" ", max(0, indent-off)) + m[2] + m[3] + "\n\n")
			continue
		}
		out.WriteString(line)
	}
	return out.String()
}
