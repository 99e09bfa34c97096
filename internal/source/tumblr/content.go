package tumblr

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

// content is the title and the body of a post, whatever its type. A field of text is plain in some types and HTML in others.
func (p *post) content() (title, body string) {
	var b strings.Builder
	markup := func(s string) {
		if s != "" {
			b.WriteString(s + "\n")
		}
	}
	plain := func(s string) { markup(paragraph(s)) }
	switch p.text("type") {
	case "regular", "text":
		title = p.text("regular-title", "title")
		markup(p.text("regular-body", "body"))
	case "quote":
		markup("<blockquote>" + p.text("quote-text", "text") + "</blockquote>")
		markup(p.text("quote-source", "source"))
	case "link":
		title = p.text("link-text", "title")
		if a := p.text("link-url"); a != "" {
			markup(`<p><a href="` + html.EscapeString(a) + `">` + html.EscapeString(a) + `</a></p>`)
		}
		markup(p.text("link-description", "description"))
	case "conversation", "chat":
		title = p.text("conversation-title", "title")
		for line := range strings.Lines(p.text("conversation-text", "body")) {
			plain(line)
		}
	case "answer":
		plain(p.text("question"))
		markup(p.text("answer"))
	default:
		title = p.text("id3-title", "track_name", "title")
		markup(p.text("photo-caption", "audio-caption", "video-caption", "caption", "body"))
	}
	p.blocks(&b)
	return strip(title), b.String()
}

// blocks are the parts of a post of the newer editor.
func (p *post) blocks(b *strings.Builder) {
	list, _ := p.fields["content"].([]any)
	for _, e := range list {
		block, _ := e.(map[string]any)
		text, _ := block["text"].(string)
		subtype, _ := block["subtype"].(string)
		alt, _ := block["alt_text"].(string)
		address, _ := block["url"].(string)
		caption, _ := block["title"].(string)
		text = html.EscapeString(text)
		switch {
		case strings.HasPrefix(subtype, "heading"):
			b.WriteString("<h2>" + text + "</h2>\n")
		case subtype == "quote" || subtype == "indented":
			b.WriteString("<blockquote>" + text + "</blockquote>\n")
		case strings.HasSuffix(subtype, "list-item"):
			b.WriteString("<ul><li>" + text + "</li></ul>\n")
		case text != "":
			b.WriteString("<p>" + strings.ReplaceAll(text, "\n", "<br>") + "</p>\n")
		case alt != "":
			b.WriteString(`<p><img alt="` + html.EscapeString(alt) + `"></p>` + "\n")
		case address != "":
			if caption == "" {
				caption = address
			}
			b.WriteString(`<p><a href="` + html.EscapeString(address) + `">` + html.EscapeString(caption) + "</a></p>\n")
		}
	}
}

func paragraph(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	return "<p>" + html.EscapeString(s) + "</p>"
}

var tag = regexp.MustCompile(`<[^<>]*>`)

func strip(s string) string {
	return strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(s, "")))
}

// beginning stands for the title that most posts of Tumblr lack.
func beginning(body string) string {
	const enough = 40
	line, _, _ := strings.Cut(strip(strings.ReplaceAll(body, "<br>", "\n")), "\n")
	if utf8.RuneCountInString(line) > enough {
		return string([]rune(line)[:enough]) + "…"
	}
	return line
}
