package sample

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	text "text/template"
)

const (
	perFront   = 7  // articles on a front page, as the platform has it
	perArchive = 20 // lines on an archive page
	perFeed    = 30 // entries in a feed
)

//go:embed page/*
var pages embed.FS

// site answers for the whole blog. It keeps what never changes: the posts and the templates.
type site struct {
	Options
	posts []*entry
	html  *template.Template
	xml   *text.Template
}

func newSite(o Options) http.Handler {
	s := &site{Options: o, posts: load()}
	s.html = template.Must(template.New("").Funcs(template.FuncMap{"path": url.PathEscape}).ParseFS(pages, "page/*.html"))
	s.xml = text.Must(text.New("").Funcs(text.FuncMap{"utc": time.Time.UTC}).ParseFS(pages, "page/*.xml"))

	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", s.front)
	m.HandleFunc("GET /entry/{slug...}", s.entry)
	m.HandleFunc("GET /archive", s.archive)
	m.HandleFunc("GET /archive/category/{name}", s.archive)
	m.HandleFunc("GET /archive/author/{name}", s.archive)
	m.HandleFunc("GET /archive/{year}/", s.day)
	m.HandleFunc("GET /archive/{year}", s.day)
	m.HandleFunc("GET /about", s.about)
	m.HandleFunc("GET /feed", s.feed("feed.xml", "application/atom+xml; charset=utf-8"))
	m.HandleFunc("GET /rss", s.feed("rss.xml", "application/rss+xml; charset=utf-8"))
	m.HandleFunc("GET /robots.txt", s.robots)
	m.HandleFunc("GET /sitemap.xml", s.sitemap)
	m.HandleFunc("GET /sitemap_index.xml", s.sitemap)
	m.HandleFunc("GET /sitemap_common.xml", s.sitemapCommon)
	m.HandleFunc("GET /sitemap_periodical.xml", s.sitemapMonth)
	m.HandleFunc("GET /style.css", s.style)
	m.HandleFunc("GET /images/fotolife/{name...}", s.image)
	m.HandleFunc("GET /hatenablog-parts.com/embed", s.embed)
	m.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { s.missing(w, r) })
	return m
}

// view is what every page is made of.
type view struct {
	*site
	Root    string // the address of the blog, without a slash
	Kind    string // index, entry, archive, about or notfound
	Here    string // the address of the page
	Title   string // without the name of the blog
	Posts   []*entry
	Older   string // the next page of a list
	Newer   string // the page before
	Updated time.Time
	Months  []month
}

func (s *site) view(r *http.Request, kind string, posts []*entry) *view {
	v := &view{site: s, Root: s.Base, Kind: kind, Posts: posts}
	if v.Root == "" {
		v.Root = "http://" + r.Host
	}
	v.Here = v.Root + r.URL.EscapedPath()
	for _, e := range posts {
		if e.Modified().After(v.Updated) {
			v.Updated = e.Modified()
		}
	}
	return v
}

// Recent are the newest posts, for the sidebar.
func (s *site) Recent() []*entry { return s.posts[:5] }

// Categories are the tags of all posts, most used first; Authors are who wrote them.
func (s *site) Categories() []string {
	return s.byUse(func(e *entry) []string { return e.Tags })
}

// Authors are the authors of all posts, most diligent first.
func (s *site) Authors() []string {
	return s.byUse(func(e *entry) []string { return []string{e.Author} })
}

func (s *site) byUse(of func(*entry) []string) []string {
	n := map[string]int{}
	var out []string
	for _, e := range s.posts {
		for _, v := range of(e) {
			if n[v]++; n[v] == 1 {
				out = append(out, v)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return n[b] - n[a] })
	return out
}

// where are the posts that pass.
func (s *site) where(pass func(*entry) bool) []*entry {
	var out []*entry
	for _, e := range s.posts {
		if pass(e) {
			out = append(out, e)
		}
	}
	return out
}

// show writes the page with its validators; a request that already has it gets 304.
func (s *site) show(w http.ResponseWriter, r *http.Request, v *view) {
	var b bytes.Buffer
	if err := s.html.ExecuteTemplate(&b, "layout.html", v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	serve(w, r, "text/html; charset=utf-8", b.Bytes(), v.Updated)
}

func serve(w http.ResponseWriter, r *http.Request, kind string, body []byte, modified time.Time) {
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, "", modified, bytes.NewReader(body))
}

// missing is the platform's page for what is not there.
func (s *site) missing(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_ = s.html.ExecuteTemplate(w, "layout.html", s.view(r, "notfound", nil)) // the status is out: nothing is left to say
}

func (s *site) style(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, pages, "page/style.css")
}

func (s *site) robots(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "User-agent: *\n\nSitemap: %s/sitemap_index.xml\n", s.view(r, "", nil).Root)
}

// image draws a plain picture for an illustration: the alt text is what counts here.
func (s *site) image(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("name"), ".svg")
	if !ok {
		s.missing(w, r)
		return
	}
	sum := sha256.Sum256([]byte(name))
	hue := strconv.Itoa(int(sum[0]) * 360 / 256)
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200"><rect width="640" height="200" fill="hsl(%s 35%% 85%%)"/>`, hue)
	for i, v := range sum[1:9] {
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="50" height="%d" fill="hsl(%s 45%% 55%%)"/>`, 40+i*72, 170-int(v)/2, int(v)/2, hue)
	}
	b.WriteString(`</svg>`)
	serve(w, r, "image/svg+xml", b.Bytes(), time.Time{})
}

func (s *site) embed(w http.ResponseWriter, r *http.Request) {
	v := s.view(r, "embed", nil)
	v.Here = r.URL.Query().Get("url")
	var b bytes.Buffer
	if err := s.html.ExecuteTemplate(&b, "embed.html", v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	serve(w, r, "text/html; charset=utf-8", b.Bytes(), time.Time{})
}
