package crawl_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

// sessions are the ways in which a server numbers its visitors in links.
var sessions = map[string]func(path string, n int64) string{
	"in a parameter of a known name":    func(p string, n int64) string { return fmt.Sprintf("%s?PHPSESSID=%032x", p, n) },
	"in a parameter of an unknown name": func(p string, n int64) string { return fmt.Sprintf("%s?v=%016x", p, n*0x9e3779b9) },
	"in a short parameter":              func(p string, n int64) string { return fmt.Sprintf("%s?x=%d", p, n) },
	"in the path, as Java writes it":    func(p string, n int64) string { return fmt.Sprintf("%s;jsessionid=%032X", p, n) },
	"in the path, as ASP.NET writes it": func(p string, n int64) string { return fmt.Sprintf("/(S(%024x))%s", n*0x9e3779b9, p) },
	"as the first folder":               func(p string, n int64) string { return fmt.Sprintf("/s%016x%s", n*0x9e3779b9, p) },
	"as the last folder": func(p string, n int64) string {
		return fmt.Sprintf("%s/%016x/", strings.TrimSuffix(p, "/"), n*0x9e3779b9)
	},
	"in a parameter, and another in the other": func(p string, n int64) string { return fmt.Sprintf("%s?a=%d&b=%d", p, n, n+1) },
}

func TestASmallBlogWithAFreshSessionAtEachRequestEnds(t *testing.T) {
	for name, write := range sessions {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int64
			s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
				k := n.Add(1) + 1000
				link := func(path, text string) string { return fmt.Sprintf(`<a href="%s">%s</a>`, write(path, k), text) }
				for i := range 3 {
					if strings.Contains(r.URL.Path, fmt.Sprintf("post-%d", i)) {
						fmt.Fprintf(w, `<title>記事 %d</title><article><h1>記事 %d</h1><p>%d 番目の話。</p></article>%s%s`, i, i, i, link("/", "表紙"), link(fmt.Sprintf("/post-%d", (i+1)%3), "次"))
						return
					}
				}
				if strings.Contains(r.URL.Path, "tags") {
					fmt.Fprintf(w, `<title>札</title>%s%s`, link("/post-0", "零"), link("/tags/a", "札"))
					return
				}
				fmt.Fprintf(w, `<title>表紙</title>%s%s%s%s%s`, link("/post-0", "零"), link("/post-1", "一"), link("/post-2", "二"), link("/tags/a", "札"), link("/", "表紙"))
			})
			captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.DeleteFunc(posts(captures), func(u string) bool { return strings.Contains(u, "tags") }); len(got) != 3 {
				t.Errorf("posts %q", got)
			}
			if n := asked.Load(); n >= 200 {
				t.Errorf("%d requests", n)
			} else {
				t.Logf("%d requests", n)
			}
		})
	}
}

// posts are the addresses of pages that were captured and did not give way to another.
func posts(captures []blog.Capture) []string {
	last := map[string]blog.Capture{}
	for _, k := range captures {
		last[k.Visit.URL] = k
	}
	var list []blog.Capture
	for _, k := range captures {
		if l := last[k.Visit.URL]; l.Visit.Outcome == k.Visit.Outcome {
			list = append(list, k)
		}
	}
	return byRole(list, blog.RolePage)
}

func TestARunEndsWithItsBudgetAndTheNextGoesOn(t *testing.T) {
	const n = 100
	s := many(t, n)
	m, got := newMemory(), map[string]bool{}
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	for run := range 4 {
		now = now.Add(time.Hour)
		c := &crawl.Crawler{Client: client(fetch.Options{}), Memory: m, Budget: crawl.Budget{Requests: 40}, Now: func() time.Time { return now }}
		captures, err := capture(t, c, s.URL, m)
		if err != nil {
			t.Fatal(err)
		}
		alarms, waiting := 0, 0
		for _, k := range captures {
			if k.Alarm && strings.Contains(k.Note, "budget") {
				alarms++
			}
			if k.Visit.Outcome == blog.Waiting {
				waiting++
			}
			if k.Visit.Outcome == blog.Gone && !isGuess(k) && !strings.Contains(k.Visit.URL, "/-") {
				t.Errorf("run %d: gone: %+v", run+1, k.Visit)
			}
		}
		for _, u := range byRole(captures, blog.RolePage) {
			got[u] = true
		}
		if run == 0 && (alarms != 1 || waiting != n-len(got)) {
			t.Errorf("run %d: %d alarms, %d addresses wait, %d pages", run+1, alarms, waiting, len(got))
		}
	}
	if len(got) != n {
		t.Errorf("%d pages after four runs", len(got))
	}
}

