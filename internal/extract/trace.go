package extract

import "github.com/fumikura/fumikura/internal/blog"

// Trace tells how a page was read, for the owner who asks why a post looks as it does.
type Trace struct {
	Recipe string            // the recipe that knew the page, "generic" when none did
	Reason string            // why there is no post; empty when there is one
	Fields []Field           // those that were found: title, author, published, updated, tags, body, lang
	Images int               // pictures in the body
	Embeds int               // cards and players in the body
	Counts map[blog.Kind]int // blocks of each kind
}

// Field is one field of the post with the witness it was taken from.
type Field struct {
	Name   string
	Value  string
	Source string // recipe name, json-ld, opengraph, classes, head, guess, known
}

func (t *Trace) note(name, source, value string) {
	const enough = 200 // a trace is for reading, not for keeping
	if r := []rune(value); len(r) > enough {
		value = string(r[:enough]) + "…"
	}
	t.Fields = append(t.Fields, Field{Name: name, Value: value, Source: source})
}

func (t *Trace) count(blocks []blog.Block) {
	t.Counts = map[blog.Kind]int{}
	for _, b := range blocks {
		t.Counts[b.Kind]++
	}
}
