package jsonl

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Write writes a line for each post and says how many. The body goes out as HTML, from which an import makes the same blocks.
func Write(w io.Writer, posts iter.Seq2[*blog.Post, error]) (int, error) {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	n, now := 0, time.Now()
	for p, err := range posts {
		if err != nil {
			return n, fmt.Errorf("export as JSON lines: %w", err)
		}
		body := markup(p.Blocks)
		o := object{
			URL: p.URL, Title: p.Title, Tags: p.Tags, Lang: p.Lang, Blog: p.Site,
			Published: date(p.Published), Updated: date(p.Updated), HTML: &body,
		}
		if p.Author != "" {
			o.Author = names{p.Author}
		}
		if public := true; p.Published.After(now) {
			o.Public = &public
		}
		if err := e.Encode(o); err != nil {
			return n, fmt.Errorf("export %s as a JSON line: %w", p.URL, err)
		}
		n++
	}
	return n, nil
}

func date(t time.Time) moment {
	if t.IsZero() {
		return ""
	}
	return moment(t.Format(time.RFC3339Nano))
}

// markup writes the blocks as plain HTML.
func markup(blocks []blog.Block) string {
	var b strings.Builder
	for _, k := range blocks {
		text := strings.ReplaceAll(html.EscapeString(k.Text), "\n", "<br>")
		switch k.Kind {
		case blog.Heading:
			fmt.Fprintf(&b, "<h2%s>%s</h2>\n", attribute("id", k.Anchor), text)
		case blog.Code:
			fmt.Fprintf(&b, "<pre%s>%s</pre>\n", attribute("data-lang", k.Lang), html.EscapeString(k.Text))
		case blog.Quote:
			fmt.Fprintf(&b, "<blockquote><p>%s</p></blockquote>\n", text)
		case blog.ListItem:
			fmt.Fprintf(&b, "<ul><li>%s</li></ul>\n", text)
		case blog.TableRow:
			fmt.Fprintf(&b, "<table><tr><td>%s</td></tr></table>\n", strings.ReplaceAll(text, "\t", "</td><td>"))
		case blog.ImageAlt:
			fmt.Fprintf(&b, "<p><img%s></p>\n", attribute("alt", k.Text))
		case blog.Footnote:
			fmt.Fprintf(&b, "<div class=\"footnotes\"><p>%s</p></div>\n", text)
		default:
			fmt.Fprintf(&b, "<p>%s</p>\n", text)
		}
	}
	return b.String()
}

func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + html.EscapeString(value) + `"`
}
