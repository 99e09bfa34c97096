package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/sample"
)

const deskToken = "a-token-of-the-owner"

// sitter is a browser without scripts at the desk.
type sitter struct {
	t      *testing.T
	base   string
	client *http.Client
}

func sit(t *testing.T, base string) *sitter {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &sitter{t, base, &http.Client{Jar: jar}}
	if body := s.send("/desk/signin", "/desk", url.Values{"token": {deskToken}}); !strings.Contains(body, "signout") {
		t.Fatalf("the desk does not let the owner in: %s", body)
	}
	return s
}

// page gives a page of the desk.
func (s *sitter) page(path string) string {
	s.t.Helper()
	resp, err := s.client.Get(s.base + path)
	return s.read(path, resp, err)
}

// send sends the form of a page to an address and gives the page that this leads to.
func (s *sitter) send(to, from string, form url.Values) string {
	s.t.Helper()
	m := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(s.page(from))
	if m == nil {
		s.t.Fatalf("%s has no form", from)
	}
	form.Set("csrf", m[1])
	resp, err := s.client.PostForm(s.base+to, form)
	return s.read(to, resp, err)
}

func (s *sitter) read(path string, resp *http.Response, err error) string {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: status %d, %v: %s", path, resp.StatusCode, err, body)
	}
	return string(body)
}

// finish waits for the end of the job and gives the page that tells it.
func (s *sitter) finish() string {
	s.t.Helper()
	var body string
	if !eventually(func() bool { body = s.page("/desk/work?hl=en"); return !strings.Contains(body, "data-progress") }) {
		s.t.Fatal("the job does not end")
	}
	return body
}

func TestAnOwnerWorksAtTheDesk(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(sample.Handler(sample.Options{}))
	t.Cleanup(server.Close)
	blog := server.URL + "/"
	data := filepath.Join(t.TempDir(), "data")
	run(t, exitDone, "reindex", blog, "--data", data)
	config := filepath.Join(t.TempDir(), "fumikura.toml")
	text := "[serve]\ndesk_token = \"" + deskToken + "\"\nadmin_addr = \"127.0.0.1:0\"\n[[blog]]\nurl = \"" + blog + "\"\nrate = 50.0\nbasic_auth = \"me:geheim\"\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, readers := serveData(t, data, "--config", config)
	owners := p.await(`metrics are at (http://127\.0\.0\.1:\d+)/`)[1]
	for _, path := range []string{"/desk", "/metrics"} {
		if resp, err := http.Get(readers + path); err != nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s at the readers' address: %v, %v", path, resp, err)
		}
		if resp, err := http.Get(owners + path); err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("%s at the owner's address: %v, %v", path, resp, err)
		}
	}
	s := sit(t, owners)
	if body := s.page("/desk/blog?url=" + url.QueryEscape(blog)); !strings.Contains(body, "basic_auth") || strings.Contains(body, "geheim") {
		t.Errorf("the settings of the blog are not shown, or with its password: %s", body)
	}
	victim := mustAsk(t, readers, "コンテナ").Hits[0].URL
	at := url.QueryEscape(victim)
	for _, path := range []string{"/desk?hl=en", "/desk/blogs", "/desk/posts?q=" + url.QueryEscape("コンテナ"), "/desk/post?url=" + at} {
		s.page(path)
	}
	if body := s.page("/desk/post?why=1&q=" + url.QueryEscape("コンテナ") + "&url=" + at); !strings.Contains(body, "at rank 1") {
		t.Errorf("the desk does not tell at which rank the post is found: %s", body)
	}
	s.send("/desk/again", "/desk/post?url="+at, url.Values{"url": {victim}})
	if body := s.finish(); !strings.Contains(body, "is-done") {
		t.Errorf("the post was not asked for again: %s", body)
	}
	if body := s.page("/desk"); !strings.Contains(body, "Up to date") {
		t.Errorf("the run does not stand on the first page: %s", body)
	}
	s.send("/desk/forget", "/desk/forget?url="+at, url.Values{"url": {victim}})
	if body := s.finish(); !strings.Contains(body, "is-done") || !strings.Contains(body, "Forgotten") {
		t.Errorf("the post was not forgotten: %s", body)
	}
	found := func() bool {
		return slices.ContainsFunc(mustAsk(t, readers, "コンテナ").Hits, func(h hit) bool { return h.URL == victim })
	}
	if !eventually(func() bool { return !found() }) {
		t.Errorf("%s is still found", victim)
	}
	if strings.Contains(p.said(), deskToken) {
		t.Error("the token is in the log")
	}
}