func TestARunEndsWithItsTime(t *testing.T) {
	now, asked := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), atomic.Int64{}
	s, _ := strange(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<h1>%s</h1><a href="/a-%d">次</a><a href="/b-%d">次</a>`, r.URL.Path, asked.Add(1), asked.Load())
	})
	c := &crawl.Crawler{Client: client(fetch.Options{}), Budget: crawl.Budget{Time: 30 * time.Minute}, Now: func() time.Time { return now.Add(time.Duration(asked.Load()) * time.Minute) }}
	captures, err := capture(t, c, s.URL, nil)
	if err != nil || asked.Load() > 40 {
		t.Errorf("%d requests, %v", asked.Load(), err)
	}
	if n := outcomes(captures); n[blog.Waiting] == 0 {
		t.Errorf("outcomes %v", n)
	}
}

// TestAnUnchangedBlogCostsFewRequests runs a blog of 1,000 posts without a sitemap daily. New posts move the older ones from list page to list page,
// which a week later are all asked for once.
func TestAnUnchangedBlogCostsFewRequests(t *testing.T) {
	const n = 1000
	extra := atomic.Int64{}
	s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
		i, page := -1, 1
		_, _ = fmt.Sscanf(r.URL.Path, "/post-%d", &i)
		_, _ = fmt.Sscanf(r.URL.Path, "/page/%d/", &page)
		total := n + int(extra.Load())
		switch {
		case i >= 0:
			fmt.Fprintf(w, `<title>%d</title><article><h1>%d</h1><time>今日</time></article>`, i, i)
		case r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, "/page/") && page <= (total+9)/10:
			for k := range 10 {
				if i := total - 1 - (page-1)*10 - k; i >= 0 {
					fmt.Fprintf(w, `<article><h2><a href="/post-%d">%d</a></h2></article>`, i, i)
				}
			}
			fmt.Fprintf(w, `<a href="/page/%d/">前</a>`, page+1)
		default:
			http.NotFound(w, r)
		}
	})
	m, busy := newMemory(), 0
	now := time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
	for day := range 58 {
		now = now.AddDate(0, 0, 1).Add(-time.Second * time.Duration(day%7))
		if day == 30 {
			extra.Store(25) // more than the front page shows
		}
		before := asked.Load()
		c := &crawl.Crawler{Client: client(fetch.Options{}), Memory: m, Now: func() time.Time { return now }}
		captures, err := capture(t, c, s.URL, m)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(byRole(captures, blog.RolePage)); day == 0 && got != n || day == 30 && got < 25 {
			t.Errorf("day %d: %d pages", day, got)
		}
		if used := asked.Load() - before; day > 1 && used >= 60 {
			if busy++; day < 30 || busy > 3 {
				t.Errorf("day %d: %d requests", day, used)
			}
		} else if day%10 == 5 {
			t.Logf("day %d: %d requests", day, used)
		}
		if got := outcomes(captures); got[blog.Gone] > 1 {
			t.Errorf("day %d: %v\n%s", day, got, report(captures, s.URL))
		}
	}
}

func TestTagPagesAreNotReadWhereTheSitemapIsWhole(t *testing.T) {
	const n, tags = 500, 200
	for name, hidden := range map[string]int{"whole": 0, "of the newest posts only": 300} {
		t.Run(name, func(t *testing.T) {
			asked := atomic.Int64{}
			s := served(t, func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				i := -1
				_, _ = fmt.Sscanf(r.URL.Path, "/post-%d", &i)
				tag := -1
				_, _ = fmt.Sscanf(r.URL.Path, "/tags/t%d", &tag)
				w.Header().Set("Content-Type", "text/html")
				switch {
				case r.URL.Path == "/sitemap.xml":
					fmt.Fprint(w, "<urlset>")
					for i := hidden; i < n; i++ {
						fmt.Fprintf(w, "<url><loc>http://%s/post-%d</loc></url>", r.Host, i)
					}
					fmt.Fprint(w, "</urlset>")
				case i >= 0:
					fmt.Fprintf(w, `<article><h1>%d</h1><time>今日</time></article><a href="/tags/t%d">札</a>`, i, i%tags)
				case tag >= 0:
					for i := tag; i < n; i += tags {
						fmt.Fprintf(w, `<article><h2><a href="/post-%d">%d</a></h2></article>`, i, i)
					}
				case r.URL.Path == "/":
					for i := n - 10; i < n; i++ {
						fmt.Fprintf(w, `<article><h2><a href="/post-%d">%d</a></h2></article>`, i, i)
					}
				default:
					http.NotFound(w, r)
				}
			})
			captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(byRole(captures, blog.RolePage)); got != n {
				t.Errorf("%d posts", got)
			}
			if used := asked.Load(); hidden == 0 && used > n+40 {
				t.Errorf("%d requests", used)
			} else {
				t.Logf("%d requests", used)
			}
		})
	}
}

func TestSitemapIndexesThatNameIndexesWithoutEndAreBounded(t *testing.T) {
	var n atomic.Int64
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		k := n.Add(1)
		switch {
		case strings.HasPrefix(r.URL.Path, "/sitemap"):
			fmt.Fprint(w, "<sitemapindex>")
			for i := range 500 {
				fmt.Fprintf(w, "<sitemap><loc>http://%s/sitemap-%d-%d.xml</loc></sitemap>", r.Host, k, i)
			}
			fmt.Fprint(w, "</sitemapindex>")
		case r.URL.Path == "/" || r.URL.Path == "/post":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, `<article><h1>%s</h1></article><a href="/post">記事</a>`, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil || len(byRole(captures, blog.RolePage)) != 1 {
		t.Errorf("%q, %v", byRole(captures, blog.RolePage), err)
	}
	if n.Load() > 800 {
		t.Errorf("%d requests", n.Load())
	}
}

func TestAListWithFiltersIsNotReadInEveryChoice(t *testing.T) {
	s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/post-") {
			fmt.Fprintf(w, "<article><h1>%s</h1></article>", r.URL.Path)
			return
		}
		fmt.Fprintf(w, `<title>%s</title><a href="/post-1">一</a><a href="/post-2">二</a>`, r.URL.RawQuery)
		for _, name := range []string{"sort", "colour", "size", "view", "tagged"} {
			for _, value := range []string{"a", "b", "c", "d"} {
				q := r.URL.Query()
				q.Set(name, value)
				fmt.Fprintf(w, `<a href="/archive/?%s">選ぶ</a>`, q.Encode())
			}
		}
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil || len(byRole(captures, blog.RolePage)) != 2 || asked.Load() > 200 {
		t.Errorf("%d requests, %q, %v", asked.Load(), byRole(captures, blog.RolePage), err)
	}
}

func TestWhatWentWrongWithAWholeBlogIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		post string // the page of a post, with %d for its number
		want string
	}{
		"a template that calls every page a list": {`<script type="application/ld+json">{"@type":"CollectionPage"}</script><title>%d</title><p>記事 %[1]d の文。</p>`, "markup says that they are lists"},
		"pages that wait for their scripts":       {`<title>%d</title><div id="root"></div><script src="/app.js"></script>`, "JavaScript"},
		"noindex on all":                          {`<meta name="robots" content="noindex"><article><h1>%d</h1></article>`, "noindex"},
		"nothing":                                 {`<article><h1>%d</h1><p>記事の文。</p></article>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := served(t, func(w http.ResponseWriter, r *http.Request) {
				i := -1
				_, _ = fmt.Sscanf(r.URL.Path, "/post-%d", &i)
				w.Header().Set("Content-Type", "text/html")
				switch {
				case r.URL.Path == "/sitemap.xml":
					fmt.Fprint(w, "<urlset>")
					for i := range 10 {
						fmt.Fprintf(w, "<url><loc>http://%s/post-%d</loc></url>", r.Host, i)
					}
					fmt.Fprint(w, "</urlset>")
				case i >= 0:
					fmt.Fprintf(w, c.post, i)
				case r.URL.Path == "/":
					fmt.Fprint(w, "<title>表紙</title><p>ようこそ。</p>")
				default:
					http.NotFound(w, r)
				}
			})
			captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, k := range captures {
				if k.Alarm {
					told = append(told, k.Note)
				}
			}
			if got := strings.Join(told, "\n"); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
}

