package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
)

// openSearchDescription tells browsers how to search here from their address bar.
type openSearchDescription struct {
	XMLName   xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName string          `xml:"ShortName"`
	Text      string          `xml:"Description"`
	Encoding  string          `xml:"InputEncoding"`
	Image     openSearchImage `xml:"Image"`
	URLs      []openSearchURL `xml:"Url"`
}

type openSearchImage struct {
	Type    string `xml:"type,attr"`
	Address string `xml:",chardata"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr"`
	Template string `xml:"template,attr"`
}

// openSearch answers /opensearch.xml.
func (s *Server) openSearch(w http.ResponseWriter, r *http.Request) error {
	origin := s.origin(r)
	name := []rune(s.Title)
	d := openSearchDescription{
		ShortName: string(name[:min(16, len(name))]), Text: s.Title, Encoding: "UTF-8", // the format allows 16 characters
		Image: openSearchImage{"image/svg+xml", origin + "/favicon.ico"},
		URLs: []openSearchURL{
			{"text/html", "results", origin + "/search?q={searchTerms}"},
			{"application/x-suggestions+json", "suggestions", origin + "/suggest.json?q={searchTerms}"},
			{"application/atom+xml", "results", origin + "/search.atom?q={searchTerms}"},
			{"application/opensearchdescription+xml", "self", origin + "/opensearch.xml"},
		},
	}
	w.Header().Set("Content-Type", "application/opensearchdescription+xml; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // the addresses in it are those of the Host header, which anybody may write
	if s.base != nil {
		w.Header().Set("Cache-Control", "public, max-age=86400")
	}
	if _, err := w.Write([]byte(xml.Header)); err != nil {
		return err
	}
	if err := xml.NewEncoder(w).Encode(d); err != nil {
		return fmt.Errorf("write the search description: %w", err)
	}
	return nil
}

// addressBar completes what is typed into a browser's address bar, in the form of the OpenSearch suggestions extension: what was typed,
// completions, what to say of each, and where each leads.
func (s *Server) addressBar(w http.ResponseWriter, r *http.Request) error {
	typed, err := typedText(r)
	if err != nil {
		return err
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	list, err := s.complete(r.Context(), typed, nil)
	if err != nil {
		return err
	}
	texts, notes, addresses := []string{}, []string{}, []string{}
	origin := s.origin(r)
	for _, c := range list {
		leads := address(c.URL)
		if leads == "" {
			leads = origin + "/search?" + url.Values{"q": {c.Text}}.Encode()
		}
		texts, notes, addresses = append(texts, c.Text), append(notes, ""), append(addresses, leads)
	}
	if err := writeJSON(w, http.StatusOK, []any{typed, texts, notes, addresses}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-suggestions+json; charset=utf-8")
	return nil
}
