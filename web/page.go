package web

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

//go:embed page/*.html
var pageFiles embed.FS

// pages are the templates, one set for each page.
type pages struct{ search, facet, post, help, guide, failure *template.Template }

func parsePages() (*pages, error) {
	var p pages
	for name, into := range map[string]**template.Template{
		"search": &p.search, "facet": &p.facet, "post": &p.post, "help": &p.help, "guide": &p.guide, "error": &p.failure,
	} {
		t, err := template.ParseFS(pageFiles, "page/layout.html", "page/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
		*into = t
	}
	return &p, nil
}

// frame is what every page shows around its body.
type frame struct {
	Lang      string
	Heading   string
	Site      string
	Logo      string
	Links     []Link
	Root      string // path under which the server is seen, without a slash at its end
	Asset     string // path of the assets
	Query     string // in the box
	Focus     bool   // the box has it when the page opens
	Feed      string // the same as a feed
	Canonical string // where the same is found first-hand
	Keep      []field
	About     string // what the page is, in a sentence
	Address   string // where others find this page
	words     words
	now       time.Time
	hl        string // language asked for in the address
}

// field is a hidden field of a form.
type field struct{ Name, Value string }

// link is where a click leads.
type link struct {
	Text string
	URL  string
	On   bool // this is where the reader is
}

// date is a day for people and programs.
type date struct {
	ISO, Text string
	Full      string // where Text is told from today
}

func (s *Server) newFrame(w http.ResponseWriter, r *http.Request) frame {
	lang := s.language(r)
	w.Header().Add("Vary", "Accept-Language")
	f := frame{Lang: lang, Site: s.Title, Logo: s.Logo, Links: s.Links, Root: s.root(r), words: s.words[lang], now: s.Clock()}
	f.Asset = f.Root + "/asset/" + s.assets.version
	if r.URL.Query().Get("hl") == lang {
		f.hl = lang
		f.Keep = append(f.Keep, field{"hl", lang})
	}
	return f
}

// Say gives a text of the page, with values put in. Where the first is 1, a text has ".one" behind its key if it is another.
func (f frame) Say(key string, values ...any) string {
	if one, ok := f.words[key+".one"]; ok && len(values) > 0 && values[0] == 1 {
		return fmt.Sprintf(one, values...)
	}
	if len(values) == 0 {
		return f.words[key]
	}
	return fmt.Sprintf(f.words[key], values...)
}

// HLOnly is the query part of links that keep nothing but the language.
func (f frame) HLOnly() string {
	if f.hl == "" {
		return ""
	}
	return "?hl=" + f.hl
}

func (f frame) date(t time.Time) *date {
	if t.IsZero() {
		return nil
	}
	d := date{ISO: t.Format(time.RFC3339), Text: day(t, f.Lang)}
	if ago := f.ago(t); ago != "" {
		d.Text, d.Full = ago, d.Text
	}
	return &d
}

// recent is up to how many days ago a date is told from today.
const recent = 14

// ago tells a recent day from today, by the calendar of the post; empty for others.
func (f frame) ago(t time.Time) string {
	now := f.now.In(t.Location())
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	switch days := int(midnight(now).Sub(midnight(t)).Hours() / 24); {
	case days == 0:
		return f.Say("ago.today")
	case days == 1:
		return f.Say("ago.yesterday")
	case 1 < days && days <= recent:
		return f.Say("ago.days", days)
	}
	return ""
}

// searchURL is the page that searches for a query as text.
func (f frame) searchURL(q string) string { return f.Root + "/search?" + f.values(q) }

// keptURL is the page of a kept post, with the words of this page marked.
func (f frame) keptURL(id blog.ID) string {
	return strings.TrimSuffix(f.Root+"/posts/"+string(id)+"?"+f.values(f.Query), "?")
}

// values is the part of an address behind the question mark.
func (f frame) values(q string) string {
	v := url.Values{}
	if q != "" {
		v.Set("q", q)
	}
	if f.hl != "" {
		v.Set("hl", f.hl)
	}
	return v.Encode()
}

// root is the path under which readers see the server.
func (s *Server) root(r *http.Request) string {
	if s.base == nil {
		return prefix(r)
	}
	return s.base.Path
}

// origin is the address under which a request sees the server, with its path: for files that are read elsewhere.
func (s *Server) origin(r *http.Request) string {
	if s.base != nil {
		return s.base.String()
	}
	return s.requestOrigin(r)
}

// requestOrigin is the address that a request itself tells.
func (s *Server) requestOrigin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || s.trusts(parseAddr(r.RemoteAddr)) && r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host + prefix(r)
}

func show(w http.ResponseWriter, t *template.Template, view any) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := t.ExecuteTemplate(w, "layout", view); err != nil {
		return fmt.Errorf("show a page: %w", err)
	}
	return nil
}

// errorPage shows a problem to a reader. Its text is the page's own: the detail of a problem is in English and for programs.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, p problem) error {
	f := s.newFrame(w, r)
	status := fmt.Sprint(p.Status)
	if f.words["error."+status] == "" {
		status = "500"
		if p.Status < http.StatusInternalServerError {
			status = "400"
		}
	}
	if p.say != "" {
		status = p.say
	}
	f.Heading, f.Query = f.Say("error."+status), r.URL.Query().Get("q")
	return show(w, s.pages.failure, struct {
		frame
		Text string
	}{f, f.Say("say." + status)})
}