func TestAFrontPageThatLeadsWhereNoPostIsSaysWhatToGive(t *testing.T) {
	for name, c := range map[string]struct{ link, want string }{
		"a copy made for another address": {"/harbour/post-%d", "serve it at the path"},
		"posts above the address given":   {"/archives/%d.html", "give an address above them"},
		"posts where they should be":      {"/harbour/blog/%d.html", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := served(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				var n int
				switch _, err := fmt.Sscanf(r.URL.Path, strings.Replace(c.link, "/harbour/post-%d", "-", 1), &n); {
				case err == nil:
					fmt.Fprintf(w, `<article><h1>Tide %d</h1><p>High water at %d.</p></article>`, n, n)
				case r.URL.Path == "/harbour/" && c.want != "serve it at the path" || r.URL.Path == "/" && c.want == "serve it at the path":
					for n := range 6 {
						fmt.Fprintf(w, `<h2><a href="%s">Tide %d</a></h2>`, fmt.Sprintf(c.link, n), n)
					}
				default:
					http.NotFound(w, r)
				}
			})
			site := s.URL + "/harbour/"
			if c.want == "serve it at the path" {
				site = s.URL + "/"
			}
			captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, site, nil)
			if err != nil {
				t.Fatal(err)
			}
			var told string
			for _, k := range captures {
				if k.Alarm {
					told += k.Note
				}
			}
			if (told == "") != (c.want == "") || !strings.Contains(told, c.want) {
				t.Errorf("told %q, want %q", told, c.want)
			}
		})
	}
}

