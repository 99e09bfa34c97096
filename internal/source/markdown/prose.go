package markdown

import (
	"regexp"
	"strconv"
	"strings"
)

// rule is one notation, and what stays of it.
type rule struct {
	signs   []string // without one of which the text has none
	pattern *regexp.Regexp
	becomes func(m []string) string
}

// notation makes a rule of a pattern; the parts of its match are numbered from 1. Several signs have ¦ between them.
func notation(signs, pattern string, becomes func(m []string) string) rule {
	return rule{signs: strings.Split(signs, "¦"), pattern: regexp.MustCompile(pattern), becomes: becomes}
}

func gone([]string) string { return "" }

// the gives back a part of the match.
func the(n int) func([]string) string { return func(m []string) string { return m[n] } }

func (r rule) apply(s string) string {
	for _, sign := range r.signs {
		if strings.Contains(s, sign) {
			return replaceAll(r.pattern, s, r.becomes)
		}
	}
	return s
}

// replaceAll is ReplaceAllStringFunc with the parts of each match.
func replaceAll(re *regexp.Regexp, s string, becomes func(m []string) string) string {
	var out strings.Builder
	last := 0
	for _, at := range re.FindAllStringSubmatchIndex(s, -1) {
		m := make([]string, len(at)/2)
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = s[at[2*i]:at[2*i+1]]
			}
		}
		out.WriteString(s[last:at[0]])
		out.WriteString(becomes(m))
		last = at[1]
	}
	out.WriteString(s[last:])
	return out.String()
}

// untouched are the parts of a text in which nothing is a notation: code within a line, and what Liquid is told not to read.
var untouched = regexp.MustCompile("(?s)\\{%-?\\s*raw\\s*-?%\\}(.*?)\\{%-?\\s*endraw\\s*-?%\\}|``[^\\n]+?``|`[^`\\n]+`")

// hole stands for a verbatim part while the others are looked at; no text has these characters.
var hole = regexp.MustCompile("\x01(\\d+)\x02")

// prose is a text outside of code without notations.
func prose(s string) string {
	if !strings.ContainsAny(s, "{[<:*=^%(@>") {
		return s
	}
	var kept []string
	s = strings.NewReplacer("\x01", "", "\x02", "").Replace(s)
	s = replaceAll(untouched, s, func(m []string) string {
		if m[0][0] == '`' {
			kept = append(kept, m[0])
		} else {
			kept = append(kept, m[1])
		}
		return "\x01" + strconv.Itoa(len(kept)-1) + "\x02"
	})
	s = components(s)
	for _, r := range notations {
		s = r.apply(s)
	}
	if len(kept) == 0 {
		return s
	}
	return replaceAll(hole, s, func(m []string) string {
		n, err := strconv.Atoi(m[1])
		if err != nil || n >= len(kept) {
			return ""
		}
		return kept[n]
	})
}

// figureText is what a figure shows: its picture by what is said of it, and the text below it.
func figureText(args string) string {
	a := arguments(args)
	out := ""
	if alt := a["alt"]; alt != "" {
		out = "![" + alt + "](figure)"
	}
	for _, name := range []string{"caption", "title"} {
		if v := a[name]; v != "" && v != a["alt"] {
			if out != "" {
				out += "\n\n"
			}
			out += v
			break
		}
	}
	return out
}

var (
	argument = regexp.MustCompile(`([\w:-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|` + "`([^`]*)`" + `|([^\s"'>]+))`)
	quoted   = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"|'([^']*)'`)
)

// arguments are those of a tag that have names.
func arguments(s string) map[string]string {
	out := map[string]string{}
	for _, m := range argument.FindAllStringSubmatch(s, -1) {
		out[strings.ToLower(m[1])] = strings.ReplaceAll(m[2]+m[3]+m[4]+m[5], `\"`, `"`)
	}
	return out
}

