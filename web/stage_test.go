package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

// stage is a blog with the box on it, a search server and a browser that shows the blog.
type stage struct {
	t      *testing.T
	ctx    context.Context
	blog   *httptest.Server
	server *httptest.Server
	engine *fake
	gone   atomic.Bool // the server cuts every connection
	from   string      // for whom a proxy in front of the server asks; empty: there is none
	inner  atomic.Pointer[web.Server]

	mu     sync.Mutex
	asked  []string                 // queries the API was asked for
	opened []string                 // addresses of the blog and pages of the server that were opened
	slow   map[string]chan struct{} // queries and files that wait until their channel is closed
}

// blogPolicy is as strict as a blog can be and still have the box: no inline script, no inline style.
const blogPolicy = "default-src 'none'; script-src SERVER; connect-src SERVER; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

func newStage(t *testing.T, head string) *stage {
	t.Helper()
	s := newSet(t, head)
	s.ctx = browser(t)
	s.visit()
	return s
}

// newSet is a stage without a browser.
func newSet(t *testing.T, head string) *stage {
	t.Helper()
	s := &stage{t: t, slow: map[string]chan struct{}{}}
	s.blog = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.note(r.URL.Path)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", strings.ReplaceAll(blogPolicy, "SERVER", s.server.URL))
		page := `<!DOCTYPE html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ブログ</title>` +
			`<main><h1>ブログ</h1><p>今日の記事です。</p><p><input id="other" aria-label="お名前"></p></main>` + head
		_, _ = w.Write([]byte(strings.ReplaceAll(page, "SERVER", s.server.URL)))
	}))
	t.Cleanup(s.blog.Close)
	posts := samplePosts()
	for _, p := range posts {
		p.URL = strings.Replace(p.URL, "https://blog.example.com", s.blog.URL, 1)
		p.ID = blog.NewID(p.URL)
	}
	s.engine = newFake(posts...)
	s.serve(s.engine)
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.gone.Load() {
			panic(http.ErrAbortHandler)
		}
		q := r.URL.Query().Get("q")
		switch path := r.URL.Path; {
		case strings.HasPrefix(path, "/api/"):
			if path != "/api/v1/start" {
				s.ask(q)
			}
			if !s.wait(r, q) {
				return
			}
		case path == "/search":
			s.note("/search?" + url.Values{"q": {q}}.Encode())
		}
		if !s.wait(r, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/'):]) {
			return
		}
		if s.from != "" {
			r.Header.Set("X-Forwarded-For", s.from)
		}
		s.inner.Load().Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(s.server.Close)
	return s
}

// serve makes the search server answer from an engine.
func (s *stage) serve(e index.Engine) {
	s.t.Helper()
	inner, err := web.New(web.Options{Engine: e, KeptPosts: true, Origins: func() []string { return []string{s.blog.URL} }})
	if err != nil {
		s.t.Fatal(err)
	}
	s.inner.Store(inner)
}

// visit opens the blog's front page and waits for the box.
func (s *stage) visit() {
	s.t.Helper()
	do(s.t, s.ctx, chromedp.Navigate(s.blog.URL+"/"))
	until(s.t, s.ctx, `document.querySelector("fumikura-box")?.shadowRoot?.querySelector("button, input")`)
}

func (s *stage) note(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened = append(s.opened, address)
}

func (s *stage) ask(q string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
}

// wait keeps an answer back for as long as it is held; false where whoever asked has gone meanwhile.
func (s *stage) wait(r *http.Request, what string) bool {
	s.mu.Lock()
	held := s.slow[what]
	s.mu.Unlock()
	if held == nil {
		return true
	}
	select {
	case <-held:
		return true
	case <-r.Context().Done():
		return false
	}
}

// queries are those that the API was asked for since the last call.
func (s *stage) queries() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

// hold keeps back the answers to a query of the API, or those of a file or page by the last part of its address, with its slash.
func (s *stage) hold(q string) (release func()) {
	held := make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow[q] = held
	var once sync.Once
	release = func() { once.Do(func() { close(held) }) }
	s.t.Cleanup(release) // the server does not close before every answer is given
	return release
}

func (s *stage) wasOpened(address string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.opened, address)
}

// in is the part of scripts that reaches into the box.
const in = `document.querySelector("fumikura-box").shadowRoot.`

// open opens the dialog with the key that is meant for it.
func (s *stage) open() {
	s.t.Helper()
	s.press("/", 0)
	until(s.t, s.ctx, in+`querySelector("dialog")?.open`)
}

// write types text as a keyboard without IME does; several characters come at once, as a word that is pasted.
func (s *stage) write(text string) {
	s.t.Helper()
	if len(text) > 1 {
		s.commit(text)
		return
	}
	do(s.t, s.ctx, chromedp.KeyEvent(text))
}

// compose shows text as an IME does while it is being converted.
func (s *stage) compose(text string) {
	s.t.Helper()
	n := int64(len([]rune(text)))
	call(s.t, s.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: text, SelectionStart: n, SelectionEnd: n})
}

// commit ends a conversion with text.
func (s *stage) commit(text string) {
	s.t.Helper()
	call(s.t, s.ctx, input.InsertText, input.InsertTextParams{Text: text})
}

// press presses a key down and up; modifiers are 2 for Ctrl, 4 for Meta.
func (s *stage) press(key string, modifiers int64) {
	s.t.Helper()
	codes := map[string]int64{"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40, "ArrowLeft": 37, "ArrowRight": 39, "Tab": 9, "/": 191, "k": 75, "s": 83, "Home": 36, "End": 35}
	down := input.DispatchKeyEventParams{Type: "keyDown", Key: key, WindowsVirtualKeyCode: codes[key], Modifiers: modifiers}
	if key == "Enter" {
		down.Text = "\r"
	}
	call(s.t, s.ctx, input.DispatchKeyEvent, down)
	down.Type, down.Text = "keyUp", ""
	call(s.t, s.ctx, input.DispatchKeyEvent, down)
}

// pressIME presses a key that the IME takes: the page sees it as 229.
func (s *stage) pressIME(key string) {
	s.t.Helper()
	event := input.DispatchKeyEventParams{Type: "rawKeyDown", Key: "Process", Code: key, WindowsVirtualKeyCode: 229}
	call(s.t, s.ctx, input.DispatchKeyEvent, event)
}

func (s *stage) hits() int64 {
	s.t.Helper()
	return eval[int64](s.t, s.ctx, in+`querySelectorAll(".hit").length`)
}

func (s *stage) until(expression string) {
	s.t.Helper()
	until(s.t, s.ctx, expression)
}

// settle gives scripts the time in which they would do what they must not.
func (s *stage) settle() {
	s.t.Helper()
	eval[bool](s.t, s.ctx, `new Promise((done) => setTimeout(() => done(true), 400))`)
}