func TestAMirrorThatWritesParametersIntoFileNamesIsRead(t *testing.T) {
	s, _ := strange(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		switch _, err := fmt.Sscanf(r.URL.Path, "/index.html?p=%d.html", &n); {
		case err == nil:
			fmt.Fprintf(w, `<article><h1>Lamp %d</h1><p>It was lit at %d.</p></article>`, n, n)
		case r.URL.Path == "/" || r.URL.Path == "/index.html":
			for n := range 4 {
				fmt.Fprintf(w, `<h2><a href="index.html%%3Fp=%d.html">Lamp %d</a></h2>`, n, n)
			}
			fmt.Fprint(w, `<a href="index.html">front</a>`)
		default:
			http.NotFound(w, r)
		}
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil || len(byRole(captures, blog.RolePage)) != 4 {
		t.Errorf("%q, %v", byRole(captures, blog.RolePage), err)
	}
}

func TestALinkedFeedThatIsAPageIsLeftOut(t *testing.T) {
	s, _ := strange(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/lamp-") {
			fmt.Fprintf(w, `<article><h1>%s</h1></article>`, r.URL.Path)
			return
		}
		fmt.Fprint(w, `<link rel="alternate" type="application/rss+xml" href="/?feed=tides"><a href="/lamp-1">1</a><a href="/lamp-2">2</a>`)
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range captures {
		if k.Visit.Outcome == blog.Passed && !k.Visit.Excluded {
			t.Errorf("%s is passed over: %s", k.Visit.URL, k.Visit.Reason)
		}
	}
}

func TestListsOfUnwantedPostsLeadOnToTheWantedOnes(t *testing.T) {
	const n, perList = 700, 10
	s, _ := strange(t, func(w http.ResponseWriter, r *http.Request) {
		var i, list int
		if _, err := fmt.Sscanf(r.URL.Path, "/p/%d", &i); err == nil {
			fmt.Fprintf(w, `<article><h1>Tide %d</h1></article>`, i)
			return
		}
		if _, err := fmt.Sscanf(r.URL.Path, "/page/%d", &list); err != nil && r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		for i := n - 1 - perList*list; i >= 0 && i > n-1-perList*(list+1); i-- {
			fmt.Fprintf(w, `<h2><a href="/p/%04d">Tide %d</a></h2>`, i, i)
		}
		if perList*(list+1) < n {
			fmt.Fprintf(w, `<a rel="next" href="/page/%d">older</a>`, list+1)
		}
	})
	include := []fetch.Pattern{fetch.ParsePattern("/p/00*")}
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{}), Include: include}, s.URL, nil)
	if got := len(byRole(captures, blog.RolePage)); err != nil || got != 100 {
		t.Errorf("%d posts, %v", got, err)
	}
}