// lastQuoted is the last argument in quotes.
func lastQuoted(s string) string {
	all := quoted.FindAllStringSubmatch(s, -1)
	if len(all) == 0 {
		return ""
	}
	m := all[len(all)-1]
	return m[1] + m[2]
}

var webAddress = regexp.MustCompile(`https?://[^\s"'<>}]+`)

// boxes are tags whose arguments have a title that is shown.
var boxes = regexp.MustCompile(`^(?:details|expand|notice|note|tip|info|warning|hint|admonition|callout|alert|tab|tabs|tabitem|accordion|collapse|fold|folding|spoiler|box|panel|card|button|btn|link|label|markmap|step|quote|blockquote)$`)

// figures are tags that show a picture.
var figures = regexp.MustCompile(`^(?:figure|img|image|asset_img|picture|photo)$`)

// titleOf is the title among the arguments of a box, empty where it has none.
func titleOf(a map[string]string, args string) string {
	for _, n := range []string{"title", "summary", "name", "header", "label", "content", "text"} {
		if v := a[n]; v != "" {
			return v
		}
	}
	if q := lastQuoted(argument.ReplaceAllString(args, "")); !strings.HasPrefix(q, "http") && !strings.HasPrefix(q, "/") {
		return q
	}
	return ""
}

// shown is what stays of a tag of a generator (a shortcode): the text of a figure, the title of a box, the address that is embedded.
func shown(name, args string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	a := arguments(args)
	switch {
	case figures.MatchString(name) || name == "include" && (a["caption"] != "" || a["alt"] != ""):
		if q := lastQuoted(args); a["alt"]+a["caption"]+a["title"] == "" && q != "" && name != "include" && !strings.ContainsAny(q, "/.") {
			return "![" + strings.Trim(q, `"'`) + "](figure)"
		}
		return figureText(args)
	case name == "post_link" || name == "link" && lastQuoted(args) != "" && a["href"] == "":
		return lastQuoted(args)
	case boxes.MatchString(name):
		if title := titleOf(a, args); title != "" {
			return "\n\n" + title + "\n\n"
		}
	}
	if u := webAddress.FindString(args); u != "" && !strings.Contains(name, "ref") && name != "img" {
		return "<" + u + ">"
	}
	return ""
}

