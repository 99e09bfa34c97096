package crawl_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source/crawl"
)

// TestALaterRunOfAPoliteCrawlAsksForLittle also holds that Full asks for everything.
func TestALaterRunOfAPoliteCrawlAsksForLittle(t *testing.T) {
	s := newSite(t, txtar.Parse([]byte(`
-- 1 / --
<!doctype html><title>控えめ</title><a href="/page/2/">前へ</a>
-- 1 /page/2/ --
<!doctype html><title>控えめ 2</title><a href="/old">古い</a>
-- 1 /sitemap.xml --
<?xml version="1.0"?><urlset><url><loc>http://HOST/old</loc><lastmod>2020-01-01</lastmod></url><url><loc>http://HOST/undated</loc></url>
<url><loc>http://HOST/edited</loc><lastmod>2020-01-01</lastmod></url></urlset>
-- 2 /sitemap.xml --
<?xml version="1.0"?><urlset><url><loc>http://HOST/old</loc><lastmod>2020-01-01</lastmod></url><url><loc>http://HOST/undated</loc></url>
<url><loc>http://HOST/edited</loc><lastmod>2026-05-01</lastmod></url></urlset>
-- 1 /old --
<!doctype html><article><h1>古い</h1></article>
-- 1 /undated --
<!doctype html><article><h1>日付なし</h1></article>
-- 1 /edited --
<!doctype html><article><h1>直した</h1></article>
-- 2 /edited --
<!doctype html><article><h1>直したところがある</h1></article>
`)))
	now := time.Date(2026, 4, 20, 0, 0, 0, 0, time.UTC)
	c := &crawl.Crawler{Client: client(fetch.Options{Rate: 2}), Memory: newMemory(), Now: func() time.Time { return now }}
	m := c.Memory.(*memory)
	run := func(after time.Duration, full bool) (asked string, captures []blog.Capture) {
		now = now.Add(after)
		s.mu.Lock()
		s.asked = nil
		s.mu.Unlock()
		c.Full = full
		captures, err := capture(t, c, "http://"+s.host()+"/", m)
		if err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return " " + strings.Join(s.asked, " ") + " ", captures
	}
	if asked, _ := run(0, false); !strings.Contains(asked, " /old ") || !strings.Contains(asked, " /page/2/ ") {
		t.Errorf("the first run asks for %s", asked)
	}
	if asked, _ := run(time.Minute, false); strings.Contains(asked, " /old ") || strings.Contains(asked, "/page/2/") || strings.Contains(asked, "/feed") {
		t.Errorf("a run at once asks for %s", asked)
	}
	s.run = 2
	asked, captures := run(13*24*time.Hour, false)
	if strings.Contains(asked, " /old ") || !strings.Contains(asked, " /undated ") || !strings.Contains(asked, " /edited ") {
		t.Errorf("the second run asks for %s", asked)
	}
	if got := byRole(captures, blog.RolePage); len(got) != 1 {
		t.Errorf("changed: %q", got)
	}
	if n := outcomes(captures); n[blog.Unchanged] != 4 || n[blog.Gone]+n[blog.Passed] != 0 {
		t.Errorf("outcomes %v\n%s", n, report(captures, s.host()))
	}
	if asked, _ := run(40*24*time.Hour, false); !strings.Contains(asked, " /old ") {
		t.Errorf("after a long time a run asks for %s", asked)
	}
	if asked, captures := run(0, true); !strings.Contains(asked, " /old ") || outcomes(captures)[blog.Gone] != 0 {
		t.Errorf("a full run asks for %s", asked)
	}
	if asked, _ := run(-365*24*time.Hour, false); !strings.Contains(asked, " /old ") {
		t.Errorf("after the clock was put back a run asks for %s", asked)
	}
}

func TestASitemapThatNamesTheNewestPostsAloneTakesNothingAway(t *testing.T) {
	s := newSite(t, txtar.Parse([]byte(`
-- 1 / --
<!doctype html><title>新しいものだけ</title><a href="/page/2/">前へ</a>
-- 1 /page/2/ --
<!doctype html><title>新しいものだけ 2</title><a href="/old">古い</a> <a href="/older">もっと古い</a>
-- 3 /page/2/ --
<!doctype html><title>新しいものだけ 2</title><a href="/old">古い</a>
-- 1 /sitemap.xml --
<?xml version="1.0"?><urlset><url><loc>http://HOST/old</loc></url><url><loc>http://HOST/older</loc></url><url><loc>http://HOST/new</loc></url></urlset>
-- 2 /sitemap.xml --
<?xml version="1.0"?><urlset><url><loc>http://HOST/new</loc></url></urlset>
-- 1 /new --
<!doctype html><article><h1>新しい</h1></article>
-- 1 /old --
<!doctype html><article><h1>古い</h1></article>
-- 1 /older --
<!doctype html><article><h1>もっと古い</h1></article>
`)))
	m := newMemory()
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	c := &crawl.Crawler{Client: client(fetch.Options{Rate: 2}), Memory: m, Now: func() time.Time { return now }}
	for run, gone := range []int{0, 0, 1} {
		s.mu.Lock()
		s.run = run + 1
		s.mu.Unlock()
		now = now.AddDate(0, 2, 0)
		captures, err := capture(t, c, "http://"+s.host()+"/", m)
		if err != nil {
			t.Fatal(err)
		}
		if n := outcomes(captures); n[blog.Gone] != gone {
			t.Errorf("run %d:\n%s", run+1, report(captures, s.host()))
		}
	}
}
