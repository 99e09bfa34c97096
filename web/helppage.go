package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// example is a row of the help page.
type example struct{ Text, Meaning, URL string }

// helpPage tells the query language, from the same table that the parser reads. Its examples are of the posts that are searched here.
func (s *Server) helpPage(w http.ResponseWriter, r *http.Request) error {
	f := s.newFrame(w, r)
	f.Heading = f.Say("help.title")
	view := struct {
		frame
		Syntax, Fields []example
	}{frame: f}
	known := s.samples(r.Context())
	for _, key := range []string{"help.phrase", "help.not", "help.or", "help.group"} {
		text := cmp.Or(known.syntax(key), f.Say(key+".ex"))
		view.Syntax = append(view.Syntax, example{text, f.Say(key), f.searchURL(text)})
	}
	for _, d := range query.FieldTable() {
		meaning := d.English
		if f.Lang == "ja" {
			meaning = d.Japanese
		}
		text := cmp.Or(known.field(d.Name), d.Example)
		view.Fields = append(view.Fields, example{text, meaning, f.searchURL(text)})
	}
	return show(w, s.pages.help, view)
}

// samples are what examples are made of: the most frequent values of facets and the newest post. It is empty while there is no index.
type samples struct {
	values map[query.Field][]index.Value
	words  []string // tags that are one word
	newest *index.Hit
}

func (s *Server) samples(ctx context.Context) samples {
	result, err := s.look(ctx, ask{page: 1, size: 1, sort: index.Newest, counted: facets})
	if err != nil { // help is worth reading without an index too
		return samples{}
	}
	known := samples{values: result.Facets}
	for _, v := range result.Facets[query.Tag] {
		if !strings.ContainsFunc(v.Value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			known.words = append(known.words, v.Value)
		}
	}
	if len(result.Hits) > 0 {
		known.newest = &result.Hits[0]
	}
	return known
}

// syntax is an example of a way of writing, empty where there is nothing to make it of.
func (k samples) syntax(key string) string {
	if key == "help.phrase" {
		if run := k.titleRun(); run != "" {
			return `"` + run + `"`
		}
		return ""
	}
	if len(k.words) < 3 {
		return ""
	}
	a, b, c := k.words[0], k.words[1], k.words[2]
	return map[string]string{"help.not": a + " -" + b, "help.or": a + " OR " + b, "help.group": "(" + a + " OR " + b + ") " + c}[key]
}

// field is an example of a field.
func (k samples) field(name query.Field) string {
	switch name {
	case query.Title:
		if run := k.titleRun(); run != "" {
			return one(name, run)
		}
	case query.After, query.Before:
		if k.newest != nil && !k.newest.Post.Published.IsZero() {
			form := map[query.Field]string{query.After: "2006-01", query.Before: "2006-01-02"}[name]
			return one(name, k.newest.Post.Published.Format(form))
		}
	case query.Blog:
		if len(k.values[name]) > 0 {
			return one(name, blogName(k.values[name][0].Value))
		}
	default:
		if len(k.values[name]) > 0 {
			return one(name, k.values[name][0].Value)
		}
	}
	return ""
}

// titleRun is a run of letters of the newest post's title that is worth looking for.
func (k samples) titleRun() string {
	const least, most = 3, 12 // characters
	if k.newest == nil {
		return ""
	}
	runs := strings.FieldsFunc(k.newest.Post.Title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != 'ー' })
	i := slices.IndexFunc(runs, func(run string) bool { n := len([]rune(run)); return n >= least && n <= most })
	if i < 0 {
		return ""
	}
	return runs[i]
}