// notations are what generators understand, in the order in which they are taken out.
var notations = []rule{
	// MDX: modules, and remarks.
	notation("import", `(?m)^import\s+(?:[\w*{}$,\s]+?\s+from\s+)?["'][^"'\n]+["'];?[ \t]*$`, gone),
	notation("export ", `(?m)^export\s+(?:default\s+)?(?:const|let|var|function|async|class)\b(?:[^\n]+\n?)+`, gone),
	notation("{/*", `(?s)\{/\*.*?\*/\}`, gone),
	// Shortcodes of Hugo, and of Zola and Nikola, which are alike.
	notation("{{", `(?s)\{\{([<%])\s*/\*.*?\*/\s*[>%]\}\}`, gone),
	notation("{{", `(?s)\{\{[<%]\s*(/?)\s*([\w/.:-]+)((?:"(?:[^"\\]|\\.)*"|'[^']*'|`+"`[^`]*`"+`|[^>%]|[>%][^}])*?)/?[>%]\}\}`, func(m []string) string {
		if m[1] != "" {
			return ""
		}
		return shown(m[2], m[3])
	}),
	// Liquid, Nunjucks and the tags of Hexo.
	notation("{%", `(?s)\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}`, gone),
	notation("{#", `(?s)\{#[ \t-].*?#\}`, gone),
	notation("{%", `(?s)\{%-?\s*/?([\w:.-]+)((?:"[^"]*"|'[^']*'|[^%]|%[^}])*?)-?%\}`, func(m []string) string { return shown(m[1], m[2]) }),
	notation("{:toc", `(?m)^[*+-][ \t]+[^\n]*\n\{:toc\}[ \t]*$`, gone),
	notation("{{", `(?s)\{\{.*?\}\}`, gone),
	// Attributes of kramdown and Python-Markdown.
	notation("{:", `\{::?[^}\n]*\}`, gone),
	notation("{.¦{#", `(?m)^[ \t]*\{[.#][A-Za-z][^}\n]*\}[ \t]*$`, gone),
	notation("){¦) {", `\)\{[ ]?[.#:\w][^}\n]*\}`, func([]string) string { return ")" }),
	// Files whose names have spaces, which CommonMark wants in brackets.
	notation("](", `(\[[^\]\n]*\])\(([^()<>"'\n]*[^()<>"'\s] [^()<>"'\n]*\.[A-Za-z0-9]{2,5})\)`, func(m []string) string { return m[1] + "(<" + strings.TrimSpace(m[2]) + ">)" }),
	// Tables of contents.
	notation("toc¦TOC¦:contents", `(?m)^[ \t]*(?:\[\[_?(?:toc|TOC)_?\]\]|\[(?:toc|TOC)\]|@\[toc\](?:\([^)]*\))?|\$\{toc\}|\[:contents\]|<!--\s*toc\s*-->)[ \t]*$`, gone),
	// Boxes: of Zenn, Qiita, Docusaurus, VuePress, Pandoc, GitHub and Obsidian.
	notation(":::", `(?m)^([ \t>]*):{3,}[ \t]*(\{[^}\n]*\}|[\w-]*)[ \t]*(?:\[([^\]\n]*)\])?[ \t]*([^\n]*)$`, boxTitle),
	notation("::", `(?m)^::[\w-]+(?:\[([^\]\n]*)\])?(?:\{([^}\n]*)\})?[ \t]*$`, func(m []string) string {
		if u := webAddress.FindString(m[2]); u != "" && m[1] == "" {
			return "<" + u + ">"
		}
		return m[1]
	}),
	notation("[!", `(?m)^([ \t]*(?:>[ \t]?)+)\[!([\w-]+)(?:\|[^\]\n]*)?\][+-]?[ \t]*([^\n]*)$`, func(m []string) string {
		if strings.TrimSpace(m[3]) == "" {
			return strings.TrimRight(m[1], " ")
		}
		return m[1] + m[3] + "\n" + strings.TrimRight(m[1], " ")
	}),
	notation("<<<", `(?m)^<<<[ \t]+[@./][^\n]*$`, gone),
	notation("--8<--", `(?m)^[ \t]*;?--8<--[^\n]*$`, gone),
	// Cards of Zenn.
	notation("@[", `(?m)^[ \t]*@\[([\w-]+)\]\(([^)\s]*)\)[ \t]*$`, func(m []string) string {
		if strings.HasPrefix(m[2], "http") {
			return "<" + m[2] + ">"
		}
		return ""
	}),
	// Hatena.
	notation(":title", `\[(https?://[^\s\]\[]+?):title=([^\]\n]+)\]`, func(m []string) string { return `<a href="` + m[1] + `">` + m[2] + "</a>" }), // also within HTML
	notation("[http", `\[(https?://[^\s\]\[]+?):(?:title|embed|cite|image|barcode)(?::[\w:=]*)?\]`, func(m []string) string { return "<" + m[1] + ">" }),
	notation("[f:id:", `\[f:id:[^\]\n]*?(?::alt=([^\]:\n]*))?\]`, func(m []string) string {
		if m[1] == "" {
			return ""
		}
		return "![" + m[1] + "](figure)"
	}),
	notation("[asin:¦[isbn:¦[ISBN:", `\[?\b(?:asin|isbn|ISBN):[\w-]{6,}(?::\w+)*\]?`, gone),
	notation("[google:¦[wikipedia:¦[keyword:¦[twitter:¦[map:", `\[(?:google|wikipedia|keyword|twitter|map)(?::(?:image|news|en|ja))?:([^\]\n]*)\]`, the(1)),
	notation("[tex:", `\[tex:([^\]\n]*)\]`, the(1)),
	notation("id:", `\b(id:[\w-]+):(?:detail|image|archive|about)\b`, the(1)),
	notation("[id:", `\[(id:[\w-]+)(?::[^\]\n]*)?\]`, the(1)),
	notation("((", `\(\(([^()\n]{2,300}(?:\([^()\n]{1,100}\)[^()\n]{0,200}){0,3})\)\)`, func(m []string) string { return " (" + m[1] + ")" }),
	notation("\n>>¦\n<<¦\n>|¦\n|<", `(?m)^(?:>>|<<|>\|\||>\||\|<)[ \t]*$`, gone),
	// Links of wikis, and other signs of Obsidian.
	notation("[[", `(!?)\[\[([^\]\[|#\n \t][^\]\[|#\n]*)?(?:#([^\]\[|\n]*))?(?:\\?\|([^\]\n]*))?\]\](\(?)`, wikiLink),
	notation("%%", `(?s)(?:^|\n|[ \t])%%[^%]{1,900}%%`, func(m []string) string { return strings.TrimRight(m[0][:1], "%") }),
	notation("==", `==([^=\s](?:[^=\n]*[^=\s])?)==`, the(1)),
	notation("^[", `\^\[([^\]\n]+)\]`, func(m []string) string { return " (" + m[1] + ")" }),
	notation("^", `\^([\p{L}\p{N}+-]{1,12})\^`, the(1)),
	// Emphasis beside Japanese, which CommonMark does not see: **「題」**は.
	notation("**", `\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*`, func(m []string) string {
		if strings.IndexFunc(m[1], func(r rune) bool { return r > 0x7f }) < 0 {
			return m[0]
		}
		return "<strong>" + m[1] + "</strong>"
	}),
	// Signs that are drawn.
	notation(":", `(?m)(^|[\s\p{Han}\p{Hiragana}\p{Katakana}。、！]):[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*:(\s|$)`, func(m []string) string { return m[1] + m[2] }),
}

