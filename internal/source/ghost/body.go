package ghost

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxNesting bounds how deep a document of the editor is followed.
const maxNesting = 100

// body is the text in the best form the export has: HTML, then what the editor kept (lexical now, mobiledoc before, Markdown in
// the beginning), then plain text.
func (p *post) body() (blog.Form, string, error) {
	switch {
	case p.HTML != "":
		return blog.FormHTML, p.HTML, nil
	case p.Lexical != "":
		return document(p.Lexical, lexical)
	case p.Mobiledoc != "":
		return document(p.Mobiledoc, mobiledoc)
	case p.Markdown != "":
		return blog.FormMarkdown, p.Markdown, nil
	}
	return blog.FormText, p.Plain, nil
}

// writer gathers what a document says. A card of Markdown makes the whole a Markdown text, in which HTML may stand.
type writer struct {
	strings.Builder
	markdown bool
}

func document(text string, read func(*writer, []byte) error) (blog.Form, string, error) {
	var w writer
	if err := read(&w, []byte(text)); err != nil {
		return "", "", fmt.Errorf("its text: %w", err)
	}
	if w.markdown {
		return blog.FormMarkdown, w.String(), nil
	}
	return blog.FormHTML, w.String(), nil
}

// card is what the cards of both editors hold.
type card struct {
	HTML     string          `json:"html"`
	Markdown string          `json:"markdown"`
	Code     string          `json:"code"`
	Language string          `json:"language"`
	Alt      string          `json:"alt"`
	Caption  string          `json:"caption"`
	URL      string          `json:"url"`
	Callout  string          `json:"calloutText"`
	Heading  string          `json:"heading"`
	Content  string          `json:"content"`
	Header   string          `json:"header"`
	Sub      string          `json:"subheader"`
	Button   string          `json:"buttonText"`
	File     string          `json:"fileTitle"`
	Product  string          `json:"productTitle"`
	About    string          `json:"productDescription"`
	Metadata json.RawMessage `json:"metadata"`
}

// card writes a card by what it holds, whatever it is called. Text in it is HTML already, but for code.
func (w *writer) card(c card) {
	if c.Markdown != "" {
		w.markdown = true
		w.WriteString("\n\n" + c.Markdown + "\n\n")
	}
	if c.Code != "" {
		fmt.Fprintf(w, "<pre data-lang=\"%s\">%s</pre>\n", html.EscapeString(c.Language), html.EscapeString(c.Code))
	}
	if c.Alt != "" {
		fmt.Fprintf(w, "<p><img alt=\"%s\"></p>\n", html.EscapeString(c.Alt))
	}
	var about struct {
		Title       string `json:"title"`
		Description string `json:"description"`
	}
	if err := json.Unmarshal(c.Metadata, &about); err != nil {
		about.Title, about.Description = "", "" // a card without them
	}
	if title := cmp.Or(about.Title, c.URL); title != "" && (about.Title != "" || c.HTML == "") {
		fmt.Fprintf(w, "<p><a href=\"%s\">%s</a></p>\n", html.EscapeString(c.URL), html.EscapeString(title))
	}
	if about.Description != "" {
		fmt.Fprintf(w, "<p>%s</p>\n", html.EscapeString(about.Description))
	}
	for _, s := range []string{c.HTML, c.Callout, c.Heading, c.Content, c.Header, c.Sub, c.Button, c.File, c.Product, c.About, c.Caption} {
		if s != "" {
			w.WriteString("<div>" + s + "</div>\n")
		}
	}
}

// node is a part of a lexical document; those without children are texts or cards.
type node struct {
	Type     string          `json:"type"`
	Tag      string          `json:"tag"`
	Text     string          `json:"text"`
	List     string          `json:"listType"`
	Children json.RawMessage `json:"children"`
	card
}

func lexical(w *writer, text []byte) error {
	var doc struct {
		Root json.RawMessage `json:"root"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return err
	}
	return w.node(doc.Root, 0)
}

func (w *writer) node(raw json.RawMessage, depth int) error {
	var n node
	if err := json.Unmarshal(raw, &n); err != nil {
		return err
	}
	if depth > maxNesting {
		return errors.New("nested too deep")
	}
	var children []json.RawMessage
	if len(n.Children) > 0 {
		if err := json.Unmarshal(n.Children, &children); err != nil {
			return err
		}
	}
	tag := element(n)
	switch {
	case n.Text != "":
		w.WriteString(html.EscapeString(n.Text))
	case n.Type == "linebreak":
		w.WriteString("<br>")
	case n.Children == nil:
		w.card(n.card)
	}
	if tag != "" {
		w.WriteString("<" + tag + ">")
	}
	for _, c := range children {
		if err := w.node(c, depth+1); err != nil {
			return err
		}
	}
	if tag != "" {
		w.WriteString("</" + tag + ">\n")
	}
	return nil
}

// element is the HTML element of a node with children; links and the root have none that matters.
func element(n node) string {
	switch kind := strings.TrimPrefix(n.Type, "extended-"); {
	case kind == "paragraph":
		return "p"
	case kind == "heading" && len(n.Tag) == 2 && n.Tag[0] == 'h':
		return n.Tag
	case kind == "quote" || kind == "aside":
		return "blockquote"
	case kind == "list" && n.List == "number":
		return "ol"
	case kind == "list":
		return "ul"
	case kind == "listitem":
		return "li"
	}
	return ""
}
