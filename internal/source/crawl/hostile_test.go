package crawl_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

// strange serves a blog that code makes up, and counts the requests.
func strange(t testing.TB, h func(w http.ResponseWriter, r *http.Request)) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	n := &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		if r.URL.Path == "/robots.txt" || strings.HasPrefix(r.URL.Path, "/sitemap") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s, n
}

// isGuess says whether a capture is of a sitemap or feed that nobody named and that is not there.
func isGuess(k blog.Capture) bool {
	return k.Visit.Found == "start" && k.Visit.Outcome == blog.Gone && (k.Visit.Role == blog.RoleSitemap || k.Visit.Role == blog.RoleFeed)
}

func outcomes(captures []blog.Capture) map[blog.Outcome]int {
	n := map[blog.Outcome]int{}
	for _, k := range captures {
		if !isGuess(k) && k.Note == "" {
			n[k.Visit.Outcome]++
		}
	}
	return n
}

func TestACalendarThatNeverEndsIsLeftAlone(t *testing.T) {
	s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
		var year, month int
		if n, _ := fmt.Sscanf(r.URL.Path, "/%d/%d/", &year, &month); n != 2 && r.URL.Path != "/" {
			if !strings.HasPrefix(r.URL.Path, "/post") {
				http.NotFound(w, r)
				return
			}
			fmt.Fprintf(w, "<article><h1>%s</h1></article>", r.URL.Path)
			return
		}
		if r.URL.Path == "/" {
			year, month = 2024, 1
			fmt.Fprint(w, `<a href="/post-1">1</a><a href="/post-2">2</a>`)
		}
		fmt.Fprintf(w, `<title>暦</title><a rel="next" href="/%d/%02d/">次の月</a><a href="/%d/%02d/?view=week">週</a>`, year+month/12, month%12+1, year, month)
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := byRole(captures, blog.RolePage); len(got) != 2 {
		t.Errorf("pages %q", got)
	}
	if n := asked.Load(); n > 500 {
		t.Errorf("%d requests", n)
	}
}

func TestAMazeOfPagesIsLeftAlone(t *testing.T) {
	s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<h1>%s</h1>", r.URL.Path)
		for i := range 10 {
			fmt.Fprintf(w, `<p><a href="/maze/%x">奥へ %d</a></p>`, 16*len(r.URL.Path)+i+int(time.Now().UnixNano()%1e9), i)
		}
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := asked.Load(); n > 2500 || len(captures) < 500 {
		t.Errorf("%d requests, %d captures", n, len(captures))
	}
}

