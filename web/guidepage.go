package web

import (
	"html/template"
	"net/http"
	"regexp"

	"github.com/gorilla/mux"
)

// Topic is a chapter of the guide in one language. Its HTML is written by us; links to other topics are names of files, TOPIC.LANG.md.
type Topic struct {
	Name, Lang, Title string
	HTML              template.HTML
}

// topicFile is a link to another topic, and to a heading of it.
var topicFile = regexp.MustCompile(`href="([a-z-]+)\.(?:ja|en)\.md(#[^"]*)?"`)

// guidePage shows the list of topics, or one.
func (s *Server) guidePage(w http.ResponseWriter, r *http.Request) error {
	f := s.newFrame(w, r)
	f.Heading = f.Say("guide.title")
	view := struct {
		frame
		Topics []link
		HTML   template.HTML
	}{frame: f}
	name := mux.Vars(r)["topic"]
	for _, t := range s.Guide {
		if t.Lang != f.Lang {
			continue
		}
		if t.Name == name {
			view.Heading = t.Title
			view.HTML = template.HTML(topicFile.ReplaceAllString(string(t.HTML), `href="`+f.Root+`/guide/$1`+f.HLOnly()+`$2"`))
		}
		view.Topics = append(view.Topics, link{Text: t.Title, URL: f.Root + "/guide/" + t.Name + f.HLOnly(), On: t.Name == name})
	}
	if len(view.Topics) == 0 || name != "" && view.HTML == "" {
		return errNoRoute
	}
	return show(w, s.pages.guide, view)
}