var (
	boxKind  = regexp.MustCompile(`^(?:alert|warn|warning|info|note|tip|message|danger)?$`)
	titledIn = regexp.MustCompile(`title=["']?([^"'}]+)`)
)

// boxTitle is what a line of colons leaves: the title of the box that it opens.
func boxTitle(m []string) string {
	title := strings.TrimSpace(m[4])
	if i := strings.IndexByte(title, '{'); i >= 0 {
		if t := titledIn.FindStringSubmatch(title[i:]); t != nil {
			title = t[1]
		} else {
			title = strings.TrimSpace(title[:i])
		}
	}
	if t := titledIn.FindStringSubmatch(m[2]); t != nil {
		title = t[1]
	}
	if m[3] != "" {
		title = m[3]
	}
	if (m[2] == "message" || m[2] == "note") && boxKind.MatchString(title) {
		title = ""
	}
	title = strings.Trim(title, ": \"")
	if title == "" {
		return strings.TrimRight(m[1], " ")
	}
	return m[1] + title + "\n" + strings.TrimRight(m[1], " ")
}

var pictureName = regexp.MustCompile(`(?i)\.(?:png|jpe?g|gif|svg|webp|avif|bmp|mp4|webm|mov|mp3|wav|pdf)$`)

// wikiLink is the text of a link of a wiki: what it is called there, or the page's name.
func wikiLink(m []string) string {
	embeds, page, heading, label, link := m[1] != "", m[2], m[3], strings.TrimSpace(m[4]), m[5]
	if link != "" || page == "" && heading == "" {
		return m[0] // [[1]](http://…) is a link of Markdown
	}
	switch {
	case embeds && pictureName.MatchString(page):
		if label == "" || strings.Trim(label, "0123456789x") == "" {
			return ""
		}
		return "![" + label + "](figure)"
	case label != "":
		return label
	case page == "":
		return heading
	}
	return page[strings.LastIndexByte(page, '/')+1:]
}
