package ghost

import (
	"encoding/json"
	"html"
	"slices"
	"strings"
)

// A mobiledoc is a row of sections: [1, tag, markers] for text, [2, src] for an image, [3, tag, [markers…]] for a list and
// [10, n] for the card n. A marker is [kind, opened, closed, text]; kind 0 is text and 1 the number of an atom, of which only
// the line break matters.

// mobiledoc writes the document as HTML. A section that does not read is left out: it is an image or of a version to come.
func mobiledoc(w *writer, text []byte) error {
	var doc struct {
		Sections [][]json.RawMessage `json:"sections"`
		Cards    [][]json.RawMessage `json:"cards"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		return err
	}
	for _, s := range doc.Sections {
		kind, n, tag := 0, 0, ""
		if len(s) < 2 || json.Unmarshal(s[0], &kind) != nil {
			continue
		}
		switch named := len(s) > 2 && json.Unmarshal(s[1], &tag) == nil; {
		case kind == 1 && named:
			w.section(tag, s[2])
		case kind == 3 && named:
			w.items(tag, s[2])
		case kind == 10 && json.Unmarshal(s[1], &n) == nil && n >= 0 && n < len(doc.Cards):
			w.payload(doc.Cards[n])
		}
	}
	return nil
}

// payload writes a card: its name, then what it holds.
func (w *writer) payload(raw []json.RawMessage) {
	var c card
	if len(raw) > 1 && json.Unmarshal(raw[1], &c) == nil {
		w.card(c)
	}
}

func (w *writer) section(tag string, raw json.RawMessage) {
	if !slices.Contains([]string{"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "li"}, tag) {
		tag = "p" // aside, pull-quote
	}
	w.WriteString("<" + tag + ">" + markers(raw) + "</" + tag + ">\n")
}

func (w *writer) items(tag string, raw json.RawMessage) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return
	}
	if tag != "ol" {
		tag = "ul"
	}
	w.WriteString("<" + tag + ">")
	for _, i := range items {
		w.section("li", i)
	}
	w.WriteString("</" + tag + ">\n")
}

// markers is the text of a row of markers.
func markers(raw json.RawMessage) string {
	var all [][]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return ""
	}
	var out strings.Builder
	for _, m := range all {
		kind, text := 0, ""
		switch {
		case len(m) < 4 || json.Unmarshal(m[0], &kind) != nil:
		case kind == 1:
			out.WriteString("<br>") // soft-return is the only atom that Ghost has
		case json.Unmarshal(m[3], &text) == nil:
			out.WriteString(html.EscapeString(text))
		}
	}
	return out.String()
}
