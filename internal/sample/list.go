package sample

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// front is the newest articles, or those before the moment that the pager's cursor names.
func (s *site) front(w http.ResponseWriter, r *http.Request) {
	posts := s.posts
	if c := r.URL.Query().Get("page"); c != "" {
		epoch, err := strconv.ParseInt(c, 10, 64)
		if err != nil {
			s.missing(w, r)
			return
		}
		posts = s.where(func(e *entry) bool { return e.Published.Unix() < epoch })
	}
	v := s.view(r, "index", posts[:min(perFront, len(posts))])
	if len(posts) > perFront {
		v.Older = v.Root + "/?page=" + strconv.FormatInt(posts[perFront-1].Published.Unix(), 10)
	}
	s.show(w, r, v)
}

func (s *site) entry(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(s.posts, func(e *entry) bool { return e.URL == r.URL.Path })
	if i < 0 {
		s.missing(w, r)
		return
	}
	v := s.view(r, "entry", s.posts[i:i+1])
	v.Title = s.posts[i].Title
	if i > 0 {
		v.Newer = v.Root + s.posts[i-1].URL
	}
	if i+1 < len(s.posts) {
		v.Older = v.Root + s.posts[i+1].URL
	}
	s.show(w, r, v)
}

// archive lists all posts, those of a category or those of an author, twenty on a page.
func (s *site) archive(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	posts := s.where(func(e *entry) bool {
		return name == "" || e.Author == name || slices.Contains(e.Tags, name)
	})
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		page = 1
	}
	from := (page - 1) * perArchive
	if page < 1 || page > len(posts) || from >= len(posts) {
		s.missing(w, r)
		return
	}
	v := s.view(r, "archive", posts[from:min(from+perArchive, len(posts))])
	v.Title = name
	if name == "" {
		v.Title = "記事一覧"
	}
	here := v.Root + r.URL.EscapedPath() + "?page="
	if from+perArchive < len(posts) {
		v.Older = here + strconv.Itoa(page+1)
	}
	if page > 1 {
		v.Newer = here + strconv.Itoa(page-1)
	}
	s.show(w, r, v)
}

// day lists the posts of a year, a month or a day.
func (s *site) day(w http.ResponseWriter, r *http.Request) {
	when := strings.TrimPrefix(r.URL.Path, "/archive/")
	posts := s.where(func(e *entry) bool {
		return strings.HasPrefix(e.Published.Format("2006/01/02")+"/", strings.TrimSuffix(when, "/")+"/")
	})
	if len(posts) == 0 {
		s.missing(w, r)
		return
	}
	v := s.view(r, "archive", posts)
	v.Title = when
	s.show(w, r, v)
}

func (s *site) about(w http.ResponseWriter, r *http.Request) {
	v := s.view(r, "about", nil)
	v.Title = "このブログについて"
	s.show(w, r, v)
}

func (s *site) feed(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.showXML(w, r, name, kind, s.view(r, "feed", s.posts[:min(perFeed, len(s.posts))]))
	}
}

func (s *site) showXML(w http.ResponseWriter, r *http.Request, name, kind string, v *view) {
	var b bytes.Buffer
	if err := s.xml.ExecuteTemplate(&b, name, v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	serve(w, r, kind, b.Bytes(), v.Updated)
}

// month is one line of the sitemap index.
type month struct {
	Year, Month int
	Modified    time.Time
}

const mapKind = "application/xml; charset=utf-8"

func (s *site) sitemap(w http.ResponseWriter, r *http.Request) {
	v := s.view(r, "sitemap", s.posts)
	for _, e := range s.posts {
		m := month{e.Published.Year(), int(e.Published.Month()), e.Modified()}
		last := len(v.Months) - 1
		if last < 0 || v.Months[last].Year != m.Year || v.Months[last].Month != m.Month {
			v.Months = append(v.Months, m)
		} else if m.Modified.After(v.Months[last].Modified) {
			v.Months[last].Modified = m.Modified
		}
	}
	s.showXML(w, r, "sitemap_index.xml", mapKind, v)
}

func (s *site) sitemapCommon(w http.ResponseWriter, r *http.Request) {
	s.showXML(w, r, "sitemap_common.xml", mapKind, s.view(r, "sitemap", s.posts))
}

func (s *site) sitemapMonth(w http.ResponseWriter, r *http.Request) {
	posts := s.where(func(e *entry) bool { return ofMonth(e.Published, r.URL.Query()) })
	if len(posts) == 0 {
		s.missing(w, r)
		return
	}
	s.showXML(w, r, "sitemap_periodical.xml", mapKind, s.view(r, "sitemap", posts))
}

func ofMonth(t time.Time, q url.Values) bool {
	return q.Get("year") == strconv.Itoa(t.Year()) && q.Get("month") == strconv.Itoa(int(t.Month()))
}