func TestRulesAndReviewAtTheDesk(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(sample.Handler(sample.Options{}))
	t.Cleanup(server.Close)
	data := filepath.Join(t.TempDir(), "data")
	run(t, exitDone, "reindex", server.URL, "--data", data)
	config := filepath.Join(t.TempDir(), "fumikura.toml")
	text := "[serve]\nrate_limit = 0.0\nreview = true\ndesk_token = \"" + deskToken + "\"\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, base := serveData(t, data, "--config", config)
	s := sit(t, base)
	finds := func(q string, want bool) {
		t.Helper()
		if !eventually(func() bool { return mustAsk(t, base, q).Total > 0 == want }) {
			t.Errorf("%s finds %d posts", q, mustAsk(t, base, q).Total)
		}
	}
	const word = "ペンギン"
	finds(word, false)
	if body := s.send("/desk/change", "/desk/query?q="+word, url.Values{"kind": {"synonym"}, "q": {word}, "value": {"コンテナ"}}); !strings.Contains(body, word) {
		t.Errorf("the synonym was not added: %s", body)
	}
	finds(word, true)
	if body := s.page("/desk/query?q=" + word); !strings.Contains(body, `value="unsynonym"`) {
		t.Error("the page of the query does not show its synonym")
	}
	gone := url.Values{"kind": {"unsynonym"}, "q": {word}, "value": {word + ", コンテナ"}}
	s.send("/desk/change", "/desk/query?q="+word, gone)
	finds(word, false)
	if body := s.send("/desk/change", "/desk/query?q="+word, gone); !strings.Contains(body, "any more") && !strings.Contains(body, "もうありません") {
		t.Errorf("a synonym was taken out twice: %s", body)
	}
	s.send("/desk/rules/undo", "/desk/rules", url.Values{})
	finds(word, true)
	last := mustAsk(t, base, "コンテナ").Hits
	form := url.Values{"since": {"3"}, "text": {"[[pin]]\nquery = \"コンテナ\"\nurls = [\"" + last[len(last)-1].URL + "\"]\n"}}
	if body := s.send("/desk/rules/preview", "/desk/rules", form); !strings.Contains(body, last[len(last)-1].Title) || !strings.Contains(body, "moves") {
		t.Errorf("the preview does not say what moves: %s", body)
	}
	finds(word, true)
	s.send("/desk/rules/undo", "/desk/rules", url.Values{})
	finds(word, false)

	before := mustAsk(t, base, "").Generation
	s.send("/desk/reindex", "/desk/work", url.Values{"kind": {"rebuild"}})
	s.finish()
	if now := mustAsk(t, base, "").Generation; now != before {
		t.Fatalf("generation %s was published without approval", now)
	}
	s.send("/desk/review", "/desk/review", url.Values{"kind": {"publish"}})
	if body := s.finish(); !strings.Contains(body, "is-done") {
		t.Errorf("what waits was not published: %s", body)
	}
	turns := func(from string) string {
		t.Helper()
		for range 200 {
			if now := mustAsk(t, base, "").Generation; now != from {
				return now
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("generation %s goes on being served", from)
		return ""
	}
	turns(before)
	s.send("/desk/rollback", "/desk", url.Values{"to": {before}})
	if body := s.finish(); !strings.Contains(body, "is-done") {
		t.Errorf("it did not go back: %s", body)
	}
	if now := turns(mustAsk(t, base, "").Generation); now != before {
		t.Errorf("generation %s is served after going back to %s", now, before)
	}
	if body := s.page("/desk/review"); !strings.Contains(body, `value="release"`) {
		t.Errorf("the rollback is not told to hold: %s", body)
	}
	s.send("/desk/review", "/desk/review", url.Values{"kind": {"release"}})
	s.finish()
	if body := s.page("/desk/review"); strings.Contains(body, `value="release"`) {
		t.Errorf("the rollback was not released: %s", body)
	}
}

// TestAnArchiveOfAnOlderProgramAtTheDesk serves an archive as an update of the program finds it.
func TestAnArchiveOfAnOlderProgramAtTheDesk(t *testing.T) {
	t.Parallel()
	older := func() string {
		data := t.TempDir()
		body, err := os.ReadFile("../../internal/archive/testdata/schema-3.db")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(data, "archive.db"), body, 0o600); err != nil {
			t.Fatal(err)
		}
		return data
	}
	config := filepath.Join(t.TempDir(), "fumikura.toml")
	if err := os.WriteFile(config, []byte("[serve]\ndesk_token = \""+deskToken+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, base := serveData(t, older(), "--config", config)
	s := sit(t, base)
	for _, path := range []string{"/desk", "/desk/blogs", "/desk/queries", "/desk/rules?propose=1", "/desk/review"} {
		if body := s.page(path + "?hl=en"); strings.Contains(body, "schema") {
			t.Errorf("%s: %s", path, body)
		}
	}

	// Where another process has it, serve cannot bring it up to date, and the desk says what does.
	data := older()
	lock, err := archive.Acquire(data, "a test")
	if err != nil {
		t.Fatal(err)
	}
	p, base := serveData(t, data, "--config", config)
	p.await("could not be brought up to date")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := &sitter{t, base, &http.Client{Jar: jar}}
	owner.send("/desk/signin", "/desk/signin", url.Values{"token": {deskToken}, "next": {"/work"}})
	resp, err := owner.client.Get(base + "/desk?hl=ja")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close(), lock.Release()); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), "再インデックスすると更新されます") {
		t.Errorf("status %d: %s", resp.StatusCode, body)
	}
}
