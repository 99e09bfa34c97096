package desk

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// visit is one request at the desk.
type visit struct {
	desk    *Desk
	w       http.ResponseWriter
	r       *http.Request
	at      Place
	session *session // nil: not signed in
	lang    string
	path    string // below /desk
}

var (
	errNoPage = errors.New("there is no such page")
	errMethod = errors.New("method not allowed")
)

// answer finds the page and lets only those in who may.
func (v *visit) answer(path string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			v.desk.Log.Error("panic at the desk", "path", v.r.URL.Path, "value", p, "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	v.path = path
	row, known := v.desk.find(v.r.Method, path)
	switch {
	case known && row == nil:
		return errMethod
	case row == nil && v.session == nil: // who has not signed in is not told what there is
		return v.askToSignIn("")
	case row == nil:
		return errNoPage
	}
	if row.method == http.MethodPost {
		if err := v.checkOrigin(); err != nil {
			return err
		}
	}
	if v.session == nil && !row.open {
		if row.method == http.MethodPost || path == "/progress" {
			v.w.WriteHeader(http.StatusUnauthorized)
		}
		return v.askToSignIn("")
	}
	if row.method == http.MethodPost {
		if err := v.readForm(); err != nil {
			return err
		}
	}
	return row.answer(v)
}

var errPanic = errors.New("a fault of the program")

// chooseLanguage takes the language from the address, else from the session, else from the browser.
func (v *visit) chooseLanguage() {
	chosen := v.r.URL.Query().Get("hl")
	if v.desk.words[chosen] == nil {
		chosen = ""
	}
	if v.session != nil {
		chosen = v.session.language(chosen)
	}
	v.lang = chosen
	if v.lang == "" {
		v.lang = v.at.Lang
	}
	if v.desk.words[v.lang] == nil {
		v.lang = "en"
	}
	v.w.Header().Set("Content-Language", v.lang)
}

// Say gives a text of the desk, with values put in. A text for one alone has ".one" behind its key.
func (v *visit) Say(key string, values ...any) string {
	return v.desk.words[v.lang].say(key, values...)
}

// to sends the browser to a page of the desk.
func (v *visit) to(path string) error {
	http.Redirect(v.w, v.r, v.at.Root+"/desk"+path, http.StatusSeeOther)
	return nil
}

// done tells on the page at path what was done.
func (v *visit) done(path, key string, values ...any) error {
	v.session.tell(notice{Key: key, Values: values})
	return v.to(path)
}

// refused tells on the page at path what was not done, and why.
func (v *visit) refused(path, key string, err error) error {
	v.session.tell(notice{Key: key, Bad: true, Detail: err.Error()})
	return v.to(path)
}

// frame is what every page shows around its body.
type frame struct {
	*visit
	Lang    string
	Heading string
	Site    string
	Root    string // of the desk
	Asset   string // of the search's pages
	Search  string
	CSRF    string
	Nav     []navigation
	Notice  *notice
	Inside  bool // the owner has signed in
	Other   string
	Self    string // this page, with hl at its end for the other language
	Version string
	Refresh int // seconds after which a page without scripts is asked for again; 0: never
}

type navigation struct {
	Text, URL string
	On        bool
}

func (v *visit) frame(heading string, values ...any) frame {
	f := frame{visit: v, Lang: v.lang, Heading: v.Say(heading, values...), Site: v.at.Site, Root: v.at.Root + "/desk", Asset: v.at.Asset, Search: v.at.Search,
		Inside: v.session != nil, Other: map[string]string{"ja": "en", "en": "ja"}[v.lang]}
	q := v.r.URL.Query()
	q.Set("hl", f.Other)
	f.Self = f.Root + v.path + "?" + q.Encode()
	if v.r.Method != http.MethodGet && v.r.Method != http.MethodHead {
		f.Self = f.Root + "?hl=" + f.Other
	}
	if v.session == nil {
		return f
	}
	f.CSRF, f.Notice, f.Version = v.session.csrf, v.session.take(), v.desk.Version
	for _, n := range []struct{ path, key string }{{"", "nav.state"}, {"/blogs", "nav.blogs"}, {"/queries", "nav.queries"}, {"/posts", "nav.posts"},
		{"/rules", "nav.rules"}, {"/review", "nav.review"}, {"/work", "nav.work"}} {
		if row, _ := v.desk.find(http.MethodGet, n.path); row != nil {
			f.Nav = append(f.Nav, navigation{v.Say(n.key), f.Root + n.path, v.path == n.path || n.path != "" && strings.HasPrefix(v.path, strings.TrimSuffix(strings.TrimSuffix(n.path, "ies"), "s"))}) // /query is of /queries
		}
	}
	return f
}

// show answers with a page.
func (v *visit) show(page string, view any) error {
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := v.desk.pages[page].ExecuteTemplate(v.w, "layout", view); err != nil {
		return fmt.Errorf("show the page %s: %w", page, err)
	}
	return nil
}

// fail tells the owner what went wrong: the desk is for whoever runs the server, so that reasons are told.
func (v *visit) fail(err error) {
	status, key := http.StatusInternalServerError, "error.500"
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errNoPage), errors.Is(err, blog.ErrNotFound):
		status, key = http.StatusNotFound, "error.404"
	case errors.Is(err, errMethod):
		status, key = http.StatusMethodNotAllowed, "error.405"
		v.w.Header().Set("Allow", "GET, HEAD, POST")
	case errors.Is(err, errForged):
		status, key = http.StatusForbidden, "error.403"
	case errors.As(err, &large):
		status, key = http.StatusRequestEntityTooLarge, "error.413"
	case errors.Is(err, blog.ErrNoIndex):
		status, key = http.StatusServiceUnavailable, "error.noindex"
	case errors.Is(err, blog.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		status, key = http.StatusServiceUnavailable, "error.503"
	case errors.Is(err, blog.ErrUsage):
		status, key = http.StatusBadRequest, "error.400"
	}
	if status == http.StatusInternalServerError && !errors.Is(err, errPanic) {
		v.desk.Log.Error("the desk failed", "path", v.r.URL.Path, "err", err)
	}
	v.w.WriteHeader(status)
	f := v.frame(key)
	view := struct {
		frame
		Text, Detail string
	}{f, v.Say("say." + strings.TrimPrefix(key, "error.")), ""}
	if v.session != nil && !slices.Contains([]error{errNoPage, errMethod, errForged, errPanic}, err) {
		view.Detail = err.Error()
	}
	if err := v.show("error", view); err != nil {
		v.desk.Log.Error("show the error page of the desk", "err", err)
	}
}

