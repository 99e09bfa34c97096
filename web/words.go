package web

import (
	"embed"
	"net/http"
	"time"

	"golang.org/x/text/language"
)

//go:embed words/*.json
var wordFiles embed.FS

// words are the texts of the pages in one language, by key. {n} stands for a number or a name.
type words map[string]string

// language gives the language of a page: that of the parameter hl, else the one the browser prefers, else Japanese. Whoever
// prefers neither gets English.
func (s *Server) language(r *http.Request) string {
	if hl := r.URL.Query().Get("hl"); s.words[hl] != nil {
		return hl
	}
	accepted := r.Header.Get("Accept-Language")
	tags, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil || len(tags) == 0 {
		return "ja"
	}
	_, i, _ := language.NewMatcher([]language.Tag{language.English, language.Japanese}).Match(tags...)
	return []string{"en", "ja"}[i]
}

// day writes a date as readers of the language do.
func day(t time.Time, lang string) string {
	if lang == "ja" {
		return t.Format("2006年1月2日")
	}
	return t.Format("2 Jan 2006")
}
