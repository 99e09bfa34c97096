package crawl_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"hash/crc32"
	"iter"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

var update = flag.Bool("update", false, "rewrite the expected captures in testdata")

// memory is an archive in memory.
type memory struct {
	mu     sync.Mutex
	visits map[string]blog.Visit
	pages  map[string]*blog.Page
}

func newMemory() *memory {
	return &memory{visits: map[string]blog.Visit{}, pages: map[string]*blog.Page{}}
}

func (m *memory) put(k blog.Capture) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, old := k.Visit, m.visits[k.Visit.URL]
	if k.Note != "" {
		return
	}
	if v.Hash == "" && v.Outcome != blog.Fetched { // as the archive does
		v.Hash, v.ETag, v.LastModified = old.Hash, old.ETag, old.LastModified
	}
	there := func(o blog.Outcome) bool { return o == blog.Fetched || o == blog.Unchanged }
	if v.Since = old.Since; v.Outcome == blog.Fetched || there(v.Outcome) != there(old.Outcome) || !there(v.Outcome) && v.Outcome != old.Outcome || v.Excluded != old.Excluded {
		v.Since = v.At
	}
	m.visits[v.URL] = v
	if k.Page != nil {
		m.pages[k.Page.URL] = k.Page
	}
}

func (m *memory) Visits(_ context.Context, site string) iter.Seq2[blog.Visit, error] {
	m.mu.Lock()
	visits := slices.Collect(maps.Values(m.visits))
	m.mu.Unlock()
	return func(yield func(blog.Visit, error) bool) {
		for _, v := range visits {
			if v.Site == site && !yield(v, nil) {
				return
			}
		}
	}
}

func (m *memory) Page(_ context.Context, url string) (*blog.Page, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p, ok := m.pages[url]; ok {
		return p, nil
	}
	return nil, blog.ErrNotFound
}

// answer is what a test blog says at one address.
type answer struct {
	status   int
	location string
	kind     string
	body     []byte
}

// site is a blog in a txtar file. The name of a file is a run number from which it holds, an address, and at will a status, a
// target of a redirect or a content type: "-- 2 /entry/1 404 --". HOST in a body is the host of the server. The first line is the
// path to start at, "without tags" after it where the server knows no 304; "want 1" holds what run 1 captures.
type site struct {
	mu      sync.Mutex
	run     int
	answers map[string]map[int]answer
	asked   []string
	plain   bool // no tags, and so no 304
	server  *httptest.Server
}

func newSite(t testing.TB, a *txtar.Archive) *site {
	s := &site{run: 1, answers: map[string]map[int]answer{}}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	for _, f := range a.Files {
		words := strings.Fields(f.Name)
		run, err := strconv.Atoi(words[0])
		if err != nil {
			continue
		}
		k := answer{status: 200, kind: "text/html; charset=utf-8", body: bytes.ReplaceAll(f.Data, []byte("HOST"), []byte(s.host()))}
		if strings.HasPrefix(string(f.Data), "<?xml") {
			k.kind = "application/xml"
		}
		for _, w := range words[2:] {
			if n, err := strconv.Atoi(w); err == nil {
				k.status = n
			} else if strings.HasPrefix(w, "/") || strings.HasPrefix(w, "http") {
				k.location = strings.ReplaceAll(w, "HOST", s.host())
			} else {
				k.kind = w
			}
		}
		if s.answers[words[1]] == nil {
			s.answers[words[1]] = map[int]answer{}
		}
		s.answers[words[1]][run] = k
	}
	return s
}

func (s *site) host() string { return s.server.Listener.Addr().String() }

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	k, ok := answer{}, false
	for run := s.run; run > 0 && !ok; run-- {
		k, ok = s.answers[r.URL.RequestURI()][run]
	}
	s.asked = append(s.asked, r.URL.RequestURI())
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	if k.location != "" {
		w.Header().Set("Location", k.location)
	}
	w.Header().Set("Content-Type", k.kind)
	tag := fmt.Sprintf(`"%x"`, crc32.ChecksumIEEE(k.body))
	if k.status == 200 && !s.plain {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(k.status)
	_, _ = w.Write(k.body)
}

// client is one that does not wait between attempts.
func client(o fetch.Options) *fetch.Client {
	if o.Sleep == nil {
		o.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	}
	return fetch.New(o)
}

// capture runs one crawl and puts what it gives into memory.
func capture(t testing.TB, c *crawl.Crawler, start string, m *memory) ([]blog.Capture, error) {
	t.Helper()
	var all []blog.Capture
	for k, err := range c.Capture(t.Context(), start) {
		if err != nil {
			return all, err
		}
		if m != nil {
			m.put(k)
		}
		all = append(all, k)
	}
	return all, nil
}

// report writes captures as lines that can be compared.
func report(captures []blog.Capture, host string) string {
	var lines []string
	for _, k := range captures {
		v := k.Visit
		if k.Note != "" {
			lines = append(lines, strings.ReplaceAll("note: "+k.Note, host, "HOST"))
			continue
		}
		if isGuess(k) {
			continue
		}
		l := fmt.Sprintf("%s %s %s", v.Role, v.Outcome, v.URL)
		if v.Excluded {
			l += " (without loss)"
		}
		if v.Missing > 0 {
			l += fmt.Sprintf(" missing %d", v.Missing)
		}
		if v.Reason != "" {
			l += ": " + v.Reason
		}
		if k.Page != nil {
			if k.Page.URL != v.URL {
				l += " as " + k.Page.URL
			}
			if p := k.Page.Known; p.Title != "" {
				l += fmt.Sprintf(" known %q by %q %s %q", p.Title, p.Author, p.Published.Format(time.RFC3339), p.Tags)
			}
		}
		lines = append(lines, strings.ReplaceAll(l, host, "HOST"))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func TestBlogsAreCapturedAsWritten(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no blogs: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, m := newSite(t, a), newMemory()
			start, _, _ := strings.Cut(string(a.Comment), "\n")
			now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
			start, s.plain = strings.CutSuffix(start, " without tags")
			for i, f := range a.Files {
				n, ok := strings.CutPrefix(f.Name, "want ")
				if !ok {
					continue
				}
				s.mu.Lock()
				s.run, _ = strconv.Atoi(n)
				s.mu.Unlock()
				now = now.AddDate(0, 2, 0) // so that everything is due again
				c := &crawl.Crawler{Client: client(fetch.Options{}), Memory: m, Workers: 1, Now: func() time.Time { return now }}
				c.Include, c.Exclude = patterns(string(a.Comment), "include:"), patterns(string(a.Comment), "exclude:")
				captures, err := capture(t, c, "http://"+s.host()+start, m)
				got := report(captures, s.host())
				if err != nil {
					got += "error: " + strings.ReplaceAll(err.Error(), s.host(), "HOST") + "\n"
				}
				if *update {
					a.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("run %s gives\n%s\nwant\n%s", n, got, f.Data)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// patterns reads the patterns on a line of a comment.
func patterns(comment, name string) []fetch.Pattern {
	var list []fetch.Pattern
	for line := range strings.Lines(comment) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			for _, s := range strings.Fields(rest) {
				list = append(list, fetch.ParsePattern(s))
			}
		}
	}
	return list
}

// dial leads every name to one address.
func dial(to string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, to)
	}
}