// Link gives an address of the desk, with parameters in pairs of name and value.
func (v *visit) Link(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return strings.TrimSuffix(v.at.Root+"/desk"+path+"?"+q.Encode(), "?")
}

// When writes a time as the owner's language does, with how long ago it was.
func (v *visit) When(t time.Time) string {
	if t.IsZero() {
		return v.Say("never")
	}
	return t.Local().Format("2006-01-02 15:04")
}

// Ago says how long ago a time was.
func (v *visit) Ago(t time.Time) string {
	if t.IsZero() {
		return v.Say("never")
	}
	switch d := v.desk.Clock().Sub(t); {
	case d < time.Minute:
		return v.Say("ago.now")
	case d < time.Hour:
		return v.Say("ago.minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return v.Say("ago.hours", int(d.Hours()))
	default:
		return v.Say("ago.days", int(d.Hours()/24))
	}
}

// FieldName names a field of a post; what has no name here is shown as it is.
func (v *visit) FieldName(name string) string {
	if _, known := v.desk.words[v.lang]["field."+name]; known {
		return v.Say("field." + name)
	}
	return name
}

// Stamp is a time for programs.
func (v *visit) Stamp(t time.Time) string { return t.Format(time.RFC3339) }

// Day is the day of a post, empty where none is known.
func (v *visit) Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02")
}

// Seconds writes how long something took.
func (v *visit) Seconds(s float64) string {
	if s >= 120 {
		return v.Say("took.minutes", s/60)
	}
	return v.Say("took.seconds", s)
}

// Percent writes a share.
func (v *visit) Percent(share float64) string { return fmt.Sprintf("%.0f %%", share*100) }

// Megabytes writes a size.
func (v *visit) Megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

// Known says whether the desk has a page at the path.
func (v *visit) Known(path string) bool {
	row, _ := v.desk.find(http.MethodGet, path)
	if row == nil {
		row, _ = v.desk.find(http.MethodPost, path)
	}
	return row != nil
}

// parsePages reads the templates, one set for each page.
func parsePages(rows []row) (map[string]*template.Template, error) {
	all := map[string]*template.Template{}
	names := []string{"error", "signin"}
	for _, r := range rows {
		if r.page != "" {
			names = append(names, r.page)
		}
	}
	for _, name := range names {
		t, err := template.New(name).Funcs(template.FuncMap{"pair": pair}).ParseFS(files, "page/layout.html", "page/"+name+".html")
		if err != nil {
			return nil, err
		}
		all[name] = t
	}
	return all, nil
}

// number reads a page number; what is none counts as the first.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 1
	}
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }

// search is the search page of the readers with parameters in pairs; empty where it is at another address.
func (v *visit) search(pairs ...string) string {
	if v.at.Search == "" {
		return ""
	}
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	return v.at.Search + "?" + q.Encode()
}

// Found is the search page for a query.
func (v *visit) Found(q string) string { return v.search("q", q) }

// Tell is the text of a notice.
func (v *visit) Tell(n *notice) string { return v.Say(n.Key, n.Values...) }

// paired is what a template within a page is given: the page, for its texts and links, and the value that it shows.
type paired struct{ Page, Value any }

func pair(page, value any) paired { return paired{page, value} }