func TestAFeedThatIsTheSameFileUnderEveryNumberEnds(t *testing.T) {
	s, asked := strange(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/feeds/posts/default":
			w.Header().Set("Content-Type", "application/atom+xml")
			fmt.Fprint(w, `<feed xmlns="http://www.w3.org/2005/Atom"><title>Lamps</title>`)
			for n := range 3 {
				fmt.Fprintf(w, `<entry><title>Lamp %d</title><link rel="alternate" href="http://%s/2011/05/lamp-%d.html"/><updated>2011-05-0%dT08:00:00Z</updated></entry>`, n, r.Host, n, n+1)
			}
			fmt.Fprint(w, `</feed>`)
		case strings.HasPrefix(r.URL.Path, "/2011/05/"):
			fmt.Fprintf(w, `<article><h1>%s</h1><p>It was lit.</p></article>`, r.URL.Path)
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><head><meta name="generator" content="blogger"></head><body><h2><a href="/2011/05/lamp-0.html">Lamp 0</a></h2></body></html>`)
		default:
			http.NotFound(w, r)
		}
	})
	captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{})}, s.URL, nil)
	if err != nil || len(byRole(captures, blog.RolePage)) != 3 {
		t.Errorf("%q, %v", byRole(captures, blog.RolePage), err)
	}
	if n := asked.Load(); n > 40 {
		t.Errorf("%d requests for three posts", n)
	}
}

func TestWhatTheFeedKnowsOfAnOldAddressIsKnownOfTheNewOne(t *testing.T) {
	nights := 1
	s, _ := strange(t, func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimSuffix(strings.Trim(r.URL.Path, "/"), ".html")
		switch {
		case r.URL.Path == "/rss.xml":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>Lamps</title><item><title>Lamp 7</title><link>http://%s/lamp-7.html</link><category>oil</category></item></channel></rss>`, r.Host)
		case strings.HasPrefix(name, "lamp-"):
			fmt.Fprintf(w, `<html><head><link rel="canonical" href="http://%s/%s/"></head><body><article><h1>%s</h1><p>It was lit %d times.</p></article></body></html>`, r.Host, name, name, nights)
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body><h2><a href="/lamp-8/">Lamp 8</a></h2></body></html>`)
		default:
			http.NotFound(w, r)
		}
	})
	m := newMemory()
	for _, full := range []bool{false, true} {
		nights++
		captures, err := capture(t, &crawl.Crawler{Client: client(fetch.Options{}), Memory: m, Full: full}, s.URL, m)
		if err != nil {
			t.Fatal(err)
		}
		known := false
		for _, k := range captures {
			known = known || k.Page != nil && k.Page.URL == s.URL+"/lamp-7/" && len(k.Page.Known.Tags) == 1
		}
		if !known {
			t.Errorf("run again %v: the tag of the feed is lost", full)
		}
	}
}
