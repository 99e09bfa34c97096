package web

import (
	_ "embed"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"text/template"
)

//go:embed llms.txt
var llmsText string

// llms answers /llms.txt, by which language models learn what is here and how to ask for it (llmstxt.org).
func (s *Server) llms(w http.ResponseWriter, r *http.Request) error {
	t, err := template.New("llms.txt").Parse(llmsText)
	if err != nil {
		return fmt.Errorf("read the text for language models: %w", err)
	}
	v := struct {
		Title, Origin string
		MCP, Kept     bool
		Posts         int
		Blogs         []string
	}{Title: oneLine(s.Title), Origin: s.origin(r), MCP: s.MCP, Kept: s.KeptPosts}
	if stats, err := s.live(r.Context()); err == nil { // without an index the rest is still true
		v.Posts, v.Blogs = stats.Posts, slices.Sorted(maps.Keys(stats.Sites))
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // the addresses in it are those of the Host header, which anybody may write
	if s.base != nil {
		w.Header().Set("Cache-Control", "public, max-age=3600")
	}
	if err := t.Execute(w, v); err != nil {
		return fmt.Errorf("write the text for language models: %w", err)
	}
	return nil
}

// oneLine keeps a name from beginning a line of its own.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
