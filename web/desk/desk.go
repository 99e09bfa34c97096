// Package desk is the owner's pages: what state the archive and the index are in, what each blog gives, what readers search, and the
// handles for what an owner does by hand. It decides nothing itself: what it shows and does is handed in by small interfaces, each beside
// the pages that call it. It is not for readers, and there is nothing at its address without a token.
package desk

import (
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web/wordfile"
)

//go:embed page/*.html words/*.json asset
var files embed.FS

// Options say who may sit at the desk and what lies on it. A page whose source is nil is not there.
type Options struct {
	Token    string       // what the owner signs in with; it must not be empty
	State    Overview     // nil: the desk tells of runs only
	Blogs    Blogs        // nil: no pages of blogs
	Posts    Posts        // nil: no pages of posts
	Jobs     Jobs         // nil: nothing can be started
	Queries  Queries      // nil: no pages of queries
	Rules    Rules        // nil: no page of rules
	Reviews  Reviews      // nil: nothing waits for approval
	Previews Previews     // nil: rules are applied without being tried
	Log      *slog.Logger // nil: nothing is logged
	Clock    func() time.Time
	Version  string // of the program, shown at the foot
}

// Place is where and how a request reached the desk, as the server in front of it knows.
type Place struct {
	Root   string // path under which the server is seen, without a slash at its end
	Asset  string // path of the assets of the pages, whose tokens the desk shares
	Site   string // name of the search
	Search string // path under which readers search; empty where they do so at another address
	Lang   string // ja or en, as the browser prefers
	Caller string // who counts as one for the sign-in
	Origin string // scheme and host under which the browser sees the server
	Secure bool   // the browser came by TLS
}

// Desk answers the owner.
type Desk struct {
	Options
	pages    map[string]*template.Template
	words    map[string]words
	sayings  []saying
	assets   assets
	table    []row
	sessions *sessions
	attempts *attempts
	seal     []byte // signs the forms of those who have not signed in
}

// New makes a desk.
func New(o Options) (*Desk, error) {
	if o.Token == "" {
		return nil, fmt.Errorf("make the desk: no token: %w", blog.ErrUsage)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	d := &Desk{Options: o, sessions: newSessions(o.Clock), attempts: newAttempts(o.Clock), seal: []byte(rand.Text())}
	var err error
	if d.words, err = wordfile.Read[words](files); err != nil {
		return nil, fmt.Errorf("read the words of the desk: %w", err)
	}
	if d.sayings, err = readSayings(); err != nil {
		return nil, fmt.Errorf("read what commands say: %w", err)
	}
	if d.assets, err = readAssets(); err != nil {
		return nil, fmt.Errorf("read the assets of the desk: %w", err)
	}
	d.table = d.rows()
	if d.pages, err = parsePages(d.table); err != nil {
		return nil, fmt.Errorf("parse the pages of the desk: %w", err)
	}
	return d, nil
}

// row is an address of the desk.
type row struct {
	method string
	path   string // below /desk
	open   bool   // also for those who have not signed in
	page   string // template; empty for what shows none
	answer func(*visit) error
}

func (d *Desk) rows() []row {
	rows := []row{
		{"POST", "/signin", true, "", d.signIn},
		{"GET", "/signin", true, "signin", d.showSignIn},
		{"POST", "/signout", false, "", d.signOut},
		{"GET", "/asset/{name}", true, "", d.asset},
	}
	if d.Jobs != nil {
		rows = append(rows, row{"GET", "/work", false, "work", d.showWork}, row{"GET", "/progress", false, "", d.progress},
			row{"POST", "/reindex", false, "", d.reindex})
	}
	if d.State != nil {
		rows = append(rows, row{"GET", "", false, "state", d.showState}, row{"GET", "/run", false, "run", d.showRun})
	} else {
		rows = append(rows, row{"GET", "", false, "", func(v *visit) error { return v.to("/work") }})
	}
	if d.Blogs != nil {
		rows = append(rows, row{"GET", "/blogs", false, "blogs", d.showBlogs}, row{"GET", "/blog", false, "blog", d.showBlog})
	}
	if d.Posts != nil {
		rows = append(rows, row{"GET", "/posts", false, "posts", d.showPosts}, row{"GET", "/post", false, "post", d.showPost})
		if d.Jobs != nil {
			rows = append(rows, row{"GET", "/forget", false, "forget", d.askForget}, row{"POST", "/forget", false, "", d.forget},
				row{"POST", "/again", false, "", d.again})
		}
	}
	if d.State != nil && d.Jobs != nil {
		rows = append(rows, row{"POST", "/rollback", false, "", d.rollback})
	}
	if d.Reviews != nil && d.Jobs != nil {
		rows = append(rows, row{"GET", "/review", false, "review", d.showReview}, row{"POST", "/review", false, "", d.approve})
	}
	if d.Queries != nil && d.Posts != nil {
		rows = append(rows, row{"GET", "/queries", false, "queries", d.showQueries}, row{"GET", "/query", false, "query", d.showQuery},
			row{"POST", "/dismiss", false, "", d.dismiss}, row{"POST", "/recall", false, "", d.recallQuery})
	}
	if d.Rules != nil {
		rows = append(rows, row{"GET", "/rules", false, "rules", d.showRules}, row{"POST", "/rules/apply", false, "rules", d.applyRules},
			row{"POST", "/rules/undo", false, "", d.undoRules}, row{"POST", "/change", false, "", d.change})
		if d.Previews != nil {
			rows = append(rows, row{"POST", "/rules/preview", false, "rules", d.previewRules})
		}
	}
	return rows
}

// Answer answers a request for /desk or an address below it.
func (d *Desk) Answer(w http.ResponseWriter, r *http.Request, at Place) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	v := &visit{desk: d, w: w, r: r, at: at, session: d.sessions.of(r)}
	v.chooseLanguage()
	if err := v.answer(strings.TrimPrefix(r.URL.Path, "/desk")); err != nil {
		v.fail(err)
	}
}

// find gives the row for a path. For a path that takes other methods the row is nil and known is true.
func (d *Desk) find(method, path string) (found *row, known bool) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i, r := range d.table {
		before, _, named := strings.Cut(r.path, "{")
		if path != r.path && !(named && strings.HasPrefix(path, before) && len(path) > len(before)) {
			continue
		}
		known = true
		if r.method == method {
			return &d.table[i], true
		}
	}
	return nil, known
}
