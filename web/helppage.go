package web

import (
	"net/http"

	"github.com/fumikura/fumikura/index/query"
)

// example is a row of the help page.
type example struct{ Text, Meaning, URL string }

// helpPage tells the query language, from the same table that the parser reads.
func (s *Server) helpPage(w http.ResponseWriter, r *http.Request) error {
	f := s.newFrame(w, r)
	f.Heading = f.Say("help.title")
	view := struct {
		frame
		Syntax, Fields []example
	}{frame: f}
	for _, key := range []string{"help.phrase", "help.not", "help.or", "help.group"} {
		text := f.Say(key + ".ex")
		view.Syntax = append(view.Syntax, example{text, f.Say(key), f.searchURL(text)})
	}
	for _, d := range query.FieldTable() {
		meaning := d.English
		if f.Lang == "ja" {
			meaning = d.Japanese
		}
		view.Fields = append(view.Fields, example{d.Example, meaning, f.searchURL(d.Example)})
	}
	return show(w, s.pages.help, view)
}
