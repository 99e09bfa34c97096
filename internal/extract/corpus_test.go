package extract_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/japanese"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/extract"
)

type hatenaPost struct {
	File, URL, Title, Author string
	Published, Edited        time.Time
	Categories, Headings     []string
	Footnotes                []string
	Images, Pre, Embeds      int
	FirstText                string `json:"first_text"`
}

func TestHatenaPermalinksGiveEveryField(t *testing.T) {
	dir := corpus.Path(t, "fixtures/hatena")
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want []hatenaPost
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	for _, w := range want {
		t.Run(w.File, func(t *testing.T) { checkHatena(t, dir, w, nil) })
		t.Run(w.File+" without a sign of its platform", func(t *testing.T) { checkHatena(t, dir, w, anonymous) })
		if w.File == "post-mts24-footnote.html" {
			w.File = "post-mts24-modern.html"
			t.Run(w.File, func(t *testing.T) {
				p := checkHatena(t, dir, w, nil)
				if !p.Updated.Equal(w.Edited) {
					t.Errorf("updated %v, want %v", p.Updated, w.Edited)
				}
			})
		}
	}
}

// anonymous takes the signs of their platform off a page; then the recipe does not know it and the other witnesses must.
var anonymous = strings.NewReplacer("data-admin-domain", "data-x", "hatenablog-js", "x", "hatenablog-entry", "x", "Hatena::Blog", "x", "data-page", "data-y",
	"page-entry", "x", "page-archive", "x", "page-index", "x", `content="Hexo`, `content="x`, "blogPost", "x")