func TestAPageOfAMillionLinksIsReadInPart(t *testing.T) {
	s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<a href="/post">記事</a>`)
		for i := range 150_000 {
			fmt.Fprintf(w, `<a href="/day/%d">日</a>`, i)
		}
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil || len(captures) == 0 {
		t.Fatal(len(captures), err)
	}
	if n := asked.Load(); n > 1500 {
		t.Errorf("%d requests", n)
	}
}

func TestOneBadPageDoesNotStopARun(t *testing.T) {
	s, _ := strange(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			for _, p := range []string{"huge", "circle", "reset", "busy", "later", "lies", "gz", "post"} {
				fmt.Fprintf(w, `<a href="/%s">%s</a>`, p, p)
			}
		case "/huge":
			w.Header().Set("Content-Length", fmt.Sprint(200<<20))
			_, _ = w.Write(make([]byte, 1<<20))
		case "/circle":
			http.Redirect(w, r, "/circle/", http.StatusFound)
		case "/circle/":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/reset":
			panic(http.ErrAbortHandler)
		case "/busy":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/later":
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/lies":
			w.Header().Set("Content-Length", "5000")
			_, _ = io.WriteString(w, "<p>短い</p>")
		case "/gz":
			w.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(w, "これは圧縮されていない")
		case "/post":
			fmt.Fprint(w, "<article><h1>無事な記事</h1></article>")
		default:
			http.NotFound(w, r)
		}
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{}), Workers: 1}, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := byRole(captures, blog.RolePage); len(got) != 1 || got[0] != s.URL+"/post" {
		t.Errorf("pages %q", got)
	}
	if n := outcomes(captures); n[blog.Passed] != 7 {
		t.Errorf("outcomes %v", n)
	}
	for _, k := range captures {
		if v := k.Visit; v.Outcome == blog.Passed && (v.Reason == "" || v.Excluded) {
			t.Errorf("a loss without a reason: %+v", v)
		}
	}
}

func TestAHostThatFallsSilentEndsTheRun(t *testing.T) {
	s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			panic(http.ErrAbortHandler)
		}
		for i := range 1000 {
			fmt.Fprintf(w, `<a href="/post-%d">記事</a>`, i)
		}
	})
	_, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if !errors.Is(err, blog.ErrUnavailable) || !strings.Contains(err.Error(), "requests in a row found no answer") {
		t.Errorf("the error is %v", err)
	}
	if n := asked.Load(); n > 150 {
		t.Errorf("%d requests", n)
	}
}

func TestABlogThatCannotBeReachedIsAnErrorThatSaysSo(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	for start, want := range map[string]error{s.URL: blog.ErrUnavailable, "gopher://x": blog.ErrUsage, "": blog.ErrUsage} {
		captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, start, nil)
		if len(captures) > 0 || !errors.Is(err, want) {
			t.Errorf("%q: %d captures, %v", start, len(captures), err)
		}
	}
}

// many serves a blog of n posts of 20 KB that a sitemap names, with 100 links a page, as blogs have.
func many(t testing.TB, n int) *httptest.Server {
	t.Helper()
	text := strings.Repeat("<p>庭の紫陽花が咲いた。夕方には晴れて、虹が見えた。明日は出かけよう。</p>\n", 200)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := -1
		_, _ = fmt.Sscanf(r.URL.Path, "/entry/%d", &i)
		switch {
		case r.URL.Path == "/sitemap.xml":
			fmt.Fprint(w, "<urlset>")
			for i := range n {
				fmt.Fprintf(w, "<url><loc>http://%s/entry/%d</loc></url>", r.Host, i)
			}
			fmt.Fprint(w, "</urlset>")
		case r.URL.Path == "/" || i >= 0 && i < n:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, "<!doctype html><title>%d</title>", i)
			for k := range 100 {
				fmt.Fprintf(w, `<a href="/entry/%d">記事</a>`, (i*7+k)%n)
			}
			fmt.Fprintf(w, "<article><h1>%d</h1>%s</article>", i, text)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestACallerMayStopAtAnyTime(t *testing.T) {
	s := many(t, 300)
	before := runtime.NumGoroutine()
	c := &crawl.Crawler{Client: client(fetch.Options{})}
	n := 0
	for _, err := range c.Capture(t.Context(), s.URL) {
		if n++; err != nil || n == 20 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var last error
	for _, err := range c.Capture(ctx, s.URL) {
		if n++; n == 40 {
			cancel()
		}
		last = err
	}
	cancel()
	if !errors.Is(last, context.Canceled) {
		t.Errorf("a cancelled run ends with %v", last)
	}
	c.Client.Close()
	s.CloseClientConnections()
	for until := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), before)
		}
	}
}

func TestABlogThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	var run atomic.Int64
	s, _ := strange(t, func(w http.ResponseWriter, r *http.Request) {
		// Every answer differs from the one before, and posts vanish between the list and their turn.
		i := run.Add(1)
		if r.URL.Path != "/" && i%3 == 0 {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, `<article><h1>%s は %d 回目</h1></article><a href="/p/%d">新</a>`, r.URL.Path, i, i%20)
	})
	m := newMemory()
	for range 3 {
		if _, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{}), Memory: m}, s.URL, m); err != nil {
			t.Fatal(err)
		}
	}
	// The front page and twenty posts, each perhaps also with a slash at its end, because it was not there without.
	if len(m.visits) < 2 || len(m.visits) > 1+2*20 {
		t.Errorf("%d addresses", len(m.visits))
	}
}

func BenchmarkCrawl(b *testing.B) {
	const posts = 2000
	s := many(b, posts)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for k, err := range (&crawl.Crawler{Client: fetch.New(fetch.Options{})}).Capture(b.Context(), s.URL) {
			if err != nil {
				b.Fatal(err)
			}
			if k.Page != nil && k.Visit.Role == blog.RolePage {
				n++
			}
		}
		if n != posts {
			b.Fatalf("%d pages", n)
		}
	}
	b.ReportMetric(posts*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// served serves what a function answers.
func served(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}