func checkHatena(t *testing.T, dir string, w hatenaPost, disguise *strings.Replacer) *blog.Post {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, w.File))
	if err != nil {
		t.Fatal(err)
	}
	if disguise != nil {
		body = []byte(disguise.Replace(string(body)))
	}
	p, trace, err := extract.Explain(&blog.Page{URL: w.URL, Site: "http://blog.hde.example/", Form: blog.FormHTML, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	if disguise != nil && trace.Recipe != "generic" {
		t.Errorf("the recipe %s knows the page all the same", trace.Recipe)
	}
	if p.Title != w.Title || p.Author != w.Author || !slices.Equal(p.Tags, w.Categories) || p.URL != w.URL || p.ID != blog.NewID(w.URL) {
		t.Errorf("got %q by %q %q at %s", p.Title, p.Author, p.Tags, p.URL)
	}
	if got := p.Published.Format(time.RFC3339); got != w.Published.Format(time.RFC3339) {
		t.Errorf("published %s, want %v", got, w.Published)
	}
	if trace.Images != w.Images || trace.Embeds != w.Embeds || trace.Counts[blog.Code] != w.Pre {
		t.Errorf("%d images, %d embeds, %d listings; want %d, %d, %d", trace.Images, trace.Embeds, trace.Counts[blog.Code], w.Images, w.Embeds, w.Pre)
	}
	if got := texts(p, blog.Heading); !slices.Equal(got, w.Headings) {
		t.Errorf("headings %q, want %q", got, w.Headings)
	}
	if got := texts(p, blog.Footnote); !slices.Equal(got, w.Footnotes) {
		t.Errorf("footnotes %q, want %q", got, w.Footnotes)
	}
	if got := strings.ReplaceAll(p.Text(), "\n", " "); !strings.HasPrefix(got, w.FirstText) {
		t.Errorf("text begins %.100s, want %s", got, w.FirstText)
	}
	for _, stray := range []string{"読者になる", "読者です", "続きを読む", "FIXTURE-COMMENT", "プロフィール", "関連記事", "月別アーカイブ", "f:id:", "*1"} {
		if strings.Contains(p.Text(), stray) {
			t.Errorf("the text holds %q", stray)
		}
	}
	return p
}

func texts(p *blog.Post, k blog.Kind) []string {
	out := []string{}
	for _, b := range p.Blocks {
		if b.Kind == k {
			out = append(out, b.Text)
		}
	}
	return out
}

func TestHatenaListsAreNotPosts(t *testing.T) {
	dir := corpus.Path(t, "fixtures/hatena")
	for name, url := range map[string]string{
		"index.html": "/", "index-list-layout.html": "/?page=1467331200", "archive.html": "/archive", "archive-page2.html": "/archive?page=2",
		"archive-2016-05.html": "/archive/2016/05", "category-MTS.html": "/archive/category/MTS", "author-doi-t.html": "/archive/author/doi-t",
	} {
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []string{url, "/entry/somewhere"} { // the markup alone must tell
			_, err = extract.Post(&blog.Page{URL: "http://blog.hde.example" + at, Site: "http://blog.hde.example/", Form: blog.FormHTML, Body: body})
			if !errors.Is(err, extract.ErrNotPost) {
				t.Errorf("%s at %s: %v", name, at, err)
			}
		}
	}
}

type hexoPost struct {
	URLPath       string `json:"url_path"`
	Title         string
	PublishedTime time.Time `json:"published_time"`
	Authors, Tags []string
	Lang          string
	Body          string `json:"body_markdown"`
}

func TestTheHexoSiteReadsLikeItsSources(t *testing.T) {
	t.Run("by the recipe", func(t *testing.T) { checkHexo(t, nil) })
	t.Run("without a sign of its platform", func(t *testing.T) { checkHexo(t, anonymous) })
}

func checkHexo(t *testing.T, disguise *strings.Replacer) {
	t.Helper()
	want := map[string]hexoPost{}
	each(t, corpus.Path(t, "corpora/jpazpaas/posts.jsonl.gz"), func(line []byte) {
		var p hexoPost
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		want[p.URLPath] = p
	})
	posts, lists, sum, worst := 0, 0, 0.0, 1.0
	site := "https://azure.github.io/jpazpaas/"
	eachFile(t, corpus.Path(t, "corpora/jpazpaas/site.tar.gz"), func(name string, body []byte) {
		if !strings.HasSuffix(name, ".html") {
			return
		}
		if disguise != nil {
			body = []byte(disguise.Replace(string(body)))
		}
		path := "/jpazpaas/" + strings.TrimPrefix(strings.TrimPrefix(name, "./"), "site/")
		p, trace, err := extract.Explain(&blog.Page{URL: "https://azure.github.io" + path, Site: site, Form: blog.FormHTML, Body: body})
		w, isPost := want[path]
		if !isPost {
			lists++
			if !errors.Is(err, extract.ErrNotPost) {
				t.Errorf("%s is a list: %v", path, err)
			}
			return
		}
		posts++
		if err != nil {
			t.Error(err)
			return
		}
		if disguise != nil && trace.Recipe != "generic" {
			t.Errorf("the recipe %s knows the page all the same", trace.Recipe)
		}
		if p.Title != w.Title || !p.Published.Equal(w.PublishedTime.Truncate(time.Second)) ||
			p.Author != strings.Join(w.Authors, ", ") || !slices.Equal(slices.Sorted(slices.Values(p.Tags)), slices.Sorted(slices.Values(w.Tags))) || p.Lang != w.Lang {
			t.Errorf("%s: got %q %v %q %q %s, want %q %v %q %q", path, p.Title, p.Published, p.Author, p.Tags, p.Lang, w.Title, w.PublishedTime, w.Authors, w.Tags)
		}
		f := agreement(p.Text(), w.Body)
		sum += f
		if f < worst {
			worst = f
		}
		if f < .9 {
			t.Logf("%s: %.3f", path, f)
		}
	})
	t.Logf("%d posts, %d lists; agreement with the sources: mean %.4f, worst %.4f", posts, lists, sum/float64(posts), worst)
	if posts != len(want) || sum/float64(posts) < .98 {
		t.Errorf("%d of %d posts; mean agreement %.4f, want .98", posts, len(want), sum/float64(posts))
	}
}

func TestTheSharedDiaryDayGivesBothSections(t *testing.T) {
	raw, err := os.ReadFile(corpus.Path(t, "fixtures/hatena/hatena-diary-day.euc-jp.html"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := japanese.EUCJP.NewDecoder().Bytes(raw)
	if err != nil {
		t.Fatal(err)
	}
	posts, err := extract.Posts(&blog.Page{URL: "http://d.hatena.example/hde-blog/20160728", Site: "http://d.hatena.example/hde-blog/", Form: blog.FormHTML, Body: body})
	if err != nil || len(posts) != 2 {
		t.Fatalf("%d posts, %v", len(posts), err)
	}
	p := posts[0]
	if p.Title != "第24回 Monthly Technical Session (MTS) レポート" || p.Published.Format(time.RFC3339) != "2016-07-28T11:00:00+09:00" ||
		!slices.Equal(p.Tags, []string{"勉強会"}) || p.Author != "hde-blog" || len(p.Blocks) != 3 || strings.Contains(p.Text(), "Permalink") {
		t.Errorf("got %+v", p)
	}
}
